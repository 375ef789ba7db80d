"""Can the clipboard and the selection be read? They stay as they are, and are not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.app.doctor.check import Finding, note, ok
from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardKind
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speakd.desktop.api import Clipboard, ClipboardRequest, Selection

_KINDS = {
    ClipboardKind.TEXT: "it holds text",
    ClipboardKind.EMPTY: "it is empty; copy something before you press the key",
    ClipboardKind.IMAGE: "it holds an image, which cannot be read aloud",
    ClipboardKind.FILES: "it holds files, which cannot be read aloud",
    ClipboardKind.OTHER: "it holds something that is not text",
    ClipboardKind.CONCEALED: "it holds a secret, which is not read aloud",
}


def check_clipboard(make: Callable[[], Clipboard], request: ClipboardRequest) -> Iterator[Finding]:
    """Read the clipboard from the program that owns it, as the key does.

    Args:
        make: Makes the clipboard that fits the session.
        request: What is wanted of it, and how much it may take.

    Raises:
        DesktopError: It cannot be reached, or its owner does not answer.
    """
    clipboard = make()
    try:
        clipboard.probe()
        content = clipboard.read(request, CancelToken())
    finally:
        clipboard.close()
    size = f" ({len(content.text)} characters)" if content.text else ""
    yield ok(f"it can be reached ({clipboard.name}); {_KINDS[content.kind]}{size}")


def check_selection(make: Callable[[], Selection]) -> Iterator[Finding]:
    """See whether what is selected can be reached. No harm is done where it cannot.

    It is not read: the program in front is the terminal, and reading may mean copying.

    Args:
        make: Makes the selection that fits the session.
    """
    selection = make()
    try:
        selection.probe()
    except DesktopError as error:
        yield note(error.message, error.remedy)
    else:
        yield ok(f"what is selected can be reached ({selection.name})")
    finally:
        selection.close()
