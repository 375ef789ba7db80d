from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakd.desktop.copied.compound_text import CompoundTextDecoder, decode_compound_text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain", "plain"),
        (b"Gr\xfc\xdfe", "Grüße"),
        (b"\x1b-L" + "Привет".encode("iso8859-5"), "Привет"),
        (b"\x1b%G" + "日本".encode() + b"\x1b%@ ok", "日本 ok"),
        (b"\x1b$(B" + bytes(b & 0x7F for b in "日本".encode("euc-jp")) + b"\x1b(B.", "日本."),
        (b"\x1b$)C" + "한국".encode("euc-kr"), "한국"),
        (b"a\x1b%/1\x80\x83abcz", "a\ufffdz"),
        (b"cut \x1b", "cut \x1b"),
        (b"line\nand\ttab", "line\nand\ttab"),
    ],
)
def test_known_text(data: bytes, text: str) -> None:
    assert decode_compound_text(data) == text


@given(st.binary())
def test_nothing_makes_it_fail(data: bytes) -> None:
    decode_compound_text(data)


def test_pieces_make_the_same_text() -> None:
    data = b"\x1b-F" + "Ελλάδα".encode("iso8859-7")
    decoder = CompoundTextDecoder()
    pieces = [decoder.decode(data[at : at + 1]) for at in range(len(data))]
    assert "".join(pieces) + decoder.decode(b"", final=True) == "Ελλάδα"
