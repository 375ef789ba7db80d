from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.parts import EN, Parts
from speakd.app.presence_words import PresenceWords
from speakd.app.problems import Problems
from speakd.app.tray_menu import TrayMenu
from speakd.desktop.presence.api import TrayState
from speakd.reader.states import State
from speakd.testing.desktop import FakeTray
from speakd.types import LanguageTag

if TYPE_CHECKING:
    from speakd.desktop.presence.api import MenuItem

_ACTIONS = ("read", "read_selection", "append", "stop", "pause", "next", "previous", "repeat")
_SPEED = ("faster", "slower", "normal")


class Shown:
    def __init__(
        self, *, with_share: bool = True, actions: tuple[str, ...] = (), language: str = "en"
    ) -> None:
        self.parts = Parts()
        self.problems = Problems()
        self.done: list[str] = []
        self.tray = FakeTray()
        names = actions or (*_ACTIONS, *_SPEED)
        commands = ("open_config", "show_log", "quit")
        self.tray.start(
            TrayMenu(
                self.parts.speech,
                lambda: self.parts.hotkey,
                self.problems,
                actions={name: lambda name=name: self.done.append(name) for name in names},
                commands={name: lambda name=name: self.done.append(name) for name in commands},
                chosen_voices=self.parts.chosen,
                default_language=lambda: "en",
                words=PresenceWords(lambda: LanguageTag(language)),
                with_share=with_share,
            )
        )

    @property
    def labels(self) -> list[str]:
        return [item.label for item in self.tray.view.menu]

    def item(self, label: str) -> MenuItem:
        return next(item for item in self.tray.view.menu if item.label == label)


@pytest.fixture
def shown() -> Shown:
    return Shown()


def test_the_menu_has_all_that_can_be_done(shown: Shown) -> None:
    assert shown.labels == [
        *("Ready", ""),
        *("Read the clipboard", "Read the selection", ""),
        *("Stop", "Pause", ""),
        *("Next sentence", "Previous sentence", "Repeat", ""),
        *("Faster", "Slower", "Normal speed", ""),
        *("Voice (en)", "Open the configuration", "Show the log", "", "Quit"),
    ]


@pytest.mark.parametrize(
    ("label", "action"),
    [
        ("Read the clipboard", "read"),
        ("Read the selection", "read_selection"),
        ("Stop", "stop"),
        ("Pause", "pause"),
        ("Next sentence", "next"),
        ("Previous sentence", "previous"),
        ("Repeat", "repeat"),
        ("Faster", "faster"),
        ("Slower", "slower"),
        ("Normal speed", "normal"),
        ("Open the configuration", "open_config"),
        ("Quit", "quit"),
    ],
)
def test_each_item_does_what_it_says(shown: Shown, label: str, action: str) -> None:
    shown.parts.state = State.SPEAKING
    shown.tray.choose(label)
    assert shown.done == [action]


def test_what_cannot_be_done_here_is_not_offered() -> None:
    assert "Read the selection" not in Shown(actions=("read", "stop")).labels


def test_what_means_nothing_now_cannot_be_chosen_but_stop_can(shown: Shown) -> None:
    idle = {item.label for item in shown.tray.view.menu if item.act is None and item.label}
    assert idle == {"Ready", "Pause", "Next sentence", "Previous sentence", "Voice (en)"}


@pytest.mark.parametrize(
    ("state", "loading", "problem", "told"),
    [
        (State.IDLE, False, False, TrayState.READY),
        (State.IDLE, True, False, TrayState.LOADING),
        (State.IDLE, True, True, TrayState.PROBLEM),
        (State.PREPARING, False, False, TrayState.SPEAKING),
        (State.SPEAKING, True, True, TrayState.SPEAKING),
        (State.PAUSED, False, True, TrayState.PAUSED),
    ],
)
def test_the_picture_tells_what_matters_most(
    shown: Shown, state: State, *, loading: bool, problem: bool, told: TrayState
) -> None:
    shown.parts.state, shown.parts.is_loading = state, loading
    if problem:
        shown.problems.report("sound", "no device")
    assert shown.tray.view.state is told


