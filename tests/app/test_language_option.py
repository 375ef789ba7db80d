from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.app.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.app.conftest import Handle

    StartDaemon = Callable[[Handle], None]


class Recorder:
    """A daemon that does nothing and remembers everything."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, object]]] = []

    def __call__(self, command: str, arguments: Mapping[str, object]) -> Mapping[str, object]:
        self.calls.append((command, dict(arguments)))
        return {}


@pytest.mark.parametrize("option", ["--lang", "--language"])
@pytest.mark.parametrize("command", ["read", "append"])
def test_a_reading_can_be_told_its_language(daemon: StartDaemon, command: str, option: str) -> None:
    recorder = Recorder()
    daemon(recorder)
    assert main([command, option, "pt-BR"]) == 0
    assert main([command]) == 0
    assert recorder.calls == [(command, {"language": "pt-BR"}), (command, {})]


def test_say_takes_the_short_option_too(daemon: StartDaemon) -> None:
    recorder = Recorder()
    daemon(recorder)
    assert main(["say", "--lang", "de", "Tag"]) == 0
    assert recorder.calls == [("say", {"text": "Tag", "language": "de"})]


@pytest.mark.parametrize("arguments", [["read", "--lang", "no tag"], ["stop", "--lang", "de"]])
def test_no_tag_and_no_reading_are_wrong_usage(arguments: list[str]) -> None:
    assert main(arguments) == 2
