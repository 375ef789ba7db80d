"""Lines of plain text: which breaks a person meant, and which only a page's margin made."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from speakd.spoken import Edit
from speakd.text.blocks import Block, BlockKind
from speakd.text.layout import column_edits, has_columns, is_row, record_edits, record_mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.spoken import SpokenText

_ITEM = re.compile(
    r"\s*(?:(?P<bullet>[-*+\u2022\u25cf\u25aa\u2023\u25e6\u2013\u2014\u00b7\u2192\u25a0\u25a1\u25ab"
    r"\u25b6\u25b8\u25ba\u25c6\u25c7\u25cb\u2605\u2606\u2756\u2794\u27a2\u27a4])\s+|"
    r"[\u2611-\u2612\u2713-\u2718\u2705\u274c]\ufe0f?\s+|\(?\d{1,3}[.)]\s+|[a-z][.)]\s+)"
)
_LOG_LINE = re.compile(
    r"\s*(?:\[|\(?\d{1,4}[-:/.]\d|at |File \"|>>>|\$ |# |"
    r"(?=[a-f]*\d)[\da-f]{7,40} |[A-Z][a-z]{2} [ \d]\d \d\d:)"
)
_COMMAND = re.compile(r"\s*(?:\$|>>>) \S")
_FIELD = re.compile(r"\s*[^\W\d_a-z][\w-]{1,20}:\s|[A-Z][A-Z\d_]+=")
"""A name with a value, as in the head of a mail."""

_SUBJECT = re.compile(
    r"\s*(?:Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Onderwerp|Temat|P\u0159edm\u011bt|Konu|T\xe1rgy|"
    r"\xc4mne|Emne|Aihe|Subiect|\u0422\u0435\u043c\u0430|\u4e3b\u9898|\u4e3b\u65e8|\u4ef6\u540d|\uc81c\ubaa9)\s?[:\uff1a]"
)
_ADDRESS = re.compile(r"\s*(?:https?://|www\.)\S+\s*\Z")
_LEADERS = re.compile(
    r"(?<![\s.])[^\S\n]*+(?:\.[^\S\n]*+){4,}+(?=\w{1,6}+[^\S\n]*+$)", re.MULTILINE
)
_LEADER = re.compile(r"(?:(?<!\.)\.{4,}+|(?<! \.)(?: \.){4,}+) *+\w++\Z")
"""The dots between a chapter and its page."""

_HYPHENATED = re.compile(r"(?:.*[^\w])?(?P<word>[^\W\d_]{2,})-", re.DOTALL)
_CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")

_MIN_WIDTH = 26
"""Narrower than any column: such lines were broken on purpose."""
_MAX_LIST_WIDTH = 50
"""Prose with lines as short as these has most of them full."""
_MIN_LIST = 3
_MIN_LABEL = 3
"""A word as long as this at the head of two lines is no chance."""
_MIN_VERSES = 4
_MAX_VERSE = 60
"""Lines no longer than this that all begin with a capital are verses, or entries of a list."""

_KEEP_HYPHEN = frozenset(
    {"all", "anti", "co", "cross", "ex", "first", "half", "high", "ill", "long", "low", "mid"}
    | {"multi", "non", "open", "post", "pre", "self", "semi", "short", "single", "so", "state"}
    | {"third", "two", "user", "well"}
)
"""Words whose hyphen at the end of a line is most often their own."""


class _Line(NamedTuple):
    start: int
    end: int
    text: str

    def __repr__(self) -> str:
        return f"_Line({self.start}, {self.end})"  # what is said stays private


def paragraph_blocks(paragraph: SpokenText, last_kind: BlockKind) -> Iterator[Block]:
    """Take a paragraph of plain text apart into what it consists of.

    Args:
        paragraph: Text without an empty line.
        last_kind: What its last block is if that is no list item.
    """
    if "\n" not in paragraph.text:
        bullet = _ITEM.match(paragraph.text)
        is_plain = not has_columns(paragraph.text) and not _has_dots(paragraph.text)
        if bullet is None and is_plain:
            yield Block(last_kind, paragraph)
        else:
            kind = BlockKind.ITEM if bullet else last_kind
            yield _block(paragraph, [], 0, len(paragraph), kind)
        return
    lines = _lines(paragraph.text)
    width = max(len(line.text) for line in lines)
    if mark := record_mark([line.text for line in lines]):
        for line in lines:
            row = paragraph.part(line.start, line.start + len(line.text))
            yield Block(BlockKind.ROW, row.edit(record_edits(row.text, mark)))
        return
    groups: list[list[_Line]] = []
    are_verses = width <= _MAX_VERSE and len(lines) >= _MIN_VERSES and all(map(_begins_big, lines))
    margin = None if _is_list(lines, width) else width
    for line in lines:
        if groups and not are_verses and _goes_on(groups[-1][-1], line, margin):
            groups[-1].append(line)
        else:
            groups.append([line])
    for group in groups:
        is_last = group is groups[-1]
        kind = last_kind if is_last else BlockKind.LINE
        if _ITEM.match(group[0].text):
            kind = BlockKind.ITEM
        elif is_row(group[0].text) and not is_last:
            kind = BlockKind.ROW
        yield _block(paragraph, group, group[0].start, group[-1].end, kind)


def _lines(text: str) -> list[_Line]:
    lines, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(_Line(start, start + len(line), line.rstrip()))
        start += len(line) + 1
    return lines or [_Line(0, len(text), text)]


def _begins_big(line: _Line) -> bool:
    first = next((each for each in line.text if each.isalnum()), "")
    return first.isupper()


def _is_list(lines: list[_Line], width: int) -> bool:
    """Whether too few of short lines are full to have a margin: the longest is always full."""
    full = sum(_is_full(line, after.text.lstrip(), width) for line, after in pairwise(lines))
    return width <= _MAX_LIST_WIDTH and len(lines) >= _MIN_LIST and 2 * full < len(lines)


def _is_full(line: _Line, after: str, width: int) -> bool:
    """Whether the next word would not have found room."""
    if _CJK.match(line.text[-1]) and _CJK.match(after[0]):
        return len(line.text) >= width - 2
    return len(line.text) + 1 + len(after.partition(" ")[0]) > width


def _goes_on(line: _Line, following: _Line, margin: int | None) -> bool:
    """Whether the margin, not a person, ended `line`; None where there is none."""
    after = following.text.lstrip()
    if _begins_anew(line, following):
        return False
    if line.text.endswith(("-", "\u00ad")) and after[0].isalpha():
        return True
    if after[0].islower() and line.text[-1] not in ".!?:{};":
        return True
    return margin is not None and margin >= _MIN_WIDTH and _is_full(line, after, margin)


def _begins_anew(line: _Line, following: _Line) -> bool:
    """Whether a line is an item, an entry of a log, or stands further in than the one before."""
    if _ITEM.match(following.text) or _LOG_LINE.match(following.text):
        return True
    if _SUBJECT.match(line.text) or _ADDRESS.match(line.text) or _ADDRESS.match(following.text):
        return True
    if _COMMAND.match(line.text) or _has_leader(line.text) or _has_label(line.text, following.text):
        return True
    if _FIELD.match(following.text) or is_row(following.text) or is_row(line.text):
        return True
    deeper = _indent(following.text) - _indent(line.text)
    return deeper > 1 and not _ITEM.match(line.text)


def _has_leader(line: str) -> bool:
    return _has_dots(line) and _LEADER.search(line) is not None


def _has_dots(text: str) -> bool:
    return "...." in text or ". . ." in text


def _has_label(line: str, following: str) -> bool:
    """Whether two lines begin with the same word, as what a program prints does."""
    if line[:_MIN_LABEL] != following[:_MIN_LABEL] or " " in line[:_MIN_LABEL]:
        return False
    return line.partition(" ")[0] == following.partition(" ")[0]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _block(
    paragraph: SpokenText, lines: list[_Line], start: int, end: int, kind: BlockKind
) -> Block:
    text = paragraph.text
    edits: list[Edit] = []
    item = _ITEM.match(text, start, end)
    if item is not None and item["bullet"]:
        edits.append(Edit(0, item.end() - start, ""))
    for line, following in pairwise(lines):
        joint = _joint(text, line, following)
        if joint is not None:
            edits.append(Edit(joint.start - start, joint.end - start, joint.say))
    part = paragraph.part(start, end)
    if has_columns(part.text):
        first = edits[0].end if item is not None and item["bullet"] else 0
        columns = [edit for edit in column_edits(part.text) if edit.start >= first]
        edits = sorted([*edits, *columns])
    if edits:
        part = part.edit(edits)
    if _has_dots(part.text):
        part = part.edit(Edit(*found.span(), ", ") for found in _LEADERS.finditer(part.text))
    return Block(kind, part)


def _joint(text: str, line: _Line, following: _Line) -> Edit | None:
    """Find what to say for the break between two lines of a sentence; None for a plain space."""
    end = line.start + len(line.text)
    begin = following.start + _indent(following.text)
    hyphenated = _HYPHENATED.fullmatch(line.text)
    if hyphenated is not None:
        keeps = hyphenated["word"].lower() in _KEEP_HYPHEN or not text[begin].islower()
        return Edit(end if keeps else end - 1, begin, "")
    if _CJK.match(line.text[-1]) and _CJK.match(text[begin]):
        return Edit(end, begin, "")
    return None if begin - end == 1 else Edit(end, begin, " ")
