"""Decoding text that arrives piece by piece, up to a limit."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

_LONGEST_CHAR_BYTES = 4
_TELLING_BYTES = 2


def utf8_decoder() -> codecs.IncrementalDecoder:
    """Make a decoder of UTF-8 that gives U+FFFD for bytes that are not."""
    return codecs.getincrementaldecoder("utf-8")("replace")


class HtmlDecoder(codecs.IncrementalDecoder):
    """Decodes HTML from a clipboard: UTF-8, or UTF-16 as from older programs of Mozilla's."""

    def __init__(self) -> None:
        super().__init__("replace")
        self._begin = b""
        self._decoder: codecs.IncrementalDecoder | None = None

    def decode(self, data: Buffer, final: bool = False) -> str:  # noqa: FBT001, FBT002, as in `codecs`
        """See `codecs.IncrementalDecoder`."""
        if self._decoder is None:
            self._begin += bytes(data)
            if len(self._begin) < _TELLING_BYTES and not final:
                return ""
            self._decoder = codecs.getincrementaldecoder(_html_encoding(self._begin))("replace")
            data, self._begin = self._begin, b""
        return self._decoder.decode(data, final)


def _html_encoding(begin: bytes) -> str:
    if begin[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return "utf-16"
    # HTML begins with ASCII, of which every second byte is zero in UTF-16.
    if begin[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if begin[:1] == b"\0" else "utf-8-sig"


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
