"""Hot keys of macOS at their seams: what is asked of Carbon, and what its events do."""

from __future__ import annotations

import ctypes
import queue
from typing import TYPE_CHECKING, Any

import pytest

from speakd.chord import MODIFIERS, parse_chord
from speakd.desktop.hotkeys.carbon_hotkey import CarbonHotkeys
from speakd.desktop.hotkeys.carbon_hotkey_api import CarbonApi, EventHotKeyID, EventTypeSpec
from speakd.desktop.hotkeys.chord_source import TAKEN
from speakd.desktop.hotkeys.physical_keys import MACOS_KEY_CODES
from speakd.desktop.hotkeys.supervised_hotkey import BackOff, SupervisedHotkeyListener
from speakd.errors import DesktopError
from speakd.testing.desktop import HotkeyConformance
from support.foreign import Library

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.chord import Chord

READ = parse_chord("ctrl+option+cmd+p")
STOP = parse_chord("ctrl+option+cmd+s")
BITS = dict(zip(MODIFIERS, (0x1000, 0x800, 0x200, 0x100), strict=True))
EXISTS = -9878


class Carbon:
    """A Carbon with a keyboard."""

    def __init__(self) -> None:
        self.registered: dict[int, tuple[int, int, bool]] = {}
        self.statuses: dict[tuple[int, bool], int] = {}
        self.install_status = 0
        self.handlers: list[Callable[[int], None]] = []

    def install(self, on_number: Callable[[int], None]) -> int:
        self.handlers.append(on_number)
        return self.install_status

    def register(self, number: int, key_code: int, modifiers: int, *, exclusive: bool) -> int:
        status = self.statuses.get((key_code, exclusive), 0)
        if not status:
            self.registered[number] = (key_code, modifiers, exclusive)
        return status

    def unregister(self, number: int) -> None:
        del self.registered[number]

    def remove(self) -> None:
        self.handlers.pop()

    def press(self, chord: Chord) -> None:
        held = sum(BITS[name] for name in chord.modifiers)
        for number, (key_code, modifiers, _) in list(self.registered.items()):
            if (key_code, modifiers) == (MACOS_KEY_CODES[chord.key], held):
                self.handlers[-1](number)


class Main:
    """A main thread; elsewhere, it makes its calls when told to."""

    def __init__(self, *, is_current: bool = True, runs: bool = True) -> None:
        self.current = is_current
        self._runs = runs
        self.posted: list[Callable[[], None]] = []

    def is_current(self) -> bool:
        return self.current

    def post(self, call: Callable[[], None]) -> None:
        self.posted.append(call)
        if self._runs:
            self.run()

    def run(self) -> None:
        while self.posted:
            self.posted.pop(0)()


class TestCarbonHotkeys(HotkeyConformance):
    @pytest.fixture(autouse=True, params=[True, False], ids=["on-main", "elsewhere"])
    def _macos(self, request: pytest.FixtureRequest) -> None:
        self.carbon = Carbon()
        self.main = Main(is_current=request.param)

    def make_listener(self) -> SupervisedHotkeyListener:
        return SupervisedHotkeyListener(
            lambda: CarbonHotkeys(lambda: self.carbon, self.main), CarbonHotkeys.name, BackOff(0.01)
        )

    def press(self, chord: Chord) -> None:
        self.carbon.press(chord)


def test_a_chord_is_registered_by_its_virtual_key_code_and_given_back() -> None:
    carbon = Carbon()
    source = CarbonHotkeys(lambda: carbon, Main())
    bound = source.start([READ], lambda _: None, lambda _: None)
    assert bound.backends == {READ: "RegisterEventHotKey"}
    assert carbon.registered == {1: (35, 0x1000 | 0x800 | 0x100, True)}
    source.stop()
    source.stop()
    assert (carbon.registered, carbon.handlers) == ({}, [])


def test_a_chord_of_another_program_is_shared_and_named() -> None:
    carbon = Carbon()
    carbon.statuses[35, True] = EXISTS
    heard: queue.SimpleQueue[Chord] = queue.SimpleQueue()
    source = CarbonHotkeys(lambda: carbon, Main())
    bound = source.start([READ, STOP], heard.put, lambda _: None)
    assert set(bound.backends) == {READ, STOP}
    assert bound.refused == {READ: TAKEN}
    assert "both will react" in bound.conflicts[0]
    carbon.press(READ)
    assert heard.get_nowait() == READ


