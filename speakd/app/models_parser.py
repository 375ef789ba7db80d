"""What the command line understands of `speakd models`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse


def add_parser(commands: Any) -> None:
    """Add `models` and its own commands."""
    parser = commands.add_parser("models", help="manage the neural voices on this machine")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    actions.add_parser("list", help="show the known models and which of them are there")

    download = actions.add_parser("download", help="fetch a model and what it needs")
    download.add_argument("model", metavar="ID")
    download.add_argument(
        "--accept-license",
        action="store_true",
        help="agree to the model's licence without being asked",
    )
    download.add_argument("--force", action="store_true", help="fetch it anew though it is there")

    verify = actions.add_parser("verify", help="check the files of models")
    verify.add_argument(
        "models", metavar="ID", nargs="*", help="all that are there, if none is named"
    )

    remove = actions.add_parser("remove", help="delete a model")
    remove.add_argument("model", metavar="ID")

    path = actions.add_parser("path", help="print the folder of a model, or of all")
    path.add_argument("model", metavar="ID", nargs="?")

    for action in actions.choices.values():
        action.add_argument("--models-dir", type=Path, metavar="DIR", help="use another folder")
        action.set_defaults(act=_run)


def _run(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.models import run  # noqa: PLC0415, of no use to other commands

    return run(arguments)
