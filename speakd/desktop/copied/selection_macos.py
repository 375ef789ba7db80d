"""What is selected on macOS, through its interface for assistive programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speakd.desktop.api import ClipboardContent, ClipboardKind
from speakd.desktop.copied.clipboard_call import EMPTY, text_content
from speakd.desktop.copied.clipboard_macos import general_pasteboard
from speakd.desktop.copied.selection_accessible import FARTHEST, AccessibleSelection, AccessibleText
from speakd.desktop.copied.selection_copy import CopyAndRestore
from speakd.desktop.copied.selection_copy_macos import MacosBorrowedClipboard
from speakd.desktop.copied.text_place import SELECTION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SUCCESS = 0
_MESSAGE_S = 0.5
"""Seconds that a program gets for an answer; six by itself."""

_SECRET_FIELD = "AXSecureTextField"  # noqa: S105, a kind of text field
_COPY_LETTER = "C"
_COMMAND_ALONE = 0


def macos_selection() -> AccessibleSelection:
    """Make the selection of macOS."""
    accessible = MacosAccessibleText()
    copying = CopyAndRestore(MacosBorrowedClipboard(general_pasteboard, accessible.copy))
    return AccessibleSelection("accessibility", accessible, copying)


class MacosAccessibleText(AccessibleText):
    """Asks through the functions of HIServices.

    Args:
        services: Gives the module; on the thread that uses it.
    """

    def __init__(self, services: Callable[[], Any] | None = None) -> None:
        self._services = services or _hi_services

    def check(self) -> None:
        """See `AccessibleText`."""
        if not self._services().AXIsProcessTrusted():
            raise SELECTION.absence(
                "macOS does not let speakd see what is selected",
                "allow speakd, or the terminal that starts it, in System Settings, "
                "Privacy & Security, Accessibility",
            )

    def selected(self, max_chars: int) -> ClipboardContent | None:
        """See `AccessibleText`."""
        self.check()
        tells = False
        for element in self._focused_and_around():
            if element.value("AXSubrole") == _SECRET_FIELD:
                return ClipboardContent(ClipboardKind.CONCEALED)
            for text in (element.value("AXSelectedText"), element.marked_text()):
                if text:
                    return text_content(str(text), max_chars)
                tells = tells or text is not None
        return EMPTY if tells else None

    def copy(self) -> bool:
        """Choose the item of the menu bar with the shortcut cmd+C; return whether it could be.

        Unlike a key press it means copying on every layout of the keyboard, and whatever keys
        are held.

        Raises:
            DesktopError: The program has no such item.
        """
        bar = self._application().element("AXMenuBar")
        for title in bar.elements("AXChildren"):
            for menu in title.elements("AXChildren"):
                for item in menu.elements("AXChildren"):
                    if (
                        item.value("AXMenuItemCmdChar") == _COPY_LETTER
                        and item.value("AXMenuItemCmdModifiers") == _COMMAND_ALONE
                    ):
                        return bool(item.value("AXEnabled")) and item.press()
        raise SELECTION.absence(
            "the program in front tells nobody what is selected",
            "copy the text and press the key that reads the clipboard",
        )

    def _application(self) -> _Element:
        services = self._services()
        system = _Element(services, services.AXUIElementCreateSystemWide())
        return system.element("AXFocusedApplication")

    def _focused_and_around(self) -> Iterator[_Element]:
        services = self._services()
        system = services.AXUIElementCreateSystemWide()
        services.AXUIElementSetMessagingTimeout(system, _MESSAGE_S)
        element = _Element(services, system).element("AXFocusedUIElement")
        if not element:
            element = self._application().element("AXFocusedUIElement")
        for _ in range(FARTHEST):
            if not element or element.value("AXRole") == "AXWindow":
                return
            yield element
            element = element.element("AXParent")


class _Element:
    """An element of a program's surface; the one that is false has nothing."""

    def __init__(self, services: Any, element: Any) -> None:
        self._services = services
        self._element = element

    def __bool__(self) -> bool:
        return self._element is not None

    def value(self, attribute: str) -> Any:
        """Give an attribute; None if it has none such."""
        if self._element is None:
            return None
        error, value = self._services.AXUIElementCopyAttributeValue(self._element, attribute, None)
        return value if error == _SUCCESS else None

    def element(self, attribute: str) -> _Element:
        """Give an attribute that is an element."""
        return _Element(self._services, self.value(attribute))

    def elements(self, attribute: str) -> list[_Element]:
        """Give an attribute that is a list of elements."""
        return [_Element(self._services, each) for each in self.value(attribute) or ()]

    def marked_text(self) -> Any:
        """Give the selected text of a web page, which WebKit and Chromium tell by marks only."""
        marks = self.value("AXSelectedTextMarkerRange")
        if marks is None:
            return None
        error, text = self._services.AXUIElementCopyParameterizedAttributeValue(
            self._element, "AXStringForTextMarkerRange", marks, None
        )
        return text if error == _SUCCESS else None

    def press(self) -> bool:
        """Press it, as a click would; return whether that worked."""
        error = self._services.AXUIElementPerformAction(self._element, "AXPress")
        return bool(error == _SUCCESS)


def _hi_services() -> Any:
    try:
        import HIServices  # noqa: PLC0415, on macOS only
    except ImportError as problem:
        raise SELECTION.absence(
            "the bindings to macOS are missing",
            "install the package pyobjc-framework-ApplicationServices",
        ) from problem
    return HIServices
