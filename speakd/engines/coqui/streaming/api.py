"""The contract between the engine and one loaded model, of whatever kind."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.audio import Samples
    from speakd.cancel import CancelToken
    from speakd.types import LanguageTag


class Interrupted(Exception):  # noqa: N818, it is a signal and no error: it never leaves the engine
    """Inference was called off in the middle."""


class WrongLength(Exception):  # noqa: N818, it names what is wrong; the engine translates it
    """The model's speech is far too short or too long for its text.

    Raised as soon as it is known, and always before the rest is decoded to sound.
    """


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """What a model is asked to say, cleaned and cut to a length that it can take.

    Attributes:
        text: What to say. Never logged, never shown.
        language: In which of the model's languages.
        speaker: Whose voice, one of the model's speakers; empty for its own.
        rate: Speaking rate relative to the model's own.
        shortest_s: Less sound than this means that something was left out.
        longest_s: More sound than this means that the model does not come to an end.
        seed: Where the model's dice begin; None for anywhere.
    """

    text: str = field(repr=False)
    language: LanguageTag
    speaker: str = ""
    rate: float = 1.0
    shortest_s: float = 0.0
    longest_s: float = 60.0
    seed: int | None = None

    def check_length(self, seconds: float) -> None:
        """Compare how long the speech will be with what can be true of the text.

        Raises:
            WrongLength: It is too short or too long.
        """
        if not self.shortest_s <= seconds <= self.longest_s:
            raise WrongLength


class SpeechModel(ABC):
    """A loaded model. One thread at a time uses it.

    Attributes:
        sample_rate_hz: Frames per second of what it speaks.
        languages: What it speaks, best first.
        speakers: Whose voices it has, the default first; empty if there is only its own.
        device: Where it computes.
        precision: The kind of number that it computes with, by torch's name.
    """

    sample_rate_hz: int
    languages: Sequence[LanguageTag]
    speakers: Sequence[str] = ()
    device: str = "cpu"
    precision: str = "float32"

    @property
    def wants_full_stop(self) -> bool:
        """Whether it needs a mark at the end to come to an end."""
        return True

    @property
    def invents_after(self) -> int:
        """In texts of fewer words it may say what is not there, which shows only at the end."""
        return 0

    def most_characters(self, language: LanguageTag) -> int:
        """Return how many characters it can say in one go."""
        del language
        return 250

    @abstractmethod
    def expect_speed(self, real_time_factor: float) -> None:
        """Cut the pieces so that each lasts until the next is there.

        Args:
            real_time_factor: Seconds of work for a second of sound, as measured here.
        """

    @abstractmethod
    def stream(self, request: SpeechRequest, cancel: CancelToken) -> Iterator[Samples]:
        """Speak, a first small piece soon and larger ones later.

        The pieces together are what the model says when it is run in one go, within the error of
        its arithmetic.

        Args:
            request: What to say. Text of which the model knows no character gives no piece, if it
                may be so short.
            cancel: Calls it off; the model looks at it before each of its layers.

        Raises:
            Interrupted: It was called off. The model is ready for the next request.
            WrongLength: The speech would not fit the text.
        """


class SpeakerLatents(NamedTuple):
    """What a model has learned of a voice, as tensors.

    Attributes:
        prompt: For the part that chooses tokens, shape `(1, latents, channels)`.
        embedding: For the part that makes sound of them, shape `(1, channels, 1)`.
    """

    prompt: Any
    embedding: Any


@runtime_checkable
class Imitator(Protocol):
    """A model that can learn a voice from a recording."""

    def clone(self, clip: Any, sample_rate_hz: int) -> SpeakerLatents:
        """Learn a voice from a tensor of shape `(1, frames)`."""

    def add_voice(self, name: str, latents: SpeakerLatents) -> None:
        """Speak as `name`, too."""
