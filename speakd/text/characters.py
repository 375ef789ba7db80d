"""Characters that no reader hears: invisible ones, ligatures, letters in fancy dress."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from speakd.spoken import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

_HYPHENATED = "\u00ad(?:[^\\S\n]*\n[^\\S\n]*)?"
_INVISIBLE = "\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
_FULL_WIDTH = "\uff04\uff05\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uffe1\uffe5\uffe6"
_LIGATURES = "\ufb00-\ufb06\u0132\u0133\u01c4-\u01cc\u01f1-\u01f3"
_MATHEMATICAL = "\U0001d400-\U0001d7ff"
_ODD = re.compile(
    f"(?P<silent>{_HYPHENATED}|[{_INVISIBLE}]+)|[{_FULL_WIDTH}]+|[{_LIGATURES}]|[{_MATHEMATICAL}]+"
)
_ANY_ODD = re.compile(f"[\u00ad{_INVISIBLE}{_FULL_WIDTH}{_LIGATURES}{_MATHEMATICAL}]")
"""Most texts have none, which is quickly found out."""

_STRAIGHT = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201b": "'",
        "\u2032": "'",
        "\u02bc": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u201f": '"',
        "\u2033": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2212": "-",
        **{chr(0x2080 + digit): str(digit) for digit in range(10)},
        "\u00a0": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\n": " ",
        "\t": " ",
    }
)
"""One character for one: voices are made for what stands on the right."""
_ANY_CROOKED = re.compile(f"[{''.join(map(chr, _STRAIGHT))}]")


def odd_characters(text: str) -> Iterator[Edit]:
    """Find what to leave out of `text` and what to write as people usually do.

    Joiners are kept: they hold emoji and many an Indic or Persian word together.
    """
    for found in _ODD.finditer(text) if _ANY_ODD.search(text) else ():
        said = "" if found["silent"] is not None else unicodedata.normalize("NFKC", found[0])
        if said != found[0]:
            yield Edit(found.start(), found.end(), said)


def straighten(text: str) -> str:
    """Write quotation marks, hyphens and spaces the plain way; the length stays."""
    return text.translate(_STRAIGHT) if _ANY_CROOKED.search(text) else text
