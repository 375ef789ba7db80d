from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.desktop.session_end import session_is_over

if TYPE_CHECKING:
    from pathlib import Path

    from support.xserver import XServer

GONE = {"DISPLAY": ":4711", "XDG_SESSION_ID": "c2"}


def say(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Have `loginctl` answer what a script writes."""
    loginctl = folder / "loginctl"
    loginctl.write_text(f"#!/bin/sh\n{script}\n")
    loginctl.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.parametrize(
    ("script", "is_over"),
    [
        ('test "$4" = c2 && echo State=closing', True),
        ("echo State=active", False),
        ("echo State=online", False),
        ("echo 'No session' >&2; exit 1", False),
    ],
)
def test_a_session_that_logind_is_closing_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, *, is_over: bool
) -> None:
    say(tmp_path, monkeypatch, script)
    assert session_is_over(GONE, "linux") is is_over


def test_as_long_as_the_display_answers_nobody_is_asked(
    x_server: XServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(tmp_path, monkeypatch, "echo State=closing")
    assert not session_is_over({**GONE, "DISPLAY": x_server.display}, "linux")


def test_what_was_started_in_no_session_outlives_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(tmp_path, monkeypatch, "echo State=closing")
    assert not session_is_over({"DISPLAY": ":4711"}, "linux")


def test_without_logind_nothing_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not session_is_over(GONE, "linux")
