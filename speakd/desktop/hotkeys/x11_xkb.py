"""What the X Keyboard Extension is asked for; python-xlib knows nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speakd.errors import DesktopError

if TYPE_CHECKING:
    from speakd.desktop.x11_connection import X11Connection

_CORE_KEYBOARD = 0x100
_DETECTABLE_REPEAT = 1
_KEYBOARD_CHANGED = 0b11
"""`XkbNewKeyboardNotify` and `XkbMapNotify`."""
_EVERY_PART = 0xFF
"""Of the map; for `XkbMapNotify` only what is listed here counts."""


def watch_keyboard(connection: X11Connection) -> int:
    """Have a held key repeat without being let go, and be told when the layout changes.

    A server that has been asked for the extension no longer tells of a new layout by the core
    protocol's `MappingNotify`; see "The X Keyboard Extension: Protocol Specification", sections
    16.3 (`UseExtension`, `SelectEvents`), 16.3.11 (`PerClientFlags`) and B.

    Returns:
        The type of the events that tell of a change.

    Raises:
        DesktopError: The server has no such extension.
    """
    extension = connection.ask("QueryExtension", name="XKEYBOARD")
    if not extension.present:
        raise DesktopError("the X server lacks the XKEYBOARD extension")
    requests, opcode = _requests(), extension.major_opcode
    connection.ask(requests.use, opcode=opcode, major=1, minor=0)
    connection.ask(
        requests.select,
        opcode=opcode,
        device=_CORE_KEYBOARD,
        affected=_KEYBOARD_CHANGED,
        cleared=0,
        selected=_KEYBOARD_CHANGED,
        map_affected=_EVERY_PART,
        map_selected=_EVERY_PART,
    )
    reply = connection.ask(
        requests.flags,
        opcode=opcode,
        device=_CORE_KEYBOARD,
        change=_DETECTABLE_REPEAT,
        value=_DETECTABLE_REPEAT,
        controls=0,
        auto_controls=0,
        auto_values=0,
    )
    if not reply.value & _DETECTABLE_REPEAT:
        raise DesktopError("the X server does not tell a held key from one that is pressed anew")
    return int(extension.first_event)


@dataclass(frozen=True, slots=True)
class _Requests:
    use: type
    select: type
    flags: type


def _requests() -> _Requests:
    """Put the classes of the requests together; here, because that takes python-xlib."""
    from Xlib.protocol import rq  # noqa: PLC0415, lazily: X11 only

    def fields(minor: int, *more: Any) -> Any:
        return rq.Struct(rq.Card8("opcode"), rq.Opcode(minor), rq.RequestLength(), *more)

    class UseExtension(rq.ReplyRequest):  # type: ignore[misc]  # python-xlib has no type hints
        _request = fields(0, rq.Card16("major"), rq.Card16("minor"))
        _reply = rq.Struct(
            rq.ReplyCode(),
            rq.Card8("supported"),
            rq.Card16("sequence_number"),
            rq.ReplyLength(),
            rq.Card16("server_major"),
            rq.Card16("server_minor"),
            rq.Pad(20),
        )

    class SelectEvents(rq.Request):  # type: ignore[misc]  # as above
        _request = fields(
            1,
            rq.Card16("device"),
            rq.Card16("affected"),
            rq.Card16("cleared"),
            rq.Card16("selected"),
            rq.Card16("map_affected"),
            rq.Card16("map_selected"),
        )

    class PerClientFlags(rq.ReplyRequest):  # type: ignore[misc]  # as above
        _request = fields(
            21,
            rq.Card16("device"),
            rq.Pad(2),
            rq.Card32("change"),
            rq.Card32("value"),
            rq.Card32("controls"),
            rq.Card32("auto_controls"),
            rq.Card32("auto_values"),
        )
        _reply = rq.Struct(
            rq.ReplyCode(),
            rq.Card8("device"),
            rq.Card16("sequence_number"),
            rq.ReplyLength(),
            rq.Card32("supported"),
            rq.Card32("value"),
            rq.Card32("auto_controls"),
            rq.Card32("auto_values"),
            rq.Pad(8),
        )

    return _Requests(UseExtension, SelectEvents, PerClientFlags)
