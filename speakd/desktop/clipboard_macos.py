"""The pasteboard of macOS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from speakd.desktop.api import ClipboardContent, ClipboardKind
from speakd.desktop.clipboard_call import EMPTY, CallClipboard, text_content, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CONCEALED = frozenset(
    {
        "org.nspasteboard.ConcealedType",
        "org.nspasteboard.TransientType",
        "com.agilebits.onepassword",
    }
)
_FILES = frozenset({"public.file-url", "NSFilenamesPboardType"})
_TEXT = ("public.utf8-plain-text", "NSStringPboardType", "public.utf16-plain-text")
_IMAGES = frozenset({"public.tiff", "public.png", "public.jpeg", "com.adobe.pdf"})


class Pasteboard(Protocol):
    """What is asked of an `NSPasteboard`."""

    def types(self) -> Sequence[str] | None:
        """Give the types on offer."""

    def stringForType_(self, type_name: str) -> str | None:  # noqa: N802, Apple's name
        """Give the content as a string."""


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

    def _fetch(self, max_chars: int) -> ClipboardContent:
        pasteboard = self._pasteboard()
        types = [str(name) for name in pasteboard.types() or ()]
        if not types:
            return EMPTY
        if _CONCEALED.intersection(types):
            return ClipboardContent(ClipboardKind.CONCEALED)
        if _FILES.intersection(types):  # before text, for Finder adds the file's name as text
            return ClipboardContent(ClipboardKind.FILES)
        for name in _TEXT:
            if name in types:
                value = pasteboard.stringForType_(name)
                return text_content(None if value is None else str(value), max_chars)
        is_image = bool(_IMAGES.intersection(types))
        return ClipboardContent(ClipboardKind.IMAGE if is_image else ClipboardKind.OTHER)


def general_pasteboard() -> Any:
    """Give the `NSPasteboard` that copying goes to.

    Raises:
        DesktopError: The bindings are missing.
    """
    try:
        from AppKit import NSPasteboard  # noqa: PLC0415, on macOS only
    except ImportError as problem:
        raise unavailable(
            "the bindings to macOS are missing", "install the package pyobjc-framework-Cocoa"
        ) from problem
    return NSPasteboard.generalPasteboard()
