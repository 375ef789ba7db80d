"""Telling which sentence of a closed set was spoken.

Free recognition of synthetic voices is unreliable. Asking of each sentence whether the sound can
be aligned with exactly its words is not. How good an alignment is, is told by comparing it with
the best string of any phonemes at all: the right words come close to that. Every question carries
sentences that were not spoken, as controls.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import soxr
from pocketsphinx import Decoder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

_RATE_HZ = 16_000
_FRAMES_PER_S = 100
_FULL_SCALE = 32_767

_EDGE_S = 0.5
_HISS = 1e-3  # digital silence has no logarithm, and the model has never met it

# Set by 13 sentences in 6 accents and rates of espeak-ng: right words score below 1.9; wrong words
# and sentences that were cut short score above 2.5, or take loud speech for silence.
_WORST_SCORE = 2.2
_MOST_SILENCE = 0.2

_ALIGNMENT_BEAMS = {"beam": 1e-90, "pbeam": 1e-90, "wbeam": 1e-60}
_PHONEME_BEAMS = {"beam": 1e-20, "pbeam": 1e-20}


@dataclass(frozen=True, slots=True)
class Heard:
    """The outcome of listening.

    Attributes:
        sentence: The sentence that fits best, as it was given; None where none fits.
        scores: How each fits: 1 is as well as any sequence of phonemes, infinity not at all.
    """

    sentence: str | None
    scores: Mapping[str, float]

    @property
    def fitting(self) -> tuple[str, ...]:
        """Every sentence that could be what was said."""
        return tuple(sentence for sentence, score in self.scores.items() if score <= _WORST_SCORE)


class Recogniser:
    """Picks the spoken one out of a closed set of English sentences.

    Raises:
        ValueError: A sentence holds a word that is not in the recogniser's dictionary.
    """

    def __init__(self, sentences: Iterable[str]) -> None:
        self._aligner = Decoder(loglevel="FATAL", **_ALIGNMENT_BEAMS)
        self._phonemes = Decoder(loglevel="FATAL", lw=1.0, **_PHONEME_BEAMS)
        self._phonemes.add_allphone_file("phonemes", None)
        self._phonemes.activate_search("phonemes")
        self._words = {sentence: _words(sentence) for sentence in sentences}
        for word in {word for words in self._words.values() for word in words}:
            if self._aligner.lookup_word(word) is None:
                raise ValueError(f"the recogniser's dictionary lacks {word!r}")

    def listen(self, samples: NDArray[np.float32], rate_hz: int) -> Heard:
        """Tell what was said.

        Args:
            samples: Mono, shape `(frames,)`, in [-1, 1]; silence around the speech is fine.
            rate_hz: Their rate.
        """
        speech = _prepare(samples, rate_hz)
        scores = dict.fromkeys(self._words, math.inf)
        if speech and math.isfinite(free := self._cost(self._phonemes, speech)):
            for sentence, words in self._words.items():
                scores[sentence] = self._aligned_cost(words, speech) / free
        best = min(scores, key=lambda sentence: scores[sentence])
        return Heard(best if scores[best] <= _WORST_SCORE else None, scores)

    def _aligned_cost(self, words: list[str], speech: bytes) -> float:
        self._aligner.set_align_text(" ".join(words))
        cost = self._cost(self._aligner, speech)
        # Speech that ends too early gives the words that were reached, as if they were all.
        found = self._aligner.hyp()
        complete = found is not None and _without_variants(found.hypstr) == words
        return cost if complete and self._silence_within(speech) <= _MOST_SILENCE else math.inf

    @staticmethod
    def _cost(decoder: Decoder, speech: bytes) -> float:
        decoder.start_utt()
        decoder.process_raw(speech, full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        return -math.log(found.score) if found is not None and found.score > 0 else math.inf

    def _silence_within(self, speech: bytes) -> float:
        """How much of the speech the alignment takes for silence, from 0 to 1."""
        spoken = sum(
            segment.end_frame - segment.start_frame + 1
            for segment in self._aligner.seg()
            if not segment.word.startswith("<")
        )
        all_s = len(speech) / 2 / _RATE_HZ
        return 1 - spoken / ((all_s - 2 * _EDGE_S) * _FRAMES_PER_S)


def _prepare(samples: NDArray[np.float32], rate_hz: int) -> bytes:
    """Put quiet edges of a known length around it; bring it to the model's loudness and rate."""
    audible = np.flatnonzero(np.abs(samples) > np.abs(samples).max(initial=0.0) / 100)
    if not len(audible):
        return b""
    speech = samples[audible[0] : audible[-1] + 1]
    speech = soxr.resample(speech * (0.7 / np.abs(speech).max()), rate_hz, _RATE_HZ)
    speech = np.pad(speech, round(_EDGE_S * _RATE_HZ))
    speech += np.random.default_rng(0).normal(0, _HISS, len(speech)).astype(speech.dtype)
    return (np.clip(speech, -1, 1) * _FULL_SCALE).astype("<i2").tobytes()


def _words(sentence: str) -> list[str]:
    return re.findall(r"[a-z']+", sentence.lower())


def _without_variants(words: str) -> list[str]:
    """Take `read(2)`, the second way to say it, for `read`."""
    return re.sub(r"\(\d+\)", "", words).split()
