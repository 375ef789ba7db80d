"""Can the clipboard be read? What is on it stays as it is, and is not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.app.doctor.check import Finding, ok
from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.desktop.api import Clipboard, ClipboardRequest

_KINDS = {
    ClipboardKind.TEXT: "it holds text",
    ClipboardKind.EMPTY: "it is empty; copy something before you press the key",
    ClipboardKind.IMAGE: "it holds an image, which cannot be read aloud",
    ClipboardKind.FILES: "it holds files, which cannot be read aloud",
    ClipboardKind.OTHER: "it holds something that is not text",
    ClipboardKind.CONCEALED: "it holds a secret, which is not read aloud",
}


def check_clipboard(make: Callable[[], Clipboard], limits: ClipboardRequest) -> Iterator[Finding]:
    """Read the clipboard from the program that owns it, as the key does.

    Args:
        make: Makes the clipboard that fits the session.
        limits: How long and how much it may take.

    Raises:
        DesktopError: It cannot be reached, or its owner does not answer.
    """
    clipboard = make()
    try:
        clipboard.probe()
        content = clipboard.read(limits, CancelToken())
    finally:
        clipboard.close()
    size = f" ({len(content.text)} characters)" if content.text else ""
    yield ok(f"it can be reached ({clipboard.name}); {_KINDS[content.kind]}{size}")
