"""Lines for a terminal, and for what is none."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from speakd.app import terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO


@pytest.fixture
def screen() -> Iterator[TextIO]:
    ours, theirs = os.openpty()
    with open(theirs, "w", encoding="utf-8") as output:  # noqa: PTH123, it has no path
        yield output
    os.close(ours)


def test_a_terminal_has_a_width_and_colours(
    screen: TextIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "72")
    assert (terminal.width(), terminal.is_coloured()) == (72, True)
    monkeypatch.setenv("COLUMNS", "3")
    assert terminal.width() == 40
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.is_coloured()


@pytest.mark.parametrize("output", [None, sys.stdout])
def test_what_is_no_terminal_has_none(output: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    if output is None:  # as for a program whose output was closed
        monkeypatch.setattr(sys, "stdout", None)
    assert (terminal.width(), terminal.is_coloured()) == (None, False)


def test_a_pipe_is_read_until_its_reader_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    receiver, sender = os.pipe()
    with open(sender, "w", encoding="utf-8") as output:  # noqa: PTH123, it has no path
        monkeypatch.setattr(sys, "stdout", output)
        assert terminal.is_read()
        os.close(receiver)
        assert not terminal.is_read()


def test_what_cannot_be_asked_is_believed_to_be_read(
    screen: TextIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", screen)
    assert terminal.is_read()
    nowhere = SimpleNamespace(fileno=lambda: 1 << 20)
    monkeypatch.setattr(sys, "stdout", nowhere)
    assert terminal.is_read()


def test_a_line_is_broken_between_words_and_never_in_a_command() -> None:
    line = "name  run `speakd models download an/id-of-a-model` and look in /a/very/long-path/to/it"
    assert terminal.wrapped(line, 30, 6).splitlines() == [
        "name  run",
        "      `speakd models download an/id-of-a-model`",
        "      and look in",
        "      /a/very/long-path/to/it",
    ]
    assert terminal.wrapped(line, None, 6) == line
