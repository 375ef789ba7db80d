"""Checks that run in a process of their own."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

import pytest

from speakd.app.doctor import apart
from speakd.app.doctor.apart import Apart
from speakd.app.doctor.check import Finding, Verdict
from speakd.synthesis.registry import find_engines
from support import faulty_engine
from support.speakd import Home

if TYPE_CHECKING:
    from collections.abc import Iterator

FINDING = json.dumps({"verdict": "ok", "message": "it is well", "remedy": ""})
TRYING = json.dumps({"trying": "a voice"})
DONE = json.dumps({"done": True})


@pytest.fixture
def home() -> Iterator[Home]:
    # Nothing is heard: there is no sound server in here.
    with Home({"PULSE_SERVER": "unix:/nowhere"}) as home:
        yield home


def child(*lines: str, then: str = "") -> Apart:
    """A process that says these lines and ends, or does something else then."""
    said = "\n".join(lines)
    code = f"print({said!r}, flush=True)\n{then}"
    return Apart(None, is_silent=True, command=(sys.executable, "-c", code))


def look(tried: Apart, limit_s: float = 20.0) -> list[Finding]:
    return list(tried.one("sentence", limit_s, "do this"))


def test_what_it_finds_comes_through_and_foreign_noise_does_not() -> None:
    noise = ("ALSA lib: nonsense", "[]", "[" * 100_000, '{"verdict": "odd"}', '{"verdict": 1}')
    (found,) = look(child(*noise, FINDING, DONE))
    assert (found.verdict, found.message) == (Verdict.OK, "it is well")


def test_a_crash_after_the_end_is_no_fault() -> None:
    assert len(look(child(FINDING, DONE, then="import os; os.abort()"))) == 1


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ("import os; os.abort()", "a voice: it crashed (SIGABRT)"),
        ("import sys; sys.exit(3)", "a voice: it failed (3)"),
        ("", "a voice: it failed (0)"),
    ],
)
def test_an_end_before_the_end_is_a_problem(then: str, words: str) -> None:
    well, fault = look(child(FINDING, TRYING, then=then))
    assert well.verdict is Verdict.OK
    assert (fault.verdict, fault.message, fault.remedy) == (Verdict.PROBLEM, words, "do this")


def test_one_that_lets_no_other_thread_run_is_killed_in_time() -> None:
    began_s = time.monotonic()
    hang = "import ctypes; ctypes.PyDLL(None).sleep(600)"
    *_, fault = look(child(FINDING, TRYING, then=hang), 2.0)
    assert fault.message == "a voice: no answer within 2 s"
    assert time.monotonic() - began_s < 20


def test_a_python_that_is_gone_is_a_problem() -> None:
    (fault,) = look(Apart(None, is_silent=True, command=("/nowhere/python",)))
    assert "/nowhere/python cannot be started" in fault.message


def test_engines_that_all_crash_before_they_are_named_are_asked_once() -> None:
    crashing = child(then="import os; os.abort()")
    messages = [each.message for each in crashing.voices()]
    assert messages == ["it crashed (SIGABRT)", "no voice can be used"]


@pytest.mark.skipif(sys.platform == "win32", reason="the fault is a signal of POSIX")
def test_an_engine_that_crashes_when_asked_costs_no_other(home: Home) -> None:
    faulty_engine.install(home)
    faulty_engine.set_fault(home, "crash when asked")
    done = home.speakd("doctor", "--json", "--silent")
    found = json.loads(done.stdout)["findings"]
    messages = [each["message"] for each in found if each["check"] == "voices"]
    assert "faulty: it crashed (SIGSEGV)" in messages
    assert sorted(each.partition(":")[0] for each in messages) == sorted(
        [*find_engines(), "faulty"]
    )
    fault, spoken = (each for each in found if "crashed" in each["message"])
    assert fault["verdict"] == spoken["verdict"] == "problem"
    assert "update the package faulty" in fault["remedy"]
    assert spoken["check"] == "sentence"  # the voice is never reached, and so is not named
    assert found[-1]["check"] == "network"
    assert done.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="the fault is a signal of POSIX")
def test_a_voice_that_crashes_as_it_speaks_is_named(home: Home) -> None:
    faulty_engine.install(home)
    faulty_engine.set_fault(home, "crash")
    done = home.speakd("doctor", "--json", "--silent")
    found = {each["check"]: each for each in json.loads(done.stdout)["findings"]}
    assert found["sentence"]["verdict"] == "problem"
    assert found["sentence"]["message"] == "faulty:voice: it crashed (SIGSEGV)"
    assert "name another voice" in found["sentence"]["remedy"]
    assert done.stderr == ""
    assert not list(home.folder.rglob("core*"))


def test_the_file_that_is_meant_is_meant_there_too(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.configure('[voices.languages]\nen = "espeak:en-gb"\n')
    monkeypatch.delenv("SPEAKD_CONFIG", raising=False)
    (found,) = Apart(home.environment["SPEAKD_CONFIG"], is_silent=True).one("sentence", 30, "")
    assert "espeak:en-gb made" in found.message


def test_there_is_time_for_every_engine() -> None:
    limit_s = Apart(None, is_silent=True).voices_limit_s()
    assert limit_s > apart.ENGINE_S * len(find_engines())
