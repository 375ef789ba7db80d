"""The operating system's own voices as a `Synthesizer`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from speakd.cancel import CancelToken
from speakd.config.options import option
from speakd.engines.system.espeak_program import EspeakNgProgram, EspeakProgram
from speakd.engines.system.recipe import ENGINE, Speech, harmless_text
from speakd.engines.system.sapi import SapiProgram
from speakd.engines.system.say import SayProgram
from speakd.engines.system.spd_say import SpdSayProgram
from speakd.errors import EngineUnavailable, SynthesisError
from speakd.synthesis.api import Synthesizer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.audio import AudioChunk
    from speakd.engines.system.recipe import Recipe, SystemVoice
    from speakd.speech import Segment, Voice

_AUTO = "auto"
_LINUX = (EspeakNgProgram, EspeakProgram, SpdSayProgram)
_RECIPES: dict[str, tuple[type[Recipe], ...]] = {"darwin": (SayProgram,), "win32": (SapiProgram,)}
_ALL = (SayProgram, SapiProgram, *_LINUX)


@dataclass(frozen=True, slots=True)
class SystemOptions:
    """Options of the system's voice."""

    program: str = option(
        _AUTO,
        "Which program speaks; auto takes the first that is installed.",
        choices=(_AUTO, *(recipe.name for recipe in _ALL)),
    )
    words_per_minute: int = option(175, "Speed at reading rate 1.", minimum=80, maximum=450)


class SystemSynthesizer(Synthesizer):
    """Speaks through a program of the operating system, in a child process.

    Args:
        options: How it is to speak.
        recipes: The programs to choose from, best first; those of this system by default.
    """

    name: ClassVar[str] = ENGINE
    Options: ClassVar[type[Any]] = SystemOptions

    def __init__(
        self, options: SystemOptions | None = None, *, recipes: Sequence[Recipe] | None = None
    ) -> None:
        self._options = options or SystemOptions()
        self._recipes = _recipes(self._options.program) if recipes is None else tuple(recipes)
        self._chosen: Recipe | None = None
        self._voices: tuple[SystemVoice, ...] = ()

    def probe(self) -> None:
        """Look for a program."""
        self._recipe()

    def voices(self) -> Sequence[Voice]:
        """List the program's voices, asking it once."""
        return [system_voice.voice for system_voice in self._listed()]

    def warm_up(self) -> None:
        """Find the program and its voices."""
        self._listed()

    def synthesize(
        self, segment: Segment, voice: Voice, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Speak `segment`."""
        text = harmless_text(segment.text)
        if cancel.cancelled or not text.strip():
            return
        speech = Speech(
            text,
            self._handle(voice),
            segment.language,
            round(self._options.words_per_minute * segment.prosody.rate),
            segment.prosody,
        )
        yield from self._recipe().speak(speech, cancel)

    def close(self) -> None:
        """Do nothing: no program outlives its segment."""

    def _recipe(self) -> Recipe:
        if self._chosen is None:
            self._chosen = next((recipe for recipe in self._recipes if recipe.program), None)
        if self._chosen is None:
            names = " or ".join(recipe.name for recipe in self._recipes)
            remedy = self._recipes[0].remedy if self._recipes else ""
            raise EngineUnavailable(f"{names} is not installed", remedy=remedy)
        return self._chosen

    def _listed(self) -> tuple[SystemVoice, ...]:
        if not self._voices:
            self._voices = tuple(self._recipe().voices(CancelToken()))
        return self._voices

    def _handle(self, voice: Voice) -> str:
        for listed in self._listed():
            if listed.voice.id == voice.id:
                return listed.handle
        raise SynthesisError(f"the system has no voice {voice.id!r}", retryable=False)


def _recipes(program: str) -> tuple[Recipe, ...]:
    if program == _AUTO:
        return tuple(recipe() for recipe in _RECIPES.get(sys.platform, _LINUX))
    return tuple(recipe() for recipe in _ALL if recipe.name == program)
