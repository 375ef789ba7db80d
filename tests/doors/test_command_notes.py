"""What whoever sends a command is told, where he would hear nothing of it for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reader.desk import TIMEOUT_S, Desk, wait_for
from speakd.doors.commands import Commands
from speakd.errors import ControlError
from speakd.reader.reading import Outcome, Policy
from speakd.reader.states import State
from speakd.types import LanguageTag
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speakd.reader.reader import Reader


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.close()


def commands(reader: Reader) -> Commands:
    return Commands(reader, lambda _: lambda _: "Copied.", dict, LanguageTag("de").__eq__)


ASKING: list[tuple[str, Mapping[str, object]]] = [("say", {"text": "Two."}), ("append", {})]


@pytest.mark.parametrize(("command", "arguments"), ASKING)
def test_what_comes_after_a_pause_says_how_to_go_on(
    desk: Desk, command: str, arguments: Mapping[str, object]
) -> None:
    first = desk.begin("One.")
    desk.reader.pause()
    told = commands(desk.reader)(command, arguments)["note"]
    assert told == (
        "this comes after the reading that is paused; `speakd resume` goes on with that one"
    )
    desk.voice.gate.open()
    desk.reader.resume()
    assert wait_for(first) is Outcome.FINISHED


@pytest.mark.parametrize(("command", "arguments"), ASKING)
def test_what_is_heard_soon_needs_no_note(
    desk: Desk, command: str, arguments: Mapping[str, object]
) -> None:
    ask = commands(desk.reader)
    assert "note" not in ask(command, arguments)
    wait_until(lambda: desk.reader.current is None, TIMEOUT_S, "its end")
    desk.begin("One.")
    assert "note" not in ask(command, arguments)


def test_the_command_that_reads_begins_in_place_of_what_is_paused(desk: Desk) -> None:
    desk.begin("One.")
    desk.reader.pause()
    assert "note" not in commands(desk.reader)("read", {})


def test_a_reading_that_is_ignored_is_told_of() -> None:
    desk = Desk(Policy.IGNORE)
    try:
        desk.begin("One.")
        assert "ignored" in str(commands(desk.reader)("read", {})["note"])
    finally:
        desk.close()


def test_whoever_sends_too_much_is_told_so(desk: Desk) -> None:
    desk.begin("One.")
    for _ in range(100):
        desk.read("More.", Policy.QUEUE)
    with pytest.raises(ControlError, match="too many readings wait"):
        commands(desk.reader)("say", {"text": "Two."})
    desk.reader.stop()


def test_a_command_that_was_answered_is_done(desk: Desk) -> None:
    ask = commands(desk.reader)
    reading = desk.begin("One.")
    ask("pause", {})
    assert desk.reader.state is State.PAUSED
    ask("stop", {})
    assert reading.outcome is Outcome.STOPPED


def test_a_language_that_no_voice_speaks_is_told_of(desk: Desk) -> None:
    ask = commands(desk.reader)
    assert "'zz'" in str(ask("say", {"text": "Two.", "language": "zz"})["note"])
    assert "note" not in ask("say", {"text": "Two.", "language": "de"})
