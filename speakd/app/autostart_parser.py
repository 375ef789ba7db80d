"""What the command line understands of `speakd autostart`."""

from __future__ import annotations

import argparse
from typing import Any

_ACTIONS = {
    "enable": "start speakd at every login",
    "disable": "start it no longer; one that was started at login is ended",
    "status": "tell whether it is started, by what, and whether that can work",
}


def add_autostart_parser(commands: Any) -> None:
    """Add `autostart` and its own commands."""
    parser = commands.add_parser("autostart", help="start speakd at login, or no longer")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, help_text in _ACTIONS.items():
        action = actions.add_parser(name, help=help_text)
        action.add_argument(
            "--config",
            metavar="PATH",
            default=argparse.SUPPRESS,
            help="have it use this configuration file",
        )
        action.set_defaults(act=_run)


def _run(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.autostart import run  # noqa: PLC0415, of no use to other commands

    return run(arguments.action, arguments.config)
