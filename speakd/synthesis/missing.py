"""An engine that could not even be imported, as a synthesizer that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from speakd.synthesis.api import NoOptions, Synthesizer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.audio import AudioChunk
    from speakd.cancel import CancelToken
    from speakd.errors import EngineUnavailable
    from speakd.speech import Segment, Voice


class MissingSynthesizer(Synthesizer):
    """Keeps the place, and the reason, of an engine that is not there.

    Args:
        name: The engine's name.
        reason: Why it could not be had.
    """

    Options: ClassVar[type[Any]] = NoOptions

    def __init__(self, name: str, reason: EngineUnavailable) -> None:
        self.name = name  # type: ignore[misc]  # the one engine whose name is not its class's
        self._reason = reason

    def probe(self) -> None:
        """Say why it is missing."""
        raise self._reason

    def voices(self) -> Sequence[Voice]:
        """List no voices."""
        return ()

    def warm_up(self) -> None:
        """Say why it is missing."""
        raise self._reason

    def synthesize(
        self, segment: Segment, voice: Voice, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say why it is missing."""
        del segment, voice, cancel
        raise self._reason

    def close(self) -> None:
        """Do nothing."""
