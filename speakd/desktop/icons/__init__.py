"""The pictures: speakd's own, and one for each state of the tray.

The SVG files are drawn by hand. The PNG files are made of them and opened as they are; after a
change, `PYTHONPATH=tests python -m support.pictures` makes them anew.
"""

from __future__ import annotations

from pathlib import Path

SIZES = (16, 22, 32, 48, 64)
"""Width and height of the PNG files, in pixels."""


def drawing_file(name: str) -> Path:
    """Name the SVG file of a picture."""
    return Path(__file__).with_name(f"{name}.svg")


def picture_file(name: str, size: int) -> Path:
    """Name the PNG file of a picture, in one of `SIZES`."""
    return Path(__file__).parent / str(size) / f"{name}.png"
