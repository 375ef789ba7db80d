"""What is known of the utterance that is being played."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from speakd.audio import AudioFormat
from speakd.playback.api import Progress
from speakd.playback.track import Track

if TYPE_CHECKING:
    from speakd.audio import AudioChunk, Samples
    from speakd.errors import PlaybackError
    from speakd.playback.api import SoundDevice

_PIECE_S = 0.1
_FORGIVEN_AFTER_S = 1.0
_AUDIBLE = 0.002
"""Amplitude, about -54 dB, below which the end of an utterance is silence."""

_FADE_S = 0.01
"""Silence that is left behind the last sound, for what falls away gently."""

_UNKNOWN_FORMAT = AudioFormat(48_000)


class PlayedUtterance:
    """One utterance from its begin to its end. All of it is guarded by the output's state lock.

    Attributes:
        number: The utterance's number; None stands for no utterance.
        queued_s: Seconds in the queue.
        over: It was cleared, or another has begun.
        paused: It is to be silent for now.
        must_start: The device refuses sound since the begin, the last pause, or its loss.
        dropped: Frames that the device took, did not play, and are to be given to it again.
        draining: Somebody waits for the end.
        unheard: Something was queued since all had been heard.
        error: Why nothing more can be played.
        rate: The speaking rate that is wanted.
        track: Its sound at the device's rate, once a device is open.
    """

    def __init__(self, number: int | None, rate: float = 1.0) -> None:
        self.number = number
        self.rate = rate
        self.queued_s = 0.0
        self.over = number is None
        self.paused = False
        self.must_start = True
        self.dropped = 0
        self.draining = False
        self.unheard = False
        self.error: PlaybackError | None = None
        self.track: Track | None = None
        self._queue: deque[tuple[Samples, AudioFormat, float]] = deque()
        self._accepted_s = 0.0
        self._heard_s = 0.0
        self._forgiving_from_s = 0.0

    @property
    def has_work(self) -> bool:
        """Whether there is something to play or to wait for, and it may be."""
        if self.over or self.paused or self.error is not None:
            return False
        return bool(
            self._queue or (self.track is not None and self.track.has_more) or self.draining
        )

    def accepts(self, number: int) -> bool:
        """Whether sound of utterance `number` is for this one, and welcome.

        Raises:
            PlaybackError: It would be, but nothing can be played.
        """
        if self.over or self.number != number:
            return False
        if self.error is not None:
            raise self.error
        return True

    def queue_up(self, chunk: AudioChunk) -> None:
        """Append a chunk to the queue."""
        self._queue.append((chunk.samples, chunk.format, chunk.rate))
        self.queued_s += chunk.duration_s
        self._accepted_s += chunk.duration_s
        self.unheard = True

    def cut_silent_end(self) -> None:
        """Drop the silence at the end of the queue: nobody waits to hear it."""
        while self._queue:
            samples, format_, rate = self._queue.pop()
            audible = np.flatnonzero(np.abs(samples) > _AUDIBLE)
            end = int(audible[-1]) + 1 + format_.frames(_FADE_S) if audible.size else 0
            self.queued_s -= format_.seconds(max(0, len(samples) - end))
            if end:
                self._queue.append((samples[:end], format_, rate))
                return

    def speak_at(self, rate: float) -> None:
        """Go on at another speaking rate, from the next frame on that the device is given."""
        self.rate = rate
        if self.track is not None:
            self.track.rate = rate

    def thread_onto(self, device: SoundDevice) -> Track:
        """Give the track for `device`, wound back to the first frame that was not heard."""
        track = self.track
        if track is None:
            track = Track(device.format)
            track.rate = self.rate
        track.rewind(self.dropped)
        if track.format != device.format:
            track = track.moved_to(device.format)
        self.track, self.dropped = track, 0
        return track

    def fill(self, track: Track, frames: int) -> None:
        """Move sound from the queue to the track until `frames` are to come, if there are."""
        while not track.make_ready(frames) and self._queue:
            samples, format_, rate = self._queue.popleft()
            piece = format_.frames(_PIECE_S)
            if len(samples) > piece:
                self._queue.appendleft((samples[piece:], format_, rate))
                samples = samples[:piece]
            track.push(samples, format_, rate)
            self.queued_s -= format_.seconds(len(samples))
        if not self._queue:
            self.queued_s = 0.0  # what rounding has left
            if self.draining:
                track.finish()
                track.make_ready(frames)

    def forgive_loss(self) -> bool:
        """Whether the loss of a device may be made good: once per second of sound, not more."""
        self.progress(0)
        heard_s = self._heard_s
        forgiven = heard_s >= self._forgiving_from_s
        self._forgiving_from_s = heard_s + _FORGIVEN_AFTER_S
        return forgiven

    def progress(self, pending: int) -> Progress:
        """Tell how far it has come, where the device still holds `pending` frames of it."""
        track = self.track
        format_ = _UNKNOWN_FORMAT if track is None else track.format
        if not self.unheard:
            self._heard_s = self._accepted_s
        elif track is not None:
            heard_s = track.source_s(track.position - self.dropped - pending)
            self._heard_s = min(max(self._heard_s, heard_s), self._accepted_s)
        return Progress(format_.frames(self._accepted_s), format_.frames(self._heard_s), format_)
