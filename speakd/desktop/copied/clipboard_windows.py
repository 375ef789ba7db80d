"""The clipboard of Windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.desktop.api import ClipboardContent, ClipboardKind
from speakd.desktop.copied.clipboard_call import CallClipboard, text_content
from speakd.desktop.copied.text_place import CLIPBOARD
from speakd.desktop.copied.windows_clipboard import User32Clipboard
from speakd.desktop.copied.windows_html import html_fragment

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardRequest
    from speakd.desktop.copied.windows_clipboard import ClipboardFormats

CF_BITMAP, CF_DIB, CF_UNICODETEXT, CF_HDROP, CF_DIBV5 = 2, 8, 13, 15, 17

_CONCEALED = ("ExcludeClipboardContentFromMonitorProcessing", "Clipboard Viewer Ignore")
_HISTORY = "CanIncludeInClipboardHistory"
"""Its content is a number; 0 keeps it out of the history and is what password managers set."""

_HTML = "HTML Format"
_NUMBER_BYTES = 4


class WindowsClipboard(CallClipboard):
    """Asks for the formats first, then for the text.

    Args:
        new_formats: Gives access to the clipboard; on the thread for calls.
    """

    name = "windows"

    def __init__(self, new_formats: Callable[[], ClipboardFormats] | None = None) -> None:
        super().__init__()
        self._new_formats = new_formats or User32Clipboard

    def _check(self) -> None:
        self._new_formats().count()

    def _fetch(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        del cancel
        return windows_content(self._new_formats(), request)


def windows_content(formats: ClipboardFormats, request: ClipboardRequest) -> ClipboardContent:
    """Read the clipboard: first its formats, then its text.

    Raises:
        DesktopError: Another program holds it.
    """
    has_text, html = formats.has(CF_UNICODETEXT), formats.register(_HTML)
    has_html = formats.has(html)
    kind = _kind(formats, is_text=has_text, is_html=has_html, request=request)
    if kind is not ClipboardKind.TEXT:
        return ClipboardContent(kind)
    if has_html and (request.prefer_html or not has_text):
        content = _html(formats, html, request)
        if content.text or not has_text:
            return content
    # It ends at the first zero, as in C.
    text = _data(formats, CF_UNICODETEXT).decode("utf-16-le", "replace").partition("\0")[0]
    return text_content(text, request.max_chars)


def _kind(
    formats: ClipboardFormats, *, is_text: bool, is_html: bool, request: ClipboardRequest
) -> ClipboardKind:
    kinds = (
        (request.skip_concealed and _is_concealed(formats), ClipboardKind.CONCEALED),
        (is_text, ClipboardKind.TEXT),
        (formats.has(CF_HDROP), ClipboardKind.FILES),
        # Before HTML, for browsers describe an image in it.
        (any(map(formats.has, (CF_DIB, CF_DIBV5, CF_BITMAP))), ClipboardKind.IMAGE),
        (is_html, ClipboardKind.TEXT),
        (formats.count(), ClipboardKind.OTHER),
    )
    return next((kind for is_so, kind in kinds if is_so), ClipboardKind.EMPTY)


def _html(formats: ClipboardFormats, number: int, request: ClipboardRequest) -> ClipboardContent:
    return text_content(html_fragment(_data(formats, number)), request.max_chars, is_html=True)


def _data(formats: ClipboardFormats, number: int) -> bytes:
    data = formats.data(number)
    if data is None:
        raise CLIPBOARD.absence("the clipboard is held by another program", "press the key again")
    return data


def _is_concealed(formats: ClipboardFormats) -> bool:
    if any(formats.has(formats.register(name)) for name in _CONCEALED):
        return True
    history = formats.register(_HISTORY)
    if not formats.has(history):
        return False
    number = formats.data(history)
    return number is not None and number[:_NUMBER_BYTES] == bytes(_NUMBER_BYTES)
