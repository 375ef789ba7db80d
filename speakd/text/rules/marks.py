"""Citations, rulers and runs of the same sign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.rules.rule import DIGITS, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.rules.rule import Context

_NOTE = (
    r"(?:note|nb|n|N|A|Anm\.|nota|uwaga|prim\.|\u043f\u0440\u0438\u043c\.|"
    r"\u6ce8\u91c8|\u6ce8|\uc8fc) ?\d+|citation needed|cita requerida|"
    r"senza fonte|potrzebny przypis|r\xe9f\. n\xe9cessaire|"
    r"bron\?|\u8981\u51fa\u5178|\u4f86\u6e90\u8acb\u6c42"
)
"""How encyclopedias call their notes, and what they miss."""

_CITATION = re.compile(
    r"(?<=[\w.,;:!?\"')\]\u3002\uff0c\uff09\u300d])\s?"
    rf"(?:\[(?:\d{{1,3}}(?:\s?[,\u2013-]\s?\d{{1,3}})*|[a-z]|{_NOTE}|edit|\*)\])+"
    r"(?:(?:\s?[\u2013-]\s?|, )\[\d{1,3}\])*"
    r"(?:: ?\d{1,4}(?:[\u2013-]\d{1,4})?(?=\s[A-Z]|\Z))?"
    r"|\A\s*\[[a-wyz]\](?=\s[A-Z])|\A\s*(?:\[(?:note \d+|citation needed|clarification needed|"
    r"edit)\])+|(?<=[a-z.,;:!?\"')]{2})(?<![cdkm]m)[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+(?=[\s.,;:!?]|$)"
    r"|(?<=\w)[\u2020\u2021]+"
)
_REFERENCE = re.compile(r"\b[Rr]ef(?:s|erences?)?\.?\Z")
_NEAR = 12
_PHONETIC = frozenset({*map(chr, range(0x250, 0x2B0)), "\u02c8", "\u02cc", "\u02d0"})
_SOUNDS = f"[^/\\[\\]\n]{{0,60}}[{''.join(sorted(_PHONETIC))}][^/\\[\\]\n]{{0,60}}"
_PRONOUNCED = re.compile(rf"(?:/{_SOUNDS}/|\[{_SOUNDS}\])(?:\s?\u24d8)?[;,]?\s?")
"""How a word is pronounced, in phonetic letters: that is heard anyway."""
_FOOTNOTE = re.compile(r"\d(?<=[^\W\d_A-Z]{3}[.!?]\d)\d?(?=\s+[^\W\d_a-z]|\s*\Z)")
_SHOUT = re.compile(r"\s*\.{4,}\s*(?=(?P<page>\d))|[!?\uff01\uff1f]{2,}|\u2026{2,}|\.{4,}")
_RULER = re.compile(
    r"[\u2500-\u259f]{2,}|([-=_*~#+^<>|/\\:\u00b7\u2022\u2014])\1{3,}"
    r"|(?:[-=_*~#+^|\u00b7\u2022] ){3,}[-=_*~#+^|]?"
)
_REPEATED = re.compile(
    r"([!?.\u2026=_*~#+^<>|/\\:\u00b7\u2022\u2014\uff01\uff1f\u2500-\u259f-])"
    r"(?:\1{3}|(?<=[!?\uff01\uff1f\u2026\u2500-\u259f])[!?\uff01\uff1f\u2026\u2500-\u259f]| \S )"
)
"""Signs in a row: whatever `repeats` finds begins so."""


def citations(text: str, context: Context) -> Iterator[Edit]:
    """Leave out the marks that send a reader elsewhere."""
    if context.policy.citations == "skip":
        for found in _CITATION.finditer(text):
            is_named = _REFERENCE.search(text, max(0, found.start() - _NEAR), found.start())
            yield Edit(*found.span(), f" {found[0].strip(' []')}" if is_named else "")


def pronounced(text: str, context: Context) -> Iterator[Edit]:
    """Leave out how a word is pronounced."""
    if context.policy.citations == "skip":
        for found in _PRONOUNCED.finditer(text):
            yield Edit(*found.span(), "")


def footnotes(text: str, context: Context) -> Iterator[Edit]:
    """Leave out the number of a note that is stuck to the end of a sentence."""
    if context.policy.citations == "skip":
        for found in _FOOTNOTE.finditer(text):
            yield Edit(*found.span(), "")


def repeats(text: str, context: Context) -> Iterator[Edit]:
    """Say once what was only repeated for show."""
    if context.policy.repeats != "skip":
        return
    for found in _SHOUT.finditer(text):
        said = "?" if "?" in found[0] else found[0][0]
        if found["page"]:
            said = ", "
        elif said in ".\u2026":
            said = "..."
        yield Edit(*found.span(), said)
    for found in _RULER.finditer(text):
        yield Edit(*found.span(), " ")


_BOXES = frozenset(map(chr, range(0x2500, 0x25A0)))
CITATIONS = Rule(
    frozenset("[\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079\u2020\u2021"),
    citations,
)
PRONOUNCED = Rule(_PHONETIC, pronounced)
FOOTNOTES = Rule(DIGITS, footnotes, _FOOTNOTE)
REPEATS = Rule(
    frozenset("!?.\u2026-=_*~#+^<>|/\\:\u00b7\u2022\u2014\uff01\uff1f") | _BOXES, repeats, _REPEATED
)
