"""What the tray shows: the state in a picture and a line, and a menu of what can be done."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from speakd.desktop.presence.api import MenuItem, TrayState, TrayView
from speakd.errors import EngineError
from speakd.reader.states import State
from speakd.types import language_lookup, language_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from speakd.app.problems import Problems
    from speakd.app.wiring import Speech
    from speakd.desktop.api import HotkeyStatus
    from speakd.speech import Voice
    from speakd.synthesis.chosen import ChosenVoices
    from speakd.types import LanguageTag

_STATES = {
    TrayState.READY: "Ready",
    TrayState.LOADING: "Loading voices",
    TrayState.SPEAKING: "Speaking",
    TrayState.PAUSED: "Paused",
    TrayState.PROBLEM: "There is a problem",
}
_PROBLEM_WIDTH = 60
_MOST_VOICES = 40
_SEPARATOR = MenuItem()

# Groups of actions by the name that they have in `[hotkeys]`; a separator comes after each.
_ACTIONS = (
    {"read": "Read the clipboard", "read_selection": "Read the selection"},
    {"stop": "Stop", "pause": "Pause"},
    {"next": "Next sentence", "previous": "Previous sentence", "repeat": "Repeat"},
    {"faster": "Faster", "slower": "Slower", "normal": "Normal speed"},
)
_WHILE_SPEAKING = frozenset({"pause", "next", "previous"})


class TrayMenu:
    """Tells what to show now. Any thread; it waits for nothing.

    Args:
        speech: What reads.
        hotkey: Tells of the chord that is named.
        problems: What is wrong.
        actions: What can be done, by the name that it has in `[hotkeys]`.
        commands: What else can be done, by the label of its item; `Quit` stands apart.
        chosen_voices: Where a voice is chosen.
        default_language: Names the language whose voices can be chosen.
        with_share: Whether the line about the state is fresh enough to tell how much was heard.
    """

    def __init__(
        self,
        speech: Speech,
        hotkey: Callable[[], HotkeyStatus],
        problems: Problems,
        *,
        actions: Mapping[str, Callable[[], None]],
        commands: Mapping[str, Callable[[], None]],
        chosen_voices: ChosenVoices,
        default_language: Callable[[], str],
        with_share: bool = True,
    ) -> None:
        self._speech = speech
        self._hotkey = hotkey
        self._problems = problems
        self._actions = actions
        self._commands = commands
        self._chosen_voices = chosen_voices
        self._default_language = default_language
        self._with_share = with_share

    def __call__(self) -> TrayView:
        """Look at everything and tell what to show."""
        problems = self._problems.lines
        state = self._state(problems)
        line = self._line(state)
        return TrayView(
            state, self._tooltip(state, line, problems), tuple(self._menu(line, problems))
        )

    def _state(self, problems: tuple[str, ...]) -> TrayState:
        match self._speech.reader.state:
            case State.PREPARING | State.SPEAKING:
                return TrayState.SPEAKING
            case State.PAUSED:
                return TrayState.PAUSED
        if problems:
            return TrayState.PROBLEM
        return TrayState.LOADING if self._speech.ladder.is_loading else TrayState.READY

    def _line(self, state: TrayState) -> str:
        line = _STATES[state]
        share = self._speech.reader.heard_share if self._with_share else None
        return line if share is None else f"{line}, {share:.0%}"

    def _tooltip(self, state: TrayState, line: str, problems: tuple[str, ...]) -> str:
        if state is TrayState.PROBLEM:
            return problems[0]
        chords = self._hotkey().chords
        if state is TrayState.READY and chords:
            return f"Press {chords[0]} to read the clipboard"
        return line

    def _menu(self, line: str, problems: tuple[str, ...]) -> Iterator[MenuItem]:
        yield MenuItem(line, key="state")
        for number, problem in enumerate(problems):
            for row, part in enumerate(textwrap.wrap(problem, _PROBLEM_WIDTH)):
                yield MenuItem(part, key=f"problem {number}.{row}")
        yield _SEPARATOR
        for group in _ACTIONS:
            for name, label in group.items():
                if name in self._actions:
                    yield self._action(name, label)
            yield _SEPARATOR
        yield self._voices()
        for label, command in self._commands.items():
            if label == "Quit":
                yield _SEPARATOR
            yield MenuItem(label, command)

    def _action(self, name: str, label: str) -> MenuItem:
        state = self._speech.reader.state
        if name == "pause" and state is State.PAUSED:
            label = "Go on"
        means_something = name not in _WHILE_SPEAKING or state is not State.IDLE
        return MenuItem(label, self._actions[name] if means_something else None, key=name)

    def _voices(self) -> MenuItem:
        language = language_tag(self._default_language())
        chosen = self._chosen_voices.chosen(language)
        label, key = f"Voice ({language})", "voices"
        try:
            speaking = self._speech.choose_voice(language)
            voices = [each for each in self._speech.ladder.voices() if _speaks(each, language)]
        except EngineError:  # none is left
            return MenuItem(label, key=key)
        configured = "As configured" if chosen else f"As configured: {_name(speaking)}"
        items = [self._voice(language, "", configured, chosen)]
        items += [
            self._voice(language, each.id, _name(each), chosen) for each in voices[:_MOST_VOICES]
        ]
        return MenuItem(label, items=tuple(items), key=key)

    def _voice(self, language: LanguageTag, voice: str, label: str, chosen: str) -> MenuItem:
        return MenuItem(
            label,
            lambda: self._chosen_voices.choose(language, voice),
            ticked=voice == chosen,
            key=f"voice {voice}",
        )


def _name(voice: Voice) -> str:
    return f"{voice.name} ({voice.engine})"


def _speaks(voice: Voice, language: LanguageTag) -> bool:
    base = language_lookup(language)[-1]
    return any(language_lookup(tag)[-1] == base for tag in voice.languages)
