"""Each check by itself, against the real thing or a fake of the same contract."""

from __future__ import annotations

import os
import socket
import threading
import time
from io import FileIO, TextIOWrapper
from typing import TYPE_CHECKING

import pytest

from speakd.app.doctor.check import Check, Finding, Verdict, ok, run_checks
from speakd.app.doctor.checks import Circumstances, doctors_checks
from speakd.app.doctor.clipboard import check_clipboard, check_selection
from speakd.app.doctor.daemon import check_daemon
from speakd.app.doctor.hotkey import HotkeyCheck
from speakd.app.doctor.login import check_login
from speakd.app.doctor.models import check_models
from speakd.app.doctor.network import check_network, count_ip_sockets
from speakd.app.doctor.report import finding_lines, has_problem, summary
from speakd.app.doctor.sound import check_sound, tone
from speakd.app.doctor.terminal import person_at
from speakd.app.doctor.voices import check_voices
from speakd.app.instance import InstanceLock
from speakd.chord import parse_chord
from speakd.config.load import parse
from speakd.desktop.api import ClipboardKind, ClipboardRequest
from speakd.desktop.shortcut_steps import ShortcutSteps
from speakd.engines.coqui.models.store import ModelStore
from speakd.errors import ControlError, DesktopError, PlaybackError
from speakd.playback.devices import open_best_device
from speakd.testing.desktop import FakeAutostart, FakeClipboard, FakeHotkeyListener, FakeSelection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from speakd.desktop.api import HotkeyListener
    from speakd.playback.api import SoundDevice
    from support.sound import SoundServer
    from tests.app.conftest import Handle

    StartDaemon = Callable[[Handle], None]

READ = parse_chord("ctrl+option+cmd+p")
CANARY = "xylophone canary"


class Presser:
    """Does what it is invited to, or says no."""

    def __init__(self, press: Callable[[], None] | None) -> None:
        self._press = press
        self.invitations: list[str] = []

    def invite(self, invitation: str) -> None:
        self.invitations.append(invitation)
        if self._press is not None:
            self._press()

    def declines(self, wait_s: float) -> bool:
        del wait_s
        return self._press is None


def only(found: object) -> Finding:
    (finding,) = list(found)  # type: ignore[call-overload] # findings, whatever iterates over them
    assert isinstance(finding, Finding)
    return finding


def hotkey_check(
    listener: HotkeyListener,
    person: Presser | None = None,
    status: Callable[[], Mapping[str, object] | None] = lambda: None,
) -> HotkeyCheck:
    steps = ShortcutSteps("GNOME", ("gsettings set this",))
    return HotkeyCheck([READ], status, lambda: listener, lambda _: steps, person)


def test_a_check_that_hangs_is_a_problem_and_the_next_one_runs() -> None:
    release = threading.Event()

    def hang() -> list[Finding]:
        release.wait()
        return []

    checks = [Check("stuck", hang, 0.05), Check("next", lambda: [ok("well")])]
    found = list(run_checks(checks))
    release.set()
    assert [(name, each.verdict) for name, each in found] == [
        ("stuck", Verdict.PROBLEM),
        ("next", Verdict.OK),
    ]
    assert "no answer within 0.05 s" in found[0][1].message


def test_what_was_found_before_a_link_broke_is_kept() -> None:
    release = threading.Event()

    def look() -> Iterator[Finding]:
        yield ok("well")
        release.wait()

    (_, first), (_, second) = run_checks([Check("half", look, 0.05)])
    release.set()
    assert (first.message, second.verdict) == ("well", Verdict.PROBLEM)


def test_what_a_check_raises_is_a_problem_without_the_message_of_a_bug() -> None:
    def raise_error(error: Exception) -> Callable[[], list[Finding]]:
        def look() -> list[Finding]:
            raise error

        return look

    known = Check("known", raise_error(DesktopError("it is gone", remedy="fetch it")))
    bug = Check("bug", raise_error(ValueError(CANARY)))
    (_, first), (_, second) = run_checks([known, bug])
    assert (first.message, first.remedy) == ("it is gone", "fetch it")
    assert "ValueError at test_doctor.py" in second.message
    assert CANARY not in second.message


def test_a_press_of_a_key_is_proven_to_arrive() -> None:
    listener = FakeHotkeyListener()
    person = Presser(lambda: listener.press(READ))
    found = only(hotkey_check(listener, person)())
    assert found.verdict is Verdict.OK
    assert "your press has arrived" in found.message
    assert "ctrl+alt+cmd+p" in person.invitations[0]
    assert not listener.status().alive


