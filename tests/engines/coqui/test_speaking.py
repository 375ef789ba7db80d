"""What a model can do wrong, with a model that does it when told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from speakd.cancel import CancelToken
from speakd.engines.coqui.speaking import speak
from speakd.engines.coqui.streaming.api import (
    Interrupted,
    SpeechModel,
    SpeechRequest,
    WrongLength,
)
from speakd.errors import EngineUnavailable, SynthesisError
from speakd.speech import Prosody, Segment
from speakd.types import LanguageTag, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.audio import Samples

EN = LanguageTag("en")
CANARY = "Zanzibar quagmire"
NOISE = np.full(4000, 0.5, np.float32)
SILENCE = np.zeros(4000, np.float32)


class Model(SpeechModel):
    """Says what each attempt is told to: pieces, or errors to raise."""

    sample_rate_hz = 8000
    languages = (EN,)

    def __init__(self, *attempts: list[Samples | BaseException]) -> None:
        self.attempts = list(attempts)
        self.requests: list[SpeechRequest] = []
        self.careful = 0

    @property
    def invents_after(self) -> int:
        return self.careful

    def most_characters(self, language: LanguageTag) -> int:
        assert language == EN
        return 40

    def expect_speed(self, real_time_factor: float) -> None:
        raise NotImplementedError

    def stream(self, request: SpeechRequest, cancel: CancelToken) -> Iterator[Samples]:
        self.requests.append(request)
        for step in self.attempts.pop(0) if self.attempts else [NOISE]:
            if cancel.cancelled:
                raise Interrupted
            if isinstance(step, BaseException):
                raise step
            yield step


def say(
    model: Model, text: str = CANARY, rate: float = 1.0, cancel: CancelToken | None = None
) -> Iterator[Samples]:
    segment = Segment(text, EN, Span(0, len(text)), Prosody(rate=rate))
    return speak(model, segment, "", cancel or CancelToken())


def heard(pieces: Iterator[Samples]) -> int:
    return sum(map(len, pieces))


def test_the_model_is_asked_for_clean_text_with_an_end() -> None:
    model = Model()
    list(say(model, "Wait!?!?  and\ngo"))
    assert [request.text for request in model.requests] == ["Wait? and go."]


def test_long_text_is_said_in_parts() -> None:
    model = Model()
    list(say(model, "The quick brown fox. " * 4))
    assert len(model.requests) == 4
    assert all(len(request.text) <= 40 for request in model.requests)


def test_the_limits_follow_the_rate() -> None:
    model = Model()
    text = "the quick brown fox jumps over the"
    list(say(model, text))
    list(say(model, text, rate=2.0))
    usual, fast = model.requests
    assert fast.longest_s == usual.longest_s / 2
    assert fast.shortest_s == usual.shortest_s / 2
    assert fast.rate == 2.0


@pytest.mark.parametrize(
    "fault",
    [[WrongLength()], [SILENCE], [np.array([np.nan], np.float32)], [SILENCE, WrongLength()]],
)
def test_a_fault_before_anything_was_heard_is_tried_again(
    fault: list[Samples | BaseException],
) -> None:
    model = Model(fault)
    assert heard(say(model)) > 3000
    first, second = model.requests
    assert first.seed != second.seed
    assert first.text == second.text


@pytest.mark.parametrize("fault", [WrongLength(), SILENCE, np.array([np.nan], np.float32)])
def test_two_faults_are_an_error_that_may_pass(fault: Samples | BaseException) -> None:
    model = Model([fault], [fault])
    with pytest.raises(SynthesisError) as raised:
        list(say(model))
    assert raised.value.retryable
    assert len(model.requests) == 2


def test_what_was_heard_is_never_said_again() -> None:
    model = Model([NOISE, WrongLength()])
    pieces = say(model)
    assert len(next(pieces)) > 0
    with pytest.raises(SynthesisError):
        list(pieces)
    assert len(model.requests) == 1


def test_short_text_that_may_be_invented_is_heard_only_once_it_is_whole() -> None:
    model = Model([NOISE, WrongLength()], [NOISE])
    model.careful = 4
    assert len(CANARY.split()) < 4
    assert heard(say(model)) <= len(NOISE) + 1
    assert len(model.requests) == 2


def test_called_off_it_ends_without_an_error() -> None:
    cancel = CancelToken()
    model = Model([NOISE] * 10)
    pieces = say(model, cancel=cancel)
    next(pieces)
    cancel.cancel()
    assert list(pieces) == []


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (MemoryError(CANARY), EngineUnavailable),
        (RuntimeError(f"CUDA out of memory. {CANARY}"), EngineUnavailable),
        (RuntimeError(f"[enforce fail at alloc_cpu.cpp] {CANARY}"), EngineUnavailable),
        (RuntimeError(f"CUDA error: device-side assert triggered {CANARY}"), EngineUnavailable),
        (KeyError(CANARY), SynthesisError),
        (ValueError(CANARY), SynthesisError),
    ],
)
def test_foreign_errors_become_ours_and_keep_the_text_to_themselves(
    error: Exception, kind: type[Exception]
) -> None:
    with pytest.raises(kind) as raised:
        list(say(Model([error])))
    for word in CANARY.split():
        assert word not in str(raised.value)
    assert raised.value.retryable


def test_no_repr_shows_the_text() -> None:
    model = Model()
    list(say(model))
    for word in CANARY.split():
        assert word not in repr(model.requests[0])
