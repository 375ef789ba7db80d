"""What the command line understands of `speakd doctor`."""

from __future__ import annotations

import argparse
from typing import Any


def add_doctor_parser(commands: Any) -> None:
    """Add `doctor`."""
    parser = commands.add_parser(
        "doctor",
        help="try every link from the key to the ear, and say what to do where one is broken",
        epilog="exit status: 0 nothing is broken; 1 something is",
    )
    parser.add_argument("--json", action="store_true", help="for programs; nobody is asked")
    parser.add_argument("--silent", action="store_true", help="make no sound")
    parser.add_argument(
        "--config",
        metavar="PATH",
        default=argparse.SUPPRESS,
        help="use this configuration file",
    )
    parser.set_defaults(act=_run)


def _run(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.doctor import run  # noqa: PLC0415, it loads everything

    return run(arguments.config, as_json=arguments.json, is_silent=arguments.silent)
