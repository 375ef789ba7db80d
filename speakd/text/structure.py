"""Find out what kind of text it is, and take it apart accordingly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.text.plain import plain_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.blocks import Block
    from speakd.text.policy import TextPolicy


def text_blocks(text: str, policy: TextPolicy) -> Iterator[Block]:
    """Yield what `text` is built of, looking no further ahead than needed."""
    return plain_blocks(text, policy)
