"""Plain text to blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.spoken import SpokenText
from speakd.text.blocks import BlockKind
from speakd.text.characters import odd_characters
from speakd.text.clean import clean
from speakd.text.code import code_blocks, looks_like_code
from speakd.text.furniture import Furniture
from speakd.text.layout import layout_edits
from speakd.text.pdf import paragraph_blocks
from speakd.text.stamps import Stamps
from speakd.text.windows import PARAGRAPH_BREAK, windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.blocks import Block
    from speakd.text.policy import TextPolicy
    from speakd.types import Span


def plain_blocks(text: str, policy: TextPolicy) -> Iterator[Block]:
    """Yield the blocks of plain text, looking a window ahead at most."""
    furniture = Furniture.find(text) if policy.page_furniture == "skip" else None
    stamps = Stamps.find(text) if policy.repeats == "skip" else None
    for window in windows(text):
        spoken = cleaned(text, window.span)
        if stamps is not None and (times := list(stamps.edits(spoken.text))):
            spoken = spoken.edit(times)
        if layout := list(layout_edits(spoken.text)):
            spoken = spoken.edit(layout)
        if furniture is not None and (edits := list(furniture.edits(spoken.text))):
            spoken = spoken.edit(edits)
        last_kind = BlockKind.PARAGRAPH if window.is_whole else BlockKind.PART
        yield from paragraphs(spoken, policy, last_kind)


def cleaned(text: str, span: Span) -> SpokenText:
    """Take a part of the copied text without what nobody hears."""
    said = clean(text[span.start : span.end])
    spoken = SpokenText.verbatim(said, span.start)
    if said.isascii() or not (edits := list(odd_characters(said))):
        return spoken
    return spoken.edit(edits)


def paragraphs(
    spoken: SpokenText, policy: TextPolicy, last_kind: BlockKind = BlockKind.PARAGRAPH
) -> Iterator[Block]:
    """Take apart what empty lines part.

    Args:
        spoken: Text without characters that nobody hears.
        policy: How code is read.
        last_kind: What the last paragraph is.
    """
    text, start = spoken.text, 0
    borders = [(found.start(), found.end()) for found in PARAGRAPH_BREAK.finditer(text)]
    for end, following in [*borders, (len(text), len(text))]:
        if text[start:end].strip():
            is_last = following == len(text)
            kind = last_kind if is_last else BlockKind.PARAGRAPH
            yield from _paragraph(spoken.part(start, end), policy, kind)
        start = following


def _paragraph(paragraph: SpokenText, policy: TextPolicy, kind: BlockKind) -> Iterator[Block]:
    if "\n" in paragraph.text and looks_like_code(paragraph.text.strip("\n").split("\n")):
        yield from code_blocks(paragraph, policy.code)
    else:
        yield from paragraph_blocks(paragraph, kind)
