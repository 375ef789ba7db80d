"""What the command line understands of `speakd config`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speakd.app.command_parser import add_actions, add_command, path_option

if TYPE_CHECKING:
    import argparse


def add_config_parser(commands: Any) -> None:
    """Add `config` and its own commands."""
    config = add_command(commands, "config", "find, show, check or edit the configuration")
    actions = add_actions(config)
    add_command(actions, "path", "print where the file is, or would be", _path)
    add_command(actions, "show", "print every value that is in force", _show)
    add_command(actions, "edit", "open the file in your editor, made if it is missing", _edit)
    check = add_command(actions, "check", "say whether the file is right", _check)
    check.add_argument(
        "file", metavar="FILE", type=path_option, nargs="?", help="the file; else the usual one"
    )


def _path(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.settings import show_path  # noqa: PLC0415, of no use to the others

    return show_path(arguments.config)


def _show(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.settings import show  # noqa: PLC0415, of no use to the others

    return show(arguments.config)


def _edit(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.settings import edit  # noqa: PLC0415, of no use to the others

    return edit(arguments.config)


def _check(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.settings import check  # noqa: PLC0415, of no use to the others

    return check(arguments.file or arguments.config)
