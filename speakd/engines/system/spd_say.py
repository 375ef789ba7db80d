"""Linux: `spd-say`, which speaks through the desktop's speech server and not through us."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, ClassVar

from speakd.audio import AudioChunk, AudioFormat
from speakd.cancel import CancelToken
from speakd.engines.espeak_languages import name_voices
from speakd.engines.system.recipe import ENGINE, Recipe, SystemVoice
from speakd.speech import Voice
from speakd.types import LanguageTag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.engines.system.recipe import Speech

_FORMAT = AudioFormat(22_050)
_DEFAULT = SystemVoice(Voice(f"{ENGINE}:default", "Default", (LanguageTag("en"),)), "en")
_ROW = re.compile(
    r"^ *(?P<name>\S.*?) {2,}(?P<language>[A-Za-z]{2,3}(?:-[\w-]+)?) +\S+ *$", re.MULTILINE
)
_LINE_CHARS = 400
"""It is silent while a line is spoken, and tears lines of more than 16 KB."""
_USUAL_WPM = 175
_EXTREME = 100


class SpdSayProgram(Recipe):
    """`spd-say`. There is no telling how far it has come."""

    name: ClassVar[str] = "spd-say"
    remedy: ClassVar[str] = "install the package speech-dispatcher"
    usual_limit_s: ClassVar[float] = 90.0

    def voices(self, cancel: CancelToken) -> Sequence[SystemVoice]:
        """List a voice for each language of the speech server."""
        rows = list(_ROW.finditer(self.ask(["-L"], cancel)))
        named = name_voices((row["language"], row["language"]) for row in rows)
        return [
            SystemVoice(Voice(f"{ENGINE}:{tags[0].lower()}", tags[0], tags), code)
            for code, tags in named
        ] or [_DEFAULT]

    def speak(self, speech: Speech, cancel: CancelToken) -> Iterator[AudioChunk]:
        """Yield a barrier, then speak; the iterator ends when the voice does."""
        import numpy as np  # noqa: PLC0415, importing the engine must stay cheap

        yield AudioChunk(np.zeros(0, np.float32), _FORMAT, barrier=True)
        if cancel.cancelled:
            return
        spoken = False
        try:
            with self.start([*_PIPE_MODE, *_settings(speech)], cancel) as child:
                # It echoes the text to standard output, which is read to be thrown away.
                for _ in child.stream(_lines(speech.text)):
                    pass
            spoken = not cancel.cancelled
        finally:
            if not spoken:
                # The server speaks on when its client is gone. This stops everybody's present
                # message, there is no way to name ours; the long option wants an argument.
                self.ask(["-S"], CancelToken())


_PIPE_MODE = ("-e", "-w", "-N", "speakd")


def _settings(speech: Speech) -> list[str]:
    rate = speech.words_per_minute / _USUAL_WPM
    values = {"-r": rate, "-p": speech.prosody.pitch}
    settings = ["-l", speech.handle]
    for name, value in values.items():
        # From half to three times the usual speed, says the server's documentation.
        step = 50 if value > 1 else 200
        settings += [name, str(round(min(max((value - 1) * step, -_EXTREME), _EXTREME)))]
    return settings


def _lines(text: str) -> bytes:
    """One line for each message; a space before it, since `!-!` would begin a command."""
    lines = textwrap.wrap(text, _LINE_CHARS, break_on_hyphens=False)
    return "".join(f" {line}\n" for line in lines).encode()
