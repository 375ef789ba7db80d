from __future__ import annotations

import os
import stat
import threading
from typing import TYPE_CHECKING

import pytest

from speakd.app.kept_config import KeptConfig
from speakd.app.live_config import LiveConfig
from speakd.app.paths import ConfigFile
from speakd.errors import ConfigError, ConfigProblem, DesktopError
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from speakd.config.schema import Config


class Parts:
    """A part for each of two options, which notes what it was told."""

    def __init__(self, file: ConfigFile, check: Callable[[Config], None] = lambda _: None) -> None:
        self.kept = file.path.with_name("kept.toml")
        self.live = LiveConfig(file, check, KeptConfig(self.kept, file.path))
        self.rates: list[float] = []
        self.levels: list[str] = []
        self.problems: list[str] = []
        self.error: Exception | None = None
        self.live.follow("rate", lambda config: config.reader.rate, self._set_rate)
        self.live.follow(
            "log",
            lambda config: config.log.level,
            lambda config: self.levels.append(config.log.level),
        )
        self.live.on_problem(self.problems.append)

    def _set_rate(self, config: Config) -> None:
        self.rates.append(config.reader.rate)
        if self.error is not None:
            raise self.error


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.fixture
def parts(path: Path) -> Iterator[Parts]:
    path.write_text("[reader]\nrate = 2\n")
    made = Parts(ConfigFile(path, is_chosen=True))
    with made.live:
        yield made


def wait_for(predicate: Callable[[], object]) -> None:
    wait_until(predicate, 10)


def test_only_what_changed_is_told(parts: Parts, path: Path) -> None:
    path.write_text("[reader]\nrate = 3\n")
    wait_for(lambda: parts.rates == [3.0])
    assert parts.live.config.reader.rate == 3.0
    assert parts.levels == []
    path.write_text("# as before\n[reader]\nrate = 3\n[log]\nlevel = 'debug'")
    wait_for(lambda: parts.levels == ["debug"])
    assert parts.rates == [3.0]
    assert parts.problems == []


def test_a_broken_edit_keeps_the_last_good_one_and_is_told_once(parts: Parts, path: Path) -> None:
    path.write_text("[reader]\nrate = 3\nvolum = 1\npitch = 9\n[log]\nlevel = 'error'\n")
    wait_for(lambda: parts.problems)
    [problem] = parts.problems
    assert "line 3: reader.volum: unknown key (did you mean 'volume'?)" in problem
    assert "line 4: reader.pitch: 9 is out of range" in problem
    assert parts.live.status() == {"path": str(path), "problem": problem}
    assert parts.live.config.reader.rate == 2.0
    assert (parts.rates, parts.levels) == ([], [])

    path.write_text("[reader]\nrate = 3\n")
    wait_for(lambda: parts.problems == [problem, ""])
    assert parts.rates == [3.0]
    assert parts.live.problem == ""


def test_a_file_that_goes_means_the_defaults_where_it_is_the_usual_one(path: Path) -> None:
    path.write_text("[reader]\nrate = 2\n")
    parts = Parts(ConfigFile(path, is_chosen=False))
    with parts.live:
        path.unlink()
        wait_for(lambda: parts.rates == [1.0])
        path.write_text("[reader]\nrate = 2\n")
        wait_for(lambda: parts.rates == [1.0, 2.0])
    assert parts.problems == []


def test_a_file_that_goes_is_missed_where_the_user_named_it(parts: Parts, path: Path) -> None:
    path.unlink()
    wait_for(lambda: parts.problems == ["there is no such file"])
    assert parts.live.config.reader.rate == 2.0
    path.write_text("[reader]\nrate = 2\n")
    wait_for(lambda: parts.live.problem == "")
    assert parts.rates == []


def test_what_the_schema_cannot_know_is_checked(path: Path) -> None:
    def check(config: Config) -> None:
        if config.engines:
            raise ConfigError("x", [ConfigProblem("engines.espeak", 1, "too loud")])

    parts = Parts(ConfigFile(path, is_chosen=False), check)
    with parts.live:
        path.write_text("[engines.espeak]\n[reader]\nrate = 2\n")
        wait_for(lambda: parts.live.problem == "line 1: engines.espeak: too loud")
    assert parts.rates == []


def test_a_part_that_cannot_follow_is_named_and_the_others_follow(parts: Parts, path: Path) -> None:
    parts.error = DesktopError("the key is taken", remedy="choose another")
    path.write_text("[reader]\nrate = 3\n[log]\nlevel = 'debug'")
    wait_for(lambda: parts.problems == ["rate: the key is taken; choose another"])
    assert parts.levels == ["debug"]
    # Tried again with the next edit, whatever that is about.
    parts.error = None
    path.write_text("[reader]\nrate = 3\n[log]\nlevel = 'info'")
    wait_for(lambda: parts.live.problem == "")
    assert parts.rates == [3.0, 3.0]


