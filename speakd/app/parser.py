"""What the command line understands."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

from speakd.app.autostart_parser import add_autostart_parser
from speakd.app.commands.control import (
    PLAIN_COMMANDS,
    READING_COMMANDS,
    send,
    show_status,
)
from speakd.app.doctor_parser import add_doctor_parser
from speakd.app.logs_parser import add_logs_arguments
from speakd.app.models_parser import add_parser
from speakd.app.voices_parser import add_voices_parser

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_DESCRIPTION = (
    "Copy text anywhere, press one key, hear it: at once, offline, in the right language."
)
_EPILOG = """\
exit status: 0 done; 1 could not be done, one line says why; 2 wrong usage or configuration
"""
_SAY_EPILOG = """\
Other users of this computer can see the arguments of your programs. To keep a text to yourself,
send it through standard input: `speakd say - < letter.txt`. A text that begins with a dash comes
after `--`: `speakd say -- -5 degrees`.
"""

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
        parsed = parser.parse_args(arguments)
    except SystemExit as done:
        status = done.code if isinstance(done.code, int) else 0
        return lambda: status
    return lambda: parsed.act(parsed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="speakd",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version")
    parser.add_argument("--config", metavar="PATH", help="use this configuration file")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    run = _add(commands, "run", "serve the key and the commands below until stopped", _run)
    run.add_argument("--supervised", action="store_true", help="start it again when it fails")
    for name, help_text in PLAIN_COMMANDS.items():
        command = _add(commands, name, help_text, _sender(name))
        if name in READING_COMMANDS:
            _add_language(command)
            _add_source(command)
    status = _add(commands, "status", "show how the daemon is doing", _status)
    status.add_argument("--json", action="store_true", help="for programs")
    say = _add(commands, "say", "speak a text; no daemon is needed", _say, epilog=_SAY_EPILOG)
    _add_language(say)
    say.add_argument("text", metavar="TEXT", nargs="+", help="what to say; - is standard input")
    voices = _add(commands, "voices", "list the voices, or learn one of your own", None)
    add_voices_parser(voices, _language)
    add_parser(commands)
    add_autostart_parser(commands)
    add_doctor_parser(commands)
    add_logs_arguments(_add(commands, "logs", "show what the daemon has written down", None))
    bench = _add(commands, "bench", "measure how fast speakd is here; makes no sound", _bench)
    _add_language(bench)
    bench.add_argument(
        "--rounds", metavar="NUMBER", type=_rounds, default=10, help="how often; 10 if not given"
    )
    bench.add_argument("--json", action="store_true", help="for programs")
    _add(commands, "uninstall", "leave nothing that starts; say what is left", _uninstall)
    _add_config(commands)
    return parser


def _add_config(commands: Any) -> None:
    config = _add(commands, "config", "find, show, check or edit the configuration", None)
    actions = config.add_subparsers(metavar="ACTION", required=True)
    _add(actions, "path", "print where the file is, or would be", _config_path)
    _add(actions, "show", "print every value that is in force", _config_show)
    _add(actions, "edit", "open the file in your editor, made if it is missing", _config_edit)
    check = _add(actions, "check", "say whether the file is right", _config_check)
    check.add_argument("file", metavar="FILE", nargs="?", help="the file; else the usual one")


def _add(
    commands: Any,
    name: str,
    help_text: str,
    act: Callable[[argparse.Namespace], int] | None,
    epilog: str | None = None,
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_text,
        description=f"{help_text[0].upper()}{help_text[1:]}.",
        epilog=epilog,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    # Suppressed, so that it does not undo what stands before the command.
    parser.add_argument(
        "--config", metavar="PATH", default=argparse.SUPPRESS, help="use this configuration file"
    )
    if act is not None:
        parser.set_defaults(act=act)
    return parser


def _add_language(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--lang",
        "--language",
        dest="language",
        metavar="TAG",
        type=_language,
        help="the language of all of the text, such as en or pt-BR; else it is detected",
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


def _language(text: str) -> str:
    from speakd.config.checks import check_language  # noqa: PLC0415, of no use to the client

    try:
        check_language(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


class _ShowVersion(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata  # noqa: PLC0415, it takes 20 ms to import

        try:
            print(f"speakd {metadata.version('speakd')}")
        except metadata.PackageNotFoundError:
            print("speakd, not installed")
        parser.exit()


def _sender(command: str) -> Callable[[argparse.Namespace], int]:
    return lambda arguments: send(
        command, getattr(arguments, "language", None), getattr(arguments, "source", None)
    )


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


def _config_path(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.settings import show_path  # noqa: PLC0415, of no use to the others

    return show_path(arguments.config)


def _config_show(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.settings import show  # noqa: PLC0415, of no use to the others

    return show(arguments.config)


def _config_edit(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.settings import edit  # noqa: PLC0415, of no use to the others

    return edit(arguments.config)


def _config_check(arguments: argparse.Namespace) -> int:
    from speakd.app.commands.settings import check  # noqa: PLC0415, of no use to the others

    return check(arguments.file or arguments.config)
