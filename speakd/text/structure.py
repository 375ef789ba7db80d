"""Find out what kind of text it is, and take it apart accordingly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from speakd.text.blocks import BlockKind
from speakd.text.html import looks_like_html
from speakd.text.html_blocks import html_blocks
from speakd.text.markdown import looks_like_markdown, markdown_blocks
from speakd.text.plain import plain_blocks
from speakd.text.windows import WINDOW_CHARS, windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.blocks import Block
    from speakd.text.policy import TextPolicy


def text_blocks(text: str, policy: TextPolicy, *, is_html: bool = False) -> Iterator[Block]:
    """Yield what `text` is built of, looking no further ahead than needed.

    Args:
        text: Any text at all.
        policy: What is read how.
        is_html: Whether it is HTML for sure; else it is HTML if it looks like it.
    """
    if is_html or (policy.markdown == "auto" and looks_like_html(text)):
        return _bounded(html_blocks(text, policy))
    if policy.markdown == "always" or (policy.markdown == "auto" and looks_like_markdown(text)):
        return _bounded(markdown_blocks(text, policy))
    return plain_blocks(text, policy)


def _bounded(blocks: Iterator[Block]) -> Iterator[Block]:
    """Take apart what is too long to be looked at as a whole; plain text is so from the start."""
    for block in blocks:
        if block.summary is not None or len(block.spoken) <= WINDOW_CHARS:
            yield block
            continue
        text = block.spoken.text
        for window in windows(text):
            part = block.spoken.part(window.span.start, window.span.end)
            kind = block.kind if window.span.end == len(text) else BlockKind.PART
            yield replace(block, kind=kind, spoken=part)
