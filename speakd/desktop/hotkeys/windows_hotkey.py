"""The hotkey of Windows: `RegisterHotKey` on a thread with a message loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from speakd.desktop.hotkeys.chord_source import TAKEN
from speakd.desktop.hotkeys.physical_keys import WINDOWS_SCAN_CODES
from speakd.desktop.hotkeys.threaded_source import NEW_LAYOUT, ThreadedChordSource
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from speakd.chord import Chord

WM_HOTKEY, WM_TIMER = 0x0312, 0x0113
ERROR_HOTKEY_ALREADY_REGISTERED = 1409

MOD_NOREPEAT = 0x4000
"""A held key counts once."""

_MODIFIERS = {"alt": 0x1, "ctrl": 0x2, "shift": 0x4, "cmd": 0x8}

_VK_PAUSE = 0x13
"""Its scan code, 0x45, is that of NumLock to `MapVirtualKeyEx`."""

_REMEDY = "`speakd read` still works: bind it to a key by a shortcut"


class HotkeyApi(Protocol):
    """What Windows is asked for. All but `quit` on one thread, which gets the messages."""

    def open_queue(self) -> int:
        """Make the thread's message queue and start its timer; give the thread's number.

        Raises:
            DesktopError: Windows gives none.
        """

    def layout(self) -> int:
        """Give the keyboard layout of the window that has the keyboard; 0 if it is not told."""

    def virtual_key(self, scan_code: int, layout: int) -> int:
        """Give the key that a layout has at a place; 0 if it has none."""

    def register(self, number: int, modifiers: int, virtual_key: int) -> int:
        """Register a hot key under a number; give 0, or the number of the error."""

    def unregister(self, number: int) -> None:
        """Give a hot key back."""

    def next_message(self) -> tuple[int, int] | None:
        """Wait for a message; give its kind and its `wParam`, or None when told to quit.

        Raises:
            OSError: The queue is broken.
        """

    def quit(self, thread: int) -> None:
        """Have `next_message` on that thread give None. Any thread."""


class WindowsHotkeys(ThreadedChordSource):
    """Has Windows tell of chords; needs no hook, and takes the chord from every other program.

    `RegisterHotKey` names keys by what the layout makes of them. To stay with their places, the
    hot keys are registered anew whenever the layout has another key there. AltGr counts as
    ctrl+alt, as in every hot key of Windows.

    Args:
        new_api: Gives access to Windows.
    """

    name: ClassVar[str] = "RegisterHotKey"
    lost: ClassVar[str] = "Windows ended the hot key's messages; they are asked for again"

    def __init__(self, new_api: Callable[[], HotkeyApi] | None = None) -> None:
        super().__init__()
        self._new_api = new_api or _user32
        self._api: HotkeyApi | None = None
        self._queue: int | None = None

    def _serve(self, chords: Collection[Chord], on_chord: Callable[[Chord], None]) -> str:
        api = self._new_api()
        self._api = api
        self._queue = api.open_queue()
        if self._stopping.is_set():  # nobody could tell the queue
            return ""
        hotkeys = _Hotkeys(api, list(chords))
        try:
            hotkeys.register()
            at_first = hotkeys.refused
            self._settle(chords, at_first)
            while (message := api.next_message()) is not None:
                kind, parameter = message
                if kind == WM_HOTKEY:
                    on_chord(hotkeys.chord(parameter))
                elif kind == WM_TIMER:
                    hotkeys.register()
                    if hotkeys.refused != at_first:
                        return NEW_LAYOUT
            return self.lost
        finally:
            hotkeys.give_back()

    def _wake(self) -> None:
        if self._api is not None and self._queue is not None:
            self._api.quit(self._queue)

    def _silence(self) -> DesktopError:
        return DesktopError("Windows does not answer", remedy=_REMEDY)


class _Hotkeys:
    """The hot keys that a thread has registered."""

    def __init__(self, api: HotkeyApi, chords: list[Chord]) -> None:
        self._api = api
        self._chords = chords
        self._layout = 0
        self._keys: Mapping[Chord, int] = {}
        self._registered: list[int] = []
        self.refused: dict[Chord, str] = {}

    def chord(self, number: int) -> Chord:
        """Give the chord that has a number."""
        return self._chords[number - 1]

    def register(self) -> None:
        """Register all as the layout is now; what cannot be had is in `refused`."""
        layout = self._api.layout()
        if self._keys and layout in {0, self._layout}:
            return
        self._layout = layout
        keys = {chord: self._key(chord, layout) for chord in self._chords}
        if keys == self._keys:
            return
        self.give_back()
        self._keys, self.refused = keys, {}
        for number, (chord, key) in enumerate(keys.items(), start=1):
            if why := self._register_one(number, chord, key):
                self.refused[chord] = why

    def give_back(self) -> None:
        """Hold none any more."""
        while self._registered:
            self._api.unregister(self._registered.pop())

    def _key(self, chord: Chord, layout: int) -> int:
        if chord.key == "pause":
            return _VK_PAUSE
        return self._api.virtual_key(WINDOWS_SCAN_CODES[chord.key], layout)

    def _register_one(self, number: int, chord: Chord, key: int) -> str:
        if not key:
            return "the keyboard layout has no such key"
        modifiers = sum(_MODIFIERS[name] for name in chord.modifiers)
        error = self._api.register(number, modifiers | MOD_NOREPEAT, key)
        if not error:
            self._registered.append(number)
            return ""
        if error == ERROR_HOTKEY_ALREADY_REGISTERED:
            return TAKEN
        return f"Windows refuses it (error {error})"


def _user32() -> HotkeyApi:
    from speakd.desktop.hotkeys.windows_hotkey_api import User32Hotkeys  # noqa: PLC0415, on Windows only

    return User32Hotkeys()
