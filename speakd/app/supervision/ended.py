"""How the last run has ended, for whoever finds that none is under way."""

from __future__ import annotations

from speakd.app import paths
from speakd.app.daemon_socket import is_there
from speakd.app.supervision.record import read_record
from speakd.app.supervision.run_keeper import REMEDY
from speakd.errors import ControlError


def how_it_ended() -> ControlError | None:
    """Say what is to be said of a run that did not end in order; None for one that did.

    Asked where no daemon was found: the last one may be running, and listen elsewhere.
    """
    last = read_record(paths.run_record())
    if last.gave_up_at_s:
        times = f"{last.short_runs} times in a row"
        return ControlError(f"speakd has failed {times} and is not started again", remedy=REMEDY)
    if last.in_order:
        return None
    usual = paths.socket_address()
    if last.socket not in {"", usual} and is_there(last.socket):
        return ControlError(
            f"speakd does not listen at {usual}, it listens at {last.socket}",
            remedy="see what SPEAKD_RUNTIME_DIR is set to",
        )
    return ControlError(
        "speakd is not running, and the last run did not end in order", remedy=REMEDY
    )


def raise_how_it_ended() -> None:
    """Tell it as an error.

    Raises:
        ControlError: The last run did not end in order, or it is not here that it runs.
    """
    if (said := how_it_ended()) is not None:
        raise said
