"""macOS: `say`. It can write sound to a file only, so the first sound waits for the last."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from speakd.engines.system.recipe import ENGINE, Recipe, SystemVoice
from speakd.engines.system.wav import WavReader
from speakd.errors import SynthesisError
from speakd.speech import Voice
from speakd.types import LanguageTag, language_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.audio import AudioChunk
    from speakd.cancel import CancelToken
    from speakd.engines.system.recipe import Speech

_LINE = re.compile(
    r"^(?P<name>.+?)\s+(?P<language>[a-z]{2,3}(?:[_-][A-Za-z0-9]+)+)\s+#", re.MULTILINE
)
_LICENCE = "Apple"
_DEFAULT = SystemVoice(
    Voice(f"{ENGINE}:default", "Default", (LanguageTag("en"),), _LICENCE), handle=""
)
_SETTINGS = ("--file-format=WAVE", "--data-format=LEI16@22050")


class SayProgram(Recipe):
    """`say`."""

    name: ClassVar[str] = "say"
    remedy: ClassVar[str] = "it belongs to macOS"

    def voices(self, cancel: CancelToken) -> Sequence[SystemVoice]:
        """List the installed voices."""
        return [
            SystemVoice(
                Voice(
                    f"{ENGINE}:{row['name']}", row["name"], _languages(row["language"]), _LICENCE
                ),
                row["name"],
            )
            for row in _LINE.finditer(self.ask(["-v", "?"], cancel))
        ] or [_DEFAULT]

    def speak(self, speech: Speech, cancel: CancelToken) -> Iterator[AudioChunk]:
        """Yield the sound once all of it is there. The pitch cannot be set."""
        # A folder that only we can enter; it and the sound are gone before anything is played.
        with tempfile.TemporaryDirectory(prefix="speakd-") as folder:
            sound = Path(folder) / "speech.wav"
            voice = ["-v", speech.handle] if speech.handle else []
            arguments = ["-f", "-", "-o", str(sound), *_SETTINGS, *voice]
            with self.start([*arguments, "-r", str(speech.words_per_minute)], cancel) as child:
                child.run(speech.text.encode())
            data = b"" if cancel.cancelled else _read(sound)
        for chunk in WavReader().feed(data):
            if cancel.cancelled:
                return
            yield chunk


def _read(sound: Path) -> bytes:
    try:
        return sound.read_bytes()
    except FileNotFoundError:
        raise SynthesisError("say wrote no sound") from None


def _languages(code: str) -> tuple[LanguageTag, ...]:
    tag = language_tag(code)
    primary = LanguageTag(tag.partition("-")[0])
    return (tag, primary) if tag != primary else (tag,)
