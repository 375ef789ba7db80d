from __future__ import annotations

import pytest

from speakd.app.problems import Problems
from speakd.testing.desktop import FakeNotifier


@pytest.fixture
def notifier() -> FakeNotifier:
    return FakeNotifier()


def test_a_problem_is_shown_once_until_it_has_gone(notifier: FakeNotifier) -> None:
    problems = Problems()
    problems.show_on(notifier, changed=lambda: None)
    problems.report("sound", "no sound device; plug one in")
    problems.report("sound", "no sound device; plug one in")
    assert notifier.log == [("show", "sound", "no sound device; plug one in")]
    problems.clear("sound")
    assert notifier.shown == {}
    problems.report("sound", "no sound device; plug one in")
    assert notifier.shown == {"sound": "no sound device; plug one in"}


def test_another_line_of_the_same_matter_takes_its_place(notifier: FakeNotifier) -> None:
    problems = Problems()
    problems.show_on(notifier, changed=lambda: None)
    problems.report("config", "line 3: no such key")
    problems.report("config", "line 4: no such key")
    assert notifier.shown == {"config": "line 4: no such key"}
    assert problems.lines == ("line 4: no such key",)


def test_what_was_wrong_before_anybody_could_be_told_is_told_later(notifier: FakeNotifier) -> None:
    problems = Problems()
    problems.report("hotkey", "lost")
    problems.report("sound", "gone")
    problems.clear("sound")
    problems.show_on(notifier, changed=lambda: None)
    assert notifier.shown == {"hotkey": "lost"}


def test_each_change_is_told_and_no_repetition(notifier: FakeNotifier) -> None:
    changes: list[tuple[str, ...]] = []
    problems = Problems()
    problems.show_on(notifier, changed=lambda: changes.append(problems.lines))
    problems.clear("sound")
    problems.report("sound", "gone")
    problems.report("sound", "gone")
    problems.clear("sound")
    assert changes == [(), ("gone",), ()]
