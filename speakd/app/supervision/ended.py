"""How the last run has ended, for whoever finds that none is under way."""

from __future__ import annotations

from speakd.app import paths
from speakd.app.supervision.record import read_record
from speakd.app.supervision.run_keeper import REMEDY
from speakd.errors import ControlError


def how_it_ended() -> str:
    """Say what is to be said of a run that did not end in order; nothing of one that did.

    Asked while no daemon is running.
    """
    last = read_record(paths.run_record())
    if last.gave_up_at_s:
        return f"speakd has failed {last.short_runs} times in a row and is not started again"
    if not last.in_order:
        return "speakd is not running, and the last run did not end in order"
    return ""


def raise_how_it_ended() -> None:
    """Tell it as an error.

    Raises:
        ControlError: The last run did not end in order.
    """
    if said := how_it_ended():
        raise ControlError(said, remedy=REMEDY)
