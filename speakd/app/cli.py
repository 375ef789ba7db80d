"""The command line: from arguments to an exit status, and no traceback on the way.

0 means done, 1 that it could not be done (one line says why and what to do), 2 wrong usage or a
wrong configuration.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TYPE_CHECKING

from speakd.errors import ConfigError, SpeakdError, describe_bug

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, FAILED, WRONG, INTERRUPTED = 0, 1, 2, 130

_NOBODY_ELSE_WRITES = 0o022


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Without the program's name; None takes those of the process.

    Returns:
        The exit status.
    """
    # Whatever was asked for, nobody else may write what we make: some of it starts at login.
    os.umask(os.umask(_NOBODY_ELSE_WRITES) | _NOBODY_ELSE_WRITES)
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        _abandon_output()
        status = DONE  # whoever read it has seen enough
    except OSError as error:
        status = _complain_of_file(error)
    except ConfigError as error:
        for problem in error.problems:
            _complain(f"{error.source}: {problem}")
        status = WRONG
    except SpeakdError as error:
        status = _complain(str(error))
    except Exception as error:  # noqa: BLE001, the last place where a mistake of ours can be caught
        status = _complain(f"this is a mistake in speakd: {describe_bug(error)}; please report it")
    if "SPEAKD_SUPERVISOR" in os.environ:
        from speakd.app.supervision.statuses import status_for_supervisor  # noqa: PLC0415, rare

        return status_for_supervisor(status, os.environ)
    return status


def _run(arguments: list[str]) -> int:
    from speakd.app.commands import control  # noqa: PLC0415, inside the reach of `except`

    if len(arguments) == 1 and arguments[0] in control.PLAIN_COMMANDS:
        return control.send(arguments[0])  # without the 10 ms that argparse takes to import
    from speakd.app.parser import parse  # noqa: PLC0415, see above

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names may not fit the terminal
    return parse(arguments)()


def _complain(line: str) -> int:
    # What begins with our name is a sentence by itself.
    said = line if line.startswith("speakd ") else f"speakd: {line}"
    with contextlib.suppress(OSError):  # nobody is listening
        print(said, file=sys.stderr)
    return FAILED


def _complain_of_file(error: OSError) -> int:
    reason = error.strerror or type(error).__name__
    if error.filename is not None:
        return _complain(f"{error.filename}: {reason}")
    # Every adapter translates its own, so this one is about our output.
    _abandon_output()
    return _complain(f"the output cannot be written: {reason}")


def _abandon_output() -> None:
    """Keep the interpreter from trying to write the rest when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
