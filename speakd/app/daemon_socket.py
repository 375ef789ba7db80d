"""Where the daemon listens: where this environment has it, or where the last one was started.

A job of cron, a session over ssh or another terminal may lack the variables that the daemon was
started with. The client imports this on its way to `speakd stop`, so it imports little.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from speakd.app.paths import lock_beside, run_record, socket_address
from speakd.doors.control.client import NotAnsweringError, NotRunningError, request
from speakd.errors import ControlError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_SOON_S = 1.0


def sockets(environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """List the control sockets at which the user's daemon may listen, the likeliest first.

    Args:
        environment: `SPEAKD_RUNTIME_DIR` leaves one only.
    """
    usual = socket_address(environment)
    yield usual
    if not environment.get("SPEAKD_RUNTIME_DIR"):
        from speakd.app.supervision.record import read_record  # noqa: PLC0415, hardly ever needed

        recorded = read_record(run_record()).socket
        if recorded not in {"", usual}:
            yield recorded


def found_socket(environment: Mapping[str, str] = os.environ) -> Path:
    """Name the first of them that is there; the usual one where none is."""
    from pathlib import Path  # noqa: PLC0415, it takes 10 ms to import

    places = [Path(each) for each in sockets(environment)]
    return next((place for place in places if place.exists()), places[0])


def ask(command: str, /, **arguments: Any) -> dict[str, object]:
    """Have the daemon carry out a command, wherever it listens; see `request`.

    Raises:
        NotRunningError: There is no daemon.
        NotAnsweringError: It did not answer in time.
        ControlError: It refused or failed; or there is none for root.
    """
    for address in sockets():
        try:
            return request(address, command, **arguments)
        except NotRunningError:
            continue
        except NotAnsweringError:
            raise NotAnsweringError(_process_beside(address)) from None
    if os.environ.get("SUDO_UID", "0") != "0" and os.geteuid() == 0:
        raise ControlError("speakd is not running for root", remedy="leave out `sudo` to ask yours")
    raise NotRunningError


def check_that_none_runs_elsewhere() -> None:
    """Find the user's daemon where the lock is not looked for; two would read everything twice.

    Raises:
        AlreadyRunningError: There is one.
    """
    from speakd.app.instance import AlreadyRunningError  # noqa: PLC0415, of no use to the client

    for address in [*sockets()][1:]:
        if is_there(address):
            raise AlreadyRunningError(_process_beside(address))


def is_there(address: str) -> bool:
    """Tell, within a second, whether a daemon listens at `address`, even one that hangs."""
    try:
        request(address, "status", timeout_s=_SOON_S)
    except NotRunningError:
        return False
    except ControlError:
        return True
    return True


def _process_beside(address: str) -> int:
    from pathlib import Path  # noqa: PLC0415, see above

    from speakd.app.instance import holder  # noqa: PLC0415, hardly ever needed

    return holder(lock_beside(Path(address)))
