"""What signs are called, in Unicode's CLDR."""

# ruff: noqa: RUF001, signs look like letters

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LANGUAGES_CACHED = 2

SYMBOLS = "§±×÷∀∂∃∅∈∉∑√∞∩∪∫≈≠≡≤≥"
"""Signs that have a name in `names.zip`, beside emoji."""


@lru_cache(_LANGUAGES_CACHED)
def sign_names(language: str) -> Mapping[str, str] | None:
    """Read the names of emoji and symbols.

    Args:
        language: A primary subtag.

    Returns:
        None for a language that is not there.
    """
    # Only a text with such signs pays for their names.
    from zipfile import ZipFile  # noqa: PLC0415

    with files("speakd.text").joinpath("emoji", "names.zip").open("rb") as file:
        archive = ZipFile(file)
        if language not in archive.namelist():
            return None
        lines = archive.read(language).decode().splitlines()
    return dict(line.split("\t", 1) for line in lines)
