"""What the daemon does about hangs and crashes, tied to its parts."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from speakd.app import paths
from speakd.app.logs import log_path
from speakd.app.supervision.dead_man import StackFile, platform_dead_man
from speakd.app.supervision.run_keeper import RunKeeper
from speakd.app.supervision.watchdog import Watchdog
from speakd.reader.states import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

    from speakd.app.live_config import LiveConfig
    from speakd.app.wiring import Speech

_WAITING = frozenset({State.IDLE, State.PAUSED})

RESTARTED = "speakd failed and was started again; `speakd logs` says why"


def record_run(house: ExitStack) -> RunKeeper:
    """Note that this run is under way, and in the end that it ended in order.

    Raises:
        CrashLoopError: Too many before it have failed.
    """
    is_person = sys.stdin is not None and sys.stdin.isatty()
    keeper = RunKeeper(
        paths.run_record(), os.environ, is_person=is_person, socket=paths.socket_address()
    )
    return house.enter_context(keeper)


def start_watchdog(house: ExitStack, live: LiveConfig) -> Watchdog:
    """Start a watchdog that ends after the parts that are to be watched, for ending may hang."""
    stacks = StackFile(lambda: log_path(live.config.log))
    house.callback(stacks.close)
    return house.enter_context(Watchdog(platform_dead_man(stacks)))


def watch_over(parts: Speech, live: LiveConfig, keeper: RunKeeper, watchdog: Watchdog) -> None:
    """Have the parts watched; begin with the settings of a run that failed, and keep this one's."""
    reader = parts.reader
    for tell in (reader.unfinished, parts.output.unfinished, parts.ladder.unfinished):
        watchdog.watch(tell)
    watchdog.work_is_under_way(lambda: reader.state not in _WAITING)
    reader.before_work(watchdog.wake)

    configured = live.config.reader
    rate, volume = keeper.settings(configured.rate, configured.volume)
    if rate != configured.rate:
        reader.set_rate(rate)
    if volume != configured.volume:
        reader.set_volume(volume)
    reader.observe(
        lambda: keeper.keep(
            reader.rate, reader.volume, live.config.reader.rate, live.config.reader.volume
        )
    )


def tell_of_restart(
    keeper: RunKeeper, report: Callable[[str, str], None], clear: Callable[[str], None]
) -> None:
    """Show that it was started again, until this run has proved itself.

    Args:
        keeper: Knows whether it was.
        report: Shows a problem under a key.
        clear: Takes it back.
    """
    if keeper.restarts:
        report("restart", RESTARTED)
        keeper.on_survival(lambda: clear("restart"))
