"""Every sentence of `speakd.synthesis.api` as a test."""

# ruff: noqa: D102, a test's name says what it shows

from __future__ import annotations

import dataclasses
import gc
import threading
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pytest

from speakd.cancel import CancelToken
from speakd.speech import Prosody, Segment
from speakd.synthesis.voices import best_voice
from speakd.testing.listening import (
    AUDIBLE,
    Chunks,
    is_audible,
    longest_silence_s,
    samples_of,
    seconds_of,
)
from speakd.types import LanguageTag, Span, language_tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from speakd.audio import AudioChunk
    from speakd.speech import Voice
    from speakd.synthesis.api import Synthesizer

_PATIENCE_S = 20.0
_CANARY = "Zanzibar quagmire"
_SHORTEST_LIMIT = 40


ODD_TEXTS = (
    "[[slnc 9000]] word",
    "[[h@l'oU",
    "<b>bold</b>",
    '<break time="9s"/> word',
    "</speak> word",
    "word &lt; word",
    "--version",
    "-f /etc/hostname",
    "!-!QUIT",
    "\x0150P word",
    "[\x02word",
    "word\r\n.\r\nword",
    "a\x00b",
    "a \ud83d b",
    "\u05e9\u05dc\u05d5\u05dd \u202eolleh\u202c word",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 family \U0001f1e8\U0001f1ed",
    "e\u0301\u0302\u0303" * 50 + " word",
)
"""Texts that programs have been seen to obey, to choke on, or to crash at. All have words."""


def _short(text: str) -> str:
    return ascii(text)[1:25]


