"""What a recorder hears, with the time at which it was heard."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from support.processes import end
from support.waiting import wait_until

if TYPE_CHECKING:
    import subprocess

    from numpy.typing import NDArray

AUDIBLE = 0.002
"""Amplitude from which a sample counts as sound; -54 dBFS. Digital silence is exactly 0."""

_SAMPLE_BYTES = 4


@dataclass(frozen=True, slots=True)
class Block:
    """One piece as it came from the recorder.

    Attributes:
        arrived_s: `time.monotonic()` when its last sample was there.
        samples: float32, shape `(frames,)`.
    """

    arrived_s: float
    samples: NDArray[np.float32] = field(repr=False)

    @property
    def audible(self) -> bool:
        """Whether any sample counts as sound."""
        return bool(np.abs(self.samples).max() > AUDIBLE)


class Recording:
    """Mono float32 sound that grows while the recorder runs; any thread may ask.

    Times are those of `time.monotonic()` and say when the recorder had a block, about 5 ms of
    sound. The null sink renders that much ahead, so they are neither early nor late by more.
    """

    def __init__(self, recorder: subprocess.Popen[bytes], rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self.frames = 0
        self._recorder = recorder
        self._blocks: list[Block] = []
        self._reader = threading.Thread(target=self._read, name="recorder")
        self._reader.start()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All that was recorded until now, in order."""
        return tuple(self._blocks)

    def samples(self, start_s: float = 0.0, end_s: float = float("inf")) -> NDArray[np.float32]:
        """What was recorded between two times, to within a block of a few milliseconds."""
        parts = [b.samples for b in self.blocks if start_s <= b.arrived_s <= end_s]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def first_sound_s(self, start_s: float = 0.0) -> float | None:
        """When the first audible sample since `start_s` was there, or None."""
        heard = (b.arrived_s for b in self.blocks if b.arrived_s >= start_s and b.audible)
        return next(heard, None)

    def last_sound_s(self, start_s: float = 0.0) -> float | None:
        """When the last audible sample since `start_s` was there, or None."""
        heard = (b.arrived_s for b in reversed(self.blocks) if b.audible)
        newest_s = next(heard, None)
        return newest_s if newest_s is not None and newest_s >= start_s else None

    def wait_for_sound(self, start_s: float = 0.0, timeout_s: float = 10.0) -> float:
        """Wait until something is heard; return when it began."""
        return wait_until(lambda: self.first_sound_s(start_s), timeout_s, "sound")

    def wait_for_new_sound(self, start_s: float, timeout_s: float = 10.0) -> float:
        """Wait until what sounds at `start_s` has broken off and something else has begun."""

        def begun_s() -> float | None:
            blocks = [block for block in self.blocks if block.arrived_s >= start_s]
            gap_s = next((block.arrived_s for block in blocks if not block.audible), None)
            return None if gap_s is None else self.first_sound_s(gap_s)

        return wait_until(begun_s, timeout_s, "another sound")

    def wait_for_silence(self, quiet_s: float = 0.5, timeout_s: float = 30.0) -> float:
        """Wait until nothing has been heard for `quiet_s`; return when the last sound ended.

        Shorter than a pause between two words it would mistake one for the end. Where nothing
        was ever heard, the time at which the wait began stands for the end of sound.
        """
        began_s = time.monotonic()

        def quiet_since_s() -> float | None:
            ended_s = self.last_sound_s() or began_s
            newest_s = self.blocks[-1].arrived_s
            return ended_s if newest_s - max(ended_s, began_s - quiet_s) >= quiet_s else None

        return wait_until(quiet_since_s, timeout_s, "silence")

    def listen(self, seconds: float) -> None:
        """Record `seconds` more."""
        goal = self.frames + round(seconds * self.rate_hz)
        wait_until(lambda: self.frames >= goal, seconds + 10, "the recorder")

    def close(self) -> None:
        """Stop recording; what was recorded stays. Calling it again does nothing."""
        if self._recorder.poll() is None:
            self._recorder.kill()
        self._reader.join()
        end(self._recorder)

    def _read(self) -> None:
        stream = self._recorder.stdout
        if stream is None:
            raise TypeError("the recorder needs a pipe")
        rest = b""
        while data := stream.read(1 << 16):
            arrived_s = time.monotonic()
            data = rest + data
            whole = len(data) // _SAMPLE_BYTES * _SAMPLE_BYTES
            samples, rest = np.frombuffer(data[:whole], "<f4"), data[whole:]
            if len(samples):
                self._blocks.append(Block(arrived_s, samples))
                self.frames += len(samples)
