"""What the command line understands of `speakd voices`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add_voices_parser(parser: argparse.ArgumentParser, language: Callable[[str], str]) -> None:
    """Add the actions of `voices`.

    Args:
        parser: The parser of `voices`; without an action it lists them.
        language: Checks a language tag.
    """
    parser.set_defaults(act=_list, language=None)
    actions = parser.add_subparsers(metavar="ACTION")
    listing = actions.add_parser("list", help="list the voices; the default")
    listing.add_argument("language", metavar="TAG", type=language, nargs="?", help="only these")
    adding = actions.add_parser("add", help="learn a voice from a recording of it")
    adding.add_argument("name", metavar="NAME", help="letters, digits, - and _")
    adding.add_argument("clip", metavar="CLIP", type=Path, help="a sound file of some seconds")
    adding.set_defaults(act=_add)
    removing = actions.add_parser("remove", help="forget a voice that was learned")
    removing.add_argument("name", metavar="NAME")
    removing.set_defaults(act=_remove)


def _list(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.voices import show_voices  # noqa: PLC0415, of no use to the others

    return show_voices(arguments.language, arguments.config)


def _add(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.clips import add_clip  # noqa: PLC0415, of no use to the others

    return add_clip(arguments.name, arguments.clip, arguments.config)


def _remove(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.clips import remove_clip  # noqa: PLC0415, of no use to the others

    return remove_clip(arguments.name, arguments.config)
