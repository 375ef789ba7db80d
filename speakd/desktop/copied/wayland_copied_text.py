"""What was copied or is selected on Wayland, read in this process.

Every reading makes a connection of its own. One that is kept would be told of every copy, and be
closed by the compositor when nobody had listened for long; two round trips on a local socket are
cheaper than a thread that listens.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from speakd.desktop.api import CopiedText
from speakd.desktop.bounded_call import CallCancelledError, CallTimedOutError
from speakd.desktop.bounded_wait import wait_readable
from speakd.desktop.copied.offered_text import EMPTY, text_on_offer
from speakd.desktop.copied.wayland_connection import (
    WaylandConnection,
    compositor_address,
    compositor_errors,
)
from speakd.desktop.copied.wayland_data_control import DataControl, DataControlMissingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardContent, ClipboardRequest
    from speakd.desktop.copied.text_place import Place
    from speakd.desktop.copied.wayland_data_control import Chosen
    from speakd.desktop.copied.wayland_globals import Globals
    from speakd.errors import DesktopError

_PROBE_S = 2.0
_PIECE_BYTES = 256 * 1024


class WaylandCopiedText(CopiedText):
    """Reads where the compositor tells programs of it, over a connection for each reading.

    Args:
        place: What messages call it.
        chosen: Which of the two.
    """

    name = "data-control"

    def __init__(self, place: Place, chosen: Chosen) -> None:
        self._place = place
        self._chosen = chosen

    def probe(self) -> None:
        """See `CopiedText`."""
        with self._errors(), WaylandConnection(compositor_address()) as connection:
            DataControl(connection, self._chosen, time.monotonic() + _PROBE_S)

    def read(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        """See `CopiedText`."""
        if cancel.cancelled:
            return EMPTY
        try:
            with self._errors(), WaylandConnection(compositor_address(), cancel) as connection:
                return self._read(connection, request, cancel)
        except CallCancelledError:
            return EMPTY

    def close(self) -> None:
        """See `CopiedText`."""

    def _read(
        self, connection: WaylandConnection, request: ClipboardRequest, cancel: CancelToken
    ) -> ClipboardContent:
        began_s = time.monotonic()
        control = DataControl(connection, self._chosen, began_s + request.timeout_s)
        over_at_s = began_s + request.longest_s
        offer = _Transfer(control, request.timeout_s, over_at_s, cancel)
        while True:
            content = text_on_offer(offer, request)
            # An owner that is replaced before it could write looks like one without content; so
            # does a compositor that puts off telling until it has answered.
            if content != EMPTY or not control.has_changed(over_at_s):
                return content

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            with compositor_errors(self._place):
                yield
        except CallTimedOutError as problem:
            raise self._place.silence(self._place.owner) from problem
        except DataControlMissingError as problem:
            raise self._missing(problem.offered) from problem

    def _missing(self, offered: Globals) -> DesktopError:
        """Make the error for a compositor that does not tell programs."""
        raise NotImplementedError


class _Transfer:
    """Has the owner write into a pipe.

    Args:
        control: Where it is asked.
        timeout_s: Seconds of silence after which the owner is given up.
        over_at_s: `time.monotonic()` at which it is given up though it goes on writing.
        cancel: Calls it off.
    """

    def __init__(
        self, control: DataControl, timeout_s: float, over_at_s: float, cancel: CancelToken
    ) -> None:
        self._control = control
        self._timeout_s = timeout_s
        self._over_at_s = over_at_s
        self._cancel = cancel

    def types(self) -> Sequence[str]:
        """See `Offer`."""
        return self._control.types

    def content(self, type_name: str, take: Callable[[bytes], bool]) -> None:
        """See `Offer`."""
        source, sink = os.pipe()
        try:
            try:
                self._control.receive(type_name, sink)
            finally:
                os.close(sink)
            wanted = True
            while wanted:
                silent_at_s = time.monotonic() + self._timeout_s
                wait_readable(source, min(silent_at_s, self._over_at_s), self._cancel)
                piece = os.read(source, _PIECE_BYTES)
                wanted = bool(piece) and take(piece)
        finally:
            os.close(source)
