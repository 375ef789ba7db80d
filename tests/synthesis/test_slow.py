from __future__ import annotations

import numpy as np
import pytest

from speakd.audio import AudioChunk, AudioFormat
from speakd.cancel import CancelToken
from speakd.errors import SynthesisError
from speakd.speech import Segment
from speakd.synthesis.fallback import FallbackSynthesizer
from speakd.synthesis.rung import Rung, RungState
from speakd.synthesis.slow import WhenSlow, held_back, lead_s
from speakd.testing.synthesis import FakeOptions, FakeSynthesizer
from speakd.types import LanguageTag, Span

FORMAT = AudioFormat(1_000)
SEGMENT = Segment("a" * 120, LanguageTag("en"), Span(0, 120))


def chunk(milliseconds: int) -> AudioChunk:
    return AudioChunk(np.zeros(milliseconds, np.float32), FORMAT)


def slow_engine(factor: float) -> FakeSynthesizer:
    class Slow(FakeSynthesizer):
        loads_slowly = True

        def real_time_factor(self, voice: object) -> float:
            del voice
            return factor

    return Slow(FakeOptions(engine="slow", ms_per_char=70.0))


def test_a_voice_that_keeps_up_needs_no_lead() -> None:
    assert lead_s(SEGMENT, 0.5) == 0


@pytest.mark.parametrize("factor", [1.0, 1.5, 3.0, 8.0])
def test_the_lead_is_enough_to_never_run_dry(factor: float) -> None:
    duration_s = 120 / 15
    lead = lead_s(SEGMENT, factor)
    # When the sentence starts, `lead` seconds are there; the rest comes at the voice's speed.
    assert lead + duration_s / factor >= duration_s or lead >= duration_s


def test_chunks_are_held_back_until_there_is_enough() -> None:
    asked = []

    def chunks() -> object:
        for _ in range(5):
            asked.append(len(asked))
            yield chunk(100)

    held = held_back(chunks(), 0.25)  # type: ignore[arg-type]
    next(held)
    assert len(asked) == 3
    assert len(list(held)) == 4


def test_all_there_is_may_be_less() -> None:
    assert len(list(held_back([chunk(100)], 10.0))) == 1


def ladder(
    engine: FakeSynthesizer, when_slow: WhenSlow
) -> tuple[FallbackSynthesizer, FakeSynthesizer]:
    plain = FakeSynthesizer(FakeOptions(engine="plain"))
    made = FallbackSynthesizer([Rung(engine), Rung(plain)], when_slow)
    made.warm_up()
    return made, plain


def speak(synthesizer: FallbackSynthesizer, engine: FakeSynthesizer) -> float:
    voice = engine.voices()[0]
    chunks = synthesizer.synthesize(SEGMENT, voice, CancelToken())
    return sum(each.duration_s for each in chunks)


def test_an_engine_that_loads_slowly_is_stood_in_for_until_it_is_there() -> None:
    engine = slow_engine(0.1)
    synthesizer, plain = ladder(engine, WhenSlow.BUFFER)
    assert [status.state for status in synthesizer.statuses()] == [RungState.COLD, RungState.READY]
    assert speak(synthesizer, engine) > 0
    assert (len(engine.calls), len(plain.calls)) == (0, 1)
    synthesizer.load_slow_engines()
    speak(synthesizer, engine)
    assert (len(engine.calls), len(plain.calls)) == (1, 1)


def test_a_slow_voice_may_be_passed_over() -> None:
    engine = slow_engine(1.5)
    synthesizer, plain = ladder(engine, WhenSlow.FASTER_VOICE)
    synthesizer.load_slow_engines()
    speak(synthesizer, engine)
    assert (len(engine.calls), len(plain.calls)) == (0, 1)


def test_a_slow_voice_is_better_than_none() -> None:
    engine = slow_engine(1.5)
    synthesizer, plain = ladder(engine, WhenSlow.FASTER_VOICE)
    synthesizer.load_slow_engines()
    plain.fail_with = SynthesisError("broken")
    assert speak(synthesizer, engine) > 0


def test_a_slow_voice_may_be_waited_for() -> None:
    engine = slow_engine(1.5)
    synthesizer, _ = ladder(engine, WhenSlow.BUFFER)
    synthesizer.load_slow_engines()
    chunks = synthesizer.synthesize(SEGMENT, engine.voices()[0], CancelToken())
    next(chunks)
    sound_s = engine.calls[0].chunks * engine.options.chunk_ms / 1000
    assert sound_s >= lead_s(SEGMENT, 1.5) > 0


def test_the_speed_is_measured_while_it_speaks() -> None:
    engine = FakeSynthesizer()
    synthesizer = FallbackSynthesizer([Rung(engine)])
    assert synthesizer.statuses()[0].real_time_factor is None
    speak(synthesizer, engine)
    factor = synthesizer.statuses()[0].real_time_factor
    assert factor is not None
    assert 0 < factor < 1


@pytest.mark.parametrize(
    ("when_slow", "said"),
    [(WhenSlow.BUFFER, "without a gap"), (WhenSlow.FASTER_VOICE, "faster voices speak instead")],
)
def test_what_comes_of_slowness_is_told(when_slow: WhenSlow, said: str) -> None:
    synthesizer, _ = ladder(slow_engine(1.5), when_slow)
    assert synthesizer.statuses()[0].real_time_factor is None
    synthesizer.load_slow_engines()
    status = synthesizer.statuses()[0]
    assert status.real_time_factor == 1.5
    assert said in status.reason


def test_a_part_that_cannot_be_used_is_told() -> None:
    class Partial(FakeSynthesizer):
        def problems(self) -> list[str]:
            return ["big-model: damaged; download it again"]

    synthesizer = FallbackSynthesizer([Rung(Partial())])
    synthesizer.warm_up()
    status = synthesizer.statuses()[0]
    assert status.state is RungState.READY
    assert status.reason == "big-model: damaged; download it again"
