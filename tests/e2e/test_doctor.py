"""`speakd doctor` beside a running daemon."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from support.sentences import SENTENCES

if TYPE_CHECKING:
    from support.desk import Desk


def test_it_looks_at_the_daemon_that_runs(desk: Desk) -> None:
    daemon = desk.home.start()
    desk.clipboard.copy("The quick brown fox jumps over the lazy dog.")
    desk.press()
    desk.stop()
    done = desk.home.speakd("doctor", "--json", "--silent")
    report = json.loads(done.stdout)
    messages = {each["check"]: each["message"] for each in report["findings"]}
    assert done.returncode == 0, report
    assert f"process {daemon.pid}" in messages["daemon"]
    assert "the daemon listens for ctrl+alt+cmd+p" in messages["hotkey"]
    assert "last pressed" in messages["hotkey"]
    assert f"the daemon (process {daemon.pid}) has no IP socket" in messages["network"]
    assert "fox" not in done.stdout + done.stderr


def test_it_is_not_heard_beside_a_reading(desk: Desk) -> None:
    desk.home.start()
    desk.clipboard.copy(" ".join(SENTENCES))
    began_s = desk.press()
    desk.recording.wait_for_sound(began_s)
    report = json.loads(desk.home.speakd("doctor", "--json").stdout)
    told = [each["message"] for each in report["findings"] if each["check"] == "sound"]
    assert told[0] == "speakd is reading, so nothing else is to be heard now"
    assert "silence was played" in told[1]
    assert '"speaking"' in desk.home.speakd("status", "--json").stdout
    desk.stop()
