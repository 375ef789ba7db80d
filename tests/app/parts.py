"""Parts of a daemon that say what they are told to, for what only asks them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from speakd.desktop.api import HotkeyStatus
from speakd.playback.api import OutputStatus
from speakd.reader.states import State
from speakd.speech import Voice
from speakd.synthesis.chosen import ChosenVoices
from speakd.synthesis.rung import RungState, RungStatus
from speakd.types import language_tag

if TYPE_CHECKING:
    from speakd.app.wiring import Speech
    from speakd.types import LanguageTag

EN = language_tag("en")


class Parts:
    """What there is between a text and the ear, and a hotkey.

    Attributes:
        state: What the reader does.
        share: How much of the text was heard.
        last: The reading that ended last.
        sound_problem: What is wrong with the sound.
        tries: How often it was tried to have it back.
        is_loading: Whether voices are being loaded.
        engines: How the engines are doing.
        voices: What they offer.
        hotkey: How the hotkey is doing.
    """

    def __init__(self) -> None:
        self.state = State.IDLE
        self.share: float | None = None
        self.last: object = None
        self.sound_problem = ""
        self.tries = 0
        self.is_loading = False
        self.engines = [RungStatus("espeak", RungState.READY)]
        self.voices = [
            Voice("espeak:en-us", "English (America)", (language_tag("en-US"), EN)),
            Voice("espeak:en-gb", "English (Great Britain)", (language_tag("en-GB"),)),
            Voice("espeak:de", "German", (language_tag("de"),)),
        ]
        self.chosen = ChosenVoices()
        self.hotkey = HotkeyStatus("fake", ("ctrl+p",), alive=True, **_NOTHING_YET)

    def lose_hotkey(self, problem: str = "the X server is gone") -> None:
        """Lose the key."""
        self.hotkey = HotkeyStatus("fake", (), alive=False, **_NOTHING_YET | {"problem": problem})

    @property
    def speech(self) -> Speech:
        """What reads."""
        parts = self

        class Reader:
            state = property(lambda _: parts.state)
            last = property(lambda _: parts.last)
            heard_share = property(lambda _: parts.share)

        class Ladder:
            is_loading = property(lambda _: parts.is_loading)

            def statuses(self) -> list[RungStatus]:
                return parts.engines

            def voices(self) -> list[Voice]:
                return parts.voices

        def sound() -> OutputStatus:
            return OutputStatus(
                backend="fake", is_open=True, underruns=0, problem=parts.sound_problem
            )

        return cast(
            "Speech",
            SimpleNamespace(
                reader=Reader(),
                ladder=Ladder(),
                output=SimpleNamespace(status=sound, warm_up=self._warm_up),
                choose_voice=self._choose,
                chosen_voices=self.chosen,
            ),
        )

    def _warm_up(self) -> None:
        self.tries += 1

    def _choose(self, language: LanguageTag) -> Voice:
        chosen = self.chosen.chosen(language)
        return next((each for each in self.voices if each.id == chosen), self.voices[0])


_NOTHING_YET: dict[str, object] = {"last_event_s": None, "restarts": 0, "problem": ""}
