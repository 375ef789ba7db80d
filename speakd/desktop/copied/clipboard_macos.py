"""The pasteboard of macOS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from speakd.desktop.api import ClipboardContent, ClipboardKind
from speakd.desktop.copied.clipboard_call import CallClipboard, text_content
from speakd.desktop.copied.text_limit import HtmlDecoder
from speakd.desktop.copied.text_place import CLIPBOARD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typing_extensions import Buffer

    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardRequest

_CONCEALED = frozenset(
    {
        "org.nspasteboard.ConcealedType",
        "org.nspasteboard.TransientType",
        "com.agilebits.onepassword",
    }
)
_FILES = frozenset({"public.file-url", "NSFilenamesPboardType"})
_HTML = ("public.html", "Apple HTML pasteboard type")
_TEXT = ("public.utf8-plain-text", "NSStringPboardType", "public.utf16-plain-text")
_IMAGES = frozenset({"public.tiff", "public.png", "public.jpeg", "com.adobe.pdf"})


class Pasteboard(Protocol):
    """What is asked of an `NSPasteboard`."""

    def types(self) -> Sequence[str] | None:
        """Give the types on offer."""

    def stringForType_(self, type_name: str) -> str | None:  # noqa: N802, Apple's name
        """Give the content as a string."""

    def dataForType_(self, type_name: str) -> Buffer | None:  # noqa: N802, Apple's name
        """Give the content as it is."""


class MacosClipboard(CallClipboard):
    """Reads the general pasteboard. macOS may hold a read back while it asks the user.

    Args:
        pasteboard: Gives the pasteboard; on the thread for calls.
    """

    name = "nspasteboard"

    def __init__(self, pasteboard: Callable[[], Pasteboard] | None = None) -> None:
        super().__init__()
        self._pasteboard = pasteboard or general_pasteboard

    def _check(self) -> None:
        self._pasteboard().types()

    def _fetch(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        del cancel
        return pasteboard_content(self._pasteboard(), request)


def pasteboard_content(pasteboard: Pasteboard, request: ClipboardRequest) -> ClipboardContent:
    """Read a pasteboard: first its types, then its text."""
    types = [str(name) for name in pasteboard.types() or ()]
    plain = next((name for name in _TEXT if name in types), "")
    html = next((name for name in _HTML if name in types), "")
    kind = _kind(types, is_text=bool(plain), is_html=bool(html), request=request)
    if kind is not ClipboardKind.TEXT:
        return ClipboardContent(kind)
    if html and (request.prefer_html or not plain):
        content = _html(pasteboard, html, request)
        if content.text or not plain:
            return content
    value = pasteboard.stringForType_(plain)
    return text_content(None if value is None else str(value), request.max_chars)


def _kind(
    types: Sequence[str], *, is_text: bool, is_html: bool, request: ClipboardRequest
) -> ClipboardKind:
    kinds = (
        (not types, ClipboardKind.EMPTY),
        (request.skip_concealed and _CONCEALED.intersection(types), ClipboardKind.CONCEALED),
        # Before text, for Finder adds the file's name as text.
        (_FILES.intersection(types), ClipboardKind.FILES),
        (is_text, ClipboardKind.TEXT),
        # Before HTML, for browsers describe an image in it.
        (_IMAGES.intersection(types), ClipboardKind.IMAGE),
        (is_html, ClipboardKind.TEXT),
    )
    return next((kind for is_so, kind in kinds if is_so), ClipboardKind.OTHER)


def _html(pasteboard: Pasteboard, name: str, request: ClipboardRequest) -> ClipboardContent:
    data = pasteboard.dataForType_(name)
    text = "" if data is None else HtmlDecoder().decode(bytes(data), final=True)
    return text_content(text, request.max_chars, is_html=True)


def general_pasteboard() -> Any:
    """Give the `NSPasteboard` that copying goes to.

    Raises:
        DesktopError: The bindings are missing.
    """
    try:
        from AppKit import NSPasteboard  # noqa: PLC0415, on macOS only
    except ImportError as problem:
        raise CLIPBOARD.absence(
            "the bindings to macOS are missing", "install the package pyobjc-framework-Cocoa"
        ) from problem
    return NSPasteboard.generalPasteboard()
