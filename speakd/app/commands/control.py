"""Commands that the running daemon carries out."""

from __future__ import annotations

from speakd.app.paths import socket_address
from speakd.doors.control.client import request

PLAIN_COMMANDS = {
    "stop": "fall silent",
    "pause": "pause what is being read",
    "resume": "go on with what was paused",
    "next": "go on with the next sentence",
    "previous": "go back to the beginning of the sentence, or to the one before",
    "repeat": "read again what was read last",
    "read": "read the clipboard aloud, as the key does",
    "append": "read the clipboard after what is being read",
}
"""Commands without arguments, and what they do."""


def send(command: str) -> int:
    """Have the daemon carry out a command that has no arguments.

    Raises:
        ControlError: It is not running, or it did not do it.
    """
    request(socket_address(), command)
    return 0


def show_status(*, as_json: bool) -> int:
    """Print how the daemon is doing.

    Raises:
        ControlError: It is not running, or does not say.
    """
    status = request(socket_address(), "status")
    if as_json:
        import json  # noqa: PLC0415, it is loaded already

        print(json.dumps(status, indent=2))
    else:
        from speakd.app.status_text import status_text  # noqa: PLC0415, of no use to the others

        print(status_text(status))
    return 0
