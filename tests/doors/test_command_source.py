"""Where the commands and the keys take their text from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from speakd.doors.commands import Commands
from speakd.doors.hotkey import hotkey_actions
from speakd.errors import ControlError
from speakd.reader.reading import Policy, Reading
from speakd.types import ReadFrom

if TYPE_CHECKING:
    from collections.abc import Callable


class Reader:
    """Remembers what was to be read, and by which policy."""

    def __init__(self) -> None:
        self.readings: list[tuple[object, object]] = []

    def read(self, source: Any, *, policy: Any = None, language: object = None) -> Reading:
        del language
        self.readings.append((source, policy))
        return Reading(len(self.readings), source, policy, None, stop=lambda _: None)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_: None


def sources(read_from: ReadFrom | None) -> Any:
    return read_from


@pytest.mark.parametrize(("command", "policy"), [("read", None), ("append", Policy.QUEUE)])
@pytest.mark.parametrize("read_from", [*ReadFrom, None])
def test_a_command_may_name_the_place(
    command: str, policy: Policy | None, read_from: ReadFrom | None
) -> None:
    reader: Any = Reader()
    arguments = {} if read_from is None else {"source": read_from.value}
    assert Commands(reader, sources, dict)(command, arguments) == {"reading": 1}
    assert reader.readings == [(read_from, policy)]


@pytest.mark.parametrize("source", ["printer", "", 7, ["selection"]])
def test_a_place_that_there_is_not_is_refused(source: object) -> None:
    reader: Any = Reader()
    with pytest.raises(ControlError, match="selection-then-clipboard"):
        Commands(reader, sources, dict)("read", {"source": source})
    assert not reader.readings


def test_the_keys_read_what_their_names_say() -> None:
    reader: Any = Reader()
    actions = hotkey_actions(reader, sources)
    for name in ("read", "read_selection", "append"):
        actions[name]()
    assert reader.readings == [
        (None, None),
        (ReadFrom.SELECTION, None),
        (None, Policy.QUEUE),
    ]
