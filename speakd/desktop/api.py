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


class HotkeyListener(ABC):
    """Calls back when a chord is pressed anywhere on the desktop.

    A chord fires once per press, not while held, and only with exactly its modifiers. Callbacks
    run on the listener's own thread and must do no more than post.
    """

    @abstractmethod
    def start(self, bindings: Mapping[Chord, Callable[[], None]]) -> None:
        """Begin to listen; return once a press would be noticed.

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
    """What was found on the clipboard.

    Attributes:
        kind: What it is.
        text: The text, if it is text; else empty.
        truncated: Whether text beyond the limit was left behind.
    """

    kind: ClipboardKind
    text: str = field(default="", repr=False)
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class ClipboardLimits:
    """How long and how much a clipboard may take.

    Attributes:
        timeout_s: Seconds until an owner that does not answer is given up.
        max_chars: Characters kept; the rest is left behind.
    """

    timeout_s: float = 1.5
    max_chars: int = 10_000_000


class Clipboard(ABC):
    """Reads the clipboard. One thread at a time."""

    name: ClassVar[str]
    """Name of the backend."""

    @abstractmethod
    def probe(self) -> None:
        """Check cheaply that the clipboard can be reached here.

        Raises:
            DesktopError: Why it cannot, and what to do.
        """

    @abstractmethod
    def read(self, limits: ClipboardLimits, cancel: CancelToken) -> ClipboardContent:
        """Read what was copied last: first its types, then its text.

        Bytes that are not valid in their encoding become U+FFFD. A cancel ends the wait within
        50 ms and gives `EMPTY`.

        Raises:
            DesktopError: The clipboard cannot be reached, or its owner did not answer in time.
        """

    @abstractmethod
    def close(self) -> None:
        """Give everything back. Calling it again does nothing."""


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
