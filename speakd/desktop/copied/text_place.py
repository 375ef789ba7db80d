"""Where text is taken from, in the words of what is said when it cannot be."""

from __future__ import annotations

from dataclasses import dataclass

from speakd.errors import DesktopError
from speakd.types import Notice


@dataclass(frozen=True, slots=True)
class Place:
    """The clipboard or the selection, as errors name it.

    Attributes:
        name: What a person calls it.
        owner: The program that has the text.
        again: What the user can do when that program does not answer.
        silent: What is said aloud then.
        unavailable: What is said aloud when it cannot be reached at all.
    """

    name: str
    owner: str
    again: str
    silent: Notice
    unavailable: Notice

    def silence(self, who: str) -> DesktopError:
        """Make the error for `who` not answering in time."""
        return DesktopError(f"{who} does not answer", remedy=self.again, notice=self.silent)

    def absence(self, message: str, remedy: str) -> DesktopError:
        """Make the error for a place that cannot be reached."""
        return DesktopError(message, remedy=remedy, notice=self.unavailable)


CLIPBOARD = Place(
    "the clipboard",
    "the program that owns the clipboard",
    "copy the text again",
    Notice.CLIPBOARD_SILENT,
    Notice.CLIPBOARD_UNAVAILABLE,
)
SELECTION = Place(
    "the selection",
    "the program with the selection",
    "select the text again, or copy it and press the key that reads the clipboard",
    Notice.SELECTION_SILENT,
    Notice.SELECTION_UNAVAILABLE,
)
