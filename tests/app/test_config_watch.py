from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import pytest

from speakd.app import config_watch
from speakd.app.config_watch import ConfigWatch, fingerprint
from support.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path


class Watcher:
    """Notes what the file held whenever it was told of a change."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen: list[str | None] = []
        self.watch = ConfigWatch(path, self._changed, look_every_s=0.005, settled_after_s=0.005)

    def _changed(self) -> None:
        self.seen.append(self.path.read_text() if self.path.exists() else None)

    def wait_for(self, *seen: str | None) -> None:
        wait_until(lambda: tuple(self.seen[-len(seen) :]) == seen, what=f"{seen}")


Watch: TypeAlias = Callable[..., Watcher]


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    watchers: list[Watcher] = []

    def start(path: Path | None = None) -> Watcher:
        watcher = Watcher(path or tmp_path / "config.toml")
        watchers.append(watcher)
        watcher.watch.start()
        return watcher

    yield start
    for watcher in watchers:
        watcher.watch.stop()


def test_a_file_that_is_written_again_is_noticed(tmp_path: Path, watch: Watch) -> None:
    path = tmp_path / "config.toml"
    path.write_text("one")
    watcher = watch()
    path.write_text("two")
    watcher.wait_for("two")
    path.write_text("ten")
    watcher.wait_for("ten")  # on a busy machine it may have seen the empty file before it


def test_a_file_that_is_replaced_is_noticed_though_size_and_time_are_the_same(
    tmp_path: Path, watch: Watch
) -> None:
    path, new = tmp_path / "config.toml", tmp_path / "new"
    for each, text in ((path, "one"), (new, "two")):
        each.write_text(text)
        os.utime(each, ns=(10**18, 10**18))
    watcher = watch()
    new.replace(path)
    watcher.wait_for("two")


def test_a_file_that_appears_in_a_new_folder_is_noticed(tmp_path: Path, watch: Watch) -> None:
    path = tmp_path / "not" / "there" / "config.toml"
    watcher = watch(path)
    path.parent.mkdir(parents=True)
    path.write_text("one")
    watcher.wait_for("one")


def test_a_file_that_goes_is_noticed(tmp_path: Path, watch: Watch) -> None:
    path = tmp_path / "config.toml"
    path.write_text("one")
    watcher = watch()
    path.unlink()
    watcher.wait_for(None)
    path.write_text("two")
    watcher.wait_for(None, "two")


def test_a_link_is_followed_wherever_it_is_bent_to(tmp_path: Path, watch: Watch) -> None:
    one, two, link = tmp_path / "one", tmp_path / "two", tmp_path / "config.toml"
    one.write_text("one")
    two.write_text("two")
    link.symlink_to(one)
    watcher = watch()
    one.write_text("one, edited")
    watcher.wait_for("one, edited")
    link.unlink()
    link.symlink_to(two)
    watcher.wait_for("two")


def test_a_file_that_is_still_being_written_is_let_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.toml"
    watcher = Watcher(path)
    words = ["a ", "file ", "is ", "written ", "word ", "by ", "word"]

    def write_and_look(seen: Path) -> object:
        if words:
            with path.open("a") as file:
                file.write(words.pop(0))
        return fingerprint(seen)

    monkeypatch.setattr(config_watch, "fingerprint", write_and_look)
    watcher.watch.start()
    watcher.wait_for("a file is written word by word")
    watcher.watch.stop()
    assert len(watcher.seen) == 1


def test_a_change_between_making_and_starting_is_noticed(tmp_path: Path) -> None:
    watcher = Watcher(tmp_path / "config.toml")
    (tmp_path / "config.toml").write_text("one")
    watcher.watch.start()
    watcher.wait_for("one")
    watcher.watch.stop()


def test_a_change_that_cannot_be_followed_does_not_end_the_watch(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "config.toml"
    told: list[str] = []

    def break_once() -> None:
        told.append(path.read_text())
        if len(told) == 1:
            raise ValueError("a secret")

    watch = ConfigWatch(path, break_once, look_every_s=0.005, settled_after_s=0.005)
    watch.start()
    path.write_text("one")
    wait_until(lambda: told == ["one"], what="the first change")
    path.write_text("two")
    wait_until(lambda: told == ["one", "two"], what="the second change")
    watch.stop()
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


def test_it_can_be_stopped_before_it_was_started_and_twice(tmp_path: Path) -> None:
    watch = ConfigWatch(tmp_path / "config.toml", lambda: None)
    watch.stop()
    watch.stop()
