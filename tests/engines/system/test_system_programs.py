"""Programs of other systems, at the seam: arguments, standard input, and the files they write."""

from __future__ import annotations

import json
import os
import shlex
import sys
import tempfile
import threading
import wave
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import speakd
from speakd.cancel import CancelToken
from speakd.engines.system import SystemSynthesizer
from speakd.engines.system.sapi import SapiProgram
from speakd.engines.system.say import SayProgram
from speakd.engines.system.spd_say import SpdSayProgram
from speakd.errors import EngineUnavailable, SynthesisError
from speakd.speech import Prosody, Segment, Voice
from speakd.types import LanguageTag, Span
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.audio import AudioChunk
    from speakd.engines.system.recipe import Recipe

pytestmark = pytest.mark.usefixtures("no_child_left")

TEXT = "--version [[slnc 9000]] <b>canary</b> \x00\ud800 ünï"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Half a second of a tone as a WAV."""
    path = tmp_path / "tone.wav"
    tone = (8000 * np.sin(np.arange(11_025) / 10)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22_050)
        file.writeframes(tone.tobytes())
    return path


@pytest.fixture
def private_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made, so that what is left there can be seen."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def speak(
    recipe: Recipe,
    text: str = TEXT,
    *,
    language: str = "en",
    prosody: Prosody | None = None,
    cancel: CancelToken | None = None,
) -> list[AudioChunk]:
    system = SystemSynthesizer(recipes=[recipe])
    voice = next(v for v in system.voices() if LanguageTag(language) in v.languages)
    segment = Segment(text, LanguageTag(language), Span(0, len(text)), prosody or Prosody())
    return list(system.synthesize(segment, voice, cancel or CancelToken()))


def seconds(chunks: list[AudioChunk]) -> float:
    return sum(chunk.duration_s for chunk in chunks)


class TestSay:
    LISTING = (
        "Albert              en_US    # Hello! My name is Albert.\n"
        "Bad News            en_US    # Hello! My name is Bad News.\n"
        "Eddy (German (Germany)) de_DE    # Hallo! Ich hei\u00dfe Eddy.\n"
        "Majed               ar_001   # \u0645\u0631\u062d\u0628\u0627!\n"
    )

    def recipe(
        self, stand_in: Callable[[str, str], str], tmp_path: Path, act: str, limit_s: float = 10
    ) -> SayProgram:
        script = (
            f'if [ "$1$2" = "-v?" ]; then printf %s {shlex.quote(self.LISTING)}; exit; fi\n'
            f'printf "%s\\n" "$@" > {tmp_path}/arguments\ncat > {tmp_path}/text\n{act}'
        )
        return SayProgram(stand_in("say", script), limit_s=limit_s)

    def test_voices(self, stand_in: Callable[[str, str], str], tmp_path: Path) -> None:
        system = SystemSynthesizer(recipes=[self.recipe(stand_in, tmp_path, "")])
        assert [(voice.id, voice.languages) for voice in system.voices()] == [
            ("system:Albert", ("en-US", "en")),
            ("system:Bad News", ("en-US", "en")),
            ("system:Eddy (German (Germany))", ("de-DE", "de")),
            ("system:Majed", ("ar-001", "ar")),
        ]

    def test_text_goes_in_by_standard_input_and_sound_leaves_no_trace(
        self,
        stand_in: Callable[[str, str], str],
        tmp_path: Path,
        sound: Path,
        private_folders: Path,
    ) -> None:
        recipe = self.recipe(
            stand_in, tmp_path, f'cp {sound} "$4"; ls -ld "${{4%/*}}" > {tmp_path}/ls'
        )
        chunks = speak(recipe, language="de", prosody=Prosody(rate=2.0))
        assert seconds(chunks) == pytest.approx(0.5)
        arguments = (tmp_path / "arguments").read_text().splitlines()
        assert arguments[:3] == ["-f", "-", "-o"]
        assert arguments[4:] == [
            *("--file-format=WAVE", "--data-format=LEI16@22050"),
            *("-v", "Eddy (German (Germany))", "-r", "350"),
        ]
        assert (tmp_path / "text").read_text() == "--version [ [slnc 9000]] <b>canary</b>    ünï"
        assert (tmp_path / "ls").read_text().startswith("drwx------")
        assert list(private_folders.iterdir()) == []

    def test_a_cancel_ends_it_and_leaves_no_sound(
        self, stand_in: Callable[[str, str], str], tmp_path: Path, private_folders: Path
    ) -> None:
        recipe = self.recipe(stand_in, tmp_path, f"touch {tmp_path}/begun $4; exec sleep 1000")
        cancel = CancelToken()

        def call_off() -> None:
            wait_until((tmp_path / "begun").exists, 10.0, "say to begin")
            cancel.cancel()

        cancelling = threading.Thread(target=call_off)
        cancelling.start()
        assert speak(recipe, cancel=cancel) == []
        cancelling.join()
        assert list(private_folders.iterdir()) == []

    def test_failures_are_errors(
        self, stand_in: Callable[[str, str], str], tmp_path: Path, private_folders: Path
    ) -> None:
        for act, reason in [
            ("exit 1", "say failed with status 1"),
            ("exit 0", "wrote no sound"),
            ("exec sleep 1000", "said nothing"),
            ("echo nonsense nonsense > $4", "WAV"),
        ]:
            with pytest.raises(SynthesisError, match=reason):
                speak(self.recipe(stand_in, tmp_path, act, limit_s=0.3))
        assert list(private_folders.iterdir()) == []


class TestSapi:
    """The real child process, over a stand-in for pyttsx3."""

    DRIVER = """
