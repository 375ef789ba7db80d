"""One transfer of an X11 selection, by the rules of the ICCCM (section 2)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self

from speakd.desktop.x11_connection import connection_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.cancel import CancelToken
    from speakd.desktop.copied.x11_atoms import Atoms
    from speakd.desktop.copied.x11_requestors import Requestors
    from speakd.desktop.x11_connection import X11Connection

_CANCEL_CHECK_S = 0.02
"""Seconds after which a wait looks whether it was called off."""

_PIECE_WORDS = 16 * 1024
"""Units of four bytes asked for at once. Where a reply does not arrive in one go, python-xlib
copies what it has byte by byte; one of 64 KiB does arrive, and 20 MB take a fifth of the time."""

_MAX_TYPES = 4096

_DRAIN_S = 0.5
"""Seconds that an owner gets to come to its end when nothing more of it is wanted."""

_BYTE_BITS, _ATOM_BITS = 8, 32
"""Formats of a property."""


class OwnerSilentError(Exception):
    """The selection's owner does not answer, or not fast enough."""


class OwnerGoneError(Exception):
    """The selection's owner went away in the middle."""


class ReadCancelledError(Exception):
    """The reading was called off."""


class SelectionTransfer:
    """Asks a selection's owner for its content, in one type after the other.

    Use it as a context manager, in one thread.

    Args:
        connection: The connection to the X server.
        atoms: Its atoms.
        requestors: Its windows.
        selection: Name of the selection, such as `CLIPBOARD`.
        timeout_s: Seconds of silence after which the owner is given up.
        longest_s: Seconds that the whole may take while the owner goes on answering.
        cancel: Calls it off.
    """

    def __init__(
        self,
        connection: X11Connection,
        atoms: Atoms,
        requestors: Requestors,
        selection: str,
        *,
        timeout_s: float,
        longest_s: float,
        cancel: CancelToken,
    ) -> None:
        self._connection = connection
        self._X = connection.X
        self._atoms = atoms
        self._requestors = requestors
        self._selection = atoms[selection]
        self._property = atoms["SPEAKD_SELECTION"]
        self._timeout_s = timeout_s
        now_s = time.monotonic()
        self._silent_at_s = now_s + timeout_s
        self._over_at_s = now_s + longest_s
        self._is_off: Callable[[], bool] = lambda: cancel.cancelled
        self._owner = 0
        self._window = 0
        self._answered = True

    def __enter__(self) -> Self:
        self._owner = self.find_owner()
        self._window = self._requestors.take()
        if self._owner:
            mask = self._X.StructureNotifyMask
            self._connection.ask(
                "ChangeWindowAttributes", window=self._owner, attrs={"event_mask": mask}
            )
        return self

    def __exit__(self, *_exc_info: object) -> None:
        try:
            self._delete_property()
            if self._answered:
                self._requestors.give_back(self._window)
            else:
                self._requestors.retire(self._window)
            self._connection.flush()
        except connection_errors():
            # The reading itself has met the same, or the next one will, and connects anew.
            return

    def find_owner(self) -> int:
        """Ask who owns the selection now; 0 is nobody."""
        return int(self._connection.ask("GetSelectionOwner", selection=self._selection).owner)

    def types(self) -> frozenset[int] | None:
        """Ask for the types on offer, as atoms; None if the owner does not tell.

        Raises:
            OwnerSilentError: It does not answer.
            OwnerGoneError: It went away.
            ReadCancelledError: It was called off.
        """
        if not self._convert("TARGETS"):
            return None
        reply = self._get_property(0, _MAX_TYPES, delete=True)
        if not reply.value or reply.value[0] != _ATOM_BITS:
            return None
        return None if reply.property_type == self._atoms["INCR"] else frozenset(reply.value[1])

    def pieces(self, target: str) -> Iterator[tuple[str, bytes]]:
        """Fetch the content as one type, piece by piece, each with the type it really has.

        There are none if the owner refuses. The caller may stop in the middle.

        Raises:
            OwnerSilentError: The owner does not answer.
            OwnerGoneError: It went away.
            ReadCancelledError: It was called off.
        """
        if not self._convert(target):
            return
        if self._get_property(0, 0, delete=False).property_type != self._atoms["INCR"]:
            yield from self._take_property()
            return
        # Deleting the property tells the owner to send the next part; an empty one is the end.
        self._delete_property()
        self._answered = False
        try:
            while not self._answered:
                self._wait(self._is_new_value)
                for type_name, data in self._take_property():
                    self._answered = not data
                    yield type_name, data
        except (GeneratorExit, ReadCancelledError):
            self._drain()
            raise

    def _drain(self) -> None:
        """Let the owner come to its end unread; xclip, left in the middle, answers nobody again."""
        self._over_at_s = min(self._over_at_s, time.monotonic() + _DRAIN_S)
        self._is_off = lambda: False
        try:
            while not self._answered:
                part = self._get_property(0, 0, delete=False)
                if part.property_type:
                    self._answered = not part.bytes_after
                    self._delete_property()
                else:
                    self._wait(self._is_new_value)
        except (OwnerSilentError, OwnerGoneError):
            return

    def _delete_property(self) -> None:
        self._connection.ask("DeleteProperty", window=self._window, property=self._property)

    def _take_property(self) -> Iterator[tuple[str, bytes]]:
        """Read our property piece by piece; the last piece deletes it."""
        for offset in range(0, 2**31, _PIECE_WORDS):
            reply = self._get_property(offset, _PIECE_WORDS, delete=True)
            if not reply.value or reply.value[0] != _BYTE_BITS:
                return
            yield self._atoms.name(reply.property_type), reply.value[1]
            if not reply.bytes_after:
                return

    def _get_property(self, offset: int, length: int, *, delete: bool) -> Any:
        return self._connection.ask(
            "GetProperty",
            window=self._window,
            property=self._property,
            type=self._X.AnyPropertyType,
            delete=delete,
            long_offset=offset,
            long_length=length,
        )

    def _convert(self, target: str) -> bool:
        """Have the owner put the content into our property; return whether it did."""
        atom = self._atoms[target]
        self._answered = False
        self._connection.ask(
            "ConvertSelection",
            requestor=self._window,
            selection=self._selection,
            target=atom,
            property=self._property,
            time=self._X.CurrentTime,
        )

        def is_answer(event: Any) -> bool:
            return bool(
                event.type == self._X.SelectionNotify
                and event.requestor == self._window
                and event.target == atom
            )

        answer = self._wait(is_answer)
        self._answered = True
        return bool(answer.property)

    def _is_new_value(self, event: Any) -> bool:
        return bool(
            event.type == self._X.PropertyNotify
            and event.window == self._window
            and event.atom == self._property
            and event.state == self._X.PropertyNewValue
        )

    def _wait(self, is_wanted: Callable[[Any], bool]) -> Any:
        """Wait for an event; every other one is dropped."""
        while True:
            left_s = min(self._silent_at_s, self._over_at_s) - time.monotonic()
            event = self._connection.next_event(max(0.0, min(left_s, _CANCEL_CHECK_S)))
            if event is None:
                if self._is_off():
                    raise ReadCancelledError
                if left_s <= 0:
                    raise OwnerSilentError
            elif is_wanted(event):
                self._silent_at_s = time.monotonic() + self._timeout_s
                return event
            elif event.type == self._X.DestroyNotify and event.window == self._owner:
                raise OwnerGoneError
