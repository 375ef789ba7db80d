from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING

import pytest

from speakd.desktop.presence.notifier_macos import MacosNotifications
from speakd.desktop.presence.notifier_posting import PostingNotifier
from speakd.testing.desktop import NotifierConformance
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from speakd.desktop.presence.api import Notifier


@pytest.fixture
def osascript(tmp_path: Path) -> Path:
    """A stand-in that notes its arguments, and fails while there is a file `broken`."""
    program, script = tmp_path / "osascript", tmp_path / "osascript.py"
    # The path of this Python may hold blanks, which no `#!` line can.
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I "{script}" "$@"\n')
    script.write_text(
        "import json, pathlib, sys\n"
        f"folder = pathlib.Path({str(tmp_path)!r})\n"
        "if (folder / 'broken').exists(): sys.exit(3)\n"
        "with (folder / 'calls').open('a') as calls: print(json.dumps(sys.argv[1:]), file=calls)\n"
    )
    program.chmod(0o755)
    (tmp_path / "calls").touch()
    return program


def _calls(osascript: Path) -> list[list[str]]:
    lines = osascript.with_name("calls").read_text().splitlines()
    return [json.loads(line) for line in lines]


class TestThroughAScript(NotifierConformance):
    can_withdraw = False

    @pytest.fixture(autouse=True)
    def _program(self, osascript: Path) -> None:
        self.program = osascript

    def make_notifier(self) -> Notifier:
        return PostingNotifier(lambda: MacosNotifications(str(self.program)))

    def shown(self) -> Sequence[str]:
        return [call[-1] for call in _calls(self.program)]

    def break_service(self) -> None:
        self.program.with_name("broken").touch()


def test_the_line_is_an_argument_and_no_part_of_the_script(osascript: Path) -> None:
    MacosNotifications(str(osascript)).show("sound", "speakd", '" & (do shell script "id") & "')
    script = "on run argv", "display notification (item 2 of argv) with title (item 1 of argv)"
    expected = [part for each in (*script, "end run") for part in ("-e", each)]
    assert _calls(osascript) == [[*expected, "speakd", '" & (do shell script "id") & "']]


@pytest.mark.parametrize("program", ["broken one", "none"])
def test_a_failure_is_a_line_in_the_log(
    osascript: Path, program: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    osascript.with_name("broken").touch()
    path = str(osascript) if program == "broken one" else "/nowhere/osascript"
    notifier = PostingNotifier(lambda: MacosNotifications(path))
    notifier.show("sound", "no device")
    wait_until(lambda: "osascript shows no notification" in caplog.text)
    notifier.close()