import json, os, pathlib, shutil, sys, time
from types import SimpleNamespace
here = pathlib.Path(__file__).parent
print("a driver that prints")
class Engine:
    def __init__(self):
        self.asked = {}
    def getProperty(self, name):
        base = "HKEY_LOCAL_MACHINE\\\\Speech\\\\Tokens\\\\"
        return [
            SimpleNamespace(id=base + "ZIRA", name="Zira", languages=["en-US"]),
            SimpleNamespace(id=base + "HEDDA", name="Hedda", languages=["de-DE"]),
            SimpleNamespace(id=base + "ODD", name="Odd", languages=["Unknown Locale: 9"]),
        ]
    def setProperty(self, name, value):
        self.asked[name] = value
    def save_to_file(self, text, path):
        self.asked.update(text=text, path=path)
    def runAndWait(self):
        print(self.asked["text"])
        (here / "asked").write_text(json.dumps([self.asked, sys.argv]))
        act = (here / "act").read_text()
        if act == "hang":
            shutil.copy(here / "tone.wav", self.asked["path"])
            time.sleep(1000)
        if act == "raise":
            raise RuntimeError(self.asked["text"])
        shutil.copy(here / "tone.wav", self.asked["path"])
def init(driverName):
    assert driverName == "sapi5"
    return Engine()
