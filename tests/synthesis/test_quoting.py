from __future__ import annotations

import pytest

from speakd.errors import EngineUnavailable, SynthesisError, describe_bug
from speakd.speech import Segment
from speakd.synthesis.quoting import engine_error
from speakd.synthesis.rung import Rung, RungState
from speakd.testing.synthesis import FakeSynthesizer
from speakd.types import LanguageTag, Span

TEXT = "The marmalade is gone."
SEGMENT = Segment(TEXT, LanguageTag("en"), Span(0, len(TEXT)))


class Foreign(FakeSynthesizer):
    """An engine that is not speakd's own."""


FOREIGN = Foreign()
OWN = FakeSynthesizer()


@pytest.mark.parametrize("error", [ValueError("a secret path"), SystemExit("a secret path")])
def test_an_engine_that_breaks_at_its_start_keeps_nobody_else_from_starting(
    error: BaseException,
) -> None:
    class Unwilling(FakeSynthesizer):
        def warm_up(self) -> None:
            raise error

    rung = Rung(Unwilling())
    assert not rung.warm_up()
    assert rung.status().state is RungState.UNAVAILABLE
    assert rung.status().reason == f"it broke with {describe_bug(error)}"
    assert "secret" not in rung.status().reason


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except type(error) as caught:
        return caught


@pytest.mark.parametrize(
    "error",
    [
        ValueError(TEXT),
        SystemExit("marmalade"),
        SynthesisError("cannot say 'Marmalade'"),
        SynthesisError("it failed", remedy="leave out MARMALADE"),
    ],
)
def test_no_word_of_the_text_is_passed_on(error: BaseException) -> None:
    told = engine_error(raised(error), SEGMENT, FOREIGN)
    assert "marmalade" not in str(told).casefold()
    assert f"{type(error).__name__} at test_quoting.py" in str(told)


def test_a_message_in_words_of_its_own_is_passed_on() -> None:
    error = SynthesisError("out of memory", remedy="name fewer models")
    assert engine_error(error, SEGMENT, FOREIGN) is error


def test_our_own_engines_are_trusted_for_their_tests_hold_them_to_it() -> None:
    error = SynthesisError("the marmalade module hangs")
    assert engine_error(error, SEGMENT, OWN) is error


def test_a_failure_for_good_stays_one() -> None:
    told = engine_error(EngineUnavailable("no marmalade"), SEGMENT, FOREIGN)
    assert not told.retryable


def test_a_text_without_longer_words_counts_as_a_whole() -> None:
    short = Segment(" 4711 ", LanguageTag("en"), Span(0, 6))
    digits = Segment("47 1", LanguageTag("en"), Span(0, 4))
    for segment in (short, digits):
        told = engine_error(SynthesisError(f"no {segment.text.strip()}"), segment, FOREIGN)
        assert segment.text.strip() not in str(told)
