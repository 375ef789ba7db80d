"""Emoji by their names; the same one many times over is said once."""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.rules.rule import Rule
from speakd.text.sign_names import sign_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.rules.rule import Context

_PICTURE = "[\u231a-\u23ff\u2600-\u27bf\u2b05-\u2b55\U0001f000-\U0001faff\U000e0020-\U000e007f]"
_DRESSED = f"{_PICTURE}[\ufe0e\ufe0f]*"
_EMOJI = f"(?:[0-9#*]\ufe0f?\u20e3|{_DRESSED}(?:\u200d{_DRESSED})*)"
EMOJI_SEQUENCE = f"(?:{_EMOJI})+"
"""What may have a name: flags are two signs that nothing joins."""

UNHEARD = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
"""How a sign is drawn, and in which tone of skin."""

_RUN = re.compile(rf"{_EMOJI}(?:\s*{_EMOJI})*")
_SHORTCODE = re.compile(r"(?<![\w:]):([a-z][a-z0-9_+-]{2,30}|[+-]1):(?![\w:])")
_FACE = re.compile(r"(?<=\s)([:;]-?[()DP]|<3)(?![\w()])")
_FACES = {
    "+1": "\U0001f44d",
    "-1": "\U0001f44e",
    ":)": "\U0001f642",
    ":(": "\U0001f641",
    ":D": "\U0001f600",
    ":P": "\U0001f61b",
    ";)": "\U0001f609",
    ";(": "\U0001f622",
    ";D": "\U0001f609",
    ";P": "\U0001f61c",
    "<3": "\u2764",
}
_SAME = str.maketrans(
    {"\u2713": "\u2714", "\u2717": "\u274c", "\u2718": "\u274c", "\u2611": "\u2714"}
)
_JOINER = "\u200d"
_KEYCAP = "\u20e3"
_CACHED = 512
_LONGEST = 12


def emoji(text: str, context: Context) -> Iterator[Edit]:
    """Say what emoji show."""
    for found in _RUN.finditer(text):
        if context.policy.emoji == "skip":
            yield Edit(*found.span(), " ")
            continue
        names = _names(found[0], context.base)
        if names is None:
            continue
        if not names:
            yield Edit(*found.span(), " ")
            continue
        start = len(text[: found.start()].rstrip())
        end = len(text) - len(text[found.end() :].lstrip())
        before, after = text[start - 1 : start], text[end : end + 1]
        said = f", {names}" if _is_of_a_word(before) else f" {names}" if before else names
        joint = ", " if _is_of_a_word(after) else " " if end > found.end() else ""
        yield Edit(start, end, said + joint)


def _is_of_a_word(character: str) -> bool:
    # A word may end with a vowel sign, which is a mark.
    return character.isalnum() or bool(character and unicodedata.category(character)[0] == "M")


def shorthand(text: str, context: Context) -> Iterator[Edit]:
    """Say what a picture in letters shows: :rocket:, :+1:, :-)."""
    for found in itertools.chain(_SHORTCODE.finditer(text), _FACE.finditer(text)):
        code = found[1]
        sign = _FACES.get(code.replace("-", "") if code[0] in ":;" else code)
        name = code.replace("_", " ").replace("-", " ")
        if sign is not None:
            name = _names(sign, context.base) or " "
        if context.policy.emoji == "skip":
            name = " "
        start, end = found.span()
        before = len(text[:start].rstrip())
        if _is_of_a_word(text[before - 1 : before]) and name != " ":
            start, name = before, f", {name}"
        following = text[end:].lstrip()[:1]
        if _is_of_a_word(following) and name != " ":
            name += ","
        yield Edit(start, end, name)


@lru_cache(_CACHED)
def _names(run: str, language: str) -> str | None:
    """Name the emoji of a run, each once; None where none has a name in that language.

    Signs without a name are left to the voice.
    """
    table = sign_names(language)
    if table is None:
        return None
    text = UNHEARD.sub("", run).translate(_SAME)
    said: list[str] = []
    start = named = 0
    while start < len(text):
        if text[start].isspace() or text[start] == _JOINER:
            start += 1
            continue
        ends = range(min(len(text), start + _LONGEST), start, -1)
        end = next((end for end in ends if text[start:end] in table), start + 1)
        sign = text[start:end]
        named += sign in table
        said.append(table.get(sign, sign))
        start = end
    return ", ".join(dict.fromkeys(said)) if named or not said else None


SHORTHAND = (Rule(frozenset(":;<"), shorthand, re.compile("[:;<](?:[a-z+()DP-]|(?<=<)3)")),)
EMOJI = Rule(
    frozenset(
        chr(code)
        for start, stop in (
            (0x231A, 0x2400),
            (0x2600, 0x27C0),
            (0x2B05, 0x2B56),
            (0x1F000, 0x1FB00),
        )
        for code in range(start, stop)
    )
    | {_KEYCAP},
    emoji,
)
