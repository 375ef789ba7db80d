"""Marks that lay text out: quoted lines of a mail, subtitles, songs, columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.spoken import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_QUOTE = re.compile(r"^(?:[^\S\n]?>)+[^\S\n]?", re.MULTILINE)
_SIGNATURE = re.compile(r"^--[^\S\n]*\n", re.MULTILINE)
_CUE = re.compile(
    r"^(?:\d{1,5}[^\S\n]*\n)?(?:\d\d:)?\d\d:\d\d[.,]\d{3} --> (?:\d\d:)?\d\d:\d\d[.,]\d{3}.*$",
    re.MULTILINE,
)
_SUNG_AT = re.compile(r"^(?:\[\d\d:\d\d\.\d{2,3}\][^\S\n]*)+", re.MULTILINE)
_SPEAKER = re.compile(r"^<(?P<name>[@+%]?[^\s<>/]{1,30})> (?=\S)", re.MULTILINE)
_TAG = re.compile(r"</?(?:[ibus]|em|strong|small|font)(?: [^<>\n]{0,80})?>", re.IGNORECASE)

_COLUMN = re.compile(r"(?<=\S)(?:[^\S\n]*\t[^\S\n]*|[^\S\n]{4,}| +\| +)(?=\S)")
_LEAST_RECORDS = 2
_LEAST_VALUES = 3
_LONGEST_RECORD = 1_000
_RECORD = re.compile(r"[^\s,;]+(?: [^\s,;]+)*(?:[,;][^\s,;]+(?: [^\s,;]+)*){2,}")
_VALUE_ENDS = {
    mark: re.compile(rf'"?{mark}(?=(?:[^"\n]|"[^"\n]*")*$)(?=\S)"?') for mark in (",", ";")
}
_EDGE = re.compile(r"\A\s*\|\s+|\s+\|\s*\Z")
_ENDS_ALREADY = frozenset(",;:.!?|")


def layout_edits(text: str) -> Iterator[Edit]:
    """Find marks that are there for the eye; a change of who is quoted parts paragraphs."""
    edits: list[Edit] = []
    if ">" in text:
        edits += [Edit(*found.span(), "\n") for found in _CUE.finditer(text)]
        if "</" in text:
            edits += [Edit(*found.span(), "") for found in _TAG.finditer(text)]
        if not edits and len(speakers := list(_SPEAKER.finditer(text))) > 1:
            edits += [Edit(*found.span(), f"\n{found['name']}: ") for found in speakers]
        if not edits:
            edits += _quotes(text)
    if "]" in text:
        edits += [Edit(*found.span(), "") for found in _SUNG_AT.finditer(text)]
    if "--" in text:
        edits += [Edit(*found.span(), "\n") for found in _SIGNATURE.finditer(text)]
    done = 0
    for edit in sorted(edits):
        if edit.start >= done:
            yield edit
            done = edit.end


def _quotes(text: str) -> Iterator[Edit]:
    before = end = 0
    for found in _QUOTE.finditer(text):
        if found.start() != end:
            before = 0
        level = found[0].count(">")
        yield Edit(*found.span(), "" if level == before else "\n")
        line = text.find("\n", found.end())
        before, end = level, len(text) if line < 0 else line + 1
        following = text[end : end + 2].lstrip()
        if line >= 0 and following and following[0] != ">":
            yield Edit(line, line, "\n")


def record_mark(lines: Sequence[str]) -> str | None:
    """Give the mark between values, where lines are rows of them without spaces; else None."""
    is_short = all(len(line) <= _LONGEST_RECORD for line in lines)
    if len(lines) < _LEAST_RECORDS or not is_short or not _RECORD.fullmatch(lines[0]):
        return None
    for mark, end in sorted(_VALUE_ENDS.items(), reverse=True):
        counts = {1 + len(end.findall(line)) for line in lines}
        if len(counts) == 1 and max(counts) >= _LEAST_VALUES:
            return mark
    return None


def record_edits(text: str, mark: str) -> Iterator[Edit]:
    """Find the marks between and around the values of a row."""
    if text[:1] == '"':
        yield Edit(0, 1, "")
    for found in _VALUE_ENDS[mark].finditer(text):
        yield Edit(*found.span(), ", ")
    if text[-1:] == '"' and text[-2:-1] != mark:
        yield Edit(len(text) - 1, len(text), "")


def is_row(line: str) -> bool:
    """Whether a line stands in columns."""
    return has_columns(line) and _COLUMN.search(line) is not None


def has_columns(text: str) -> bool:
    """Whether a text may have columns; much faster than looking for them."""
    return "\t" in text or "    " in text or " | " in text


def column_edits(text: str) -> Iterator[Edit]:
    """Find the gaps between columns, and put a comma into each."""
    begin, end = 0, len(text)
    for found in _EDGE.finditer(text) if "|" in text else ():
        if found.end() == len(text):
            end = found.start()
        else:
            begin = found.end()
            yield Edit(*found.span(), "")
    for found in _COLUMN.finditer(text, begin, end):
        yield Edit(*found.span(), " " if text[found.start() - 1] in _ENDS_ALREADY else ", ")
    if end < len(text):
        yield Edit(end, len(text), "")
