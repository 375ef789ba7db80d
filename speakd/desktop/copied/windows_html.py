"""The clipboard format of Windows for HTML: a header with offsets, then a page.

Described under "HTML Clipboard Format" in the documentation of the Windows API.
"""

from __future__ import annotations

import re

_HEADER_BYTES = 1024
_START = re.compile(rb"StartFragment:\s*(\d+)", re.IGNORECASE)
_END = re.compile(rb"EndFragment:\s*(\d+)", re.IGNORECASE)
_PAGE = re.compile(rb"<")


def html_fragment(data: bytes) -> str:
    """Give the part of the page that was copied.

    Args:
        data: The content of `HTML Format`. Its offsets count bytes of UTF-8 from its beginning;
            where they are wrong, all of the page is given.
    """
    data = data.rstrip(b"\0")
    header = data[:_HEADER_BYTES]
    start, end = _START.search(header), _END.search(header)
    if start and end and start.end() <= int(start[1]) <= int(end[1]) <= len(data):
        fragment = data[int(start[1]) : int(end[1])]
    else:
        page = _PAGE.search(data)
        fragment = data[page.start() :] if page else b""
    return fragment.decode("utf-8", "replace")
