"""What the command line understands of `speakd doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speakd.app.command_parser import add_command

if TYPE_CHECKING:
    import argparse

_SUMMARY = "try every link from the key to the ear, and say what to do where one is broken"


def add_doctor_parser(commands: Any) -> None:
    """Add `doctor`."""
    epilog = "exit status: 0 nothing is broken; 1 something is"
    parser = add_command(commands, "doctor", _SUMMARY, _run, epilog)
    parser.add_argument("--json", action="store_true", help="for programs; nobody is asked")
    parser.add_argument("--silent", action="store_true", help="make no sound")


def _run(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.doctor import run  # noqa: PLC0415, it loads everything

    return run(arguments.config, as_json=arguments.json, is_silent=arguments.silent)