def test_a_part_that_could_not_follow_is_well_again_when_the_edit_is_undone(
    parts: Parts, path: Path
) -> None:
    parts.error = DesktopError("the key is taken")
    path.write_text("[reader]\nrate = 3\n")
    wait_for(lambda: parts.live.problem)
    path.write_text("[reader]\nrate = 2\n")
    wait_for(lambda: not parts.live.problem)
    assert parts.rates == [3.0]


def test_a_bug_in_a_part_is_told_without_its_message(parts: Parts, path: Path) -> None:
    parts.error = ValueError("a secret")
    path.write_text("[reader]\nrate = 3\n[log]\nlevel = 'debug'")
    wait_for(lambda: parts.problems)
    assert "this is a mistake in speakd: ValueError at" in parts.problems[0]
    assert "secret" not in parts.problems[0]
    assert parts.levels == ["debug"]


def test_a_problem_that_is_another_is_told_again(parts: Parts, path: Path) -> None:
    path.write_text("[reader]\nrat = 3\n")
    wait_for(lambda: len(parts.problems) == 1)
    path.write_text("\n[reader]\nrat = 3\n")
    wait_for(lambda: len(parts.problems) == 2)
    assert "line 3" in parts.problems[1]


def test_nothing_is_followed_after_the_end(path: Path) -> None:
    parts = Parts(ConfigFile(path, is_chosen=False))
    with parts.live:
        pass
    path.write_text("[reader]\nrate = 3\n")
    assert not any(thread.name == "config-watch" for thread in threading.enumerate())
    assert parts.rates == []


def test_after_a_breakdown_the_last_good_one_is_in_force_and_the_mistake_is_told(
    parts: Parts, path: Path
) -> None:
    path.write_text("[reader]\nrate = 3\n[pronunciation.de]\n'n\"x' = 'y'\n")
    wait_for(lambda: parts.rates == [3.0])
    path.write_text("[redaer]\n")
    wait_for(lambda: parts.live.problem)
    # As it is when the first one is killed now.
    again = Parts(ConfigFile(path, is_chosen=True))
    assert again.live.config == parts.live.config
    assert again.live.config.reader.rate == 3.0
    with again.live:
        assert again.problems == ["line 1: redaer: unknown key (did you mean 'reader'?)"]
        path.write_text("[reader]\nrate = 2\n")
        wait_for(lambda: again.problems[1:] == [""])
        assert again.rates == [2.0]


def test_after_a_breakdown_a_file_without_mistakes_counts(parts: Parts, path: Path) -> None:
    wait_for(parts.kept.exists)
    path.write_text("[reader]\nrate = 4\n")
    assert Parts(ConfigFile(path, is_chosen=True)).live.config.reader.rate == 4.0


def test_after_a_breakdown_an_engines_table_is_checked_as_well(parts: Parts, path: Path) -> None:
    def check(config: Config) -> None:
        if config.engines:
            raise ConfigError("x", [ConfigProblem("engines.espeak", 1, "too loud")])

    wait_for(parts.kept.exists)
    path.write_text("[engines.espeak]\n")
    again = Parts(ConfigFile(path, is_chosen=True), check)
    assert again.live.config.reader.rate == 2.0
    assert again.live.problem == "line 1: engines.espeak: too loud"


def test_after_an_end_in_order_a_mistake_keeps_it_from_starting(path: Path) -> None:
    path.write_text("")
    parts = Parts(ConfigFile(path, is_chosen=True))
    with parts.live:
        assert parts.kept.exists()
    assert not parts.kept.exists()
    path.write_text("[redaer]\n")
    with pytest.raises(ConfigError, match="redaer"):
        Parts(ConfigFile(path, is_chosen=True))


def test_what_was_kept_of_another_file_does_not_count(parts: Parts, tmp_path: Path) -> None:
    wait_for(parts.kept.exists)
    other = tmp_path / "other.toml"
    other.write_text("[redaer]\n")
    with pytest.raises(ConfigError, match="redaer"):
        Parts(ConfigFile(other, is_chosen=True))


def test_what_was_kept_is_for_its_user_alone(parts: Parts) -> None:
    assert stat.S_IMODE(parts.kept.stat().st_mode) == 0o600


def test_where_nothing_can_be_kept_it_goes_on(tmp_path: Path) -> None:
    path, folder = tmp_path / "config.toml", tmp_path / "no-folder"
    folder.write_text("")
    path.write_text("")
    with LiveConfig(
        ConfigFile(path, is_chosen=True), lambda _: None, KeptConfig(folder / "kept", path)
    ) as live:
        path.write_text("[reader]\nrate = 2\n")
        wait_for(lambda: live.config.reader.rate == 2.0)
        assert live.problem == ""


def test_a_pipe_in_the_place_of_what_was_kept_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "kept.toml")
    assert KeptConfig(tmp_path / "kept.toml", tmp_path / "config.toml").read() is None
