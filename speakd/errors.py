"""The error tree.

```
SpeakdError                  one line, with the remedy
├── ConfigError              every problem of a configuration at once
├── EngineError              an engine; `retryable` says whether later may be better
│   ├── EngineUnavailable    it cannot run here
│   └── SynthesisError       it ran and failed
├── PlaybackError            sound output
├── DesktopError             hotkey, clipboard and the rest of the desktop
├── ControlError             the control socket
└── ModelError               a model file
```

Each adapter turns foreign exceptions into one of these in a single place. None of
them ever carries text that is being read. Cancelling is not an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speakd.types import Notice


class SpeakdError(Exception):
    """Base of every error that a user may see.

    Args:
        message: What went wrong, without a full stop at the end.
        remedy: What the user can do about it; empty where nothing helps.
        notice: What the reader says aloud about it, if anything.
    """

    def __init__(self, message: str, *, remedy: str = "", notice: Notice | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.notice = notice

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}" if self.remedy else self.message


class ConfigProblem:
    """One thing wrong with a configuration.

    Not a dataclass: importing those takes as long as all the rest of `speakd stop`.

    Attributes:
        key: Dotted path of the key, such as `reader.rate`; empty for the whole file.
        line: Line in the file, from 1; None where no line can be named.
        message: What is wrong and what is allowed.
        suggestion: The key or value that was probably meant; empty if none is near.
    """

    __slots__ = ("key", "line", "message", "suggestion")

    def __init__(self, key: str, line: int | None, message: str, suggestion: str = "") -> None:
        self.key = key
        self.line = line
        self.message = message
        self.suggestion = suggestion

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line is not None else ""
        what = f"{self.key}: {self.message}" if self.key else self.message
        hint = f" (did you mean {self.suggestion!r}?)" if self.suggestion else ""
        return f"{where}{what}{hint}"


_TOLD = 20


class ConfigError(SpeakdError):
    """A configuration that cannot be used, with every problem found in it.

    The message tells of the first ones only: a file named by mistake may have thousands, and the
    message goes into the log, the status and a notification.
    """

    def __init__(self, source: str, problems: Sequence[ConfigProblem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:_TOLD]]
        if (others := len(self.problems) - _TOLD) > 0:
            lines.append(f"and {others} more")
        super().__init__(f"{source}: " + " | ".join(lines))


class EngineError(SpeakdError):
    """A speech engine failed.

    Attributes:
        retryable: Whether the same call may succeed later without the user's doing.
    """

    def __init__(self, message: str, *, remedy: str = "", retryable: bool = True) -> None:
        super().__init__(message, remedy=remedy)
        self.retryable = retryable


class EngineUnavailable(EngineError):  # noqa: N818, it names a condition and reads as one
    """An engine that cannot run on this machine as it is."""

    def __init__(self, message: str, *, remedy: str = "", retryable: bool = False) -> None:
        super().__init__(message, remedy=remedy, retryable=retryable)


class SynthesisError(EngineError):
    """An engine that runs but could not speak a segment."""


class PlaybackError(SpeakdError):
    """Sound output is missing, was lost or refused the audio."""


class DesktopError(SpeakdError):
    """Part of the desktop is missing or did not answer."""


class ControlError(SpeakdError):
    """The daemon could not be reached, or it refused what was asked."""


class ModelError(SpeakdError):
    """A model file is missing, damaged or not to be trusted."""


def describe_bug(error: BaseException) -> str:
    """Say what broke and where, for the log, without the message: it may hold text."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return type(error).__name__
    file = place.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/")[2]
    return f"{type(error).__name__} at {file}:{place.tb_lineno}"
