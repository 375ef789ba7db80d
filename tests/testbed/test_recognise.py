"""The recogniser is exact on synthetic voices, or nothing that it vouches for is proven."""

from __future__ import annotations

import io
import subprocess
import wave

import numpy as np
import pytest

from support.processes import program
from support.recognise import Recogniser
from support.sentences import NOTICES, SENTENCES


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser((*SENTENCES, *NOTICES))


def speak(sentence: str, *options: str) -> tuple[np.ndarray, int]:
    command = [program("espeak-ng"), *options, "--stdin", "--stdout"]
    spoken = subprocess.run(command, input=sentence.encode(), capture_output=True, check=True)
    with wave.open(io.BytesIO(spoken.stdout)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return (pcm / 32_768).astype("<f4"), file.getframerate()


@pytest.mark.parametrize("sentence", [*SENTENCES, *NOTICES])
def test_the_spoken_sentence_is_picked_and_no_other_fits(
    recogniser: Recogniser, sentence: str
) -> None:
    heard = recogniser.listen(*speak(sentence, "-v", "en-us"))
    assert heard.sentence == sentence
    assert heard.fitting == (sentence,)


def test_half_a_sentence_is_no_sentence(recogniser: Recogniser) -> None:
    samples, rate_hz = speak(SENTENCES[0], "-v", "en-us")
    assert recogniser.listen(samples[: len(samples) // 2], rate_hz).sentence is None


@pytest.mark.parametrize(
    "options", [("-v", "en-gb"), ("-v", "en-us", "-s", "220"), ("-v", "en-us", "-a", "20")]
)
def test_accent_rate_and_loudness_do_not_matter(
    recogniser: Recogniser, options: tuple[str, ...]
) -> None:
    for sentence in SENTENCES[:3]:
        assert recogniser.listen(*speak(sentence, *options)).sentence == sentence


def test_silence_and_noise_are_no_sentence(recogniser: Recogniser) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 48_000).astype("<f4")
    assert recogniser.listen(noise, 48_000).sentence is None
    assert recogniser.listen(np.zeros(48_000, "<f4"), 48_000).sentence is None


def test_a_word_that_cannot_be_recognised_is_refused() -> None:
    with pytest.raises(ValueError, match="zzyzxq"):
        Recogniser(["say zzyzxq"])
