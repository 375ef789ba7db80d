"""What it takes to make one program of the operating system speak."""

from __future__ import annotations

import re
import shutil
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from speakd.engines.system.child import Child
from speakd.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.audio import AudioChunk
    from speakd.cancel import CancelToken
    from speakd.speech import Prosody, Voice
    from speakd.types import LanguageTag

ENGINE = "system"

_SPECIAL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_COMMAND = re.compile(r"\[(?=\[)")


@dataclass(frozen=True, slots=True)
class SystemVoice:
    """A voice and what its program knows it by."""

    voice: Voice
    handle: str


@dataclass(frozen=True, slots=True)
class Speech:
    """What a program is to say, and how.

    Attributes:
        text: Already harmless.
        handle: The voice, as the program knows it.
        language: The text's language.
        words_per_minute: The speed.
        prosody: Relative to the voice's own; the rate is in the speed already.
    """

    text: str = field(repr=False)
    handle: str
    language: LanguageTag
    words_per_minute: int
    prosody: Prosody


class Recipe(ABC):
    """Drives one program.

    Args:
        program: Its path; found on the search path if not given.
        limit_s: How long it may be silent before it counts as hanging, if not the usual.
    """

    name: ClassVar[str]
    """The program, as in `[engines.system] program`."""

    remedy: ClassVar[str]
    """How to come by it."""

    usual_limit_s: ClassVar[float] = 15.0

    def __init__(self, program: str | None = None, *, limit_s: float | None = None) -> None:
        self._program = program
        self._limit_s = self.usual_limit_s if limit_s is None else limit_s

    @property
    def program(self) -> str | None:
        """Path of the program; None where it is not installed."""
        return self._program or shutil.which(self.name)

    @abstractmethod
    def voices(self, cancel: CancelToken) -> Sequence[SystemVoice]:
        """List its voices; never empty.

        Raises:
            EngineError: It cannot be run.
        """

    @abstractmethod
    def speak(self, speech: Speech, cancel: CancelToken) -> Iterator[AudioChunk]:
        """Say something; see `Synthesizer.synthesize`."""

    def start(self, arguments: Sequence[str], cancel: CancelToken) -> Child:
        """Start the program with `arguments`.

        Raises:
            EngineUnavailable: It cannot be started.
        """
        return Child([self.program or self.name, *arguments], cancel, limit_s=self._limit_s)

    def ask(self, arguments: Sequence[str], cancel: CancelToken) -> str:
        """Run it without text and return what it answers; empty where it fails."""
        try:
            with self.start(arguments, cancel) as child:
                return child.run(b"").decode("utf-8", "replace")
        except EngineError:
            return ""


def harmless_text(text: str) -> str:
    """Blank what a program would take for a command: `[[`, control characters, half characters."""
    return _COMMAND.sub("[ ", _SPECIAL.sub(" ", text))
