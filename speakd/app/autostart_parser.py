"""What the command line understands of `speakd autostart`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from speakd.app.command_parser import add_actions, add_command

if TYPE_CHECKING:
    import argparse

_ACTIONS = {
    "enable": "start speakd at every login, with `--config` if that is given",
    "disable": "start it no longer; one that was started at login is ended",
    "status": "tell whether it is started, by what, and whether that can work",
}


def add_autostart_parser(commands: Any) -> None:
    """Add `autostart` and its own commands."""
    actions = add_actions(add_command(commands, "autostart", "start speakd at login, or no longer"))
    for name, summary in _ACTIONS.items():
        add_command(actions, name, summary, partial(_run, name))


def _run(action: str, arguments: argparse.Namespace) -> int:
    from speakd.app.commands.autostart import run  # noqa: PLC0415, of no use to other commands

    return run(action, arguments.config)
