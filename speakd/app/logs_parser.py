"""What the command line understands of `speakd logs`."""

from __future__ import annotations

import argparse
from typing import Any

from speakd.app.command_parser import add_command

_LINES = 50


def add_logs_parser(commands: Any) -> None:
    """Add `logs`."""
    parser = add_command(commands, "logs", "show what the daemon has written down", _logs)
    parser.add_argument(
        "-n",
        "--lines",
        metavar="NUMBER",
        type=_count,
        default=_LINES,
        help=f"how many of the last lines; {_LINES} if not given",
    )
    parser.add_argument(
        "-f", "--follow", action="store_true", help="go on with what is written, until ctrl+c"
    )


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("a number of lines is 0, 1, 2 and so on")
    return int(text)


def _logs(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.logs import run  # noqa: PLC0415, of no use to the others

    return run(arguments.config, arguments.lines, follow=arguments.follow)
