from __future__ import annotations

import json
import logging
from html import unescape
from typing import TYPE_CHECKING

import pytest

from speakd.desktop.presence.notifier_freedesktop import FreedesktopNotifications
from speakd.desktop.presence.notifier_posting import PostingNotifier
from speakd.testing.desktop import NotifierConformance
from support.notifications import NotificationService, running_dunst
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.desktop.presence.api import Notifier
    from support.session_bus import SessionBus
    from support.xserver import XServer


@pytest.fixture
def service(session_bus: SessionBus) -> Iterator[NotificationService]:
    with NotificationService(session_bus.address) as service:
        yield service


@pytest.fixture
def notifier(session_bus: SessionBus) -> Iterator[PostingNotifier]:
    del session_bus
    notifier = PostingNotifier(FreedesktopNotifications)
    yield notifier
    notifier.close()


class TestOnTheSessionBus(NotifierConformance):
    @pytest.fixture(autouse=True)
    def _service(self, service: NotificationService) -> None:
        self.service = service

    def make_notifier(self) -> Notifier:
        return PostingNotifier(lambda: FreedesktopNotifications(answer_s=0.1))

    def shown(self) -> Sequence[str]:
        return [text for _, _, text in self.service.shown.values()]

    def break_service(self) -> None:
        self.service.hangs.set()


class TestWhereTextIsMarkup(TestOnTheSessionBus):
    @pytest.fixture(autouse=True)
    def _service(self, session_bus: SessionBus) -> Iterator[None]:
        with NotificationService(session_bus.address, ["body", "body-markup"]) as self.service:
            yield

    def shown(self) -> Sequence[str]:
        texts = [text for _, _, text in self.service.shown.values()]
        assert not any("<" in text for text in texts)
        return [unescape(text) for text in texts]

    def break_service(self) -> None:
        self.service.refuses.set()


def test_it_says_who_speaks_and_that_it_can_wait(
    notifier: Notifier, service: NotificationService
) -> None:
    notifier.show("sound", "no device; plug one in")
    wait_until(lambda: service.shown)
    assert list(service.shown.values()) == [("speakd", "speakd", "no device; plug one in")]
    assert service.hints["urgency"] == ("y", 1)


def test_the_heading_tells_the_matter(
    session_bus: SessionBus, service: NotificationService
) -> None:
    del session_bus
    notifier = PostingNotifier(FreedesktopNotifications, lambda key: f"speakd: {key}, Lärm")
    notifier.show("sound", "no device")
    wait_until(lambda: service.shown)
    assert list(service.shown.values()) == [("speakd", "speakd: sound, Lärm", "no device")]
    notifier.close()


def test_a_service_that_refuses_is_asked_again_next_time(
    notifier: Notifier, service: NotificationService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    service.refuses.set()
    notifier.show("sound", "no device")
    wait_until(lambda: "no notification" in caplog.text)
    service.refuses.clear()
    notifier.show("hotkey", "lost")
    wait_until(lambda: [text for _, _, text in service.shown.values()] == ["lost"])


def test_a_hanging_service_is_asked_for_the_last_word_only(
    session_bus: SessionBus, service: NotificationService
) -> None:
    del session_bus
    notifier = PostingNotifier(lambda: FreedesktopNotifications(answer_s=0.3))
    service.hangs.set()
    notifier.show("sound", "first")
    wait_until(lambda: service.calls)
    for number in range(100):
        notifier.show("sound", f"then {number}")
    service.hangs.clear()
    wait_until(lambda: service.shown)
    assert [text for _, _, text in service.shown.values()] == ["then 99"]
    assert service.calls == 2
    notifier.close()


def test_the_numbers_of_a_service_that_ended_mean_nothing_to_the_next(
    session_bus: SessionBus, notifier: Notifier
) -> None:
    with NotificationService(session_bus.address) as first:
        notifier.show("sound", "no device")
        wait_until(lambda: first.shown)
    with NotificationService(session_bus.address) as second:
        notifier.show("hotkey", "lost")
        notifier.show("sound", "no device at all")
        wait_until(lambda: second.calls == 2)
        shown = [text for _, _, text in second.shown.values()]
        assert shown == ["lost", "no device at all"]


def test_after_the_bus_was_lost_the_next_line_is_shown(
    session_bus: SessionBus, notifier: Notifier
) -> None:
    with NotificationService(session_bus.address) as service:
        notifier.show("sound", "no device")
        wait_until(lambda: service.shown)
    session_bus.restart()
    with NotificationService(session_bus.address) as service:
        notifier.show("hotkey", "lost")
        wait_until(lambda: [text for _, _, text in service.shown.values()] == ["lost"])


def test_what_a_person_has_dismissed_costs_no_other(
    notifier: Notifier, service: NotificationService
) -> None:
    notifier.show("sound", "no device")
    notifier.show("hotkey", "lost")
    wait_until(lambda: len(service.shown) == 2)
    service.shown.pop(1)
    notifier.withdraw("sound")
    notifier.withdraw("hotkey")
    wait_until(lambda: not service.shown)


def test_no_service_and_no_bus_are_a_line_in_the_log(
    notifier: Notifier, session_bus: SessionBus, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    notifier.show("sound", "no device")
    wait_until(lambda: "the desktop shows no notifications" in caplog.text)
    session_bus.kill()
    notifier.show("hotkey", "lost")
    wait_until(lambda: "the session bus does not answer" in caplog.text)


def test_a_real_service_shows_replaces_and_takes_back(
    session_bus: SessionBus, own_x_server: XServer, notifier: Notifier
) -> None:
    with running_dunst({**session_bus.environment, **own_x_server.environment}) as ask:
        notifier.show("sound", "no <device> & co")
        wait_until(lambda: ask("count", "displayed") == "1")
        notifier.show("hotkey", "the key is lost")
        wait_until(lambda: ask("count", "displayed") == "2")
        notifier.show("sound", "no <other> & co")
        notifier.show("config", "line 3")
        wait_until(lambda: ask("count", "displayed") == "3")
        notifier.withdraw("hotkey")
        notifier.withdraw("sound")
        wait_until(lambda: ask("count", "history") == "2")
        assert ask("count", "displayed") == "1"
        history = json.loads(ask("history"))["data"][0]
        shown = [(each["appname"]["data"], unescape(each["body"]["data"])) for each in history]
        assert shown == [("speakd", "no <other> & co"), ("speakd", "the key is lost")]
