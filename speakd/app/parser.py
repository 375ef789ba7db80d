"""What the command line understands."""

from __future__ import annotations

import argparse
import os
import textwrap
from functools import partial
from typing import TYPE_CHECKING

from speakd.app.autostart_parser import add_autostart_parser
from speakd.app.command_parser import CommandParser, add_command, add_config, add_language
from speakd.app.commands.control import (
    PLAIN_COMMANDS,
    READING_COMMANDS,
    send,
    show_status,
)
from speakd.app.config_parser import add_config_parser
from speakd.app.doctor_parser import add_doctor_parser
from speakd.app.logs_parser import add_logs_parser
from speakd.app.models_parser import add_models_parser
from speakd.app.voices_parser import add_voices_parser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_DESCRIPTION = "Copy text anywhere, press one key, hear it: at once, offline, right language."
_GROUPS = {
    "read": ("read", "append", "say"),
    "while it speaks": (
        *("stop", "pause", "resume", "next", "previous", "repeat"),
        *("faster", "slower", "normal", "louder", "quieter"),
    ),
    "set up": ("run", "autostart", "config", "voices", "models", "uninstall"),
    "look after it": ("status", "doctor", "logs", "bench"),
}
_EPILOG = """\
`speakd COMMAND --help` says more. Where --config is not given, SPEAKD_CONFIG
names the file, unless it is empty.

exit status: 0 done; 1 could not be done, one line says why;
2 wrong usage or configuration
"""
_SAY_EPILOG = """\
Other users of this computer can see the arguments of your programs. To keep
a text to yourself, send it through standard input:

  speakd say - < letter.txt

A text that begins with a dash comes after `--`:

  speakd say -- -5 degrees
"""
_WIDTH = 79
_INDENT = 13

_MOST_ROUNDS = 1000


def parse(arguments: Sequence[str]) -> Callable[[], int]:
    """Understand the command line and return what is to be done.

    Args:
        arguments: Without the program's name.

    Returns:
        Does it and returns the exit status. For `--help`, `--version` and wrong usage all is
        done already.
    """
    parser = _parser()
    try:
        parsed, others = parser.parse_known_args(arguments)
        if others:
            parsed.parser.error(_too_much(others))
    except SystemExit as done:
        status = done.code if isinstance(done.code, int) else 0
        return lambda: status
    return lambda: parsed.act(parsed)


def _too_much(others: Sequence[str]) -> str:
    """Say what is not understood, without what may be a text that was meant to be read."""
    for each in others:
        if each.startswith("--"):
            return f"there is no option {each.partition('=')[0]}"
        if each.startswith("-") and each != "-":  # which stands for standard input
            return f"there is no option {each[:2]}"
    return "there are more arguments than it takes"


def _parser() -> CommandParser:
    parser = CommandParser(
        prog="speakd", usage="speakd [--config PATH] COMMAND ...", description=_DESCRIPTION
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version")
    add_config(parser)
    commands = parser.add_subparsers(
        prog="speakd", metavar="COMMAND", required=True, help=argparse.SUPPRESS
    )
    run = add_command(commands, "run", "serve the key and these commands until stopped", _run)
    run.add_argument("--supervised", action="store_true", help="start it again when it fails")
    for name, summary in PLAIN_COMMANDS.items():
        command = add_command(commands, name, summary, partial(_send, name))
        if name in READING_COMMANDS:
            add_language(command, "the language of all of the text; else it is detected")
            _add_source(command)
    status = add_command(commands, "status", "show how the daemon is doing", _status)
    status.add_argument("--json", action="store_true", help="for programs")
    say = add_command(commands, "say", "speak a text; no daemon is needed", _say, _SAY_EPILOG)
    add_language(say, "the language of all of the text; else it is detected")
    say.add_argument("text", metavar="TEXT", nargs="+", help="what to say; - is standard input")
    add_voices_parser(commands)
    add_models_parser(commands)
    add_autostart_parser(commands)
    add_doctor_parser(commands)
    add_logs_parser(commands)
    bench = add_command(commands, "bench", "measure how fast speakd is here; no sound", _bench)
    add_language(bench, "whose voice is measured; else that of the default language")
    bench.add_argument(
        "--rounds", metavar="NUMBER", type=_rounds, default=10, help="how often; 10 if not given"
    )
    bench.add_argument("--json", action="store_true", help="for programs")
    add_command(commands, "uninstall", "leave nothing that starts; say what is left", _uninstall)
    add_config_parser(commands)
    parser.epilog = "\n".join(_overview(commands.choices)) + f"\n\n{_EPILOG}"
    return parser


def _overview(commands: Mapping[str, CommandParser]) -> Iterator[str]:
    """List the commands by what they are for; `argparse` lists them all in one heap."""
    for number, (purpose, names) in enumerate(_GROUPS.items()):
        yield f"\n{purpose}:" if number else f"{purpose}:"
        for name in names:
            yield textwrap.fill(
                commands[name].summary,
                _WIDTH,
                initial_indent=f"  {name}".ljust(_INDENT),
                subsequent_indent=" " * _INDENT,
            )


def _add_source(command: argparse.ArgumentParser) -> None:
    sources = command.add_mutually_exclusive_group()
    helps = {
        "selection": "read what is selected in the program in front",
        "clipboard": "read what was copied last",
    }
    for source, what in helps.items():
        sources.add_argument(
            f"--{source}",
            dest="source",
            action="store_const",
            const=source,
            help=f"{what}, whatever `[clipboard] source` says",
        )


def _rounds(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_ROUNDS:
        raise argparse.ArgumentTypeError(f"a number of rounds is 1 to {_MOST_ROUNDS}")
    return int(text)


class _ShowVersion(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata  # noqa: PLC0415, it takes 20 ms to import

        try:
            print(f"speakd {metadata.version('speakd')}")
        except metadata.PackageNotFoundError:
            print("speakd, not installed")
        parser.exit()


def _send(command: str, arguments: argparse.Namespace) -> int:
    return send(command, getattr(arguments, "language", None), getattr(arguments, "source", None))


def _run(arguments: argparse.Namespace) -> int:
    if arguments.supervised:
        from speakd.app.supervision.supervisor import (  # noqa: PLC0415, of no use to the others
            daemon_command,
            supervise,
        )

        return supervise(daemon_command(arguments.config), os.environ)
    from speakd.app.commands.daemon import run  # noqa: PLC0415, it loads everything

    return run(arguments.config)


def _status(arguments: argparse.Namespace) -> int:
    return show_status(as_json=arguments.json)


def _say(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.say import say  # noqa: PLC0415, of no use to the others

    return say(arguments.text, arguments.language, arguments.config)


def _uninstall(_: argparse.Namespace) -> int:
    from speakd.app.commands.uninstall import run  # noqa: PLC0415, of no use to the others

    return run()


def _bench(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.bench import run  # noqa: PLC0415, it loads everything

    return run(arguments.config, arguments.rounds, arguments.language, as_json=arguments.json)
