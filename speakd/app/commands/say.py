"""`speakd say`: speak a text, through the daemon where there is one."""

from __future__ import annotations

import sys

from speakd.app.commands.control import show_note
from speakd.app.commands.settings import load_config
from speakd.app.daemon_socket import ask
from speakd.doors.control.client import NotRunningError
from speakd.doors.control.protocol import MAX_MESSAGE_BYTES
from speakd.errors import SpeakdError


def say(words: list[str], language: str | None, config: str | None) -> int:
    """Speak `words`, or standard input where they are `-`.

    Args:
        words: They are joined with blanks.
        language: A language tag; None leaves it to the text.
        config: What `--config` says; it counts only where no daemon is running.

    Raises:
        SpeakdError: It could not be spoken.
    """
    text = _standard_input() if words == ["-"] else " ".join(words)
    try:
        show_note(ask("say", text=text, language=language))
    except NotRunningError:
        from speakd.app.say_once import say_once  # noqa: PLC0415, it loads everything

        return say_once(load_config(config), text, language)
    return 0


def _standard_input() -> str:
    if sys.stdin is None:
        raise SpeakdError("there is no standard input to read")
    data = sys.stdin.buffer.read(MAX_MESSAGE_BYTES + 1)
    if len(data) > MAX_MESSAGE_BYTES:
        raise SpeakdError(
            f"the text is longer than {MAX_MESSAGE_BYTES >> 20} MiB", remedy="send less text"
        )
    return data.decode("utf-8-sig", errors="replace")
