"""What the command line understands of `speakd voices`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from speakd.app.command_parser import add_actions, add_command, language_option

_EPILOG = "without an action, or with options only, it lists the voices"


def add_voices_parser(commands: Any) -> None:
    """Add `voices` and its own commands."""
    summary = "list the voices, or learn one of your own"
    voices = add_command(commands, "voices", summary, _list, _EPILOG)
    voices.add_argument("--json", action="store_true", help="for programs")
    voices.set_defaults(language=None)
    actions = add_actions(voices, required=False)
    listing = add_command(actions, "list", "list the voices", _list)
    listing.add_argument(
        "language", metavar="TAG", type=language_option, nargs="?", help="those of one language"
    )
    listing.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="for programs"
    )
    adding = add_command(actions, "add", "learn a voice from a recording of it", _add)
    adding.add_argument("name", metavar="NAME", help="letters, digits, - and _")
    adding.add_argument("clip", metavar="CLIP", type=Path, help="a sound file of some seconds")
    removing = add_command(actions, "remove", "forget a voice that was learned", _remove)
    removing.add_argument("name", metavar="NAME", help="what it was called")


def _list(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.voices import show_voices  # noqa: PLC0415, of no use to the others

    return show_voices(arguments.language, arguments.config, as_json=arguments.json)


def _add(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.clips import add_clip  # noqa: PLC0415, of no use to the others

    return add_clip(arguments.name, arguments.clip, arguments.config)


def _remove(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.clips import remove_clip  # noqa: PLC0415, of no use to the others

    return remove_clip(arguments.name, arguments.config)
