"""The command line: from arguments to an exit status, and no traceback on the way.

0 means done, 1 that it could not be done (one line says why and what to do), 2 wrong usage or a
wrong configuration.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from speakd.errors import ConfigError, SpeakdError, describe_bug

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, FAILED, WRONG, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Without the program's name; None takes those of the process.

    Returns:
        The exit status.
    """
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not try again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return FAILED
    except ConfigError as error:
        for problem in error.problems:
            _complain(f"{error.source}: {problem}")
        return WRONG
    except SpeakdError as error:
        _complain(str(error))
        return FAILED
    except Exception as error:  # noqa: BLE001, the last place where a mistake of ours can be caught
        _complain(f"this is a mistake in speakd: {describe_bug(error)}; please report it")
        return FAILED
    return status


def _run(arguments: list[str]) -> int:
    from speakd.app.commands import control  # noqa: PLC0415, inside the reach of `except`

    if len(arguments) == 1 and arguments[0] in control.PLAIN_COMMANDS:
        return control.send(arguments[0])  # without the 10 ms that argparse takes to import
    from speakd.app.parser import parse  # noqa: PLC0415, see above

    return parse(arguments)()


def _complain(line: str) -> None:
    if sys.stderr is not None:
        print(f"speakd: {line}", file=sys.stderr)
