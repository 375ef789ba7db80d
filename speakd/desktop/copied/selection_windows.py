"""What is selected on Windows, through UI Automation."""

from __future__ import annotations

import ctypes
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from speakd.desktop.api import ClipboardContent, ClipboardKind
from speakd.desktop.copied.clipboard_call import EMPTY, text_content
from speakd.desktop.copied.selection_accessible import FARTHEST, AccessibleSelection, AccessibleText
from speakd.desktop.copied.selection_copy import CopyAndRestore
from speakd.desktop.copied.selection_copy_windows import WindowsBorrowedClipboard
from speakd.desktop.copied.text_place import SELECTION
from speakd.desktop.copied.windows_com import ComError, ComObject, com_object, guid

if TYPE_CHECKING:
    from collections.abc import Iterator

_AUTOMATION_CLASS = "ff48dba4-60ef-4201-aa87-54103eef594e"
_AUTOMATION = "30cbe57d-d9d0-452a-ab13-7ac5ac4825ee"
_TEXT_PATTERN = "32eba289-3583-42c9-9c59-3b6d9a1e9b6a"
_TEXT_PATTERN_ID = 10014

# Places of methods in the tables of their interfaces, from UIAutomationClient.h.
_GET_FOCUSED_ELEMENT, _GET_CONTROL_VIEW_WALKER = 8, 14
_GET_PARENT_ELEMENT = 3
_GET_CURRENT_PATTERN_AS, _GET_IS_PASSWORD = 14, 35
_GET_SELECTION = 5
_GET_LENGTH, _GET_ELEMENT = 3, 4
_GET_TEXT = 12


def windows_selection() -> AccessibleSelection:
    """Make the selection of Windows."""
    copying = CopyAndRestore(WindowsBorrowedClipboard())
    return AccessibleSelection("ui automation", UiAutomationText(), copying)


class UiAutomationText(AccessibleText):
    """Asks the element with the focus and those around it for their text pattern.

    Args:
        libraries: `ctypes.windll`, or what stands in for it.
    """

    def __init__(self, libraries: Any = None) -> None:
        self._libraries = libraries

    def check(self) -> None:
        """See `AccessibleText`."""
        try:
            with com_object(_AUTOMATION_CLASS, _AUTOMATION, self._libraries):
                pass
        except ComError as problem:
            raise SELECTION.absence(
                f"UI Automation cannot be used ({problem})", "log out of Windows and in again"
            ) from problem

    def selected(self, max_chars: int) -> ClipboardContent | None:
        """See `AccessibleText`."""
        try:
            with (
                com_object(_AUTOMATION_CLASS, _AUTOMATION, self._libraries) as automation,
                ExitStack() as kept,
            ):
                for element in _focused_and_around(automation, kept):
                    if element.number(_GET_IS_PASSWORD):
                        return ClipboardContent(ClipboardKind.CONCEALED)
                    pattern = kept.enter_context(
                        element.object(
                            _GET_CURRENT_PATTERN_AS,
                            ctypes.c_int(_TEXT_PATTERN_ID),
                            guid(_TEXT_PATTERN),
                        )
                    )
                    if pattern:
                        text = "\n".join(self._selected_texts(pattern, max_chars + 1))
                        return text_content(text, max_chars) if text else EMPTY
        except ComError:
            # Programs come and go, and many an element answers only some of the questions.
            return None
        return None

    def _selected_texts(self, pattern: ComObject, max_chars: int) -> Iterator[str]:
        with pattern.object(_GET_SELECTION) as ranges:
            for number in range(ranges.number(_GET_LENGTH) if ranges else 0):
                with ranges.object(_GET_ELEMENT, ctypes.c_int(number)) as selected:
                    if text := self._text(selected, max_chars):
                        yield text

    def _text(self, selected: ComObject, max_chars: int) -> str:
        found = ctypes.c_void_p()
        selected.call(_GET_TEXT, ctypes.c_int(max_chars), ctypes.pointer(found))
        if not found.value:
            return ""
        strings = self._string_functions()
        try:
            size = int(strings.SysStringByteLen(found))
            return ctypes.string_at(found.value, size).decode("utf-16-le", "replace")
        finally:
            strings.SysFreeString(found)

    def _string_functions(self) -> Any:
        # `windll` exists on Windows only.
        libraries = vars(ctypes)["windll"] if self._libraries is None else self._libraries
        return libraries.oleaut32


def _focused_and_around(automation: ComObject, kept: ExitStack) -> Iterator[ComObject]:
    """Give the element with the focus, then the ones around it; released with `kept`."""
    element = kept.enter_context(automation.object(_GET_FOCUSED_ELEMENT))
    walker = kept.enter_context(automation.object(_GET_CONTROL_VIEW_WALKER))
    for _ in range(FARTHEST):
        if not element:
            return
        yield element
        element = kept.enter_context(walker.object(_GET_PARENT_ELEMENT, element.argument()))
