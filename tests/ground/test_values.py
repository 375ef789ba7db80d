from __future__ import annotations

import numpy as np
import pytest

from speakd.audio import AudioChunk, AudioFormat
from speakd.errors import (
    ConfigError,
    ConfigProblem,
    EngineUnavailable,
    SpeakdError,
    SynthesisError,
)
from speakd.speech import Segment, Voice
from speakd.types import LanguageTag, Span, language_lookup, language_tag

SECRET = "correct horse battery staple"  # noqa: S105, stands for a user's private text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("EN", "en"), ("pt_br", "pt-BR"), ("ZH-hant-tw", "zh-Hant-TW"), ("de-1996", "de-1996")],
)
def test_language_tags_have_one_spelling(written: str, canonical: str) -> None:
    assert language_tag(written) == canonical


def test_lookup_drops_parts_from_the_right() -> None:
    assert language_lookup(LanguageTag("zh-Hant-TW")) == ("zh-Hant-TW", "zh-Hant", "zh")


def test_no_repr_shows_text() -> None:
    segment = Segment(SECRET, LanguageTag("en"), Span(0, len(SECRET)))
    assert "horse" not in repr(segment)
    assert "horse" not in str(segment)


def test_audio_counts_in_frames_and_seconds() -> None:
    chunk = AudioChunk(np.zeros(2205, np.float32), AudioFormat(22050))
    assert chunk.frames == 2205
    assert chunk.duration_s == pytest.approx(0.1)
    assert chunk.format.frames(0.1) == 2205


def test_a_voice_belongs_to_the_engine_in_its_id() -> None:
    assert Voice("espeak:en-us", "English", (LanguageTag("en"),)).engine == "espeak"


def test_an_error_is_one_line_with_its_remedy() -> None:
    assert (
        str(SpeakdError("no sound device", remedy="connect one")) == "no sound device; connect one"
    )
    assert str(SpeakdError("no sound device")) == "no sound device"


def test_an_engine_that_cannot_run_is_not_tried_again_but_one_that_stumbled_is() -> None:
    assert not EngineUnavailable("no library").retryable
    assert SynthesisError("odd").retryable


def test_a_config_error_names_every_problem() -> None:
    problems = [
        ConfigProblem("reader.rat", 3, "unknown key", "rate"),
        ConfigProblem("", None, "the file is a folder"),
    ]
    text = str(ConfigError("config.toml", problems))
    assert "line 3: reader.rat: unknown key (did you mean 'rate'?)" in text
    assert "the file is a folder" in text


def test_thousands_of_problems_are_no_message_of_megabytes() -> None:
    error = ConfigError("config.toml", [ConfigProblem("key", 1, "wrong")] * 10_000)
    assert len(error.problems) == 10_000
    assert len(str(error)) < 1000
    assert str(error).endswith("and 9980 more")