def test_without_a_terminal_the_key_was_not_pressed() -> None:
    found = only(hotkey_check(FakeHotkeyListener())())
    assert found.verdict is Verdict.OK
    assert "nobody was asked to press it" in found.message


def test_whoever_declines_is_left_alone() -> None:
    found = only(hotkey_check(FakeHotkeyListener(), Presser(None))())
    assert found.verdict is Verdict.NOTE


def test_a_press_that_does_not_arrive_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speakd.app.doctor.hotkey.PRESS_S", 0.05)
    found = only(hotkey_check(FakeHotkeyListener(), Presser(lambda: None))())
    assert found.verdict is Verdict.PROBLEM
    assert "no press arrived" in found.message


def test_where_no_hotkey_can_be_had_the_steps_are_told() -> None:
    listener = FakeHotkeyListener(DesktopError("not here", remedy="go elsewhere"))
    found = only(hotkey_check(listener)())
    assert (found.verdict, found.message) == (Verdict.PROBLEM, "not here")
    assert found.remedy == "go elsewhere"
    assert found.steps[-1] == "gsettings set this"
    assert "GNOME" in found.steps[0]


def test_the_daemons_own_key_is_the_one_that_is_tried() -> None:
    hotkey: dict[str, object] = {
        "alive": True,
        "backend": "x11",
        "chords": ["ctrl+alt+cmd+p"],
        "last_event_s_ago": 3600.0,
    }
    person = Presser(lambda: hotkey.update(last_event_s_ago=0.0))
    listener = FakeHotkeyListener(DesktopError("must not be started"))
    found = only(hotkey_check(listener, person, lambda: {"hotkey": hotkey})())
    assert found.verdict is Verdict.OK
    assert "through x11" in found.message
    assert "your press has arrived" in found.message


@pytest.mark.parametrize("presses", [True, False])
def test_what_the_invited_press_reads_is_stopped_and_nothing_else(*, presses: bool) -> None:
    hotkey: dict[str, object] = {"alive": True, "backend": "x11", "last_event_s_ago": 3600.0}
    stopped: list[bool] = []
    check = HotkeyCheck(
        [READ],
        lambda: {"hotkey": hotkey},
        FakeHotkeyListener,
        lambda _: ShortcutSteps("", ()),
        Presser((lambda: hotkey.update(last_event_s_ago=0.0)) if presses else None),
        silence=lambda: stopped.append(True),
    )
    list(check())
    assert stopped == [True] * presses


def test_a_press_of_long_ago_is_no_proof() -> None:
    hotkey = {"alive": True, "backend": "x11", "chords": [], "last_event_s_ago": 3600.0}
    found = only(hotkey_check(FakeHotkeyListener(), Presser(None), lambda: {"hotkey": hotkey})())
    assert found.verdict is Verdict.NOTE
    assert "last pressed 3600.0 s ago" in found.message


def test_what_is_wrong_with_the_daemons_key_is_told() -> None:
    hotkey = {"alive": False, "problem": "the X server is gone; log in again"}
    found = only(hotkey_check(FakeHotkeyListener(), None, lambda: {"hotkey": hotkey})())
    assert found.verdict is Verdict.PROBLEM
    assert "the X server is gone" in found.message


@pytest.mark.parametrize(
    ("bound", "verdict"), [(["ctrl+alt+cmd+p"], Verdict.NOTE), (["f8"], Verdict.PROBLEM)]
)
def test_a_chord_that_is_not_ours_alone_is_named(bound: list[str], verdict: Verdict) -> None:
    hotkey = {
        "alive": True,
        "backend": "pynput",
        "chords": bound,
        "conflicts": ["ctrl+alt+cmd+p: it is taken; choose another"],
    }
    check = hotkey_check(FakeHotkeyListener(), None, lambda: {"hotkey": hotkey})
    conflict, listening = check()
    assert (conflict.verdict, conflict.message, conflict.remedy) == (
        verdict,
        "ctrl+alt+cmd+p: it is taken",
        "choose another",
    )
    assert listening.verdict is Verdict.OK


