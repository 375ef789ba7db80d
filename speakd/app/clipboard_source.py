"""From what the clipboard holds, or what is selected, to what the reader reads."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from speakd.desktop.api import ClipboardKind, ClipboardRequest
from speakd.errors import DesktopError
from speakd.reader.source import SourceText
from speakd.types import Notice, ReadFrom

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speakd.cancel import CancelToken
    from speakd.config.schema import Config
    from speakd.desktop.api import Clipboard, ClipboardContent, CopiedText, Selection
    from speakd.reader.source import TextSource

_log = logging.getLogger(__name__)

_NOTICES = {
    ClipboardKind.EMPTY: Notice.NOTHING_TO_READ,
    ClipboardKind.IMAGE: Notice.IMAGE,
    ClipboardKind.FILES: Notice.FILES,
    ClipboardKind.OTHER: Notice.NOT_TEXT,
    ClipboardKind.CONCEALED: Notice.PROTECTED,
}
_SPEAKS_FOR_ITSELF = {ClipboardKind.TEXT, ClipboardKind.CONCEALED}
"""What a selection may be so that nobody looks at the clipboard."""


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What of a configuration decides where text comes from.

    Attributes:
        read_from: Where it is taken from.
        request: What is wanted of it.
    """

    read_from: ReadFrom = ReadFrom.CLIPBOARD
    request: ClipboardRequest = field(default_factory=ClipboardRequest)


def source_options(config: Config, read_from: ReadFrom | None = None) -> SourceOptions:
    """Take the options out of a configuration; `read_from` comes before what it says."""
    options = config.clipboard
    request = ClipboardRequest(
        options.timeout_s,
        config.reader.max_chars,
        skip_concealed=options.skip_concealed,
        prefer_html=options.prefer == "html",
    )
    return SourceOptions(read_from or ReadFrom(options.source), request)


def places_in_use(
    clipboard: Clipboard, selection: Selection, config: Config
) -> Sequence[CopiedText]:
    """List what the keys of a configuration read, to be made ready."""
    wants_selection = (
        config.hotkeys.read_selection or config.clipboard.source != ReadFrom.CLIPBOARD.value
    )
    return (clipboard, selection) if wants_selection else (clipboard,)


def clipboard_source(
    clipboard: Clipboard, selection: Selection, options: SourceOptions
) -> TextSource:
    """Make the source that reads as `options` say; anything but text becomes a notice."""
    request = options.request

    def read_clipboard(cancel: CancelToken) -> SourceText | Notice:
        return _text(clipboard.read(request, cancel), _NOTICES)

    def read_selection(cancel: CancelToken) -> SourceText | Notice:
        nothing = {ClipboardKind.EMPTY: Notice.NOTHING_SELECTED}
        return _text(selection.read(request, cancel), _NOTICES | nothing)

    def read_either(cancel: CancelToken) -> SourceText | Notice:
        try:
            content = selection.read(request, cancel)
        except DesktopError as problem:
            _log.info("%s", problem)
        else:
            if content.kind in _SPEAKS_FOR_ITSELF:
                return _text(content, _NOTICES)
        return read_clipboard(cancel)

    sources = {
        ReadFrom.CLIPBOARD: read_clipboard,
        ReadFrom.SELECTION: read_selection,
        ReadFrom.SELECTION_THEN_CLIPBOARD: read_either,
    }
    return sources[options.read_from]


def _text(
    content: ClipboardContent, notices: Mapping[ClipboardKind, Notice]
) -> SourceText | Notice:
    text = SourceText(content.text, content.truncated, is_html=content.is_html)
    return notices.get(content.kind) or text
