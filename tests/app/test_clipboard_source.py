from __future__ import annotations

import pytest

from speakd.app.clipboard_source import clipboard_source, places_in_use, source_options
from speakd.cancel import CancelToken
from speakd.config.load import parse
from speakd.desktop.api import ClipboardKind, ClipboardRequest
from speakd.errors import DesktopError
from speakd.reader.source import SourceText
from speakd.testing.desktop import FakeClipboard, FakeSelection
from speakd.types import Notice, ReadFrom


class Texts:
    """Two fakes, and what is read where."""

    def __init__(self, copied: str = "copied", selected: str = "selected") -> None:
        self.clipboard, self.selection = FakeClipboard(copied), FakeSelection(selected)

    def read(self, config: str = "", read_from: ReadFrom | None = None) -> str | Notice:
        options = source_options(parse(config.encode(), "test"), read_from)
        found = clipboard_source(self.clipboard, self.selection, options)(CancelToken())
        return found.text if isinstance(found, SourceText) else found  # type: ignore[return-value]  # a plain text never comes


EITHER = 'clipboard.source = "selection-then-clipboard"'


@pytest.mark.parametrize(
    ("config", "read_from", "text"),
    [
        ("", None, "copied"),
        ("", ReadFrom.SELECTION, "selected"),
        ('clipboard.source = "selection"', None, "selected"),
        ('clipboard.source = "selection"', ReadFrom.CLIPBOARD, "copied"),
        (EITHER, None, "selected"),
    ],
)
def test_the_command_comes_before_the_configuration(
    config: str, read_from: ReadFrom | None, text: str
) -> None:
    assert Texts().read(config, read_from) == text


def test_only_what_is_wanted_is_touched() -> None:
    texts = Texts()
    texts.read()
    assert (texts.clipboard.reads, texts.selection.reads) == (1, 0)
    texts.read(EITHER)
    assert (texts.clipboard.reads, texts.selection.reads) == (1, 1)


@pytest.mark.parametrize("kind", [ClipboardKind.EMPTY, ClipboardKind.IMAGE, ClipboardKind.OTHER])
def test_where_no_text_is_selected_the_clipboard_is_read(kind: ClipboardKind) -> None:
    texts = Texts()
    texts.selection.kind = kind
    assert texts.read(EITHER) == "copied"


def test_where_the_selection_cannot_be_reached_the_clipboard_is_read() -> None:
    texts = Texts()
    texts.selection.error = DesktopError("not here")
    assert texts.read(EITHER) == "copied"
    with pytest.raises(DesktopError, match="not here"):
        texts.read('clipboard.source = "selection"')


def test_a_selected_secret_is_not_passed_over() -> None:
    texts = Texts()
    texts.selection.kind = ClipboardKind.CONCEALED
    assert texts.read(EITHER) is Notice.PROTECTED
    assert texts.read(EITHER + "\nclipboard.skip_concealed = false") == "selected"


def test_nothing_has_a_word_of_its_own_for_each_place() -> None:
    texts = Texts("", "")
    assert texts.read() is Notice.NOTHING_TO_READ
    assert texts.read(read_from=ReadFrom.SELECTION) is Notice.NOTHING_SELECTED
    assert texts.read(EITHER) is Notice.NOTHING_TO_READ


def test_the_request_is_what_the_configuration_says() -> None:
    own = 'timeout_s = 3.5\nprefer = "html"\nskip_concealed = false'
    config = f"reader.max_chars = 7\n[clipboard]\n{own}"
    request = source_options(parse(config.encode(), "test")).request
    assert request == ClipboardRequest(3.5, 7, skip_concealed=False, prefer_html=True)
    assert source_options(parse(b"", "test")).request == ClipboardRequest()


@pytest.mark.parametrize(
    ("config", "count"),
    [("", 1), ('hotkeys.read_selection = "ctrl+alt+s"', 2), ('clipboard.source = "selection"', 2)],
)
def test_the_selection_is_made_ready_for_those_who_use_it(config: str, count: int) -> None:
    both = FakeClipboard(), FakeSelection()
    assert tuple(places_in_use(*both, parse(config.encode(), "test"))) == both[:count]


def test_html_and_what_was_left_behind_are_passed_on() -> None:
    texts = Texts()
    texts.clipboard.put("", "<p>a page</p>")
    options = source_options(parse(b"reader.max_chars = 5", "test"))
    found = clipboard_source(texts.clipboard, texts.selection, options)(CancelToken())
    assert found == SourceText("<p>a ", truncated=True, is_html=True)