@pytest.mark.parametrize("kind", ClipboardKind)
def test_the_clipboard_is_read_and_not_shown(kind: ClipboardKind) -> None:
    clipboard = FakeClipboard(CANARY)
    clipboard.kind = kind
    found = only(check_clipboard(lambda: clipboard, ClipboardRequest()))
    assert found.verdict is Verdict.OK
    assert CANARY not in found.message
    assert (clipboard.text, clipboard.reads, clipboard.closed) == (CANARY, 1, True)
    assert (f"{len(CANARY)} characters" in found.message) == (kind is ClipboardKind.TEXT)


def test_a_clipboard_has_as_long_as_a_press_of_the_key_would_give_it(runtime: Path) -> None:
    assert runtime.exists()
    around = Circumstances(None, {}, "linux", "1", is_silent=True, person=None)
    (limit_s,) = (each.limit_s for each in doctors_checks(around) if each.name == "clipboard")
    assert limit_s > ClipboardRequest().longest_s


def test_a_clipboard_that_does_not_answer_is_a_problem() -> None:
    clipboard = FakeClipboard("text")
    clipboard.silent.set()
    limits = ClipboardRequest(timeout_s=0.01)
    check = Check("clipboard", lambda: check_clipboard(lambda: clipboard, limits))
    ((_, found),) = run_checks([check])
    assert found.verdict is Verdict.PROBLEM
    assert clipboard.closed


def test_a_selection_that_can_be_reached_is_not_even_read() -> None:
    selection = FakeSelection(CANARY)
    found = only(check_selection(lambda: selection))
    assert found.verdict is Verdict.OK
    assert "fake" in found.message
    assert (selection.reads, selection.closed) == (0, True)


def test_one_that_cannot_be_reached_is_no_problem() -> None:
    selection = FakeSelection()
    selection.error = DesktopError("there is none here", remedy="copy instead")
    found = only(check_selection(lambda: selection))
    assert (found.verdict, found.remedy) == (Verdict.NOTE, "copy instead")
    assert selection.closed


def test_a_tone_is_heard(sound_server: SoundServer) -> None:
    with sound_server.record() as recording:
        began_s = time.monotonic()
        found = only(check_sound(open_best_device, list, is_silent=False))
        recording.wait_for_sound(began_s)
    assert found.verdict is Verdict.OK
    assert "tone was played" in found.message


def test_what_could_be_named_in_place_of_a_device_that_is_not_there_is_listed() -> None:
    def open_device() -> SoundDevice:
        raise PlaybackError("no sound device is called 'x'", remedy="name another")

    check = Check(
        "sound", lambda: check_sound(open_device, lambda: ["Speaker", "HDMI"], is_silent=True)
    )
    (_, named), (_, broken) = run_checks([check])
    assert (named.verdict, named.message) == (
        Verdict.NOTE,
        "there are these devices: Speaker, HDMI",
    )
    assert broken.remedy == "name another"


def test_the_tone_is_soft_and_does_not_click() -> None:
    samples = tone(48_000)
    assert 0.15 < abs(samples).max() <= 0.2
    assert abs(samples[0]) < 0.001
    assert abs(samples[-1]) < 0.001


def test_without_a_daemon_that_is_noted(runtime: Path) -> None:
    found = only(check_daemon(runtime / "control.sock", runtime / "daemon.lock", "1"))
    assert found.verdict is Verdict.NOTE
    assert "speakd run" in found.remedy
    with InstanceLock(runtime / "daemon.lock"):
        pass  # the check has given the lock back


def test_a_daemon_is_there_with_its_version(runtime: Path, daemon: StartDaemon) -> None:
    daemon(lambda *_: {"state": "idle", "version": "1"})
    place = (runtime / "control.sock", runtime / "daemon.lock")
    assert only(check_daemon(*place, "1")).verdict is Verdict.OK
    older = only(check_daemon(*place, "2"))
    assert older.verdict is Verdict.NOTE
    assert "speakd 1 is running" in older.message


def test_a_held_lock_without_a_socket_is_a_problem(runtime: Path) -> None:
    with InstanceLock(runtime / "daemon.lock"):
        found = only(check_daemon(runtime / "control.sock", runtime / "daemon.lock", "1"))
    assert found.verdict is Verdict.PROBLEM
    assert "its socket is gone" in found.message


def test_sound_that_the_daemon_misses_is_a_problem(runtime: Path, daemon: StartDaemon) -> None:
    daemon(lambda *_: {"state": "idle", "output": {"problem": "no sound device"}})
    found = list(check_daemon(runtime / "control.sock", runtime / "daemon.lock", "1"))
    assert found[-1].verdict is Verdict.PROBLEM


