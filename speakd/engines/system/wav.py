"""WAV as it comes out of a pipe: in pieces, and with a length that may be a lie."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from speakd.audio import AudioChunk, AudioFormat
from speakd.errors import SynthesisError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK_S = 0.1
_RIFF_HEADER = struct.Struct("<4sI4s")
_CHUNK_HEADER = struct.Struct("<4sI")
_FORMAT = struct.Struct("<HHIIHH")
_PCM, _EXTENSIBLE = 1, 0xFFFE
_SAMPLE_BITS = 16
_FULL_SCALE = 32768.0


class WavReader:
    """Turns the bytes of one WAV into chunks. 16 bit PCM of any rate and channel count."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._format: AudioFormat | None = None
        self._channels = 1
        self._left: int | None = None
        self._in_data = False

    def feed(self, data: bytes) -> Iterator[AudioChunk]:
        """Take the next bytes and yield what can be heard of them.

        Raises:
            SynthesisError: This is no WAV that can be played.
        """
        self._buffer += data
        if not self._in_data and not self._read_headers():
            return
        yield from self._read_samples()

    def _read_headers(self) -> bool:
        """Read up to the samples; return whether they have been reached."""
        if len(self._buffer) < _RIFF_HEADER.size:
            return False
        riff, _, wave = _RIFF_HEADER.unpack_from(self._buffer)
        if (riff, wave) != (b"RIFF", b"WAVE"):
            raise SynthesisError("the system's voice did not send a WAV")
        position = _RIFF_HEADER.size
        while len(self._buffer) >= position + _CHUNK_HEADER.size:
            kind, length = _CHUNK_HEADER.unpack_from(self._buffer, position)
            body = position + _CHUNK_HEADER.size
            if kind == b"data":
                self._in_data = True
                # A program that writes to a pipe puts 0 or more than will ever come.
                self._left = length or None
                del self._buffer[:body]
                return True
            end = body + length + length % 2
            if len(self._buffer) < end:
                return False
            if kind == b"fmt ":
                self._read_format(body)
            position = end
        return False

    def _read_format(self, body: int) -> None:
        code, channels, rate_hz, _, _, bits = _FORMAT.unpack_from(self._buffer, body)
        if code not in {_PCM, _EXTENSIBLE} or bits != _SAMPLE_BITS or not (channels and rate_hz):
            raise SynthesisError("the system's voice sent a WAV that is not 16 bit PCM")
        self._format, self._channels = AudioFormat(rate_hz), channels

    def _read_samples(self) -> Iterator[AudioChunk]:
        import numpy as np  # noqa: PLC0415, importing the engine must stay cheap

        if self._format is None:
            raise SynthesisError("the system's voice sent a WAV without a format")
        frame_bytes = self._channels * _SAMPLE_BITS // 8
        usable = len(self._buffer) if self._left is None else min(len(self._buffer), self._left)
        usable -= usable % frame_bytes
        pcm = bytes(self._buffer[:usable])
        del self._buffer[:usable]
        if self._left is not None:
            self._left -= usable
            if not self._left:
                # What follows the samples is about them.
                self._left = 0
                self._buffer.clear()
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / _FULL_SCALE
        mono = samples.reshape(-1, self._channels).mean(axis=1, dtype=np.float32)
        step = self._format.frames(_CHUNK_S)
        for start in range(0, len(mono), step):
            yield AudioChunk(mono[start : start + step], self._format)
