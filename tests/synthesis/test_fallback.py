from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.errors import EngineUnavailable, SynthesisError
from speakd.speech import MAX_SEGMENT_CHARS, Segment, Voice
from speakd.synthesis.fallback import FallbackSynthesizer
from speakd.synthesis.rung import Rung, RungState
from speakd.testing.synthesis import FakeOptions, FakeSynthesizer, SynthesizerConformance
from speakd.types import LanguageTag, Span

if TYPE_CHECKING:
    from speakd.synthesis.api import Synthesizer

TEXT = "one two three four five"


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Ladder:
    """Two fake engines, the better one first, and the ladder over them."""

    def __init__(self, **better: object) -> None:
        self.clock = Clock()
        self.better = FakeSynthesizer(FakeOptions(engine="better", **better))  # type: ignore[arg-type]
        self.plain = FakeSynthesizer(FakeOptions(engine="plain"))
        rungs = [Rung(engine, self.clock) for engine in (self.better, self.plain)]
        self.synthesizer = FallbackSynthesizer(rungs)
        self.synthesizer.warm_up()
        self.voice = self.better.voices()[0]

    def speak(self, text: str = TEXT, cancel: CancelToken | None = None) -> float:
        segment = Segment(text, LanguageTag("en"), Span(100, 100 + len(text)))
        token = cancel or CancelToken()
        return sum(c.duration_s for c in self.synthesizer.synthesize(segment, self.voice, token))

    def states(self) -> list[RungState]:
        return [status.state for status in self.synthesizer.statuses()]


class TestFallbackKeepsTheContract(SynthesizerConformance):
    def make_synthesizer(self) -> Synthesizer:
        return FallbackSynthesizer([Rung(FakeSynthesizer())])

    def test_voices_are_well_named_and_in_a_stable_order(self, synthesizer: Synthesizer) -> None:
        # Unlike any other synthesizer's, its voices are those of the engines it stands for.
        assert [voice.id for voice in synthesizer.voices()] == ["fake:en"]


def test_the_engine_of_the_voice_is_tried_first() -> None:
    ladder = Ladder()
    ladder.speak()
    assert (len(ladder.better.calls), len(ladder.plain.calls)) == (1, 0)


def test_an_engine_that_fails_before_any_sound_is_followed_by_the_whole_sentence() -> None:
    ladder = Ladder()
    ladder.better.fail_with = SynthesisError("broken")
    assert ladder.speak() > 0
    assert ladder.plain.calls[0].segment.text == TEXT


def test_what_was_heard_is_not_repeated() -> None:
    ladder = Ladder(marks_words=True, ms_per_char=100.0, chunk_ms=100.0)
    # Marks lie at 0.37 s a word or so: nine chunks end within the third word.
    ladder.better.fail_with, ladder.better.fail_at_chunk = SynthesisError("broken"), 9
    ladder.speak()
    rest = ladder.plain.calls[0].segment
    assert rest.text == "four five"
    assert rest.span == Span(100 + TEXT.index("four"), 100 + len(TEXT))


def test_without_word_marks_the_position_is_guessed_from_the_time() -> None:
    ladder = Ladder(ms_per_char=1000 / 15, chunk_ms=1000 / 15)
    ladder.better.fail_with, ladder.better.fail_at_chunk = SynthesisError("broken"), 8
    ladder.speak()
    assert ladder.plain.calls[0].segment.text == "three four five"


def test_chinese_goes_on_at_the_next_character() -> None:
    ladder = Ladder(ms_per_char=1000 / 15, chunk_ms=1000 / 15)
    ladder.better.fail_with, ladder.better.fail_at_chunk = SynthesisError("broken"), 3
    ladder.speak("今天天气很好")
    assert ladder.plain.calls[0].segment.text == "气很好"


def test_a_failure_after_the_last_word_needs_nobody_else() -> None:
    ladder = Ladder(marks_words=True)
    ladder.better.fail_with, ladder.better.fail_at_chunk = SynthesisError("broken"), 9
    ladder.speak()
    assert ladder.plain.calls == []


def test_a_cancel_is_no_failure() -> None:
    ladder, cancel = Ladder(), CancelToken()
    segment = Segment(TEXT, LanguageTag("en"), Span(0, len(TEXT)))
    chunks = ladder.synthesizer.synthesize(segment, ladder.voice, cancel)
    next(chunks)
    ladder.better.fail_with, ladder.better.fail_at_chunk = SynthesisError("torn down"), 1
    cancel.cancel()
    assert list(chunks) == []
    assert ladder.plain.calls == []
    assert ladder.states()[0] is RungState.READY


def test_an_engine_that_hangs_is_called_off_and_followed() -> None:
    better, plain = FakeSynthesizer(FakeOptions(engine="better")), FakeSynthesizer()
    ladder = FallbackSynthesizer([Rung(better), Rung(plain)], stalled_after_s=0.05)
    ladder.warm_up()
    better.hang_at_chunk = 0
    segment = Segment(TEXT, LanguageTag("en"), Span(0, len(TEXT)))
    chunks = ladder.synthesize(segment, better.voices()[0], CancelToken())
    assert sum(chunk.duration_s for chunk in chunks) > 0
    assert plain.calls[0].segment.text == TEXT
    assert ladder.statuses()[0].reason == "it gave no sound for 0.05 s"


