"""Finding the text in what is on offer on Wayland, whoever asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from speakd.desktop.api import ClipboardContent, ClipboardKind
from speakd.desktop.copied.mime_kind import (
    CONCEALED_HINT,
    HTML,
    SECRET,
    kind_without_text,
    readable_types,
)
from speakd.desktop.copied.text_limit import HtmlDecoder, TextLimit, utf8_decoder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from speakd.desktop.api import ClipboardRequest

_TEXT_TYPES = (
    "text/plain;charset=utf-8",
    "text/plain;charset=UTF-8",
    "UTF8_STRING",
    "text/plain",
    "TEXT",
    "STRING",
)
"""Types that are plain text, best first; on Wayland all of them are in UTF-8."""

EMPTY = ClipboardContent(ClipboardKind.EMPTY)


class Offer(Protocol):
    """What a program has to give."""

    def types(self) -> Sequence[str]:
        """List the types on offer; none where nothing is."""

    def content(self, type_name: str, take: Callable[[bytes], bool]) -> None:
        """Fetch the content as one type, for as long as `take` returns that more is wanted."""


def text_on_offer(offer: Offer, request: ClipboardRequest) -> ClipboardContent:
    """Find out what there is, and fetch it if it is text.

    Raises:
        Exception: Whatever `offer` raises.
    """
    types = offer.types()
    if not types:
        return EMPTY
    if request.skip_concealed and CONCEALED_HINT in types and _is_secret(offer):
        return ClipboardContent(ClipboardKind.CONCEALED)
    wanted = readable_types(
        _TEXT_TYPES,
        types.__contains__,
        lambda: kind_without_text(types),
        prefer_html=request.prefer_html,
    )
    if not wanted:
        return ClipboardContent(kind_without_text(types))
    return _text(offer, wanted[0], request.max_chars)


def _is_secret(offer: Offer) -> bool:
    hint = bytearray()

    def take(piece: bytes) -> bool:
        hint.extend(piece)
        return len(hint) <= len(SECRET)

    offer.content(CONCEALED_HINT, take)
    return hint.startswith(SECRET)


def _text(offer: Offer, type_name: str, max_chars: int) -> ClipboardContent:
    is_html = type_name == HTML
    limit = TextLimit(max_chars, HtmlDecoder() if is_html else utf8_decoder())

    def take(piece: bytes) -> bool:
        limit.feed(piece)
        return not limit.full

    offer.content(type_name, take)
    text, truncated = limit.finish()
    return ClipboardContent(ClipboardKind.TEXT, text, truncated, is_html) if text else EMPTY
