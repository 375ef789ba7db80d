"""What the command line understands of `speakd models`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from speakd.app.command_parser import add_command, path_option

if TYPE_CHECKING:
    import argparse

_ONE = "its id, as `speakd models list` shows it"


def add_models_parser(commands: Any) -> None:
    """Add `models` and its own commands."""
    models = add_command(commands, "models", "manage the neural voices on this machine")
    models.set_defaults(act=_run)
    actions = models.add_subparsers(title="actions", dest="action", metavar="ACTION", required=True)

    add_command(actions, "list", "show the known models and which of them are there")

    download = add_command(actions, "download", "fetch a model and what it needs")
    download.add_argument("model", metavar="ID", help=_ONE)
    download.add_argument(
        "--accept-license",
        action="store_true",
        help="agree to the model's licence without being asked",
    )
    download.add_argument("--force", action="store_true", help="fetch it anew though it is there")

    verify = add_command(actions, "verify", "check the files of models")
    verify.add_argument(
        "models", metavar="ID", nargs="*", help="all that are there, if none is named"
    )

    remove = add_command(actions, "remove", "delete a model")
    remove.add_argument("model", metavar="ID", help=_ONE)

    path = add_command(actions, "path", "print the folder of a model, or of all")
    path.add_argument("model", metavar="ID", nargs="?", help=_ONE)

    for action in actions.choices.values():
        action.add_argument("--models-dir", type=_folder, metavar="DIR", help="use another folder")


def _folder(text: str) -> Path:
    return Path(path_option(text))


def _run(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.models import run  # noqa: PLC0415, of no use to other commands

    return run(arguments)
