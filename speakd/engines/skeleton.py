"""A speech engine to copy: it beeps once for every word.

To make one of your own, put it into a package with this entry point, and select it with
`[voices] fallback = ["beeper", "espeak"]`:

```toml
[project.entry-points."speakd.engines"]
beeper = "my_package:BeepSynthesizer"
```

Then let `speakd.testing.synthesis.SynthesizerConformance` tell you what is missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from speakd.audio import AudioChunk, AudioFormat, WordMark
from speakd.config.options import option
from speakd.errors import EngineUnavailable
from speakd.speech import Voice
from speakd.synthesis.api import Synthesizer
from speakd.types import LanguageTag, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.audio import Samples
    from speakd.cancel import CancelToken
    from speakd.speech import Segment

_FORMAT = AudioFormat(sample_rate_hz=16_000)
_BEEP_S_PER_LETTER = 0.05
_GAP_S = 0.05

# Import nothing heavy up here: the module is imported just to look at `Options`.


@dataclass(frozen=True, slots=True)
class BeepOptions:
    """The table `[engines.beeper]`: every field is an option, checked before you see it."""

    pitch_hz: int = option(440, "Pitch of the beeps.", minimum=50, maximum=4000)


class BeepSynthesizer(Synthesizer):
    """Beeps."""

    # The name stands before the colon in the ids of the voices.
    name: ClassVar[str] = "beeper"
    Options: ClassVar[type[Any]] = BeepOptions

    def __init__(self, options: BeepOptions | None = None) -> None:
        # Keep construction trivial: it happens even if the engine is never needed.
        self._options = options or BeepOptions()

    def probe(self) -> None:
        """Look whether what you need is here; load nothing. Always name a remedy."""
        try:
            import numpy  # noqa: F401, ICN001, PLC0415, only looked for
        except ImportError as error:
            raise EngineUnavailable("numpy is missing", remedy="pip install numpy") from error

    def voices(self) -> Sequence[Voice]:
        """Tags are BCP 47. Never offer a voice that would have to be downloaded first."""
        return [Voice("beeper:sine", "Sine", (LanguageTag("en"),), "MIT")]

    def warm_up(self) -> None:
        """Load the model here, once; turn what it raises into `EngineUnavailable`."""

    def synthesize(
        self, segment: Segment, voice: Voice, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """A generator is the easy way: `yield` early, `finally` runs when it is closed."""
        del voice
        # The text is literal and may hold anything: NUL, lone surrogates, no word at all.
        for word in re.finditer(r"\w+", segment.text):
            # Look at `cancel` often: a stop has to be heard within milliseconds.
            if cancel.cancelled:
                return
            # float32, mono, in [-1, 1], always the same format. Never log or raise the text.
            samples = self._beep(len(word.group()), segment.prosody.rate)
            # Mark the words if you know where they begin: a fallback goes on from there.
            yield AudioChunk(samples, _FORMAT, (WordMark(0, Span(*word.span())),))

    def close(self) -> None:
        """Give back what `warm_up` took. It may be called twice, or without `warm_up`."""

    def _beep(self, letters: int, rate: float) -> Samples:
        import numpy as np  # noqa: PLC0415, see above

        # A very long word is cut: memory must not grow with the text.
        beep_s = min(letters, 20) * _BEEP_S_PER_LETTER / rate
        time_s = np.arange(_FORMAT.frames(beep_s)) / _FORMAT.sample_rate_hz
        beep = 0.3 * np.sin(2 * np.pi * self._options.pitch_hz * time_s)
        return np.pad(beep, (0, _FORMAT.frames(_GAP_S / rate))).astype(np.float32)
