"""Saying one segment with one model, whatever the model makes of it."""

from __future__ import annotations

import dataclasses
import random
from typing import TYPE_CHECKING

from speakd.audio import AudioFormat
from speakd.engines.coqui.foreign_errors import engine_error
from speakd.engines.coqui.sound_guards import BrokenSound, SoundGuard
from speakd.engines.coqui.streaming.api import Interrupted, SpeechRequest, WrongLength
from speakd.engines.coqui.text_guards import clean, cut, ended, plausible_seconds
from speakd.errors import SynthesisError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.audio import Samples
    from speakd.cancel import CancelToken
    from speakd.engines.coqui.streaming.api import SpeechModel
    from speakd.speech import Segment

_ATTEMPTS = 2
_SEEDS = 2**31
_SLOWEST, _FASTEST = 0.25, 4.0


def speak(
    model: SpeechModel, segment: Segment, speaker: str, cancel: CancelToken
) -> Iterator[Samples]:
    """Say a segment, in as many parts as the model needs; ends early once it is called off.

    Raises:
        SynthesisError: What the model says does not fit the text, or is no sound.
        EngineUnavailable: Memory ran out, or the graphics card was lost.
    """
    text = clean(segment.text)
    for part in cut(text, model.most_characters(segment.language)):
        said = ended(part, with_full_stop=model.wants_full_stop)
        yield from _speak_part(model, _request(model, said, segment, speaker), cancel)
        if cancel.cancelled:
            return


def _speak_part(
    model: SpeechModel, request: SpeechRequest, cancel: CancelToken
) -> Iterator[Samples]:
    """Say one part. Where it goes wrong before anything is heard, throw the dice once more."""
    is_risky = len(request.text.split()) < model.invents_after
    for attempt in range(_ATTEMPTS):
        heard = False
        seed = random.randrange(_SEEDS)  # noqa: S311, it varies how something is said
        try:
            pieces = _guarded(model, dataclasses.replace(request, seed=seed), cancel)
            # What may be invented shows at the end only, and cannot be taken back.
            for samples in list(pieces) if is_risky else pieces:
                if cancel.cancelled:
                    return
                heard = True
                yield samples
        except Interrupted:
            return
        except (WrongLength, BrokenSound) as fault:
            if heard or attempt + 1 == _ATTEMPTS:
                raise SynthesisError(str(fault) or "the speech did not fit the text") from fault
        except Exception as error:
            raise engine_error(error, "speaking") from error
        else:
            return


def _guarded(model: SpeechModel, request: SpeechRequest, cancel: CancelToken) -> Iterator[Samples]:
    guard = SoundGuard(AudioFormat(model.sample_rate_hz))
    for piece in model.stream(request, cancel):
        samples = guard.add(piece)
        if samples is not None:
            yield samples
    rest = guard.end()
    if rest is not None:
        yield rest


def _request(model: SpeechModel, text: str, segment: Segment, speaker: str) -> SpeechRequest:
    rate = min(max(segment.prosody.rate, _SLOWEST), _FASTEST)
    shortest_s, longest_s = plausible_seconds(text)
    return SpeechRequest(
        text=text,
        language=segment.language,
        speaker=speaker if model.speakers else "",
        rate=rate,
        shortest_s=shortest_s / rate,
        longest_s=longest_s / rate,
    )
