"""What the command lines of all commands have in common: what they take, and how they refuse."""

from __future__ import annotations

import argparse
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

_NO_SUCH = re.compile(
    r"argument (COMMAND|ACTION): invalid choice: (.*) \(choose from (.*)\)", re.DOTALL
)
_MISSING = re.compile(r"the following arguments are required: (COMMAND|ACTION)")
_NO_TEXT = "the following arguments are required: TEXT"
_LONGEST_NAME = 16
_WRONG_USAGE = 2


class CommandParser(argparse.ArgumentParser):
    """Understands a command; its own actions, if it has any, are `CommandParser`s as well.

    Args:
        summary: What the command does, as it stands in the list of commands.
        options: As for `argparse.ArgumentParser`.
    """

    def __init__(self, *, summary: str = "", **options: Any) -> None:
        described = f"{summary[:1].upper()}{summary[1:]}." if summary else None
        super().__init__(
            **{"description": described, **options},
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self.summary = summary

    def error(self, message: str) -> NoReturn:
        """End with status 2, saying what is wrong and where to look."""
        usage, line = self.format_usage(), f"{message}; see `{self.prog} --help`"
        if (found := _NO_SUCH.fullmatch(message)) is not None:
            usage = ""
            line = self._no_such(found[1].lower(), found[2].strip("'\""), found[3])
        elif (found := _MISSING.fullmatch(message)) is not None:
            line = f"the {found[1].lower()} is missing; `{self.prog} --help` lists them"
        elif message == _NO_TEXT:
            line = "the text is missing; a text that begins with a dash comes after `--`"
        self.exit(_WRONG_USAGE, f"{usage}speakd: {line}\n")

    def _no_such(self, kind: str, given: str, known: str) -> str:
        if len(given) > _LONGEST_NAME or " " in given:
            # It may be a text that was meant to be read.
            return f"there is no such {kind}; `{self.prog} --help` lists them"
        near = get_close_matches(given, re.findall(r"[a-z]+", known), n=1)
        hint = f"did you mean `{self.prog} {near[0]}`?" if near else ""
        return f"there is no {kind} {given!r}; {hint or f'`{self.prog} --help` lists them'}"


def add_command(
    commands: Any,
    name: str,
    summary: str,
    act: Callable[[argparse.Namespace], int] | None = None,
    epilog: str | None = None,
) -> CommandParser:
    """Add a command, or an action of one, that takes `--config`.

    Args:
        commands: What `add_subparsers` returned.
        name: What it is called.
        summary: What it does, in a few words that begin in lower case.
        act: Does it and returns the exit status; None where its actions do.
        epilog: What its help ends with.

    What is parsed names the parser of the command as `parser`.
    """
    parser: CommandParser = commands.add_parser(name, help=summary, summary=summary, epilog=epilog)
    # Suppressed, so that it does not undo what stands before the command.
    add_config(parser, default=argparse.SUPPRESS)
    parser.set_defaults(parser=parser)
    if act is not None:
        parser.set_defaults(act=act)
    return parser


def add_config(parser: CommandParser, default: str | None = None) -> None:
    """Add `--config`."""
    parser.add_argument(
        "--config",
        metavar="PATH",
        type=path_option,
        default=default,
        help="use this configuration file",
    )


def path_option(text: str) -> str:
    """Check that a path names something; an empty one is mostly a variable that was not set.

    Raises:
        ArgumentTypeError: It is empty.
    """
    if not text:
        raise argparse.ArgumentTypeError("it is empty; leave it out for the usual one")
    return text


def add_actions(parser: CommandParser, *, required: bool = True) -> Any:
    """Let a command have actions; give what `add_command` adds them to."""
    return parser.add_subparsers(title="actions", metavar="ACTION", required=required)


def add_language(command: argparse.ArgumentParser, what: str) -> None:
    """Add `--lang`.

    Args:
        command: Its parser.
        what: What it does.
    """
    command.add_argument(
        "--lang",
        "--language",
        dest="language",
        metavar="TAG",
        type=language_option,
        help=f"{what}; a tag such as en or pt-BR",
    )


def language_option(text: str) -> str:
    """Check that `text` has the shape of a language tag.

    Raises:
        ArgumentTypeError: It has not.
    """
    from speakd.config.checks import check_language  # noqa: PLC0415, of no use to the client

    try:
        check_language(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text
