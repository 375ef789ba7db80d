from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speakd.app.supervision.record import Record, read_record, write_record
from speakd.app.supervision.run_keeper import CrashLoopError, RunKeeper
from speakd.app.supervision.statuses import FAILURES, MOST_FAILURES, SUPERVISOR
from speakd.errors import SpeakdError
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOW_S = 1_000_000.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "last-run.json"


class Runs:
    """Runs of a daemon, one after the other, with the same record."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now_s = NOW_S

    def keeper(
        self, environment: Mapping[str, str] | None = None, *, is_person: bool = False
    ) -> RunKeeper:
        return RunKeeper(self.path, environment or {}, is_person=is_person, now=lambda: self.now_s)

    def crash(self, environment: Mapping[str, str] | None = None, **how: bool) -> RunKeeper:
        """Begin a run that never ends in order."""
        keeper = self.keeper(environment, **how)
        keeper.begin()
        keeper._survival.cancel()  # as if the process had gone
        return keeper


@pytest.fixture
def runs(path: Path) -> Runs:
    return Runs(path)


def give_up(runs: Runs) -> None:
    for _ in range(MOST_FAILURES):
        runs.crash()
    with pytest.raises(CrashLoopError) as caught:
        runs.keeper().begin()
    assert caught.value.is_news


def test_a_crash_loop_is_given_up_and_said_once(runs: Runs) -> None:
    give_up(runs)
    with pytest.raises(CrashLoopError, match="failed 5 times in a row") as caught:
        runs.keeper().begin()
    assert not caught.value.is_news
    assert read_record(runs.path).gave_up_at_s == NOW_S


def test_it_is_tried_again_later_or_by_a_person(runs: Runs) -> None:
    give_up(runs)
    runs.now_s += 61
    runs.crash()
    assert read_record(runs.path).short_runs == 0
    give_up(Runs(runs.path.with_name("other.json")))


def test_a_person_may_try_at_once(runs: Runs) -> None:
    give_up(runs)
    runs.crash(is_person=True)
    assert read_record(runs.path).short_runs == 0


def test_a_terminal_behind_a_supervisor_is_no_person(runs: Runs) -> None:
    give_up(runs)
    with pytest.raises(CrashLoopError):
        runs.keeper({SUPERVISOR: "launchd"}, is_person=True).begin()


def test_our_supervisor_counts_by_itself(runs: Runs) -> None:
    """Its count holds where no record can be written, and one that has just begun has none."""
    give_up(runs)
    runs.crash({SUPERVISOR: "speakd", FAILURES: "0"})
    runs.crash({SUPERVISOR: "speakd", FAILURES: "4"})
    with pytest.raises(CrashLoopError):
        runs.keeper({SUPERVISOR: "speakd", FAILURES: "5"}).begin()


def test_a_long_run_begins_the_count_anew(path: Path) -> None:
    write_record(path, Record(in_order=False, short_runs=3, restarts=3))
    keeper = RunKeeper(path, {}, is_person=False, short_run_s=0.0)
    keeper.begin()
    wait_until(lambda: read_record(path).short_runs == 0, what="the run to have lived")
    assert keeper.restarts == 4


def test_an_end_in_order_begins_everything_anew(runs: Runs) -> None:
    runs.crash()
    with runs.keeper() as keeper:
        assert keeper.restarts == 1
        keeper.keep(2.0, 0.5, 1.0, 1.0)
    assert read_record(runs.path) == Record()
    with runs.keeper() as keeper:
        assert keeper.restarts == 0
        assert keeper.settings(1.0, 1.0) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("error", "in_order"), [(SpeakdError("no voice"), True), (ValueError("a mistake"), False)]
)
def test_an_error_that_was_told_is_an_end_in_order(
    runs: Runs, error: Exception, *, in_order: bool
) -> None:
    def fail() -> None:
        with runs.keeper():
            raise error

    with pytest.raises(type(error)):
        fail()
    assert read_record(runs.path).in_order is in_order


def changed(runs: Runs, rate: float, volume: float) -> Callable[[], bool]:
    return lambda: (read_record(runs.path).rate, read_record(runs.path).volume) == (rate, volume)


def test_settings_are_there_after_a_crash(runs: Runs) -> None:
    keeper = runs.crash()
    keeper.keep(1.2, 1.0, 1.0, 1.0)
    keeper.keep(2.0, 0.5, 1.0, 1.0)
    wait_until(changed(runs, 2.0, 0.5), what="the settings in the file")
    again = runs.crash()
    assert again.settings(1.0, 1.0) == (2.0, 0.5)
    # And after the next, though nobody changed them meanwhile.
    assert runs.crash().settings(1.0, 1.0) == (2.0, 0.5)


def test_what_was_edited_in_the_configuration_meanwhile_counts(runs: Runs) -> None:
    keeper = runs.crash()
    keeper.keep(2.0, 0.5, 1.0, 1.0)
    wait_until(changed(runs, 2.0, 0.5), what="the settings in the file")
    assert runs.crash().settings(1.5, 1.0) == (1.5, 0.5)


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop() -> None:
    with RunKeeper(Path("/proc/none/last-run.json"), {}, is_person=False) as keeper:
        keeper.keep(2.0, 0.5, 1.0, 1.0)
        assert keeper.settings(1.0, 1.0) == (1.0, 1.0)
        assert keeper.restarts == 0


def test_only_numbers_and_the_socket_are_written(runs: Runs) -> None:
    runs.crash()
    values = dataclasses.asdict(read_record(runs.path))
    assert values.pop("socket") == ""
    assert all(isinstance(value, int | float) for value in values.values())


def test_it_is_noted_where_this_run_is_reached_and_only_while_it_is(tmp_path: Path) -> None:
    path = tmp_path / "last-run.json"
    with RunKeeper(path, {}, is_person=False, socket="/run/some/é/control.sock"):
        assert read_record(path).socket == "/run/some/é/control.sock"
    assert read_record(path).socket == ""
