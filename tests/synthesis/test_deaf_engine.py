"""An engine that hangs and does not hear that it is called off: what a watchdog is told."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from speakd.cancel import CancelToken
from speakd.speech import Segment
from speakd.synthesis.fallback import FallbackSynthesizer
from speakd.synthesis.rung import Rung
from speakd.testing.synthesis import FakeOptions, FakeSynthesizer
from speakd.types import LanguageTag, Span
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.audio import AudioChunk
    from speakd.speech import Voice

TEXT = "One two three."
SEGMENT = Segment(TEXT, LanguageTag("en"), Span(0, len(TEXT)))


class Deaf(FakeSynthesizer):
    """Takes as long as a test likes for each chunk."""

    def __init__(self) -> None:
        super().__init__(FakeOptions())
        self.may_go_on = threading.Event()

    def synthesize(
        self, segment: Segment, voice: Voice, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        del cancel
        for chunk in super().synthesize(segment, voice, CancelToken()):
            self.may_go_on.wait()
            yield chunk


def test_it_is_unfinished_from_the_moment_it_is_called_off_until_it_comes_back() -> None:
    engine = Deaf()
    ladder = FallbackSynthesizer([Rung(engine)], stalled_after_s=0.05)
    ladder.warm_up()
    assert ladder.unfinished() == {"engine": None}
    chunks = ladder.synthesize(SEGMENT, engine.voices()[0], CancelToken())
    thread = threading.Thread(target=next, args=(chunks,))
    thread.start()
    wait_until(lambda: ladder.unfinished()["engine"] is not None, what="the stall")
    engine.may_go_on.set()
    thread.join()
    # Now it is whoever listens that takes his time; he may have paused.
    assert ladder.unfinished() == {"engine": None}
    chunks.close()  # type: ignore[attr-defined]  # it is a generator
    assert ladder.unfinished() == {"engine": None}
