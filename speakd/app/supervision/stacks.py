"""Where every thread is: files, lines and names of functions; never what is in their variables."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


def stacks() -> str:
    """Write down where each thread is, the innermost call first; any thread."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    lines: list[str] = []
    for number, frame in sys._current_frames().items():  # noqa: SLF001, documented, for such use
        lines.append(f"thread {names.get(number, number)}:")
        lines.extend(_places(frame))
    return "\n".join(lines)


def _places(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        code = frame.f_code
        yield f"  {code.co_filename}:{frame.f_lineno} in {code.co_name}"
        frame = frame.f_back
