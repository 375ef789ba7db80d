"""Other engines, while the ones before may still be speaking or loading."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from speakd.cancel import CancelToken
from speakd.speech import Segment
from speakd.synthesis.fallback import FallbackSynthesizer
from speakd.synthesis.rung import Rung, RungState
from speakd.synthesis.slow import WhenSlow
from speakd.testing.synthesis import FakeOptions, FakeSynthesizer
from speakd.types import LanguageTag, Span
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.audio import AudioChunk

SEGMENT = Segment("one two three", LanguageTag("en"), Span(0, 13))


class Engine(FakeSynthesizer):
    """Counts how often it is closed, and takes its time to load."""

    def __init__(self, name: str, *languages: str) -> None:
        super().__init__(FakeOptions(engine=name, languages=languages or ("en",)))
        self.closed = 0
        self.loading = threading.Event()
        self.may_load = threading.Event()
        self.may_load.set()

    def warm_up(self) -> None:
        self.loading.set()
        assert self.may_load.wait(10)
        super().warm_up()

    def close(self) -> None:
        self.closed += 1
        super().close()


class Slow(Engine):
    loads_slowly = True


def _ladder(*engines: Engine) -> FallbackSynthesizer:
    ladder = FallbackSynthesizer([Rung(engine) for engine in engines])
    ladder.warm_up()
    return ladder


def _speak(ladder: FallbackSynthesizer) -> Iterator[AudioChunk]:
    return ladder.synthesize(SEGMENT, ladder.voices()[0], CancelToken())


def test_the_next_segment_is_spoken_by_the_new_engine_and_the_old_one_is_closed() -> None:
    old, new = Engine("old"), Engine("new")
    ladder = _ladder(old)
    ladder.replace(_ladder(new).rungs, WhenSlow.BUFFER)
    assert list(_speak(ladder))
    assert (len(old.calls), len(new.calls)) == (0, 1)
    assert (old.closed, new.closed) == (1, 0)


def test_a_segment_is_spoken_to_its_end_by_the_engine_it_began_with() -> None:
    old, new = Engine("old"), Engine("new")
    ladder = _ladder(old)
    frames = sum(len(chunk.samples) for chunk in _speak(ladder))
    chunks = _speak(ladder)
    heard = len(next(chunks).samples)
    ladder.replace(_ladder(new).rungs, WhenSlow.BUFFER)
    assert not old.closed
    assert heard + sum(len(chunk.samples) for chunk in chunks) == frames
    assert old.closed == 1
    assert not new.calls


def test_a_segment_that_is_called_off_lets_the_old_engine_go() -> None:
    old = Engine("old")
    ladder = _ladder(old)
    chunks = _speak(ladder)
    next(chunks)
    ladder.replace(_ladder(Engine("new")).rungs, WhenSlow.BUFFER)
    chunks.close()  # type: ignore[attr-defined]  # it is a generator
    assert old.closed == 1


def test_a_voice_that_was_chosen_before_is_spoken_by_the_best_there_is_now() -> None:
    old, new = Engine("same", "en"), Engine("same", "en-GB")
    ladder = _ladder(old)
    voice = ladder.voices()[0]
    ladder.replace(_ladder(new).rungs, WhenSlow.BUFFER)
    assert list(ladder.synthesize(SEGMENT, voice, CancelToken()))
    assert [call.voice.id for call in new.calls] == ["same:en-gb"]


def test_an_engine_that_stays_is_not_touched() -> None:
    stays, goes = Engine("stays"), Engine("goes")
    ladder = _ladder(goes, stays)
    kept = ladder.rungs[1]
    ladder.replace([kept], WhenSlow.BUFFER)
    assert (stays.closed, goes.closed) == (0, 1)
    assert list(_speak(ladder))


def test_an_engine_that_is_being_loaded_is_closed_once_it_has_been() -> None:
    plain, slow = Engine("plain"), Slow("slow")
    slow.may_load.clear()
    ladder = _ladder(plain, slow)
    loader = threading.Thread(target=ladder.load_slow_engines)
    loader.start()
    assert slow.loading.wait(10)
    ladder.replace(ladder.rungs[:1], WhenSlow.BUFFER)
    assert not slow.closed
    slow.may_load.set()
    loader.join(10)
    assert slow.closed == 1
    assert list(_speak(ladder))


def test_a_large_model_is_loaded_once_the_one_before_is_gone() -> None:
    plain, before, after = Engine("plain"), Slow("model"), Slow("model")
    ladder = _ladder(before, plain)
    ladder.load_slow_engines()
    chunks = _speak(ladder)
    next(chunks)
    ladder.replace([Rung(after), ladder.rungs[1]], WhenSlow.BUFFER)
    loader = threading.Thread(target=ladder.load_slow_engines)
    loader.start()
    assert not after.loading.wait(0.1)
    list(chunks)
    loader.join(10)
    assert before.closed == 1
    wait_until(lambda: ladder.statuses()[0].state is RungState.READY, what="the model")
