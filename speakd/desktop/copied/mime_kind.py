"""What a clipboard holds and which of it to read, told by its MIME types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.desktop.api import ClipboardKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

CONCEALED_HINT = "x-kde-passwordManagerHint"
"""A type that password managers add on X11 and Wayland; its content is then `secret`."""

SECRET = b"secret"

HTML = "text/html"

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


def readable_types(
    plain: Iterable[str],
    offers: Callable[[str], bool],
    kind: Callable[[], ClipboardKind],
    *,
    prefer_html: bool,
) -> Sequence[str]:
    """List the types to ask for, best first.

    A browser gives the image that it copies some HTML along, so HTML alone is only read where
    there is no image and there are no files.

    Args:
        plain: Types of plain text, best first.
        offers: Whether a type is on offer.
        kind: Names what there is by the types on offer, if none of them is plain text.
        prefer_html: Whether HTML comes before plain text.
    """
    found = [name for name in plain if offers(name)]
    if (found and not prefer_html) or not offers(HTML):
        return found
    if found:
        return [HTML, *found]
    return [HTML] if kind() is ClipboardKind.OTHER else []
