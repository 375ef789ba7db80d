"""Make the PNG files of the tray's pictures: `PYTHONPATH=tests python -m support.pictures`."""

from __future__ import annotations

import struct
import subprocess
import zlib
from typing import TYPE_CHECKING

import numpy as np

from speakd.desktop.icons import SIZES, drawing_file, picture_file
from speakd.desktop.presence.api import TrayState

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA = (8, 6, 0, 0, 0)
_CHANNELS = 4


def draw(drawing: Path, size: int) -> NDArray[np.uint8]:
    """Draw an SVG file: an array of (`size`, `size`, 4), red, green, blue and opacity."""
    program = ["rsvg-convert", "--width", str(size), "--height", str(size), str(drawing)]
    png = subprocess.run(program, check=True, capture_output=True, timeout=20).stdout
    return decode(png)


def decode(png: bytes) -> NDArray[np.uint8]:
    """Read an 8-bit RGBA PNG file whose lines are filtered in any way."""
    data, place, width = b"", len(_SIGNATURE), 0
    while place < len(png):
        length, kind = struct.unpack_from(">I4s", png, place)
        body = png[place + 8 : place + 8 + length]
        place += length + 12
        if kind == b"IHDR":
            width, _, *form = struct.unpack(">IIBBBBB", body)
            if tuple(form) != _RGBA:
                raise AssertionError("not a plain RGBA picture")
        elif kind == b"IDAT":
            data += body
    raw = np.frombuffer(zlib.decompress(data), np.uint8)
    lines = raw.reshape(-1, 1 + _CHANNELS * width)
    picture = np.zeros((len(lines), width, _CHANNELS), np.uint8)
    above = np.zeros((width, _CHANNELS), np.int64)
    for y, line in enumerate(lines):
        above = _unfiltered(int(line[0]), line[1:].reshape(width, _CHANNELS), above)
        picture[y] = above
    return picture


def _unfiltered(kind: int, line: NDArray[np.uint8], above: NDArray[np.int64]) -> NDArray[np.int64]:
    """Undo a line's filter, after the PNG specification, section 9."""
    result = np.zeros(line.shape, np.int64)
    left, above_left = np.zeros(_CHANNELS, np.int64), np.zeros(_CHANNELS, np.int64)
    for x, value in enumerate(line.astype(np.int64)):
        up = above[x]
        guess = left + up - above_left
        near = np.abs(np.stack([guess - left, guess - up, guess - above_left]))
        paeth = np.choose(near.argmin(0), [left, up, above_left])
        predicted = (0 * left, left, up, (left + up) // 2, paeth)[kind]
        left, above_left = (value + predicted) % 256, up
        result[x] = left
    return result


def encode(picture: NDArray[np.uint8]) -> bytes:
    """Write a PNG file without filters."""
    height, width, _ = picture.shape
    lines = b"".join(b"\0" + row.tobytes() for row in picture)
    header = struct.pack(">IIBBBBB", width, height, *_RGBA)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


if __name__ == "__main__":
    for state in TrayState:
        for each in SIZES:
            path = picture_file(state.value, each)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(encode(draw(drawing_file(state.value), each)))
