"""What a clipboard holds, told by its types where none of them is text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.desktop.api import ClipboardKind

if TYPE_CHECKING:
    from collections.abc import Iterable

CONCEALED_HINT = "x-kde-passwordManagerHint"
"""A type that password managers add on X11 and Wayland; its content is then `secret`."""

SECRET = b"secret"

_FILES = (
    "text/uri-list",
    "x-special/",
    "application/x-kde4-urilist",
    "application/vnd.portal.files",
)


def kind_without_text(types: Iterable[str]) -> ClipboardKind:
    """Name what there is by its MIME types, none of which is plain text."""
    types = tuple(types)
    if any(name.startswith(_FILES) for name in types):
        return ClipboardKind.FILES
    if any(name.startswith("image/") for name in types):
        return ClipboardKind.IMAGE
    return ClipboardKind.OTHER
