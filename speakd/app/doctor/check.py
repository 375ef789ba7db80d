"""What a check is, what it finds, and how it is kept from hanging."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from speakd.desktop.bounded_call import BoundedCaller, CallTimedOutError
from speakd.errors import SpeakdError, describe_bug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Verdict(Enum):
    """How it stands with a link, in the word that a person sees."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. Never text that is read.

    Attributes:
        verdict: How it stands.
        message: What was found, on one line.
        remedy: What to do about it; empty where nothing is to be done.
        steps: The remedy in lines to type, where one line does not do.
    """

    verdict: Verdict
    message: str
    remedy: str = ""
    steps: tuple[str, ...] = ()


def ok(message: str) -> Finding:
    """Say that a link holds."""
    return Finding(Verdict.OK, message)


def note(message: str, remedy: str = "") -> Finding:
    """Say what is worth knowing, and is no fault."""
    return Finding(Verdict.NOTE, message, remedy)


def problem(message: str, remedy: str = "", steps: tuple[str, ...] = ()) -> Finding:
    """Say that a link is broken."""
    return Finding(Verdict.PROBLEM, message, remedy, steps)


def broken(error: SpeakdError) -> Finding:
    """Say that a link is broken as `error` tells."""
    return Finding(Verdict.PROBLEM, error.message, error.remedy)


@dataclass(frozen=True, slots=True)
class Check:
    """A link, and how it is tried.

    Attributes:
        name: What a person calls the link.
        look: Tries it; runs on a thread of its own. A `SpeakdError` is a broken link.
        limit_s: Seconds until it is given up, which is a broken link as well.
    """

    name: str
    look: Callable[[], Iterable[Finding]]
    limit_s: float = 10.0


def run_checks(checks: Iterable[Check]) -> Iterator[tuple[str, Finding]]:
    """Run checks in order; yield what each found as soon as it has ended.

    A check that hangs is left to itself, on a thread that does not keep the process alive.
    """
    for check in checks:
        for finding in _run(check):
            yield check.name, finding


def _run(check: Check) -> list[Finding]:
    found: list[Finding] = []
    try:
        BoundedCaller(f"doctor-{check.name}").call(
            lambda: found.extend(check.look()), check.limit_s
        )
    except CallTimedOutError:
        end = problem(
            f"no answer within {check.limit_s:g} s",
            "log out and in again, or restart what this link needs",
        )
    except SpeakdError as error:
        end = broken(error)
    except Exception as error:  # noqa: BLE001, a mistake in one check must not hide the others
        end = problem(f"the check broke: {describe_bug(error)}", "please report this")
    else:
        return found
    return [*found, end]
