"""The contracts of the desktop's own things."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.cancel import CancelToken
    from speakd.chord import Chord


@dataclass(frozen=True, slots=True)
class HotkeyStatus:
    """What `status` and `doctor` tell about the hotkey.

    Attributes:
        backend: The backends that listen, joined by commas; before the start, those to be tried.
        chords: The chords that are really bound, as a person writes them.
        alive: Whether a key press would be noticed now.
        last_event_s: `time.monotonic()` of the last chord that fired; None before the first.
        restarts: Times a dead listener was replaced.
        problem: Why it is not alive, with the remedy; empty while it is.
        conflicts: A line for each chord that is not ours alone, or not bound at all: which, why,
            and what to do.
    """

    backend: str
    chords: tuple[str, ...]
    alive: bool
    last_event_s: float | None
    restarts: int
    problem: str
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShortcutName:
    """What a desktop that binds keys itself remembers and shows.

    Attributes:
        id: Stays the same when the chord changes, such as `read`.
        description: What the key does, in plain words.
    """

    id: str
    description: str


class HotkeyListener(ABC):
    """Calls back when a chord is pressed anywhere on the desktop.

    A chord fires once per press, not while held, and only with exactly its modifiers. Callbacks
    run on the listener's own thread and must do no more than post.
    """

    @abstractmethod
    def start(self, bindings: Mapping[Chord, Callable[[], None]]) -> None:
        """Begin to listen; return once a press would be noticed.

        Where the desktop or a person has yet to decide about the keys, it returns as well, after
        a moment; until then `status` tells that it is not alive.

        Raises:
            DesktopError: It cannot listen here; why, and what to do.
        """

    @abstractmethod
    def stop(self) -> None:
        """Stop listening. Calling it again does nothing."""

    @abstractmethod
    def status(self) -> HotkeyStatus:
        """Tell how the listener is doing; any thread."""


class ClipboardKind(Enum):
    """What the clipboard holds, as far as a reader cares."""

    TEXT = "text"
    EMPTY = "empty"
    IMAGE = "image"
    FILES = "files"
    OTHER = "other"
    CONCEALED = "concealed"


@dataclass(frozen=True, slots=True)
class ClipboardContent:
    """What was found on the clipboard, or is selected.

    Attributes:
        kind: What it is.
        text: The text, if it is text; else empty.
        truncated: Whether text beyond the limit was left behind.
        is_html: Whether the text is the source of a page, or of a part of one.
    """

    kind: ClipboardKind
    text: str = field(default="", repr=False)
    truncated: bool = False
    is_html: bool = False


_PATIENCE = 4
"""How many times the time limit of silence a transfer may take."""


@dataclass(frozen=True, slots=True)
class ClipboardRequest:
    """What is wanted of a clipboard or a selection, and how much it may take.

    Attributes:
        timeout_s: Seconds until an owner that does not answer is given up.
        max_chars: Characters kept; the rest is left behind.
        skip_concealed: Whether what its owner marks as secret or passing is left alone.
        prefer_html: Whether to take the source of a page where there is plain text as well.
    """

    timeout_s: float = 1.5
    max_chars: int = 10_000_000
    skip_concealed: bool = True
    prefer_html: bool = False

    @property
    def longest_s(self) -> float:
        """Seconds that a transfer may take which goes on all the while."""
        return _PATIENCE * self.timeout_s


class CopiedText(ABC):
    """Where text is taken from: what `Clipboard` and `Selection` have in common.

    One thread at a time.
    """

    name: ClassVar[str]
    """Name of the backend."""

    @abstractmethod
    def probe(self) -> None:
        """Check cheaply that it can be reached here.

        Raises:
            DesktopError: Why it cannot, and what to do.
        """

    @abstractmethod
    def read(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        """Read what is there: first its types, then its text.

        Where there is HTML and no plain text, the HTML is read. Bytes that are not valid in their
        encoding become U+FFFD. A cancel ends the wait within 50 ms and gives `EMPTY`.

        Raises:
            DesktopError: It cannot be reached, or its owner did not answer in time.
        """

    @abstractmethod
    def close(self) -> None:
        """Give everything back. Calling it again does nothing."""


class Clipboard(CopiedText):
    """Reads what was copied last."""


class Selection(CopiedText):
    """Reads what is selected in the program in front; `EMPTY` where nothing is.

    The clipboard is afterwards as it was before, whatever way the text was found.
    """


@dataclass(frozen=True, slots=True)
class AutostartStatus:
    """What `autostart status` and `doctor` tell about the login entry.

    Attributes:
        backend: Who starts speakd, as a person says it, such as `systemd user unit`.
        enabled: Whether there is an entry.
        entry: Where the entry is, or would be.
        program: The program it starts; empty where there is no entry or it names none.
        problem: Why the entry would start nothing, with the remedy; empty if it would.
    """

    backend: str
    enabled: bool
    entry: str
    program: str
    problem: str


class Autostart(ABC):
    """Has the desktop start speakd after login. One thread at a time."""

    name: ClassVar[str]
    """Name of the backend."""

    @abstractmethod
    def enable(self, *, start_now: bool = False) -> bool:
        """Have speakd started at every login. Enabling it again changes nothing.

        Args:
            start_now: Start it in this session as well, where something can that restarts it.

        Returns:
            Whether it was started in this session.

        Raises:
            DesktopError: It cannot be had here; why, and what to do.
        """

    @abstractmethod
    def disable(self) -> None:
        """Leave nothing behind that starts speakd, and end what was started that way.

        Raises:
            DesktopError: Something was left behind.
        """

    @abstractmethod
    def status(self) -> AutostartStatus:
        """Tell whether and how speakd is started, and whether that can work.

        Raises:
            DesktopError: The entry cannot be read.
        """