class SynthesizerConformance:
    """Inherit, override `make_synthesizer`, and pytest does the rest.

    Attributes:
        language: A language that the engine speaks.
        text: A sentence in it.
        long_text: Text that takes many chunks.
        yields_sound: False for an engine that speaks through the operating system.
        chunks_after_cancel: How many chunks may still come once it is called off.
    """

    language: ClassVar[LanguageTag] = LanguageTag("en")
    text: ClassVar[str] = "The quick brown fox jumps over the lazy dog."
    long_text: ClassVar[str] = " ".join(["The quick brown fox jumps over the lazy dog."] * 20)
    yields_sound: ClassVar[bool] = True
    chunks_after_cancel: ClassVar[int] = 2

    def make_synthesizer(self) -> Synthesizer:
        """Make the engine to be tested, neither probed nor warmed up."""
        raise NotImplementedError

    @pytest.fixture
    def synthesizer(self) -> Iterator[Synthesizer]:
        """The engine, closed after the test."""
        synthesizer = self.make_synthesizer()
        yield synthesizer
        synthesizer.close()

    # What it is.

    def test_it_has_a_name_and_frozen_options(self, synthesizer: Synthesizer) -> None:
        assert synthesizer.name
        assert dataclasses.is_dataclass(synthesizer.Options)
        options = synthesizer.Options()
        for field in dataclasses.fields(options):
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(options, field.name, getattr(options, field.name))

    def test_probe_finds_it_able_and_can_be_repeated(self, synthesizer: Synthesizer) -> None:
        synthesizer.probe()
        synthesizer.probe()

    def test_voices_are_well_named_and_in_a_stable_order(self, synthesizer: Synthesizer) -> None:
        voices = list(synthesizer.voices())
        assert voices
        assert list(synthesizer.voices()) == voices
        ids = [voice.id for voice in voices]
        assert len(set(ids)) == len(ids)
        for voice in voices:
            assert voice.engine == synthesizer.name
            assert voice.name
            assert voice.languages
            assert [language_tag(tag) for tag in voice.languages] == list(voice.languages)

    def test_warm_up_can_be_repeated(self, synthesizer: Synthesizer) -> None:
        synthesizer.warm_up()
        synthesizer.warm_up()
        self._assert_speaks(synthesizer)

    def test_it_speaks_without_warm_up(self, synthesizer: Synthesizer) -> None:
        self._assert_speaks(synthesizer)

    # What it yields.

    def test_chunks_are_mono_float32_in_range_and_of_one_format(
        self, synthesizer: Synthesizer
    ) -> None:
        chunks = list(self._speak(synthesizer, self.long_text))
        assert len({chunk.format for chunk in chunks}) == 1
        for chunk in chunks:
            assert chunk.samples.dtype == np.float32
            assert chunk.samples.ndim == 1
            assert np.isfinite(chunk.samples).all()
            assert not chunk.frames or np.abs(chunk.samples).max() <= 1.0

    def test_a_barrier_comes_first_and_alone(self, synthesizer: Synthesizer) -> None:
        chunks = list(self._speak(synthesizer, self.text))
        barriers = [index for index, chunk in enumerate(chunks) if chunk.barrier]
        assert barriers == ([] if self.yields_sound else [0])
        assert all(chunks[index].frames == 0 for index in barriers)

    def test_marks_lie_in_their_chunk_and_go_forward_in_the_text(
        self, synthesizer: Synthesizer
    ) -> None:
        chunks = list(self._speak(synthesizer, self.text))
        for chunk in chunks:
            frames = [mark.frame for mark in chunk.marks]
            assert frames == sorted(frames)
            assert all(0 <= frame < chunk.frames for frame in frames)
        spans = [mark.span for chunk in chunks for mark in chunk.marks]
        assert all(before.end <= after.start for before, after in pairwise(spans))
        assert all(0 <= span.start < span.end <= len(self.text) for span in spans)

    def test_rate_changes_the_length(self, synthesizer: Synthesizer) -> None:
        if not self.yields_sound:
            return
        slow, usual, fast = (
            seconds_of(self._speak(synthesizer, self.text, rate)) for rate in (0.7, 1.0, 1.6)
        )
        assert slow > 1.15 * usual
        assert fast < 0.85 * usual

    def test_it_keeps_to_every_rate_that_it_calls_natural(self, synthesizer: Synthesizer) -> None:
        voice = best_voice(synthesizer.voices(), self.language)
        assert voice is not None
        slowest, fastest = synthesizer.natural_rates(voice)
        assert 0 < slowest <= 1 <= fastest
        if not self.yields_sound:
            return
        usual = seconds_of(self._speak(synthesizer, self.text))
        for rate in (max(slowest, 0.5), min(fastest, 4.0)):
            seconds = seconds_of(self._speak(synthesizer, self.text, rate))
            # What is made of it relies on this: the rest of the way is stretched.
            assert usual / seconds == pytest.approx(rate, rel=0.25)

    def test_a_segment_of_the_longest_it_asks_for_is_spoken(self, synthesizer: Synthesizer) -> None:
        voice = best_voice(synthesizer.voices(), self.language)
        assert voice is not None
        longest = synthesizer.max_chars(voice, self.language)
        # Fewer would part the words of a phrase.
        assert longest >= _SHORTEST_LIMIT
        text = (self.text + " ") * (1 + longest // len(self.text))
        chunks = list(self._speak(synthesizer, text[:longest].strip()))
        if self.yields_sound:
            assert seconds_of(chunks) > seconds_of(self._speak(synthesizer, self.text))

    # What it is given.

    @pytest.mark.parametrize("text", ["", " ", "\n\t ", "\x00", "\u200b", "\ud800"], ids=_short)
    def test_nothing_to_pronounce_is_no_error(self, synthesizer: Synthesizer, text: str) -> None:
        assert not is_audible(self._speak(synthesizer, text))
        self._assert_speaks(synthesizer)

    @pytest.mark.parametrize("text", ["...", "?!?!", "\u2014", "()", '"', "\U0001f600"], ids=_short)
    def test_punctuation_and_emoji_are_no_error(self, synthesizer: Synthesizer, text: str) -> None:
        list(self._speak(synthesizer, text))
        self._assert_speaks(synthesizer)

    @pytest.mark.parametrize(
        "text",
        ODD_TEXTS,
        ids=_short,
    )
    def test_odd_text_is_taken_literally(self, synthesizer: Synthesizer, text: str) -> None:
        chunks = list(self._speak(synthesizer, text))
        if self.yields_sound:
            assert is_audible(chunks)
            assert seconds_of(chunks) < 1.0 + 1.0 * len(text)
            assert longest_silence_s(chunks) < 2.0
        self._assert_speaks(synthesizer)

    def test_one_word_of_100_000_letters_can_be_begun_and_called_off(
        self, synthesizer: Synthesizer
    ) -> None:
        cancel = CancelToken()
        chunks = self._speak(synthesizer, "a" * 100_000, cancel=cancel)
        # An engine that yields nothing before it is done would take an hour.
        impatience = threading.Timer(1.0, cancel.cancel)
        impatience.start()
        next(chunks, None)
        impatience.cancel()
        impatience.join()
        cancel.cancel()
        assert sum(1 for _ in chunks) <= self.chunks_after_cancel
        self._assert_speaks(synthesizer)

    # How it is called off.

    def test_cancelled_before_it_says_nothing(self, synthesizer: Synthesizer) -> None:
        cancel = CancelToken()
        cancel.cancel()
        assert not is_audible(self._speak(synthesizer, self.text, cancel=cancel))
        self._assert_speaks(synthesizer)

    def test_cancelled_between_chunks_it_ends_soon(self, synthesizer: Synthesizer) -> None:
        cancel = CancelToken()
        chunks = self._speak(synthesizer, self.long_text, cancel=cancel)
        next(chunks)
        cancel.cancel()
        assert sum(1 for _ in chunks) <= self.chunks_after_cancel
        self._assert_speaks(synthesizer)

    def test_cancelled_by_another_thread_it_ends_soon(self, synthesizer: Synthesizer) -> None:
        cancel = CancelToken()
        begun, ended = threading.Event(), threading.Event()

        def speak() -> None:
            for _ in self._speak(synthesizer, self.long_text, cancel=cancel):
                begun.set()
            ended.set()

        speaker = threading.Thread(target=speak)
        speaker.start()
        assert begun.wait(_PATIENCE_S)
        cancel.cancel()
        assert ended.wait(_PATIENCE_S)
        speaker.join()
        self._assert_speaks(synthesizer)

    def test_its_iterator_may_be_closed_early(self, synthesizer: Synthesizer) -> None:
        for _ in range(3):
            chunks = self._speak(synthesizer, self.long_text)
            next(chunks)
            chunks.close()
        self._assert_speaks(synthesizer)

    def test_its_iterator_may_be_dropped_before_or_after_it_began(
        self, synthesizer: Synthesizer
    ) -> None:
        self._speak(synthesizer, self.long_text)
        chunks = self._speak(synthesizer, self.long_text)
        next(chunks)
        del chunks
        gc.collect()
        self._assert_speaks(synthesizer)

    # Where it runs, and how it ends.

    def test_it_may_be_called_from_one_thread_after_the_other(
        self, synthesizer: Synthesizer
    ) -> None:
        synthesizer.warm_up()
        heard: list[bool] = []

        def speak() -> None:
            heard.append(self._is_heard(self._speak(synthesizer, self.text)))

        for _ in range(3):
            thread = threading.Thread(target=speak)
            thread.start()
            thread.join(_PATIENCE_S)
        assert heard == [True] * 3

    def test_close_may_be_repeated_and_leaves_no_thread(self) -> None:
        before = set(threading.enumerate())
        synthesizer = self.make_synthesizer()
        self._assert_speaks(synthesizer)
        synthesizer.close()
        synthesizer.close()
        assert set(threading.enumerate()) <= before

    def test_close_needs_no_warm_up(self) -> None:
        self.make_synthesizer().close()

    def test_text_stays_private(
        self,
        synthesizer: Synthesizer,
        caplog: pytest.LogCaptureFixture,
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        caplog.set_level("DEBUG")
        cancel = CancelToken()
        shown = [repr(synthesizer)]
        for text in (_CANARY, f"\ud800{_CANARY}\x00", f"<{_CANARY}>"):
            for chunk in self._speak(synthesizer, text, cancel=cancel):
                shown.append(repr(chunk))
                shown.append(repr(synthesizer))
        written = capfd.readouterr()
        for record in (*shown, caplog.text, written.out, written.err):
            for word in _CANARY.split():
                assert word not in record

    # Helpers.

    def _speak(
        self,
        synthesizer: Synthesizer,
        text: str,
        rate: float = 1.0,
        cancel: CancelToken | None = None,
    ) -> Chunks:
        segment = Segment(text, self.language, Span(0, len(text)), Prosody(rate=rate))
        voice = self._voice(synthesizer)
        return Chunks(synthesizer.synthesize(segment, voice, cancel or CancelToken()))

    def _voice(self, synthesizer: Synthesizer) -> Voice:
        voice = best_voice(synthesizer.voices(), self.language)
        assert voice is not None, f"it has no voice for {self.language}"
        return voice

    def _assert_speaks(self, synthesizer: Synthesizer) -> None:
        assert self._is_heard(self._speak(synthesizer, self.text))

    def _is_heard(self, chunks: Iterable[AudioChunk]) -> bool:
        if not self.yields_sound:
            return [chunk.barrier for chunk in chunks][:1] == [True]
        samples = samples_of(chunks)
        return bool(samples.size) and float(np.abs(samples).max()) > AUDIBLE
