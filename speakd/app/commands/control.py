"""Commands that the running daemon carries out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from speakd.app.daemon_socket import ask
from speakd.doors.control.client import NotRunningError

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAIN_COMMANDS = {
    "stop": "fall silent",
    "pause": "pause what is being read",
    "resume": "go on with what was paused",
    "next": "go on with the next sentence",
    "previous": "go back to the beginning of the sentence, or to the one before",
    "repeat": "read again what was read last",
    "faster": "speak a step faster, at once and from now on",
    "slower": "speak a step slower, at once and from now on",
    "normal": "speak at the configured speed again",
    "louder": "turn the volume up by a step",
    "quieter": "turn the volume down by a step",
    "read": "read the clipboard aloud, as the key does",
    "append": "read the clipboard after what is being read",
}
"""Commands that need no argument, and what they do."""

READING_COMMANDS = frozenset({"read", "append"})
"""Those of them that may be told a language and a source."""


def send(command: str, language: str | None = None, source: str | None = None) -> int:
    """Have the daemon carry out a command that needs no argument.

    Args:
        command: One of `PLAIN_COMMANDS`.
        language: A language tag for one of `READING_COMMANDS`; None leaves it to the text.
        source: Where one of them takes its text from; None leaves it to the configuration.

    Raises:
        ControlError: It is not running, or it did not do it.
    """
    arguments = {"language": language, "source": source}
    given: dict[str, Any] = {name: value for name, value in arguments.items() if value is not None}
    show_note(ask(command, **given))
    return 0


def show_note(result: Mapping[str, object]) -> None:
    """Print what the daemon has to say about what it was asked for, if anything."""
    if note := result.get("note"):
        print(f"speakd: {note}", file=sys.stderr)


def show_status(*, as_json: bool) -> int:
    """Print how the daemon is doing.

    Raises:
        ControlError: It is not running, or does not say.
    """
    try:
        status = ask("status")
    except NotRunningError:
        from speakd.app.supervision.ended import raise_how_it_ended  # noqa: PLC0415, rarely needed

        raise_how_it_ended()
        raise
    if as_json:
        import json  # noqa: PLC0415, it is loaded already

        print(json.dumps(status, indent=2))
    else:
        from speakd.app import terminal  # noqa: PLC0415, of no use to the others
        from speakd.app.status_text import status_text  # noqa: PLC0415, likewise

        print(status_text(status, terminal.width()))
    return 0
