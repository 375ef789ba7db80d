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

    from speakd.app.presence_words import PresenceWords
    from speakd.app.problems import Problems
    from speakd.app.wiring import Speech
    from speakd.desktop.api import HotkeyStatus
    from speakd.speech import Voice
    from speakd.synthesis.chosen import ChosenVoices
    from speakd.types import LanguageTag

_PROBLEM_WIDTH = 60
_MOST_VOICES = 40
_SEPARATOR = MenuItem()

# Groups of actions by the name that they have in `[hotkeys]`; a separator comes after each.
_ACTIONS = (
    ("read", "read_selection"),
    ("stop", "pause"),
    ("next", "previous", "repeat"),
    ("faster", "slower", "normal"),
)
_WHILE_SPEAKING = frozenset({"pause", "next", "previous"})


class TrayMenu:
    """Tells what to show now. Any thread; it waits for nothing.

    Args:
        speech: What reads.
        hotkey: Tells of the chord that is named.
        problems: What is wrong.
        actions: What can be done, by the name that it has in `[hotkeys]`.
        commands: What else can be done, by its name among the words; `quit` stands apart.
        chosen_voices: Where a voice is chosen.
        default_language: Names the language whose voices can be chosen.
        words: What it is called in the user's language.
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
        words: PresenceWords,
        with_share: bool = True,
    ) -> None:
        self._speech = speech
        self._hotkey = hotkey
        self._problems = problems
        self._actions = actions
        self._commands = commands
        self._chosen_voices = chosen_voices
        self._default_language = default_language
        self._words = words
        self._with_share = with_share

    def __call__(self) -> TrayView:
        """Look at everything and tell what to show."""
        problems = self._problems.lines
        state = self._state(problems)
        line = self._line(state)
        return TrayView(
            state,
            self._tooltip(state, line, problems),
            tuple(self._menu(line, problems)),
            right_to_left=self._words.right_to_left,
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
        line = self._words.say(state.value)
        share = self._speech.reader.heard_share if self._with_share else None
        if share is None:
            return line
        return self._words.say("progress", state=line, number=f"{100 * share:.0f}")

    def _tooltip(self, state: TrayState, line: str, problems: tuple[str, ...]) -> str:
        if state is TrayState.PROBLEM:
            return problems[0]
        chords = self._hotkey().chords
        if state is TrayState.READY and chords:
            return self._words.say("press", chord=chords[0])
        return line

    def _menu(self, line: str, problems: tuple[str, ...]) -> Iterator[MenuItem]:
        yield MenuItem(line, key="state")
        for number, problem in enumerate(problems):
            for row, part in enumerate(textwrap.wrap(problem, _PROBLEM_WIDTH)):
                yield MenuItem(part, key=f"problem {number}.{row}")
        yield _SEPARATOR
        for group in _ACTIONS:
            for name in group:
                if name in self._actions:
                    yield self._action(name)
            yield _SEPARATOR
        yield self._voices()
        for name, command in self._commands.items():
            if name == "quit":
                yield _SEPARATOR
            yield MenuItem(self._words.say(name), command, key=name)

    def _action(self, name: str) -> MenuItem:
        state = self._speech.reader.state
        goes_on = name == "pause" and state is State.PAUSED
        label = self._words.say("resume" if goes_on else name)
        means_something = name not in _WHILE_SPEAKING or state is not State.IDLE
        return MenuItem(label, self._actions[name] if means_something else None, key=name)

    def _voices(self) -> MenuItem:
        language = language_tag(self._default_language())
        chosen = self._chosen_voices.chosen(language)
        label, key = self._words.say("voice", language=language), "voices"
        try:
            speaking = self._speech.choose_voice(language)
            voices = [each for each in self._speech.ladder.voices() if _speaks(each, language)]
        except EngineError:  # none is left
            return MenuItem(label, key=key)
        configured = (
            self._words.say("as_configured")
            if chosen
            else self._words.say("configured_voice", voice=_name(speaking))
        )
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
