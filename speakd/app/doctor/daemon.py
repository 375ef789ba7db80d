"""Is the daemon there, and does it answer?"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from speakd.app.doctor.check import Finding, broken, note, ok, problem
from speakd.app.instance import InstanceLock
from speakd.app.supervision.ended import how_it_ended
from speakd.doors.control.client import NotRunningError, request
from speakd.errors import ControlError, SpeakdError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_RESTART = "end that process and start speakd again"


def ask_daemon(socket: Path) -> Mapping[str, object] | None:
    """Ask the daemon how it is doing; None if none is running.

    Raises:
        ControlError: It is there, and does not say.
    """
    try:
        return request(socket, "status")
    except NotRunningError:
        return None


def is_heard(socket: Path) -> bool:
    """Tell whether the daemon is reading aloud just now."""
    try:
        status = ask_daemon(socket)
    except ControlError:
        return False
    return status is not None and status.get("state") in {"preparing", "speaking"}


def fall_silent(socket: Path) -> None:
    """Have the daemon stop reading."""
    with suppress(ControlError):
        request(socket, "stop")


def daemon_process(lock: Path) -> int | None:
    """Find the number of the daemon's process in its lock file; None if it says none."""
    try:
        return int(lock.read_text("ascii"))
    except (OSError, ValueError):
        return None


def check_daemon(socket: Path, lock: Path, version: str) -> Iterator[Finding]:
    """Look at the lock and the socket.

    Args:
        socket: The control socket.
        lock: The lock that a daemon holds.
        version: Ours.
    """
    try:
        status = ask_daemon(socket)
    except ControlError as error:
        process = daemon_process(lock)
        where = f" (process {process})" if process is not None else ""
        yield problem(f"{error.message}{where}", error.remedy or _RESTART)
        return
    if status is None:
        yield _without_answer(lock)
        return
    process = daemon_process(lock)
    where = f" (process {process})" if process is not None else ""
    theirs = status.get("version")
    if isinstance(theirs, str) and theirs != version:
        yield note(
            f"speakd {theirs} is running{where}, and this is {version}",
            "start it again to have the new one",
        )
    else:
        yield ok(f"speakd is running{where}, {status.get('state')}, version {version}")
    if restarts := status.get("restarts"):
        yield note(
            f"it was started again after a failure, {restarts} in a row", "`speakd logs` says why"
        )
    yield from _engines(status)


def _without_answer(lock: Path) -> Finding:
    if not lock.parent.exists():
        return _not_running()
    try:
        with InstanceLock(lock):
            return _not_running()
    except SpeakdError as error:
        if "already running" in error.message:
            return problem(f"{error.message}, but its socket is gone", _RESTART)
        return problem(error.message, error.remedy)


def _not_running() -> Finding:
    said = how_it_ended()
    return _NOT_RUNNING if said is None else broken(said)


def _engines(status: Mapping[str, object]) -> Iterator[Finding]:
    output = status.get("output")
    if isinstance(output, dict) and output.get("problem"):
        yield problem(f"the daemon's sound: {output['problem']}")


_NOT_RUNNING = note(
    "speakd is not running, so no key does anything",
    "start it with `speakd run`, and at every login with `speakd autostart enable`",
)
