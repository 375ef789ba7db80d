"""An X11 selection, read in this process; no clipboard tool is needed."""

from __future__ import annotations

import codecs
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from speakd.desktop.api import ClipboardContent, ClipboardKind, CopiedText
from speakd.desktop.bounded_call import BoundedCaller, CallCancelledError, CallTimedOutError
from speakd.desktop.copied.compound_text import CompoundTextDecoder
from speakd.desktop.copied.mime_kind import (
    CONCEALED_HINT,
    HTML,
    SECRET,
    kind_without_text,
    readable_types,
)
from speakd.desktop.copied.text_limit import HtmlDecoder, TextLimit, utf8_decoder
from speakd.desktop.copied.x11_atoms import Atoms
from speakd.desktop.copied.x11_requestors import Requestors
from speakd.desktop.copied.x11_selection import (
    OwnerGoneError,
    OwnerSilentError,
    ReadCancelledError,
    SelectionTransfer,
)
from speakd.desktop.x11_connection import X11Connection, connection_errors
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardRequest
    from speakd.desktop.copied.text_place import Place

Result = TypeVar("Result")

_TEXT_TARGETS = (
    "UTF8_STRING",
    "text/plain;charset=utf-8",
    "text/plain;charset=UTF-8",
    "TEXT",
    "COMPOUND_TEXT",
    "STRING",
    "text/plain",
)
"""Types that are plain text, best first: `STRING` can write no more than Latin-1."""

_DECODERS: Mapping[str, Callable[[], codecs.IncrementalDecoder]] = {
    "STRING": codecs.getincrementaldecoder("latin-1"),
    "COMPOUND_TEXT": CompoundTextDecoder,
    HTML: HtmlDecoder,
}
"""How a type is decoded that is not in UTF-8. It is the type that came, not the one asked for."""

_PROBE_S = 2.0
_GRACE_S = 0.2
"""What the whole is allowed beyond the transfer, before the X server itself is given up."""

_REMEDY = "`speakd say -` still reads what it is given on standard input"

_EMPTY = ClipboardContent(ClipboardKind.EMPTY)


@dataclass(frozen=True, slots=True)
class _Link:
    """A connection with what holds for as long as it does."""

    connection: X11Connection
    atoms: Atoms
    requestors: Requestors


class X11CopiedText(CopiedText):
    """Reads a selection over a connection of its own, opened anew after a server's death.

    Args:
        selection: Its name, such as `CLIPBOARD` or `PRIMARY`.
        place: What messages call it.
        display: The X server; as `DISPLAY` says at the time, if empty.
    """

    name = "x11"

    def __init__(self, selection: str, place: Place, display: str = "") -> None:
        self._selection = selection
        self._place = place
        self._display = display
        self._caller = BoundedCaller("speakd-clipboard")
        self._link: _Link | None = None
        self._closed = False

    def probe(self) -> None:
        """See `CopiedText`."""
        self._bounded(lambda link: link.connection.ask("GetInputFocus"), _PROBE_S)

    def read(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        """See `CopiedText`."""
        if cancel.cancelled:
            return _EMPTY
        longest_s = request.longest_s
        over_at_s = time.monotonic() + longest_s

        def read(link: _Link) -> ClipboardContent:
            while True:
                transfer = SelectionTransfer(
                    link.connection,
                    link.atoms,
                    link.requestors,
                    self._selection,
                    timeout_s=request.timeout_s,
                    longest_s=over_at_s - time.monotonic(),
                    cancel=cancel,
                )
                try:
                    with transfer:
                        return _content(transfer, link.atoms, request)
                except OwnerGoneError:
                    # Nobody owns it now, or a clipboard manager has taken it over: look again.
                    continue

        try:
            return self._bounded(read, longest_s + _GRACE_S, cancel)
        except (CallCancelledError, ReadCancelledError):
            return _EMPTY
        except OwnerSilentError as problem:
            raise self._place.silence(self._place.owner) from problem

    def close(self) -> None:
        """See `CopiedText`."""
        self._closed = True
        link = self._link
        if link is not None and not self._caller.join(0):
            link.connection.cut()
        self._caller.join(_GRACE_S)
        self._disconnect()

    def _bounded(
        self,
        use: Callable[[_Link], Result],
        timeout_s: float,
        cancel: CancelToken | None = None,
    ) -> Result:
        """Use the connection on a thread of its own, for even the X server may hang."""
        try:
            return self._caller.call(lambda: self._connected(use), timeout_s, cancel)
        except CallTimedOutError as problem:
            raise self._place.silence("the X server") from problem

    def _connected(self, use: Callable[[_Link], Result]) -> Result:
        """Use the connection; if it turns out to be lost, use a new one."""
        if self._link is not None:
            try:
                return use(self._link)
            except connection_errors():
                self._disconnect()
        name = self._display or os.environ.get("DISPLAY", "")
        connection = X11Connection(name, remedy=_REMEDY, notice=self._place.unavailable)
        self._link = _Link(connection, Atoms(connection), Requestors(connection))
        if self._closed:  # while the server was slow to answer
            self._disconnect()
            raise DesktopError(f"{self._place.name} was closed")
        try:
            return use(self._link)
        except connection_errors() as problem:
            self._disconnect()
            raise self._place.absence(
                f"the X server {name} ended the connection", _REMEDY
            ) from problem

    def _disconnect(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.connection.close()


def _content(
    transfer: SelectionTransfer, atoms: Atoms, request: ClipboardRequest
) -> ClipboardContent:
    """Find out what the owner has, and fetch it if it is text."""
    if not transfer.find_owner():
        return _EMPTY
    types = transfer.types()
    targets: Iterable[str] = _TEXT_TARGETS
    if types is not None:
        if request.skip_concealed and atoms[CONCEALED_HINT] in types and _is_secret(transfer):
            return ClipboardContent(ClipboardKind.CONCEALED)
        targets = readable_types(
            _TEXT_TARGETS,
            lambda name: atoms[name] in types,
            lambda: _kind(atoms, types),
            prefer_html=request.prefer_html,
        )
    for target in targets:
        text = _text(transfer, target, request.max_chars)
        if text is not None:
            return text
    if targets and not transfer.find_owner():
        return _EMPTY
    return ClipboardContent(_kind(atoms, types or ()))


def _kind(atoms: Atoms, types: Iterable[int]) -> ClipboardKind:
    return kind_without_text(atoms.name(atom) for atom in types)


def _is_secret(transfer: SelectionTransfer) -> bool:
    return b"".join(data for _, data in transfer.pieces(CONCEALED_HINT)) == SECRET


def _text(transfer: SelectionTransfer, target: str, max_chars: int) -> ClipboardContent | None:
    """Fetch the text as `target`; None if the owner refuses."""
    limit: TextLimit | None = None
    for type_name, data in transfer.pieces(target):
        if limit is None:
            limit = TextLimit(max_chars, _DECODERS.get(type_name, utf8_decoder)())
        limit.feed(data)
        if limit.full:
            break
    if limit is None:
        return None
    text, truncated = limit.finish()
    if not text:
        return _EMPTY
    return ClipboardContent(ClipboardKind.TEXT, text, truncated, is_html=target == HTML)