"""

    @pytest.fixture
    def act(
        self, tmp_path: Path, sound: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Callable[[str], None]:
        assert sound.parent == tmp_path
        (tmp_path / "pyttsx3.py").write_text(self.DRIVER)
        source = Path(speakd.__file__).parent.parent
        monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{source}")
        (tmp_path / "act").write_text("speak")
        return lambda what: (tmp_path / "act").write_text(what) and None

    def test_voices(self, act: Callable[[str], None]) -> None:
        act("speak")
        system = SystemSynthesizer(recipes=[SapiProgram(sys.executable)])
        assert [(voice.id, voice.name, voice.languages) for voice in system.voices()] == [
            ("system:ZIRA", "Zira", ("en-US",)),
            ("system:HEDDA", "Hedda", ("de-DE",)),
            ("system:ODD", "Odd", ("en",)),
        ]

    def test_text_goes_in_by_standard_input_and_only_sound_comes_out(
        self, act: Callable[[str], None], tmp_path: Path, private_folders: Path,
        capfd: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        act("speak")
        chunks = speak(SapiProgram(sys.executable), language="de-DE", prosody=Prosody(rate=2.0))
        assert seconds(chunks) == pytest.approx(0.5)
        asked, arguments = json.loads((tmp_path / "asked").read_text())
        assert asked["text"] == "--version [ [slnc 9000]] \u2039b>canary\u2039/b>    ünï"
        assert asked["voice"].endswith("HEDDA")
        assert asked["rate"] == 350
        assert "canary" not in " ".join(arguments)
        assert list(private_folders.iterdir()) == []
        assert capfd.readouterr() == ("", "")

    def test_a_cancel_kills_it_and_leaves_no_sound(
        self, act: Callable[[str], None], tmp_path: Path, private_folders: Path
    ) -> None:
        act("hang")
        cancel = CancelToken()

        def call_off() -> None:
            wait_until((tmp_path / "asked").exists, 10.0, "the child to begin")
            cancel.cancel()

        cancelling = threading.Thread(target=call_off)
        cancelling.start()
        assert speak(SapiProgram(sys.executable), language="en-US", cancel=cancel) == []
        cancelling.join()
        assert list(private_folders.iterdir()) == []

    def test_a_failure_is_an_error_that_quotes_nothing(
        self, act: Callable[[str], None], capfd: pytest.CaptureFixture[str]
    ) -> None:
        act("raise")
        with pytest.raises(SynthesisError) as caught:
            speak(SapiProgram(sys.executable), language="en-US")
        assert "canary" not in str(caught.value)
        assert "canary" not in "".join(capfd.readouterr())


class TestSpdSay:
    LISTING = (
        "                     NAME                 LANGUAGE                  VARIANT\n"
        "      English (America)                    en-US                     none\n"
        "   English (America)+f3                    en-US                       f3\n"
        "                 German                       de                     none\n"
    )

    def recipe(
        self, stand_in: Callable[[str, str], str], tmp_path: Path, act: str, limit_s: float = 10
    ) -> SpdSayProgram:
        script = (
            f'echo "$@" >> {tmp_path}/calls\n'
            f'case "$1" in -L) printf %s {shlex.quote(self.LISTING)};; -S) exit;;\n'
            f"*) {act};; esac"
        )
        return SpdSayProgram(stand_in("spd-say", script), limit_s=limit_s)

    def calls(self, tmp_path: Path) -> list[str]:
        return (tmp_path / "calls").read_text().splitlines()

    def test_it_speaks_after_a_barrier_in_lines_that_are_no_commands(
        self, stand_in: Callable[[str, str], str], tmp_path: Path
    ) -> None:
        recipe = self.recipe(stand_in, tmp_path, f"tee {tmp_path}/text")
        text = "!-!QUIT\n!-!QUIT [[x]] " + "word " * 200
        chunks = speak(recipe, text, prosody=Prosody(rate=2.0, pitch=0.75))
        assert [(chunk.barrier, chunk.frames) for chunk in chunks] == [(True, 0)]
        assert self.calls(tmp_path) == ["-L", "-e -w -N speakd -l en-US -r 50 -p -50"]
        lines = (tmp_path / "text").read_text().split("\n")
        assert lines.pop() == ""
        assert len(lines) > 2
        assert all(line.startswith(" ") and len(line) <= 401 for line in lines)
        assert " ".join(lines).split() == text.replace("[[", "[ [").split()

    def test_nothing_is_spoken_before_it_is_asked_for_more(
        self, stand_in: Callable[[str, str], str], tmp_path: Path
    ) -> None:
        system = SystemSynthesizer(recipes=[self.recipe(stand_in, tmp_path, "cat")])
        segment = Segment("text", LanguageTag("en"), Span(0, 4))
        chunks = system.synthesize(segment, system.voices()[0], CancelToken())
        assert next(chunks).barrier
        assert self.calls(tmp_path) == ["-L"]
        chunks.close()  # type: ignore[attr-defined]  # it is a generator
        assert self.calls(tmp_path) == ["-L"]

    def test_a_cancel_stops_the_server_too(
        self, stand_in: Callable[[str, str], str], tmp_path: Path
    ) -> None:
        recipe = self.recipe(stand_in, tmp_path, f"touch {tmp_path}/begun; exec sleep 1000")
        cancel = CancelToken()

        def call_off() -> None:
            wait_until((tmp_path / "begun").exists, 10.0, "spd-say to begin")
            cancel.cancel()

        cancelling = threading.Thread(target=call_off)
        cancelling.start()
        assert len(speak(recipe, cancel=cancel)) == 1
        cancelling.join()
        assert self.calls(tmp_path)[-1] == "-S"

    def test_without_a_server_it_fails(
        self, stand_in: Callable[[str, str], str], tmp_path: Path
    ) -> None:
        with pytest.raises(SynthesisError, match="spd-say failed with status 1"):
            speak(self.recipe(stand_in, tmp_path, "exit 1"))

    def test_without_a_listing_there_is_a_voice(self, stand_in: Callable[[str, str], str]) -> None:
        recipe = SpdSayProgram(stand_in("spd-say", "exit 1"))
        assert [voice.id for voice in SystemSynthesizer(recipes=[recipe]).voices()] == [
            "system:default"
        ]


def test_a_program_that_is_missing_is_named_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    system = SystemSynthesizer()
    for use in (system.probe, system.voices, system.warm_up):
        with pytest.raises(EngineUnavailable, match="not installed; install the package"):
            use()


def test_a_voice_it_does_not_have_is_an_error(stand_in: Callable[[str, str], str]) -> None:
    system = SystemSynthesizer(recipes=[SpdSayProgram(stand_in("spd-say", "exit 1"))])
    segment = Segment("hello", LanguageTag("en"), Span(0, 5))
    with pytest.raises(SynthesisError, match="no voice 'system:xx'"):
        list(system.synthesize(segment, Voice("system:xx", "X", ()), CancelToken()))
