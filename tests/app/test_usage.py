"""What is said of wrong usage, and what help looks like."""

from __future__ import annotations

import pytest

from speakd.app.cli import main
from speakd.app.commands.control import PLAIN_COMMANDS


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "the command is missing; `speakd --help` lists them"),
        (["config"], "the action is missing; `speakd config --help` lists them"),
        (["sing"], "there is no command 'sing'; `speakd --help` lists them"),
        (["a canary"], "there is no such command; `speakd --help` lists them"),
        (["canarycanarycanary"], "there is no such command; `speakd --help` lists them"),
        (["stpo"], "there is no command 'stpo'; did you mean `speakd stop`?"),
        (["voices", "lst"], "there is no action 'lst'; did you mean `speakd voices list`?"),
        (["say"], "the text is missing; a text that begins with a dash comes after `--`"),
        (["voices", "add"], "the following arguments are required: NAME, CLIP; see `speakd"),
        (["stop", "now"], "there are more arguments than it takes; see `speakd stop --help`"),
        (["stop", "-"], "there are more arguments than it takes; see `speakd stop --help`"),
        (["config", "show", "--all"], "there is no option --all; see `speakd config show --help`"),
        (["say", "--speed=canary", "x"], "there is no option --speed; see `speakd say --help`"),
        (["say", "-canary"], "a text that begins with a dash comes after `--`"),
        (["stop", "-canary"], "there is no option -c; see `speakd stop --help`"),
        (["--config", "", "stop"], "it is empty; leave it out for the usual one"),
        (["models", "list", "--models-dir", ""], "it is empty; leave it out for the usual one"),
        (["config", "check", ""], "it is empty; leave it out for the usual one"),
        (["autostart", "enable", "--config="], "it is empty; leave it out for the usual one"),
    ],
)
def test_wrong_usage_is_told_apart(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    [*usage, line] = capsys.readouterr().err.splitlines()
    assert line.startswith("speakd: ")
    assert told in line
    assert "canary" not in line
    assert len(usage) <= 2


HELPED = [
    *([], ["say"], ["read"], ["bench"], ["logs"], ["doctor"], ["run"], ["status"], ["stop"]),
    *(["voices"], ["voices", "list"], ["voices", "add"], ["autostart"], ["autostart", "enable"]),
    *(["models"], ["models", "download"], ["config"], ["config", "check"], ["uninstall"]),
]


@pytest.mark.parametrize("command", HELPED, ids=" ".join)
def test_help_fits_a_terminal(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main([*command, "--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) < 80
    if command:
        assert lines[0].startswith(f"usage: speakd {' '.join(command)}")
        assert any(line.endswith(".") for line in lines)  # it says what the command does


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    listed = {line.split()[0] for line in capsys.readouterr().out.splitlines() if line[:2] == "  "}
    assert set(PLAIN_COMMANDS) | {command[0] for command in HELPED if command} <= listed


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["config", "check", "--help"]])
def test_help_and_version_are_no_mistake(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    assert "speakd" in capsys.readouterr().out
