"""The neural way, with the small voice that lies in the repository."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from support.sentences import SENTENCES
from support.waiting import wait_until

if TYPE_CHECKING:
    from support.desk import Desk
    from support.speakd import Home

CONFIG = """
[voices.languages]
en = "coqui:small-en"

[engines.coqui]
models = ["small-en"]
threads = 1
"""
LOADING_S = 120.0
"""Importing torch takes a second, and twenty on a machine that is busy with something else."""


def status(home: Home) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(home.speakd("status", "--json").stdout)
    return found


def coqui(home: Home) -> str:
    engines = {each["name"]: each for each in status(home)["engines"]}
    return f"{engines['coqui']['status']} {engines['coqui']['reason']}".strip()


def wait_until_loaded(home: Home) -> None:
    wait_until(lambda: coqui(home) not in {"cold", "loading"}, LOADING_S, "the neural voice")
    assert coqui(home) == "ready"


def test_the_neural_voice_is_understood(desk: Desk) -> None:
    desk.home.configure(CONFIG)
    desk.home.start()
    wait_until_loaded(desk.home)
    assert status(desk.home)["voices"]["en"] == "coqui:small-en"
    heard = {sentence: desk.copy_and_hear(sentence) for sentence in SENTENCES[:4]}
    # The small voice is clear but no newsreader: one of four may be taken for another.
    assert sum(sentence == said for sentence, said in heard.items()) >= 3, heard
    assert status(desk.home)["output"]["underruns"] == 0


def test_the_embedded_voice_speaks_while_the_neural_one_loads_and_never_stutters(
    desk: Desk,
) -> None:
    desk.home.configure(CONFIG)
    said_s = time.monotonic()
    desk.home.start()
    assert coqui(desk.home) in {"cold", "loading"}
    desk.home.speakd("say", " ".join(SENTENCES))
    desk.recording.wait_for_sound(said_s)
    wait_until_loaded(desk.home)
    # The neural voice takes over at the next sentence.
    desk.recording.listen(4.0)
    assert status(desk.home)["state"] == "speaking"
    assert status(desk.home)["output"]["underruns"] == 0
    desk.stop()


def test_a_stop_silences_the_neural_voice(desk: Desk) -> None:
    desk.home.configure(CONFIG)
    desk.home.start()
    wait_until_loaded(desk.home)
    desk.clipboard.copy(" ".join(SENTENCES))
    desk.recording.wait_for_sound(desk.press())
    pressed_s = desk.press()
    assert desk.recording.wait_for_silence(1.5) - pressed_s < 1.0
    assert desk.copy_and_hear(SENTENCES[1]) is not None


def test_a_neural_voice_is_taken_up_and_changed_while_it_runs(desk: Desk) -> None:
    desk.home.configure('[voices.languages]\n"*" = "espeak"\n')
    daemon = desk.home.start()
    desk.home.speakd("say", " ".join(SENTENCES))
    desk.home.configure(CONFIG)
    wait_until(lambda: "coqui" in desk.home.speakd("status").stdout, 10, "the engine")
    # No key is lost meanwhile: the embedded voice is on duty.
    desk.stop()
    assert desk.copy_and_hear(SENTENCES[0]) is not None
    wait_until_loaded(desk.home)
    assert status(desk.home)["voices"]["en"] == "coqui:small-en"
    assert desk.copy_and_hear(SENTENCES[1]) is not None

    desk.home.configure(CONFIG.replace("threads = 1", "threads = 2"))
    wait_until(lambda: coqui(desk.home) != "ready", 10, "the engine's end")
    assert desk.copy_and_hear(SENTENCES[2]) is not None
    wait_until_loaded(desk.home)
    assert desk.copy_and_hear(SENTENCES[3]) is not None
    assert status(desk.home)["output"]["underruns"] == 0
    assert daemon.stop() == 0
    assert "Traceback" not in daemon.said
