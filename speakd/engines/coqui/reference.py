"""Reference clips: some seconds of somebody's voice, for a model to imitate."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from speakd.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from speakd.audio import Samples

_SHORTEST_S, _LONGEST_S = 3.0, 120.0
_LOWEST_RATE_HZ = 16_000
_QUIETEST_PEAK = 0.02
_CLIPPED = 0.999
_MOST_CLIPPED = 0.01
_LEAST_VOICED = 0.2
_BLOCK_S = 0.02
_VOICED_BELOW_PEAK = 0.05
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,40}")
_FORMATS = "use a WAV, FLAC, MP3 or Ogg file"


@dataclass(frozen=True, slots=True)
class Clip:
    """A checked recording of one voice.

    Attributes:
        samples: Mono, in [-1, 1].
        sample_rate_hz: Frames per second.
    """

    samples: Samples = field(repr=False)
    sample_rate_hz: int

    @property
    def digest(self) -> str:
        """Hexadecimal SHA-256 of what is heard, whatever the file was like."""
        heard = hashlib.sha256(self.samples.tobytes())
        heard.update(str(self.sample_rate_hz).encode())
        return heard.hexdigest()


def read_clip(path: Path) -> Clip:
    """Read a recording and check that a voice can be learned from it.

    Args:
        path: A file in any format that libsndfile reads: WAV, FLAC, MP3, Ogg.

    Raises:
        ModelError: It cannot be read, is too short or too long, too quiet, distorted or mostly
            silence; or the package that reads it is not there.
    """
    soundfile = _soundfile()
    if path.is_dir():
        raise ModelError(f"{path} is a folder", remedy="name a recording in it")
    if not path.is_file():
        raise ModelError(f"there is no file {path}")
    try:
        with soundfile.SoundFile(path) as file:
            rate_hz = int(file.samplerate)
            _check_length(file.frames / rate_hz)
            samples = file.read(dtype="float32", always_2d=True).mean(axis=1)
    except (soundfile.SoundFileError, OSError, ValueError, TypeError) as error:
        # TypeError: a name that ends in .raw has it ask for what is not in the file.
        raise ModelError(f"{path.name} cannot be read as sound", remedy=_FORMATS) from error
    if rate_hz < _LOWEST_RATE_HZ:
        raise ModelError(
            f"the clip has {rate_hz} Hz, which is a telephone's sound",
            remedy=f"record it with {_LOWEST_RATE_HZ} Hz or more",
        )
    # What the header promised need not be in the file.
    _check_length(len(samples) / rate_hz)
    _check_level(samples, rate_hz)
    return Clip(np.clip(samples, -1.0, 1.0), rate_hz)


def _soundfile() -> Any:
    try:
        return importlib.import_module("soundfile")
    except ImportError as error:
        raise ModelError(
            "the package soundfile is not installed, and only neural voices learn from recordings",
            remedy="install them with: pip install 'speakd[neural]'",
        ) from error


class ClipStore:
    """The user's own reference clips, one file for each name.

    Args:
        folder: Where they lie.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> tuple[str, ...]:
        """List the names, sorted."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(file.stem for file in self.folder.glob("*.wav")))

    def get(self, name: str) -> Clip:
        """Read a clip.

        Raises:
            ModelError: There is none of this name, or it is damaged.
        """
        path = self._path(name)
        if not path.is_file():
            raise ModelError(f"there is no voice {name!r}", remedy="see `speakd voices list`")
        return read_clip(path)

    def add(self, name: str, source: Path) -> Clip:
        """Check a recording and keep it under a name, in place of any that was there.

        Raises:
            ModelError: The recording or the name is not fit for it.
        """
        path = self._path(name)
        clip = read_clip(source)
        soundfile = _soundfile()
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".new")
        try:
            soundfile.write(
                partial, clip.samples, clip.sample_rate_hz, format="WAV", subtype="PCM_24"
            )
            partial.replace(path)
        except (soundfile.SoundFileError, OSError) as error:
            partial.unlink(missing_ok=True)
            raise ModelError(f"the clip cannot be kept in {self.folder}") from error
        return clip

    def remove(self, name: str) -> None:
        """Delete a clip.

        Raises:
            ModelError: There is none of this name.
        """
        try:
            self._path(name).unlink()
        except FileNotFoundError:
            raise ModelError(
                f"there is no voice {name!r}", remedy="see `speakd voices list`"
            ) from None

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ModelError(
                f"{name!r} cannot be a voice's name", remedy="use letters, digits, - and _"
            )
        return self.folder / f"{name}.wav"


class LatentCache:
    """What models have learned from clips, on disk; plain arrays, never pickled.

    Args:
        folder: Where it lies. Anything in it may be deleted at any time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> dict[str, Samples] | None:
        """Return the arrays kept under a key; None if there are none, or they are damaged."""
        try:
            with self._path(key).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                kept = {name: np.asarray(arrays[name], np.float32) for name in arrays.files}
        except Exception:  # noqa: BLE001, what a damaged file can cause has no end; it is made anew
            return None
        return kept if kept and all(np.isfinite(array).all() for array in kept.values()) else None

    def put(self, key: str, arrays: dict[str, Samples]) -> None:
        """Keep arrays under a key; where that is not possible they are learned again next time."""
        path = self._path(key)
        partial = path.with_name(f"{path.name}.{os.getpid()}.new")
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                with partial.open("wb") as file:
                    np.savez(file, **arrays)  # type: ignore[arg-type]
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()}.npz"


def _check_length(seconds: float) -> None:
    if not _SHORTEST_S <= seconds <= _LONGEST_S:
        raise ModelError(
            f"the clip is {seconds:.1f} seconds long",
            remedy=f"use one of {_SHORTEST_S:.0f} to {_LONGEST_S:.0f} seconds; 6 to 30 are best",
        )


def _check_level(samples: Samples, rate_hz: int) -> None:
    if not np.isfinite(samples).all():
        raise ModelError("the clip holds broken numbers", remedy=_FORMATS)
    loudness = np.abs(samples)
    peak = float(loudness.max())
    if peak < _QUIETEST_PEAK:
        raise ModelError("the clip is too quiet", remedy="record it closer to the microphone")
    if float((loudness > _CLIPPED).mean()) > _MOST_CLIPPED:
        raise ModelError("the clip is distorted", remedy="record it with the level turned down")
    block = max(round(_BLOCK_S * rate_hz), 1)
    blocks = loudness[: len(loudness) // block * block].reshape(-1, block).max(axis=1)
    if float((blocks > _VOICED_BELOW_PEAK * peak).mean()) < _LEAST_VOICED:
        raise ModelError("the clip is mostly silence", remedy="cut it to where somebody speaks")
