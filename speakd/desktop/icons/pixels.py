"""Read the pictures without a library for pictures, which would cost more than the tray itself."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Picture(NamedTuple):
    """A picture in memory.

    Attributes:
        width: In pixels.
        height: In pixels.
        rgba: Its pixels line by line from the top, four bytes each: red, green, blue, opacity.
    """

    width: int
    height: int
    rgba: bytes

    @property
    def argb(self) -> bytes:
        """The pixels in the order of a StatusNotifierItem, opacity first."""
        pixels = bytearray(len(self.rgba))
        pixels[0::4] = self.rgba[3::4]
        for channel in range(3):
            pixels[channel + 1 :: 4] = self.rgba[channel::4]
        return bytes(pixels)


def read_picture(path: Path) -> Picture:
    """Read one of our own PNG files: 8-bit RGBA, not interlaced, no line filtered.

    Raises:
        ValueError: It is another kind of file.
    """
    data = path.read_bytes()
    if not data.startswith(_SIGNATURE):
        raise ValueError(f"{path.name} is no PNG file")
    place, pixels = len(_SIGNATURE), b""
    width = height = 0
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        body = data[place + 8 : place + 8 + length]
        place += length + 12
        if kind == b"IHDR":
            width, height, *form = struct.unpack(">IIBBBBB", body)
            if form != [8, 6, 0, 0, 0]:
                raise ValueError(f"{path.name} is no plain RGBA picture")
        elif kind == b"IDAT":
            pixels += body
    lines = zlib.decompress(pixels)
    line_bytes = 1 + 4 * width
    if any(lines[::line_bytes]):
        raise ValueError(f"{path.name} has filtered lines")
    rows = (lines[start + 1 : start + line_bytes] for start in range(0, len(lines), line_bytes))
    return Picture(width, height, b"".join(rows))
