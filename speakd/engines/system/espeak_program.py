"""Linux: `espeak-ng`, or its ancestor `espeak`, heard through a pipe while it speaks."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, ClassVar

from speakd.engines.espeak_languages import name_voices
from speakd.engines.system.recipe import ENGINE, Recipe, SystemVoice
from speakd.engines.system.wav import WavReader
from speakd.speech import Voice
from speakd.types import LanguageTag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.audio import AudioChunk
    from speakd.cancel import CancelToken
    from speakd.engines.system.recipe import Speech

_LINE = re.compile(
    r"^\s*\d+\s+(?P<language>\S+)\s+\S+\s+(?P<name>\S+)\s+(?P<file>\S+)", re.MULTILINE
)
_DEFAULT = SystemVoice(
    Voice(f"{ENGINE}:default", "Default", (LanguageTag("en"),), "GPL-3.0-or-later"), "default"
)
_USUAL_PITCH, _HIGHEST_PITCH, _PITCH_STEPS_PER_OCTAVE = 50, 99, 50


class EspeakNgProgram(Recipe):
    """`espeak-ng`."""

    name: ClassVar[str] = "espeak-ng"
    remedy: ClassVar[str] = "install the package espeak-ng"

    def voices(self, cancel: CancelToken) -> Sequence[SystemVoice]:
        """List a voice for each language and region."""
        rows = list(_LINE.finditer(self.ask(["--voices"], cancel)))
        names = {row["file"]: row["name"].replace("_", " ") for row in rows}
        named = name_voices((row["language"], row["file"]) for row in rows)
        return [
            SystemVoice(
                Voice(
                    f"{ENGINE}:{languages[0].lower()}", names[file], languages, "GPL-3.0-or-later"
                ),
                file,
            )
            for file, languages in named
        ] or [_DEFAULT]

    def speak(self, speech: Speech, cancel: CancelToken) -> Iterator[AudioChunk]:
        """Yield sound as the program writes it."""
        raised = _PITCH_STEPS_PER_OCTAVE * math.log2(max(speech.prosody.pitch, 0.01))
        pitch = min(max(round(_USUAL_PITCH + raised), 0), _HIGHEST_PITCH)
        arguments = ["--stdin", "--stdout", "-b", "1", "-v", speech.handle]
        arguments += ["-s", str(max(speech.words_per_minute, 80)), "-p", str(pitch)]
        wav = WavReader()
        with self.start(arguments, cancel) as child:
            for data in child.stream(speech.text.encode()):
                yield from wav.feed(data)


class EspeakProgram(EspeakNgProgram):
    """`espeak`, of the years before espeak-ng."""

    name: ClassVar[str] = "espeak"
    remedy: ClassVar[str] = "install the package espeak"
