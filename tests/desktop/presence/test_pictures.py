from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import numpy as np
import pytest

from speakd.desktop.icons import SIZES, drawing_file, picture_file
from speakd.desktop.icons.pixels import read_picture
from speakd.desktop.presence.api import TrayState
from support.pictures import decode, draw, encode

if TYPE_CHECKING:
    from pathlib import Path

_EVERY = [(state.value, size) for state in TrayState for size in SIZES]
_LEGIBLE = 3.0
"""Contrast that graphical objects need, after WCAG 2.2, success criterion 1.4.11."""


@pytest.mark.parametrize(("name", "size"), _EVERY)
def test_each_picture_is_what_the_drawing_shows(name: str, size: int) -> None:
    path = picture_file(name, size)
    picture = read_picture(path)
    assert (picture.width, picture.height) == (size, size)
    pixels = np.frombuffer(picture.rgba, np.uint8).reshape(size, size, 4)
    assert np.array_equal(pixels, decode(path.read_bytes()))
    # Another version of the program that draws may round another way.
    fresh = draw(drawing_file(name), size).astype(int)
    opaque = fresh[..., 3:] / 255
    assert np.abs(pixels * opaque - fresh * opaque).max() <= 24
    assert np.abs(pixels - fresh)[..., 3].mean() <= 2


def test_argb_has_opacity_first() -> None:
    picture = read_picture(picture_file("ready", 22))
    rgba = np.frombuffer(picture.rgba, np.uint8).reshape(-1, 4)
    argb = np.frombuffer(picture.argb, np.uint8).reshape(-1, 4)
    assert np.array_equal(argb, rgba[:, [3, 0, 1, 2]])


def test_no_two_states_look_alike_even_without_colours() -> None:
    grey = {
        state: np.array(draw(drawing_file(state.value), 22), int)[..., :3].mean(axis=2) > 200
        for state in TrayState
    }
    for one in TrayState:
        for other in TrayState:
            if one is not other:
                assert (grey[one] != grey[other]).sum() >= 6, (one, other)


@pytest.mark.parametrize("state", TrayState)
@pytest.mark.parametrize("ground", ["#ffffff", "#f0f0f0", "#222222", "#000000"])
def test_every_state_is_legible_on_light_and_on_dark(state: TrayState, ground: str) -> None:
    root = ET.parse(drawing_file(state.value)).getroot()  # noqa: S314, it is our own
    tile = root.find("{http://www.w3.org/2000/svg}rect")
    assert tile is not None
    colour = tile.attrib["fill"]
    assert _contrast(colour, ground) >= _LEGIBLE
    assert _contrast(colour, "#ffffff") >= _LEGIBLE  # its sign is white


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(b"GIF89a")
    with pytest.raises(ValueError, match="no PNG"):
        read_picture(path)
    plain = encode(np.zeros((2, 2, 4), np.uint8))
    path.write_bytes(plain.replace(b"\x08\x06\x00\x00\x00", b"\x08\x02\x00\x00\x00"))
    with pytest.raises(ValueError, match="RGBA"):
        read_picture(path)


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of two sRGB colours, after WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
