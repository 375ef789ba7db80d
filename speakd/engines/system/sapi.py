"""Windows: SAPI through pyttsx3, in a child process, since nothing stops it inside of this one."""

from __future__ import annotations

import json
import sys
import tempfile
from importlib.util import find_spec
from typing import TYPE_CHECKING, ClassVar

from speakd.engines.system.recipe import ENGINE, Recipe, SystemVoice
from speakd.engines.system.wav import WavReader
from speakd.speech import Voice
from speakd.types import LanguageTag, language_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.audio import AudioChunk
    from speakd.cancel import CancelToken
    from speakd.engines.system.recipe import Speech

_CHILD = ("-P", "-m", "speakd.engines.system.sapi_child")
_LICENCE = "Microsoft"
_DEFAULT = SystemVoice(
    Voice(f"{ENGINE}:default", "Default", (LanguageTag("en"),), _LICENCE), handle=""
)
_LESS_THAN = "\u2039"
"""SAPI takes text for XML where it sees the true one, and has no flag that pyttsx3 passes on."""


class SapiProgram(Recipe):
    """SAPI 5."""

    name: ClassVar[str] = "sapi"
    remedy: ClassVar[str] = "it belongs to Windows and needs pyttsx3: python -m pip install pyttsx3"

    @property
    def program(self) -> str | None:
        """This Python, where pyttsx3 is installed."""
        return self._program or (sys.executable if find_spec("pyttsx3") else None)

    def voices(self, cancel: CancelToken) -> Sequence[SystemVoice]:
        """List the installed voices."""
        answer = self.ask([*_CHILD, "voices"], cancel)
        return [
            SystemVoice(
                Voice(
                    f"{ENGINE}:{row['id'].rpartition(chr(92))[2]}",
                    row["name"],
                    tuple(map(language_tag, row["languages"])) or (LanguageTag("en"),),
                    _LICENCE,
                ),
                row["id"],
            )
            for row in (json.loads(answer) if answer else ())
        ] or [_DEFAULT]

    def speak(self, speech: Speech, cancel: CancelToken) -> Iterator[AudioChunk]:
        """Yield the sound once all of it is there. The pitch cannot be set."""
        # The folder is ours, so that it is cleared away even when the child was killed.
        with tempfile.TemporaryDirectory(prefix="speakd-", ignore_cleanup_errors=True) as folder:
            request = {
                "text": speech.text.replace("<", _LESS_THAN),
                "voice": speech.handle,
                "words_per_minute": speech.words_per_minute,
                "folder": folder,
            }
            with self.start([*_CHILD, "speak"], cancel) as child:
                data = child.run(json.dumps(request).encode())
        for chunk in WavReader().feed(data):
            if cancel.cancelled:
                return
            yield chunk
