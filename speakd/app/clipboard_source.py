"""From what the clipboard holds to what the reader reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.desktop.api import ClipboardKind
from speakd.reader.source import SourceText
from speakd.types import Notice

if TYPE_CHECKING:
    from speakd.cancel import CancelToken
    from speakd.desktop.api import Clipboard, ClipboardRequest
    from speakd.reader.reading import TextSource

_NOTICES = {
    ClipboardKind.EMPTY: Notice.NOTHING_TO_READ,
    ClipboardKind.IMAGE: Notice.IMAGE,
    ClipboardKind.FILES: Notice.FILES,
    ClipboardKind.OTHER: Notice.NOT_TEXT,
    ClipboardKind.CONCEALED: Notice.PROTECTED,
}


def clipboard_source(clipboard: Clipboard, limits: ClipboardRequest) -> TextSource:
    """Make the source that reads `clipboard`; anything but text becomes a notice."""

    def read(cancel: CancelToken) -> SourceText | Notice:
        content = clipboard.read(limits, cancel)
        return _NOTICES.get(content.kind) or SourceText(content.text, content.truncated)

    return read
