"""Find out what kind of text it is, and take it apart accordingly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.text.html import looks_like_html
from speakd.text.html_blocks import html_blocks
from speakd.text.markdown import looks_like_markdown, markdown_blocks
from speakd.text.plain import plain_blocks

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
        return html_blocks(text, policy)
    if policy.markdown == "always" or (policy.markdown == "auto" and looks_like_markdown(text)):
        return markdown_blocks(text, policy)
    return plain_blocks(text, policy)