def test_a_consumer_that_takes_its_time_is_no_hang() -> None:
    engine = FakeSynthesizer()
    ladder = FallbackSynthesizer([Rung(engine)], stalled_after_s=0.02)
    ladder.warm_up()
    segment = Segment(TEXT, LanguageTag("en"), Span(0, len(TEXT)))
    chunks = ladder.synthesize(segment, engine.voices()[0], CancelToken())
    next(chunks)
    assert not CancelToken().wait(0.1)
    assert len(list(chunks)) > 1
    assert ladder.statuses()[0].state is RungState.READY


def test_the_better_engine_is_taken_back_once_it_has_rested() -> None:
    ladder = Ladder()
    ladder.better.fail_with = SynthesisError("broken")
    ladder.speak()
    assert ladder.states()[0] is RungState.RESTING
    ladder.better.fail_with = None
    ladder.speak()
    assert len(ladder.better.calls) == 1, "it was tried before it had rested"
    ladder.clock.now_s = 5.0
    ladder.speak()
    assert len(ladder.better.calls) == 2
    assert ladder.states()[0] is RungState.READY


def test_it_rests_longer_after_each_failure() -> None:
    ladder = Ladder()
    ladder.better.fail_with = SynthesisError("broken")
    for seconds, calls in ((0.0, 1), (4.9, 1), (5.0, 2), (14.9, 2), (15.0, 3)):
        ladder.clock.now_s = seconds
        ladder.speak()
        assert len(ladder.better.calls) == calls, seconds


def test_an_engine_that_is_gone_for_good_is_not_tried_again() -> None:
    ladder = Ladder()
    ladder.better.fail_with = EngineUnavailable("the library is gone")
    ladder.speak()
    ladder.clock.now_s = 1e9
    ladder.speak()
    assert len(ladder.better.calls) == 1
    status = ladder.synthesizer.statuses()[0]
    assert (status.state, status.reason) == (RungState.UNAVAILABLE, "the library is gone")


def test_a_foreign_exception_is_a_failure_whose_message_stays_hidden() -> None:
    ladder = Ladder()
    ladder.better.fail_with = RuntimeError(f"cannot say {TEXT}")
    assert ladder.speak() > 0
    reason = ladder.synthesizer.statuses()[0].reason
    assert "RuntimeError" in reason
    assert "three" not in reason


def test_when_all_fail_it_says_so_once_and_does_not_loop() -> None:
    ladder = Ladder()
    ladder.better.fail_with = ladder.plain.fail_with = SynthesisError("broken")
    with pytest.raises(SynthesisError, match="no voice could speak"):
        ladder.speak()
    assert (len(ladder.better.calls), len(ladder.plain.calls)) == (1, 1)


def test_an_engine_that_cannot_be_loaded_is_passed_over() -> None:
    better, plain = FakeSynthesizer(FakeOptions(engine="better")), FakeSynthesizer()
    better.probe_error = EngineUnavailable("no library", remedy="install it")
    ladder = FallbackSynthesizer([Rung(better), Rung(plain)])
    ladder.warm_up()
    assert [status.state for status in ladder.statuses()] == [
        RungState.UNAVAILABLE,
        RungState.READY,
    ]
    assert [voice.engine for voice in ladder.voices()] == ["fake"]
    ladder.probe()


def test_with_no_engine_at_all_every_reason_is_told() -> None:
    engine = FakeSynthesizer()
    engine.probe_error = EngineUnavailable("no library", remedy="install it")
    ladder = FallbackSynthesizer([Rung(engine)])
    for call in (ladder.probe, ladder.warm_up):
        with pytest.raises(EngineUnavailable, match="fake: no library; install it"):
            call()


def test_an_engine_that_lacks_the_language_is_passed_over() -> None:
    ladder = Ladder(languages=("de",))
    segment = Segment("one", LanguageTag("en"), Span(0, 3))
    voice = Voice("gone:en", "Gone", (LanguageTag("en"),))
    list(ladder.synthesizer.synthesize(segment, voice, CancelToken()))
    assert ladder.better.calls == []
    assert [call.voice.id for call in ladder.plain.calls] == ["plain:en"]


def test_each_voice_has_the_natural_rates_of_its_own_engine() -> None:
    ladder = Ladder()
    ladder.better.natural_rates = lambda _: (0.8, 1.2)  # type: ignore[method-assign]
    assert ladder.synthesizer.natural_rates(ladder.voice) == (0.8, 1.2)
    assert ladder.synthesizer.natural_rates(ladder.plain.voices()[0]) == (0.5, 4.0)


def test_each_voice_has_the_limit_of_its_own_engine() -> None:
    ladder = Ladder()
    english = LanguageTag("en")
    limits = {english: 250}
    ladder.better.max_chars = lambda _, language: limits[language]  # type: ignore[method-assign]
    assert ladder.synthesizer.max_chars(ladder.voice, english) == 250
    gone = Voice("gone:en", "Gone", (english,))
    for voice in (ladder.plain.voices()[0], gone):
        assert ladder.synthesizer.max_chars(voice, english) == MAX_SEGMENT_CHARS
