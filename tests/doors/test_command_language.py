from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from speakd.doors.commands import Commands
from speakd.errors import ControlError
from speakd.reader.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable


class Reader:
    """Remembers the language of each reading."""

    def __init__(self) -> None:
        self.languages: list[object] = []

    def read(self, source: Any, *, policy: Any, language: Any) -> Reading:
        self.languages.append(language)
        return Reading(len(self.languages), source, policy, language, stop=lambda _: None)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_: None


def doors() -> tuple[Reader, Commands]:
    reader: Any = Reader()
    return reader, Commands(reader, lambda _: lambda _: "", dict)


@pytest.mark.parametrize(
    ("command", "arguments"), [("read", {}), ("append", {}), ("say", {"text": "x"})]
)
def test_a_language_is_passed_on_in_canonical_case(
    command: str, arguments: dict[str, object]
) -> None:
    reader, commands = doors()
    commands(command, arguments)
    commands(command, arguments | {"language": "zh_hant"})
    assert reader.languages == [None, "zh-Hant"]


@pytest.mark.parametrize("command", ["read", "append", "say"])
@pytest.mark.parametrize("language", [7, ["en"], "english", "\ud800", "x" * 100_000])
def test_a_language_that_is_no_tag_is_refused(command: str, language: object) -> None:
    reader, commands = doors()
    with pytest.raises(ControlError, match="language is a tag") as caught:
        commands(command, {"text": "x", "language": language})
    assert len(str(caught.value)) < 80
    assert not reader.languages
