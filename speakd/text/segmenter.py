"""Where sentences begin, as a library tells, kept from what it trips over."""

from __future__ import annotations

import re

_BLANK_BEFORE_DOT = re.compile(
    "[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000](?=\\s*\\.)"
)
"""Behind a lone letter it ends the segmenter, which steps back over it by a single byte."""


def sentence_starts(text: str, language: str) -> list[int]:
    """Find where the sentences of `text` begin: at 0 and, without gaps, behind one another.

    Args:
        text: A paragraph without lone surrogates; what is empty has no sentence.
        language: The first part of the tag of its language.
    """
    # Imported here since the client and `config` never need it.
    from sentencex import get_sentence_boundaries  # noqa: PLC0415

    plain = _BLANK_BEFORE_DOT.sub(" ", text)
    return [each["start_index"] for each in get_sentence_boundaries(language, plain)]
