"""Decoding text that arrives piece by piece, up to a limit."""

from __future__ import annotations

import codecs

_LONGEST_CHAR_BYTES = 4


def utf8_decoder() -> codecs.IncrementalDecoder:
    """Make a decoder of UTF-8 that gives U+FFFD for bytes that are not."""
    return codecs.getincrementaldecoder("utf-8")("replace")


class TextLimit:
    """Takes bytes in until there are as many characters as are wanted.

    Args:
        max_chars: Characters to keep.
        decoder: What decodes them; it must not raise.
    """

    def __init__(self, max_chars: int, decoder: codecs.IncrementalDecoder) -> None:
        self._decoder = decoder
        self._max_chars = max_chars
        self._parts: list[str] = []
        self._chars = 0
        self._bytes = 0

    @property
    def full(self) -> bool:
        """Whether there is more than is wanted, so that nothing further needs to be read."""
        return self._chars > self._max_chars or self._bytes > _LONGEST_CHAR_BYTES * self._max_chars

    def feed(self, data: bytes) -> None:
        """Take the next bytes in."""
        self._bytes += len(data)
        self._add(self._decoder.decode(data))

    def finish(self) -> tuple[str, bool]:
        """Give the text, and whether some was left behind."""
        self._add(self._decoder.decode(b"", final=True))
        return "".join(self._parts)[: self._max_chars], self.full

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._chars += len(text)
