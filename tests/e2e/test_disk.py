"""Disks that are full, and homes that cannot be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.disks import make_room, seen_by, with_full_disk, with_read_only
from support.sentences import SENTENCES
from support.waiting import wait_until

if TYPE_CHECKING:
    from support.desk import Desk
    from support.speakd import Daemon

LOG = "state/speakd/log/speakd.log"


def ours(daemon: Daemon) -> list[str]:
    """What it said; PulseAudio's library says something of its own about its cookie."""
    return [line for line in daemon.said.splitlines() if line.startswith("speakd: ")]


def test_with_a_read_only_home_the_key_is_heard(desk: Desk) -> None:
    desk.home.program = (*with_read_only(desk.home.folder), *desk.home.program)
    before = {path for path, _ in desk.home.written()}
    daemon = desk.home.start()
    for sentence in SENTENCES[:2]:
        desk.clipboard.copy(sentence)
        assert desk.hear(desk.press()) == sentence
    said = ours(daemon)
    assert sum("the log" in line and "Read-only file system" in line for line in said) == 1
    assert sum("`speakd read` and other commands do not" in line for line in said) == 1
    assert len(said) == 3
    second = desk.home.launch()
    assert second.process.wait(10) == 1
    assert "already running" in second.said
    assert daemon.stop() == 0
    written = {path.name for path, _ in desk.home.written()} - {path.name for path in before}
    assert written == {"stderr-0", "stderr-1"}


def test_with_a_full_disk_the_key_is_heard_and_the_log_goes_on_when_there_is_room(
    desk: Desk,
) -> None:
    folder = desk.home.folder
    client = desk.home.program
    desk.home.program = (*with_full_disk(folder), *client)
    daemon = desk.home.start()
    desk.clipboard.copy(SENTENCES[2])
    for _ in range(2):
        assert desk.hear(desk.press()) == SENTENCES[2]
    assert sum("No space left on device" in line for line in ours(daemon)) == 1
    log = seen_by(daemon.pid, folder / LOG)
    assert not log.exists() or not log.read_bytes()

    make_room(folder, daemon.pid)
    assert desk.hear(desk.press()) == SENTENCES[2]
    wait_until(lambda: "reading 3: finished" in log.read_text(), 10, "the log")
    assert "Traceback" not in daemon.said
    assert daemon.stop() == 0
