"""HTML: whether a text is the source of a page, and its text without tags."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from speakd.spoken import Edit, SpokenText

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAMPLE_CHARS = 4_000
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_CLOSING = re.compile(
    r"</(?:p|div|span|li|ul|ol|a|h[1-6]|td|tr|table|b|i|em|strong)>", re.IGNORECASE
)
_MANY_TAGS = 3

_TOKEN = re.compile(
    r"<!--|<(?P<raw>script|style|head|template|svg|noscript)\b|</?(?P<name>[a-z][a-z0-9-]*)\b[^<>]*>|"
    r"<[!?][^<>]*>|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});",
    re.IGNORECASE,
)
BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "section", "article"}
    | {"header", "footer", "main", "nav", "aside", "blockquote", "pre", "form", "figure", "title"}
    | {"dl", "dt", "dd", "li", "tr", "hr", "body", "html"}
)
"""Elements that begin and end a block of text."""


def looks_like_html(text: str) -> bool:
    """Whether a text is the source of a page or of a part of one."""
    if "<" not in text[:_SAMPLE_CHARS]:
        return False
    if _PAGE.match(text):
        return True
    return (
        text.lstrip().startswith("<")
        and len(_CLOSING.findall(text, 0, _SAMPLE_CHARS)) >= _MANY_TAGS
    )


def stripped(spoken: SpokenText) -> SpokenText:
    """Take the tags out of a piece of text."""
    return spoken.edit(_edits(spoken.text))


def _edits(text: str) -> Iterator[Edit]:
    position = 0
    while found := _TOKEN.search(text, position):
        end, said = found.end(), ""
        if found[0] == "<!--":
            end = _behind(text, "-->", end)
        elif found["raw"]:
            end = after_element(text, found["raw"], end)
        elif found["name"]:
            name = found["name"].lower()
            if name in BLOCKS:
                said = "\n\n"
            elif name in {"td", "th"}:
                said = ", " if found[0][1] == "/" else ""
            elif name == "br":
                said = "\n"
        elif found[0][0] == "&":
            said = unescape(found[0])
        yield Edit(found.start(), end, said)
        position = end


def _behind(text: str, mark: str, position: int) -> int:
    end = text.find(mark, position)
    return len(text) if end < 0 else end + len(mark)


def after_element(text: str, name: str, position: int) -> int:
    """Find the place behind an element's end, from a place within it."""
    found = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, position)
    return len(text) if found is None else found.end()