def test_the_login_entry_is_looked_at() -> None:
    autostart = FakeAutostart()
    assert only(check_login(autostart)).verdict is Verdict.NOTE
    autostart.enable()
    assert only(check_login(autostart)).verdict is Verdict.OK
    autostart.problem = "it is gone"
    assert only(check_login(autostart)).verdict is Verdict.PROBLEM


def test_models_are_compared_with_what_was_downloaded(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    content = tmp_path / ".staging" / "new"
    content.mkdir(parents=True)
    (content / "model.pth").write_bytes(b"weights")
    path = store.install("tts_models/en/x/y", content, {}).path
    assert only(check_models(tmp_path, lambda: True)).verdict is Verdict.OK
    (path / "model.pth").write_bytes(b"changed")
    found = only(check_models(tmp_path, lambda: True))
    assert found.verdict is Verdict.PROBLEM
    assert "speakd models download --force tts_models/en/x/y" in found.remedy


def test_missing_packages_of_neural_voices_are_no_problem(tmp_path: Path) -> None:
    assert only(check_models(tmp_path, lambda: False)).verdict is Verdict.NOTE
    assert only(check_models(tmp_path, lambda: True)).verdict is Verdict.NOTE


def test_a_voice_that_is_not_there_is_named_with_what_was_meant() -> None:
    config = parse(b'[voices.languages]\nen = "espeak:en-gbx"\nde = "espeak:de"\n', "x")
    count, *wrong = check_voices(config, ["espeak"])
    assert count.verdict is Verdict.OK
    assert only(wrong).verdict is Verdict.PROBLEM
    assert only(wrong).message.startswith("there is no voice 'espeak:en-gbx' for 'en'")
    assert "did you mean 'espeak:en-gb" in only(wrong).remedy


def test_a_daemon_that_hangs_is_named_by_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_answer(path: Path, command: str) -> None:
        raise ControlError(f"{path.name} is silent to {command}")

    monkeypatch.setattr("speakd.app.doctor.daemon.request", no_answer)
    (tmp_path / "lock").write_text("4711")
    found = only(check_daemon(tmp_path / "socket", tmp_path / "lock", "1"))
    assert found.message.endswith("(process 4711)")


def test_ip_sockets_are_counted_and_unix_sockets_are_not() -> None:
    before = count_ip_sockets(os.getpid())
    assert before is not None
    with socket.socket(socket.AF_UNIX), socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert count_ip_sockets(os.getpid()) == before + 1
        found = only(check_network(os.getpid(), {}))
        assert found.verdict is Verdict.PROBLEM


def test_of_proxies_only_the_names_are_told() -> None:
    first, second = check_network(None, {"HTTPS_PROXY": "http://user:secret@proxy", "X": ""})
    assert first.verdict is second.verdict is Verdict.OK
    assert "HTTPS_PROXY" in second.message
    assert "secret" not in second.message


def test_a_finding_has_its_word_with_and_without_colour() -> None:
    found = Finding(Verdict.PROBLEM, "it is gone", "fetch it", ("step one",))
    plain = finding_lines("sound", found, is_coloured=False)
    assert plain.splitlines()[0] == "problem  sound        it is gone"
    assert plain.splitlines()[1].strip() == "fetch it"
    assert plain.splitlines()[2] == "step one"
    coloured = finding_lines("sound", found, is_coloured=True)
    assert coloured.startswith("\x1b[31mproblem\x1b[0m")


def test_the_summary_counts() -> None:
    well, bad = ("a", ok("well")), ("b", Finding(Verdict.PROBLEM, "bad"))
    remark = ("c", Finding(Verdict.NOTE, "remark"))
    assert summary([well]) == "nothing is broken"
    assert summary([well, remark]) == "nothing is broken; 1 note"
    assert summary([bad, bad, remark]) == "2 problems, 1 note"
    assert not has_problem([well, remark])
    assert has_problem([well, bad])


def test_enter_declines() -> None:
    keyboard, terminal = os.openpty()
    with TextIOWrapper(FileIO(terminal, "r+"), write_through=True) as stream:
        person = person_at(stream, stream)
        assert person is not None
        assert not person.declines(0.0)
        os.write(keyboard, b"\n")
        assert person.declines(5.0)
    os.close(keyboard)


def test_nobody_sits_at_a_pipe() -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader) as answers, os.fdopen(writer, "w") as questions:
        assert person_at(questions, answers) is None
    assert person_at(None, None) is None
