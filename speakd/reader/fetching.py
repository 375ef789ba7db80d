"""Fetching what is to be read: when it was asked for, not when it is its turn to be read."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

from speakd.cancel import CancelToken

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.reader.source import Fetched, TextSource


class Fetcher:
    """Asks sources for their text, one at a time: what is copied can have but one user."""

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def fetch(self, source: TextSource, cancel: CancelToken) -> Fetched:
        """Ask `source`, once no other is being asked; what it raises is raised here."""
        with self._turn:
            return source(cancel)

    def ahead(self, source: TextSource) -> FetchedAhead:
        """Begin to ask `source`, on a thread of its own."""
        return FetchedAhead(lambda cancel: self.fetch(source, cancel))


class FetchedAhead:
    """The source of a text that is fetched now and read later.

    Args:
        fetch: Asks for it; called at once, on a thread of its own.
    """

    def __init__(self, fetch: Callable[[CancelToken], Fetched]) -> None:
        self._cancel = CancelToken()
        self._found: Future[Fetched] = Future()
        threading.Thread(
            target=self._work, args=(fetch,), name="speakd-fetch-ahead", daemon=True
        ).start()

    def __call__(self) -> Fetched:
        """Give what was found, or raise what was raised, once it is there."""
        return self._found.result()

    def cancel(self) -> None:
        """Call it off: nobody is going to read it."""
        self._cancel.cancel()

    def _work(self, fetch: Callable[[CancelToken], Fetched]) -> None:
        try:
            self._found.set_result(fetch(self._cancel))
        except Exception as error:  # noqa: BLE001, it is raised where the text is asked for
            self._found.set_exception(error)
