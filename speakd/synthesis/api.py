"""The contract between the reader and anything that can turn text into sound."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from speakd.speech import MAX_SEGMENT_CHARS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.audio import AudioChunk
    from speakd.cancel import CancelToken
    from speakd.speech import Segment, Voice
    from speakd.types import LanguageTag


@dataclass(frozen=True, slots=True)
class NoOptions:
    """The options of an engine that has none."""


class Synthesizer(ABC):
    """A speech engine, or several behind one face.

    `voices`, `warm_up` and `synthesize` are called from one thread at a time; the synthesis
    thread, unless the caller is a test. `close` may come from another thread once no synthesis
    is running. An engine that must stay on one thread of its own sees to that itself.

    Engine authors: `speakd.testing.SynthesizerConformance` holds an engine against every
    sentence written here.
    """

    name: ClassVar[str]
    """The engine's name, as in `[engines.<name>]` and in the ids of its voices."""

    Options: ClassVar[type[Any]]
    """A frozen dataclass of options, the schema of `[engines.<name>]`.

    An engine found through an entry point is constructed with one instance of it.
    """

    loads_slowly: ClassVar[bool] = False
    """Whether `warm_up` takes so long that another engine should speak meanwhile."""

    def real_time_factor(self, voice: Voice) -> float | None:
        """Give the seconds of work for a second of sound, as measured at warm-up.

        Returns:
            More than 1 means that `voice` is slower than speech; None that it is much faster, or
            that nobody knows.
        """
        del voice
        return None

    def natural_rates(self, voice: Voice) -> tuple[float, float]:
        """Give the slowest and the fastest `Prosody.rate` that sounds well; no more is asked for.

        What is missing to the rate that is wanted, sound output adds by stretching.
        """
        del voice
        return 0.5, 4.0

    def max_chars(self, voice: Voice, language: LanguageTag) -> int:
        """Give the longest segment in `language` that `voice` speaks well in one go.

        Longer ones must be spoken as well; but whoever makes the segments cuts text better than
        an engine can. It is asked for each sentence, so it answers at once.
        """
        del voice, language
        return MAX_SEGMENT_CHARS

    def problems(self) -> Sequence[str]:
        """List what keeps a part of the engine from working, such as one of several models.

        One line each, with the remedy. What keeps all of it from working is `probe`'s to say.
        """
        return ()

    @abstractmethod
    def probe(self) -> None:
        """Check cheaply that the engine can run here, without loading models.

        Raises:
            EngineUnavailable: Why it cannot, and what to do about it.
        """

    @abstractmethod
    def voices(self) -> Sequence[Voice]:
        """List the voices that can be used now, in a stable order.

        Raises:
            EngineUnavailable: The engine cannot run here.
        """

    @abstractmethod
    def warm_up(self) -> None:
        """Load what is needed so that the first synthesis is as fast as the next.

        May take seconds. Calling it again does nothing.

        Raises:
            EngineUnavailable: The engine cannot run here.
        """

    @abstractmethod
    def synthesize(
        self, segment: Segment, voice: Voice, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Speak `segment`, yielding sound as soon as there is some.

        All chunks of one segment have the same format. Text is taken literally: whatever an
        engine would understand as a command or markup is defused first. Text without anything
        to pronounce yields no chunk, or silence, and is not an error.

        Once `cancel` is raised, the iterator ends soon and without an error. Closing it early
        has the same effect; the engine is ready for the next segment either way.

        Args:
            segment: What to say, in which language and how.
            voice: One of `voices()`.
            cancel: Calls the synthesis off, from any thread.

        Raises:
            SynthesisError: The segment could not be spoken. Chunks that were yielded stand.
            EngineUnavailable: The engine has stopped working altogether.
        """

    @abstractmethod
    def close(self) -> None:
        """Give everything back. Calling it again does nothing."""
