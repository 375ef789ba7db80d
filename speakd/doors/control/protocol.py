"""What goes over the control socket: one line of JSON each way, then the line is closed.

```
{"version": 1, "command": "say", "arguments": {"text": "...", "language": "en"}}
{"version": 1, "ok": true, "result": {"reading": 7}}
{"version": 1, "ok": false, "error": "there is no such command", "remedy": "there are ..."}
```

UTF-8 throughout, except that lone surrogates pass as they are: they come from arguments that
were not UTF-8, and a text with one of them is still a text.

The client imports this module: it must load nothing but `json`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from speakd.errors import ControlError

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 1
"""Both sides must be of the same version; it changes when an old client would be misled."""

MAX_MESSAGE_BYTES = 16 << 20
"""Bytes of the longest message, its line end not counted."""


class Request:
    """A command with its arguments, as the client sent them.

    Not a dataclass: importing those takes as long as all the rest of `speakd stop`. It has no
    telling `repr` either, for the arguments may hold text that is being read.

    Attributes:
        command: Its name, which nobody has looked up yet.
        arguments: By name; nobody has looked at them either.
    """

    __slots__ = ("arguments", "command")

    def __init__(self, command: str, arguments: Mapping[str, object]) -> None:
        self.command = command
        self.arguments = arguments


def encode_request(request: Request) -> bytes:
    """Write a request as a message, with its line end."""
    return _encode({"command": request.command, "arguments": dict(request.arguments)})


def decode_request(message: bytes) -> Request:
    """Read a request.

    Args:
        message: What the client sent, without its line end.

    Raises:
        ControlError: It is not a request of this version.
    """
    fields = _decode(message)
    command, arguments = fields.get("command"), fields.get("arguments", {})
    if not isinstance(command, str):
        raise ControlError("the request names no command")
    if not isinstance(arguments, dict):
        raise ControlError("the arguments of the request are not an object")
    return Request(command, arguments)


def encode_result(result: Mapping[str, object]) -> bytes:
    """Write the reply to a request that was carried out.

    Raises:
        TypeError: `result` holds what JSON cannot.
        ValueError: The same.
    """
    return _encode({"ok": True, "result": dict(result)})


def encode_error(message: str, remedy: str = "") -> bytes:
    """Write the reply to a request that was not carried out."""
    return _encode({"ok": False, "error": message, "remedy": remedy})


def decode_reply(message: bytes) -> dict[str, object]:
    """Read a reply and return its result.

    Args:
        message: What the server sent, without its line end.

    Raises:
        ControlError: The server's own error, or the reply makes no sense.
    """
    fields = _decode(message)
    if fields.get("ok") is True and isinstance(result := fields.get("result"), dict):
        return result
    if fields.get("ok") is False and isinstance(error := fields.get("error"), str):
        raise ControlError(error, remedy=str(fields.get("remedy", "")))
    raise ControlError("the reply makes no sense")


def _encode(fields: dict[str, object]) -> bytes:
    line = json.dumps({"version": VERSION, **fields}, ensure_ascii=False, separators=(",", ":"))
    return line.encode("utf-8", "surrogatepass") + b"\n"


def _decode(message: bytes) -> dict[str, object]:
    try:
        fields = json.loads(message.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        # The original names what stood in the message, which may be text that is being read.
        raise ControlError("the message is not JSON in UTF-8") from None
    if not isinstance(fields, dict):
        raise ControlError("the message is not a JSON object")
    version = fields.get("version")
    if version != VERSION or isinstance(version, bool):
        raise ControlError(
            f"the message is not of version {VERSION} of the protocol",
            remedy="restart `speakd run` after an update",
        )
    return fields
