"""The hotkey of macOS: `RegisterEventHotKey`, which needs no permission and takes the key."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, ClassVar, Protocol

from speakd.desktop.hotkeys.chord_source import TAKEN, Bound, ChordSource
from speakd.desktop.hotkeys.physical_keys import MACOS_KEY_CODES
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from speakd.chord import Chord

EVENT_HOT_KEY_EXISTS = -9878

_MODIFIERS = {"cmd": 0x100, "shift": 0x200, "alt": 0x800, "ctrl": 0x1000}
"""`cmdKey`, `shiftKey`, `optionKey`, `controlKey`."""

_REMEDY = "start speakd from your desktop, not from a remote shell; `speakd read` works without"


class HotkeyApi(Protocol):
    """What Carbon is asked for; on the main thread only. Results are its `OSStatus`, 0 is good."""

    def install(self, on_number: Callable[[int], None]) -> int:
        """Have `on_number` called with the number of each hot key that is pressed."""

    def register(self, number: int, key_code: int, modifiers: int, *, exclusive: bool) -> int:
        """Register a hot key under a number."""

    def unregister(self, number: int) -> None:
        """Give a hot key back."""

    def remove(self) -> None:
        """Undo `install`."""


class MainThread(Protocol):
    """The main thread, seen from any other."""

    def is_current(self) -> bool:
        """Tell whether this is it."""

    def post(self, call: Callable[[], None]) -> None:
        """Have it make a call as soon as its loop runs; in order."""


class CarbonHotkeys(ChordSource):
    """Has macOS tell of chords, by the places of their keys, on the main thread.

    Carbon tells of hot keys only while the main thread takes events from the application's queue:
    see `speakd.desktop.macos_main_loop`. It may be started and stopped on any thread; the main
    thread does the work. An exclusive registration fails where another program has one
    (`eventHotKeyExistsErr` in CarbonEventsCore.h); a shared one then still works.

    Args:
        new_api: Gives access to Carbon.
        main_thread: Where Carbon may be called.
    """

    name: ClassVar[str] = "RegisterEventHotKey"

    start_s: ClassVar[float] = 2.0
    """Seconds until a main thread that does not answer is given up."""

    def __init__(
        self,
        new_api: Callable[[], HotkeyApi] | None = None,
        main_thread: MainThread | None = None,
    ) -> None:
        self._new_api = new_api or _carbon
        self._main_thread = main_thread or _cocoa_main_thread()
        self._api: HotkeyApi | None = None
        self._chords: list[Chord] = []
        self._registered: list[int] = []
        self._stopped = threading.Event()

    def start(
        self,
        chords: Collection[Chord],
        on_chord: Callable[[Chord], None],
        on_end: Callable[[str], None],
    ) -> Bound:
        """See `ChordSource`. Carbon never ends by itself."""
        del on_end
        self._chords = list(chords)
        if self._main_thread.is_current():
            return self._register_all(on_chord)
        bounds: list[Bound] = []
        failures: list[DesktopError] = []
        done = threading.Event()

        def register() -> None:
            try:
                if not self._stopped.is_set():
                    bounds.append(self._register_all(on_chord))
            except DesktopError as problem:
                failures.append(problem)
            finally:
                done.set()

        self._main_thread.post(register)
        done.wait(self.start_s)
        if not bounds:
            self.stop()
            raise (
                failures[0]
                if failures
                else DesktopError("the main thread runs no event loop of macOS", remedy=_REMEDY)
            )
        return bounds[0]

    def stop(self) -> None:
        """See `ChordSource`. Away from the main thread it does not wait for Carbon.

        For the main thread may be waiting for this one; and what is started next waits in line.
        """
        if self._stopped.is_set():
            return
        self._stopped.set()
        if self._main_thread.is_current():
            self._give_back()
        else:
            self._main_thread.post(self._give_back)

    def _register_all(self, on_chord: Callable[[Chord], None]) -> Bound:
        api = self._new_api()

        def on_number(number: int) -> None:
            if not self._stopped.is_set():
                on_chord(self._chords[number - 1])

        if status := api.install(on_number):
            raise DesktopError(f"macOS hears no hot keys (status {status})", remedy=_REMEDY)
        self._api = api
        backends: dict[Chord, str] = {}
        refused: dict[Chord, str] = {}
        for number, chord in enumerate(self._chords, start=1):
            if why := self._register(api, number, chord):
                refused[chord] = why
            if number in self._registered:
                backends[chord] = self.name
        return Bound(backends, refused)

    def _register(self, api: HotkeyApi, number: int, chord: Chord) -> str:
        key_code = MACOS_KEY_CODES.get(chord.key)
        if key_code is None:
            return "no Mac keyboard has this key"
        modifiers = sum(_MODIFIERS[name] for name in chord.modifiers)
        why = ""
        status = api.register(number, key_code, modifiers, exclusive=True)
        if status == EVENT_HOT_KEY_EXISTS:
            why = TAKEN
            status = api.register(number, key_code, modifiers, exclusive=False)
        if not status:
            self._registered.append(number)
            return why
        return why or f"macOS refuses it (status {status})"

    def _give_back(self) -> None:
        api, self._api = self._api, None
        if api is not None:
            while self._registered:
                api.unregister(self._registered.pop())
            api.remove()


def _carbon() -> HotkeyApi:
    from speakd.desktop.hotkeys.carbon_hotkey_api import CarbonApi  # noqa: PLC0415, on macOS only

    return CarbonApi()


def _cocoa_main_thread() -> MainThread:
    from speakd.desktop.macos_main_loop import CocoaMainThread  # noqa: PLC0415, on macOS only

    return CocoaMainThread()