def test_one_bad_chord_costs_no_other() -> None:
    carbon = Carbon()
    carbon.statuses[35, True] = carbon.statuses[35, False] = EXISTS
    carbon.statuses[MACOS_KEY_CODES["a"], True] = -50
    bad, pause = parse_chord("ctrl+a"), parse_chord("pause")
    source = CarbonHotkeys(lambda: carbon, Main())
    bound = source.start([READ, bad, pause, STOP], lambda _: None, lambda _: None)
    assert set(bound.backends) == {STOP}
    assert bound.refused == {
        READ: TAKEN,
        bad: "macOS refuses it (status -50)",
        pause: "no Mac keyboard has this key",
    }


def test_a_handler_that_cannot_be_had_is_an_error() -> None:
    carbon = Carbon()
    carbon.install_status = -1
    for main in (Main(), Main(is_current=False)):
        with pytest.raises(DesktopError, match="status -1"):
            CarbonHotkeys(lambda: carbon, main).start([READ], lambda _: None, lambda _: None)


class Impatient(CarbonHotkeys):
    start_s = 0.01


def test_without_a_loop_on_the_main_thread_it_says_so_and_holds_nothing() -> None:
    carbon, main = Carbon(), Main(is_current=False, runs=False)
    with pytest.raises(DesktopError, match="no event loop"):
        Impatient(lambda: carbon, main).start([READ], lambda _: None, lambda _: None)
    main.run()
    assert carbon.registered == {}


def test_stopped_elsewhere_it_waits_for_nobody_and_is_silent() -> None:
    carbon, main = Carbon(), Main()
    heard: queue.SimpleQueue[Chord] = queue.SimpleQueue()
    source = CarbonHotkeys(lambda: carbon, main)
    source.start([READ], heard.put, lambda _: None)
    main.current, main._runs = False, False
    source.stop()
    carbon.press(READ)
    assert heard.empty()
    main.run()
    assert carbon.registered == {}


class Framework(Library):
    """Carbon.framework, with an event that names a hot key."""

    def __init__(self) -> None:
        self.pressed = EventHotKeyID()
        self.parameter_status = 0

        def get_parameter(*arguments: Any) -> int:
            found = arguments[-1]._obj
            found.signature, found.id = self.pressed.signature, self.pressed.id
            return self.parameter_status

        answers: dict[str, Callable[..., object]] = {
            "GetEventDispatcherTarget": lambda: 0xD15,
            "InstallEventHandler": lambda *_: 0,
            "RemoveEventHandler": lambda *_: 0,
            "RegisterEventHotKey": lambda *_: 0,
            "UnregisterEventHotKey": lambda *_: 0,
            "GetEventParameter": get_parameter,
        }
        super().__init__(answers)


def test_the_structures_are_laid_out_as_in_the_headers() -> None:
    assert (ctypes.sizeof(EventHotKeyID), EventHotKeyID.id.offset) == (8, 4)
    assert (ctypes.sizeof(EventTypeSpec), EventTypeSpec.event_kind.offset) == (8, 4)


def test_the_binding_asks_as_documented() -> None:
    framework = Framework()
    heard: list[int] = []
    api = CarbonApi(lambda _: framework)
    assert api.install(heard.append) == 0
    target, callback, count, spec, _, _ = framework.InstallEventHandler.calls[0]
    assert (target, count) == (0xD15, 1)
    assert bytes(spec._obj)[::-1] == (5).to_bytes(4, "big") + b"keyb"
    assert api.register(7, 35, 0x1900, exclusive=True) == 0
    code, modifiers, identity, target, options, _ = framework.RegisterEventHotKey.calls[0]
    assert (code, modifiers, identity.id, target, options) == (35, 0x1900, 7, 0xD15, 1)

    framework.pressed = EventHotKeyID(identity.signature, 7)
    assert callback(None, 0xE, None) == 0
    event, name, kind, _, size, _, _ = framework.GetEventParameter.calls[0]
    assert (event, size) == (0xE, 8)
    assert name.to_bytes(4, "big") + kind.to_bytes(4, "big") == b"----hkid"
    framework.pressed = EventHotKeyID(identity.signature + 1, 7)
    assert callback(None, 0xE, None) == -9874
    framework.pressed = EventHotKeyID(identity.signature, 8)
    assert callback(None, 0xE, None) == -9874
    framework.pressed, framework.parameter_status = EventHotKeyID(identity.signature, 7), -9870
    assert callback(None, 0xE, None) == -9874
    assert heard == [7]

    api.unregister(7)
    api.remove()
    assert len(framework.UnregisterEventHotKey.calls) == 1
    assert len(framework.RemoveEventHandler.calls) == 1


def test_a_refusal_is_told_as_carbon_words_it() -> None:
    framework = Framework()
    api = CarbonApi(lambda _: framework)
    framework.RegisterEventHotKey.answer = lambda *_: EXISTS
    assert api.register(1, 35, 0, exclusive=False) == EXISTS
    assert framework.RegisterEventHotKey.calls[0][4] == 0