def test_pause_becomes_going_on_and_stays_the_same_item(shown: Shown) -> None:
    shown.parts.state = State.SPEAKING
    key = shown.item("Pause").key
    shown.parts.state = State.PAUSED
    assert shown.item("Resume").key == key


def test_the_state_tells_how_far_it_has_come_but_no_text(shown: Shown) -> None:
    shown.parts.state, shown.parts.share = State.SPEAKING, 0.347
    assert shown.labels[0] == shown.tray.view.tooltip == "Speaking, 35%"
    assert shown.item("Speaking, 35%").act is None


def test_a_share_that_would_be_stale_is_not_told() -> None:
    shown = Shown(with_share=False)
    shown.parts.state, shown.parts.share = State.SPEAKING, 0.347
    assert shown.labels[0] == "Speaking"


def test_problems_are_told_in_full(shown: Shown) -> None:
    line = "no sound device; connect one or start the sound server, then press the key again"
    shown.problems.report("sound", line)
    shown.problems.report("hotkey", "the key is lost")
    told = [item.label for item in shown.tray.view.menu if item.key.startswith("problem")]
    assert " ".join(told) == f"{line} the key is lost"
    assert max(map(len, told)) <= 60
    assert shown.tray.view.tooltip == line


def test_the_tooltip_tells_the_key(shown: Shown) -> None:
    assert shown.tray.view.tooltip == "Press ctrl+p to read the clipboard"
    shown.parts.lose_hotkey()
    assert shown.tray.view.tooltip == "Ready"


def test_a_voice_of_the_default_language_can_be_chosen(shown: Shown) -> None:
    def voices() -> dict[str, bool | None]:
        return {item.label: item.ticked for item in shown.item("Voice (en)").items}

    assert voices() == {
        "As configured: English (America) (espeak)": True,
        "English (America) (espeak)": False,
        "English (Great Britain) (espeak)": False,
    }
    shown.tray.choose("Voice (en)", "English (Great Britain) (espeak)")
    assert shown.parts.chosen.chosen(EN) == "espeak:en-gb"
    assert voices() == {
        "As configured": False,
        "English (America) (espeak)": False,
        "English (Great Britain) (espeak)": True,
    }
    shown.tray.choose("Voice (en)", "As configured")
    assert shown.parts.chosen.chosen(EN) == ""


def test_all_of_it_is_in_the_users_language() -> None:
    shown = Shown(language="de-AT")
    assert shown.labels == [
        *("Bereit", ""),
        *("Zwischenablage vorlesen", "Auswahl vorlesen", ""),
        *("Stopp", "Pause", ""),
        *("Nächster Satz", "Vorheriger Satz", "Wiederholen", ""),
        *("Schneller", "Langsamer", "Normale Geschwindigkeit", ""),
        *("Stimme (en)", "Einstellungen öffnen", "Protokoll anzeigen", "", "Beenden"),
    ]
    assert shown.tray.view.tooltip == "ctrl+p liest die Zwischenablage vor"
    assert not shown.tray.view.right_to_left
    shown.parts.state, shown.parts.share = State.PAUSED, 0.347
    assert shown.labels[0] == "Pausiert, 35\u00a0%"
    shown.tray.choose("Fortsetzen")
    assert shown.done == ["pause"]


def test_what_is_put_in_keeps_its_direction_among_words_from_right_to_left() -> None:
    shown = Shown(language="ar")
    assert shown.tray.view.right_to_left
    assert "\u2068ctrl+p\u2069" in shown.tray.view.tooltip
    assert (
        shown.item("الصوت (\u2068en\u2069)")
        .items[0]
        .label.endswith(": \u2068English (America) (espeak)\u2069")
    )
    shown.parts.state, shown.parts.share = State.SPEAKING, 0.347
    assert shown.labels[0] == "\u2068تجري القراءة\u2069، \u206835\u2069٪"
    shown.problems.report("sound", "no device")
    assert "no device" in shown.labels
