"""What can be asked of a running reader, whichever door it comes through."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from speakd.config.checks import check_language
from speakd.errors import ControlError
from speakd.reader.reading import Outcome, Policy
from speakd.reader.states import State
from speakd.types import ReadFrom, language_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.reader.reader import Reader
    from speakd.reader.reading import Reading
    from speakd.reader.source import TextSources
    from speakd.types import LanguageTag


_SETTLED_S = 0.5
"""A reader takes up what it is asked at once; one that is stuck is not waited for."""

_BEHIND_A_PAUSE = (
    "this comes after the reading that is paused; `speakd resume` goes on with that one"
)


def voice_is_missing(language: LanguageTag) -> str:
    """Say that a language is read with the voice of another."""
    return f"no voice speaks {language!r}, so another reads it; `speakd voices` lists all there are"


class Commands:
    """Turns a command and its arguments into a call of the reader, and answers once that is done.

    Args:
        reader: Who obeys.
        sources: Where text is taken from.
        status: Tells how everything is doing.
        speaks: Tells whether there is a voice for a language.
    """

    def __init__(
        self,
        reader: Reader,
        sources: TextSources,
        status: Callable[[], Mapping[str, object]],
        speaks: Callable[[LanguageTag], bool] = lambda _: True,
    ) -> None:
        self._reader = reader
        self._sources = sources
        self._speaks = speaks
        self._commands: dict[str, Callable[[Mapping[str, object]], Mapping[str, object]]] = {
            "read": lambda arguments: self._read(None, arguments),
            "append": lambda arguments: self._read(Policy.QUEUE, arguments),
            "say": self._say,
            "stop": lambda _: self._post(reader.stop),
            "pause": lambda _: self._post(reader.pause),
            "resume": lambda _: self._post(reader.resume),
            "next": lambda _: self._post(reader.next),
            "previous": lambda _: self._post(reader.previous),
            "repeat": lambda _: self._post(reader.repeat),
            "faster": lambda _: self._post(reader.faster),
            "slower": lambda _: self._post(reader.slower),
            "normal": lambda _: self._post(reader.normal_speed),
            "louder": lambda _: self._post(reader.louder),
            "quieter": lambda _: self._post(reader.quieter),
            "status": lambda _: status(),
        }

    def __call__(self, command: str, arguments: Mapping[str, object]) -> Mapping[str, object]:
        """Carry out `command`; any thread.

        Raises:
            ControlError: There is no such command, or its arguments are wrong.
        """
        try:
            act = self._commands[command]
        except KeyError:
            known = ", ".join(sorted(self._commands))
            raise ControlError("no such command", remedy=f"there are {known}") from None
        return act(arguments)

    def _read(self, policy: Policy | None, arguments: Mapping[str, object]) -> Mapping[str, object]:
        language, source = _language(arguments), self._sources(_read_from(arguments))
        return self._result(self._reader.read(source, policy=policy, language=language))

    def _say(self, arguments: Mapping[str, object]) -> Mapping[str, object]:
        text = arguments.get("text")
        if not isinstance(text, str):
            raise ControlError("`say` takes a text and, if need be, a language")
        reading = self._reader.read(
            lambda _: text,
            # Whoever sends a text means it to be heard, not to silence the one before.
            policy=Policy.QUEUE,
            language=_language(arguments),
        )
        return self._result(reading)

    def _result(self, reading: Reading) -> Mapping[str, object]:
        """Tell what has become of a request, with a note where nothing is heard of it soon.

        Raises:
            ControlError: Too many wait already.
        """
        notes = []
        if reading.language is not None and not self._speaks(reading.language):
            notes.append(voice_is_missing(reading.language))
        self._reader.settle(_SETTLED_S)
        if reading.policy is Policy.QUEUE and reading.outcome is Outcome.REFUSED:
            raise ControlError(
                "too many readings wait already",
                remedy="try again when some have been read; `speakd stop` forgets them all",
            )
        if reading.policy is Policy.IGNORE and reading.outcome is Outcome.REFUSED:
            notes.append("another reading is under way, so this one is ignored")
        is_behind = not reading.done and self._reader.current is not reading
        if is_behind and self._reader.state is State.PAUSED:
            notes.append(_BEHIND_A_PAUSE)
        return {"reading": reading.number} | ({"note": "; ".join(notes)} if notes else {})

    def _post(self, action: Callable[[], None]) -> Mapping[str, object]:
        action()
        # Whoever asks for the status next is to find it done.
        self._reader.settle(_SETTLED_S)
        return {}


def _read_from(arguments: Mapping[str, object]) -> ReadFrom | None:
    source = arguments.get("source")
    try:
        return None if source is None else ReadFrom(source)
    except ValueError:
        known = ", ".join(each.value for each in ReadFrom)
        raise ControlError("no such source of text", remedy=f"there are {known}") from None


def _language(arguments: Mapping[str, object]) -> LanguageTag | None:
    language = arguments.get("language")
    if language is None or language == "":
        return None
    if isinstance(language, str):
        with suppress(ValueError):
            check_language(language)
            return language_tag(language)
    raise ControlError("a language is a tag such as 'en' or 'pt-BR'")
