"""A program that owns an X11 selection, well-behaved or not."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any, Self

from Xlib import X, Xatom, display, error
from Xlib.protocol import event

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SILENCE = object()
"""As content: the request for it is never answered."""


DEATH = object()
"""As content: who asks for it ends the owner."""


@dataclass
class Parts:
    """Content that is sent in parts (INCR).

    Attributes:
        parts: The parts, none of them empty.
        then_dies: Whether the owner ends in the middle, after these, instead of finishing.
        then_hangs: Whether it falls silent after these.
    """

    parts: Iterable[bytes]
    then_dies: bool = False
    then_hangs: bool = False


def endless(part: bytes) -> Parts:
    """Content without an end."""
    return Parts(repeat(part))


class SelectionOwner:
    """Owns a selection and answers with `content`, from a thread of its own, until closed.

    Args:
        display_name: The X server.
        content: By target. A `TARGETS` among them replaces the honest list.
        selection: Name of the selection.
        answers_as: The type that comes for a target, where it is another one.

    Attributes:
        asked: The targets that were asked for.
        finished: How often content in parts was fetched to its end.
    """

    def __init__(
        self,
        display_name: str,
        content: Mapping[str, object],
        *,
        selection: str = "CLIPBOARD",
        answers_as: Mapping[str, str] | None = None,
    ) -> None:
        self._content = content
        self._answers_as = answers_as or {}
        self._display = display.Display(display_name)
        self._display.set_error_handler(lambda *_: None)
        self._window = self._display.screen().root.create_window(0, 0, 1, 1, 0, 0)
        self._selection = self._display.get_atom(selection)
        self._window.set_selection_owner(self._selection, X.CurrentTime)
        self._display.sync()
        self._sending: dict[tuple[int, int], Any] = {}
        self._closing, self._closed = socket.socketpair()
        self.asked: list[str] = []
        self.finished = 0
        self._thread = threading.Thread(target=self._serve, name="selection-owner")
        self._thread.start()

    def close(self) -> None:
        """End, as a program does that is closed."""
        self._closing.close()
        self._thread.join()
        self._closed.close()
        with suppress(error.ConnectionClosedError):
            self._display.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _serve(self) -> None:
        alive = True
        try:
            while alive:
                while alive and self._display.pending_events():
                    alive = self._handle(self._display.next_event())
                if alive:
                    ready = select.select([self._display, self._closed], [], [])[0]
                    alive = self._closed not in ready
            self._display.close()
        except (error.ConnectionClosedError, OSError):
            return

    def _handle(self, happened: Any) -> bool:
        if happened.type == X.SelectionRequest:
            return self._answer(happened)
        if happened.type == X.PropertyNotify and happened.state == X.PropertyDelete:
            return self._send_on(happened.window, happened.atom)
        return True

    def _answer(self, request: Any) -> bool:
        target = self._display.get_atom_name(request.target)
        self.asked.append(target)
        content = self._content.get(target)
        if content is SILENCE or content is DEATH:
            return content is SILENCE
        done = request.property
        atom = self._display.get_atom(self._answers_as.get(target, target))
        if target == "TARGETS" and target not in self._content:
            atoms = [self._display.get_atom(name) for name in ("TARGETS", *self._content)]
            request.requestor.change_property(request.property, Xatom.ATOM, 32, atoms)
        elif isinstance(content, bytes):
            request.requestor.change_property(request.property, atom, 8, content)
        elif isinstance(content, Parts):
            request.requestor.change_attributes(event_mask=X.PropertyChangeMask)
            key = (request.requestor.id, request.property)
            self._sending[key] = (atom, iter(content.parts), content)
            incr = self._display.get_atom("INCR")
            request.requestor.change_property(request.property, incr, 32, [0])
        else:
            done = X.NONE
        request.requestor.send_event(
            event.SelectionNotify(
                time=request.time,
                requestor=request.requestor,
                selection=request.selection,
                target=request.target,
                property=done,
            )
        )
        self._display.flush()
        return True

    def _send_on(self, window: Any, atom: int) -> bool:
        sending = self._sending.get((window.id, atom))
        if sending is None:
            return True
        kind, parts, content = sending
        part = next(parts, None)
        if part is None:
            if content.then_dies or content.then_hangs:
                return not content.then_dies
            del self._sending[window.id, atom]
            self.finished += 1
        window.change_property(atom, kind, 8, part or b"")
        self._display.flush()
        return True
