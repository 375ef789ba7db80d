from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.testing.desktop import FakeNotifier, NotifierConformance

if TYPE_CHECKING:
    from collections.abc import Sequence


class TestFakeNotifier(NotifierConformance):
    def make_notifier(self) -> FakeNotifier:
        self.notifier = FakeNotifier()
        return self.notifier

    def shown(self) -> Sequence[str]:
        return list(self.notifier.shown.values())

    def break_service(self) -> None:
        """Nothing can break it."""
