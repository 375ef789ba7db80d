"""X11's `COMPOUND_TEXT`, which old programs offer instead of UTF-8.

It is ISO 2022 with a fixed choice of character sets. The lower half is ASCII and the upper half
Latin-1 until an escape sequence says otherwise.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

_UNKNOWN = ""

_UPPER_HALVES = {
    b"A": "iso8859-1",
    b"B": "iso8859-2",
    b"C": "iso8859-3",
    b"D": "iso8859-4",
    b"F": "iso8859-7",
    b"G": "iso8859-6",
    b"H": "iso8859-8",
    b"L": "iso8859-5",
    b"M": "iso8859-9",
    b"T": "tis-620",
    b"V": "iso8859-10",
    b"Y": "iso8859-13",
    b"_": "iso8859-14",
    b"b": "iso8859-15",
    b"f": "iso8859-16",
}
_DOUBLE_BYTE_SETS = {b"A": "gb2312", b"B": "euc-jp", b"C": "euc-kr"}

_ESCAPE = re.compile(
    rb"\x1b(?:"
    rb"%/[0-4](?P<length>[\x80-\xff]{2})"  # a segment in an encoding that it names itself
    rb"|(?P<utf8>%[G@])"
    rb"|-(?P<upper>[@-~])"
    rb"|\$(?P<double_lower>\(?[@-~])|\$(?P<double_upper>\)[@-~])"
    rb"|\((?P<lower>[@-~])|\)(?P<right>[@-~])"
    rb")"
    rb"|\x9b[\x30-\x3f]*[\x40-\x7e]"  # writing direction
)


def decode_compound_text(data: bytes) -> str:
    """Decode `COMPOUND_TEXT`; what it cannot read becomes U+FFFD."""
    lower, upper = "ascii", "iso8859-1"
    parts, position = [], 0
    while position < len(data):
        escape = _ESCAPE.search(data, position)
        end = escape.start() if escape else len(data)
        parts.append(_decode(data[position:end], lower, upper))
        if escape is None:
            break
        position = escape.end()
        groups = escape.groupdict()
        if (length := groups["length"]) is not None:
            position += (length[0] & 0x7F) * 128 + (length[1] & 0x7F)
            parts.append("\ufffd")
        elif groups["utf8"] == b"%G":
            close = data.find(b"\x1b%@", position)
            close = len(data) if close < 0 else close
            parts.append(data[position:close].decode("utf-8", "replace"))
            position = close
        elif groups["upper"]:
            upper = _UPPER_HALVES.get(groups["upper"], _UNKNOWN)
        elif groups["double_lower"]:
            lower = _DOUBLE_BYTE_SETS.get(groups["double_lower"][-1:], _UNKNOWN)
        elif groups["double_upper"]:
            upper = _DOUBLE_BYTE_SETS.get(groups["double_upper"][-1:], _UNKNOWN)
        elif groups["lower"]:
            lower = "ascii"
        elif groups["right"]:
            upper = "shift-jis" if groups["right"] == b"I" else _UNKNOWN
    return "".join(parts)


def _decode(data: bytes, lower: str, upper: str) -> str:
    """Decode a run without escape sequences: bytes below 0x80 by `lower`, the others by `upper`."""
    parts = []
    for run in re.findall(rb"[\x00-\x20\x7f]+|[\x21-\x7e]+|[\x80-\xff]+", data):
        encoding = "ascii" if run[0] <= 0x20 else lower if run[0] < 0x80 else upper  # noqa: PLR2004, see above
        if encoding == _UNKNOWN:
            parts.append("\ufffd" * len(run))
        elif encoding in _DOUBLE_BYTE_SETS.values():
            parts.append(bytes(byte | 0x80 for byte in run).decode(encoding, "replace"))
        else:
            parts.append(run.decode(encoding, "replace"))
    return "".join(parts)


class CompoundTextDecoder(codecs.IncrementalDecoder):
    """Decodes everything at the end, for an escape sequence may span two pieces."""

    def __init__(self) -> None:
        super().__init__("replace")
        self._data = bytearray()

    def decode(self, data: Buffer, final: bool = False) -> str:  # noqa: FBT001, FBT002, as in `codecs`
        """See `codecs.IncrementalDecoder`."""
        self._data += data
        return decode_compound_text(bytes(self._data)) if final else ""
