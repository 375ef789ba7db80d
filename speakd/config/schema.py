"""Every key of the configuration: its type, default, limits and one sentence about it.

This is the only place where a default stands. Annotations are evaluated at run time, so this
module does not defer them.
"""

# ruff: noqa: RUF009, `table` makes a field
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields

from speakd.chord import Chord, parse_chord
from speakd.config.options import option, table
from speakd.config.patterns import check_pattern, check_template
from speakd.config.source import ConfigSource
from speakd.types import LanguageTag, language_lookup, language_tag

_TAG = re.compile(
    r"[a-z]{2,3}([-_][a-z]{4})?([-_]([a-z]{2}|[0-9]{3}))?([-_]([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"([-_][a-wyz0-9]([-_][a-z0-9]{2,8})+)*([-_]x([-_][a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
_ENGINE = re.compile(r"[a-z0-9][a-z0-9_-]*")


def check_language(text: str) -> None:
    """Check that `text` has the shape of a language tag (BCP 47).

    Raises:
        ValueError: It has not.
    """
    if not _TAG.fullmatch(text):
        raise ValueError(f"{text!r} is not a language tag such as 'en', 'pt-BR' or 'zh-Hant'")


def _check_language_key(text: str) -> None:
    if text != "*":
        check_language(text)


def _check_engine(text: str) -> None:
    if not _ENGINE.fullmatch(text):
        raise ValueError(f"{text!r} is not the name of an engine, such as 'espeak'")


def _check_voice(text: str) -> None:
    engine, colon, name = text.partition(":")
    if not _ENGINE.fullmatch(engine) or (colon and not name.strip()):
        raise ValueError(
            f"{text!r} is not a voice: write engine:name such as 'espeak:en-gb', or an engine "
            "alone for its best voice"
        )


def _check_chord(text: str) -> None:
    if text:
        parse_chord(text)


def _check_not_blank(text: str) -> None:
    if not text.strip():
        raise ValueError("must not be empty")


@dataclass(frozen=True, slots=True)
class HotkeyOptions:
    """Keys that work anywhere on the desktop, one field for each action."""

    read: str | tuple[str, ...] = option(
        "ctrl+option+cmd+p", "Read the clipboard aloud.", check=_check_chord
    )
    stop: str | tuple[str, ...] = option("", "Fall silent.", check=_check_chord)
    pause: str | tuple[str, ...] = option("", "Pause, and go on.", check=_check_chord)
    next: str | tuple[str, ...] = option("", "Go on with the next sentence.", check=_check_chord)
    previous: str | tuple[str, ...] = option(
        "",
        "Go back to the beginning of the sentence; soon after it, to the one before.",
        check=_check_chord,
    )
    repeat: str | tuple[str, ...] = option("", "Read again what was read last.", check=_check_chord)
    append: str | tuple[str, ...] = option(
        "", "Read the clipboard after what is being read.", check=_check_chord
    )
    faster: str | tuple[str, ...] = option("", "Speak a step faster.", check=_check_chord)
    slower: str | tuple[str, ...] = option("", "Speak a step slower.", check=_check_chord)
    normal: str | tuple[str, ...] = option(
        "", "Speak at the configured rate again.", check=_check_chord
    )
    louder: str | tuple[str, ...] = option("", "Turn the volume up by a step.", check=_check_chord)
    quieter: str | tuple[str, ...] = option(
        "", "Turn the volume down by a step.", check=_check_chord
    )

    def bindings(self) -> Mapping[Chord, str]:
        """Give the action, by the name of its field, for every chord that is bound."""
        return {chord: action for action, chord in self._pairs()}

    def cross_check(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Find chords that are bound to two actions."""
        actions: dict[Chord, str] = {}
        for action, chord in self._pairs():
            first = actions.setdefault(chord, action)
            if first != action:
                yield (first, action), f"{chord} is bound to both {first!r} and {action!r}"

    def _pairs(self) -> Iterator[tuple[str, Chord]]:
        for each in fields(self):
            value = getattr(self, each.name)
            for text in (value,) if isinstance(value, str) else value:
                if text:
                    yield each.name, parse_chord(text)


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """How text is read."""

    while_speaking: str = option(
        "stop",
        "What the read key does while something is being read: stop it, restart with what the "
        "clipboard holds now, queue that after it, or ignore the key.",
        choices=("stop", "restart", "queue", "ignore"),
    )
    rate: float = option(
        1.0, "Speaking rate; 2.0 is twice as fast as the voice's own.", minimum=0.5, maximum=4
    )
    pitch: float = option(1.0, "Pitch relative to the voice's own.", minimum=0.5, maximum=2)
    volume: float = option(
        1.0, "Loudness; 1.0 leaves the voice alone, 0 is silence.", minimum=0, maximum=2
    )
    when_slow: str = option(
        "buffer",
        "For a voice that is slower than speech: buffer until a sentence can be spoken without a "
        "gap, or take the next voice that is fast enough.",
        choices=("buffer", "faster-voice"),
    )
    max_chars: int = option(
        10_000_000,
        "Characters read at most from one clipboard; the rest is left out.",
        minimum=1,
        maximum=1_000_000_000,
    )


@dataclass(frozen=True, slots=True)
class TextOptions:
    """How what is not plain prose is read."""

    markdown: str = option(
        "auto",
        "Whether Markdown's marks are understood: where a text looks like it, always, or never.",
        choices=("auto", "always", "never"),
    )
    page_furniture: str = option(
        "skip",
        "Headers, footers and page numbers that come along when pages are copied.",
        choices=("skip", "read"),
    )
    code: str = option(
        "summary",
        'Code: tell about it ("code block, 12 lines of Python"), read it line by line, or skip '
        "it with a word.",
        choices=("summary", "read", "skip"),
    )
    tables: str = option(
        "read",
        "Tables: read them row by row, tell how many rows there are, or skip them.",
        choices=("read", "summary", "skip"),
    )
    urls: str = option(
        "domain",
        "Web addresses: say the domain, read all of it, or skip them.",
        choices=("domain", "read", "skip"),
    )
    paths: str = option(
        "short",
        "Paths of files: say the last part of long ones, read all of it, or skip them.",
        choices=("short", "read", "skip"),
    )
    hashes: str = option(
        "short",
        "Checksums, commits and UUIDs: say the first characters, read all of it, or skip them.",
        choices=("short", "read", "skip"),
    )
    emoji: str = option("name", "Emoji: say their names, or skip them.", choices=("name", "skip"))
    citations: str = option(
        "skip",
        "Marks of footnotes and citations such as [12].",
        choices=("skip", "read"),
    )
    identifiers: str = option(
        "words",
        "Names from programs such as max_chars or getValue: say their words, or read them as "
        "they stand.",
        choices=("words", "read"),
    )
    numbers: str = option(
        "words",
        "Units, currencies, dates, ranges and the like: say what they mean, or read them as they "
        "stand.",
        choices=("words", "read"),
    )
    repeats: str = option(
        "skip",
        "Rulers, drawings made of characters and runs of the same sign.",
        choices=("skip", "read"),
    )
    pauses: float = option(
        1.0,
        "Length of the silence behind paragraphs, headings and list items; 0 leaves none.",
        minimum=0,
        maximum=5,
    )


@dataclass(frozen=True, slots=True)
class RuleOptions:
    """A regular expression and what to say for it."""

    match: str = option("", "What to look for: a regular expression.", check=check_pattern)
    say: str = option("", r"What to say instead; \\1 stands for the first group.")
    languages: tuple[str, ...] = option(
        (), "Languages in which it counts; all if there are none.", check=check_language
    )

    def cross_check(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Find a rule that matches nothing, or says what is not in it."""
        if not self.match:
            yield ("match",), "must not be empty"
            return
        try:
            check_template(self.match, self.say)
        except ValueError as error:
            yield ("match", "say"), str(error)


@dataclass(frozen=True, slots=True)
class ClipboardOptions:
    """How the clipboard is reached."""

    timeout_s: float = option(
        1.5,
        "Seconds to wait for the program that owns the clipboard.",
        minimum=0.1,
        maximum=30,
    )


@dataclass(frozen=True, slots=True)
class VoiceOptions:
    """Which voice reads which language."""

    default_language: str = option(
        "en", "Language of text whose own cannot be told (BCP 47).", check=check_language
    )
    enabled_languages: tuple[str, ...] = option(
        (
            *("en", "es", "fr", "de", "it", "pt", "pl", "tr", "ru", "nl", "cs", "ar", "zh", "ja"),
            *("hu", "ko", "hi", "uk", "bg", "sr", "sv", "da", "nb", "fi", "ro", "ca", "fa", "ur"),
        ),
        "Languages to tell apart where a script has several, besides the default one and those "
        "that [voices.languages] names; the fewer, the surer.",
        check=check_language,
    )
    fallback: tuple[str, ...] = option(
        ("espeak", "system"),
        "Engines to try, best first, when the chosen voice fails.",
        check=_check_engine,
    )
    languages: Mapping[str, str] = option(
        {"*": "coqui"},
        'Voice for each language tag; "*" stands for every other language. A voice is '
        "engine:name such as 'espeak:en-gb'; an engine alone means its best voice for the "
        "language.",
        check=_check_voice,
        check_key=_check_language_key,
    )

    def preferred(self, language: LanguageTag) -> str:
        """Name the voice, or the engine, that is to read `language`.

        The nearest entry counts: `pt-BR` before `pt` before `*`.
        """
        canonical = {_canonical(key): voice for key, voice in self.languages.items()}
        for tag in language_lookup(language_tag(language)):
            if tag in canonical:
                return canonical[tag]
        return self.languages["*"]

    def detectable(self) -> tuple[LanguageTag, ...]:
        """List the languages to tell apart, each once."""
        named = (key for key in self.languages if key != "*")
        tags = map(language_tag, (*self.enabled_languages, *named))
        return tuple(dict.fromkeys(tags))

    def cross_check(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Find engines and languages that are listed twice."""
        for name in _repeated(self.fallback):
            yield ("fallback",), f"{name!r} is listed twice"
        for name in _repeated(map(_canonical, self.enabled_languages)):
            yield ("enabled_languages",), f"the language {name!r} is listed twice"
        for name in _repeated(map(_canonical, self.languages)):
            yield ("languages",), f"the language {name!r} is listed twice"


def _canonical(key: str) -> str:
    return key if key == "*" else language_tag(key)


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """Where the sound goes."""

    device: str = option(
        "default",
        "Sound device, by name or a part of it; 'default' follows the system's choice.",
        check=_check_not_blank,
    )
    backend: str = option(
        "auto",
        "Library that drives the device; 'auto' takes the first that works.",
        choices=("auto", "sounddevice", "miniaudio"),
    )
    latency_ms: int = option(
        0,
        "Milliseconds the device may hold; 0 takes the least that is safe.",
        minimum=0,
        maximum=1000,
    )
    buffer_s: float = option(
        5.0,
        "Seconds of sound synthesized ahead, at most.",
        minimum=0.2,
        maximum=120,
    )
    idle_close_s: float = option(
        10.0,
        "Seconds of silence after which the device is given back.",
        minimum=0,
        maximum=86_400,
    )


@dataclass(frozen=True, slots=True)
class LogOptions:
    """What is written down. Text that is read never is."""

    level: str = option(
        "info", "The least that is logged.", choices=("debug", "info", "warning", "error")
    )
    file: str = option(
        "default",
        "Log file; 'default' is a file in the platform's log folder, 'none' writes no file.",
        check=_check_not_blank,
    )


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration.

    Attributes:
        source: Where it was read from, for messages about it; no part of its value.
    """

    hotkeys: HotkeyOptions = table(
        HotkeyOptions,
        "Keys that work anywhere on the desktop. A chord is modifiers and one key, such as "
        '"ctrl+option+cmd+p". Modifiers: ctrl, alt (option), shift, cmd (super, win). A list '
        'binds several chords, "" binds none.',
    )
    reader: ReaderOptions = table(ReaderOptions, "How text is read.")
    text: TextOptions = table(TextOptions, "How what is not plain prose is read.")
    pronunciation: Mapping[str, str | Mapping[str, str]] = option(
        {},
        'What to say for a word, as in nginx = "engine x". A word with a capital stands for itself '
        "alone, any other for every way to write it. A table such as [pronunciation.de] is for "
        "one language.",
        check_key=_check_not_blank,
    )
    rules: tuple[RuleOptions, ...] = option(
        (),
        "Regular expressions and what to say for them, each in a table [[rules]] of its own such "
        "as match = '(\\d+) PS', say = '\\1 Pferdest\u00e4rken', languages = ['de']. They see the "
        "text before anything else does; one that takes too long is left out.",
    )
    clipboard: ClipboardOptions = table(ClipboardOptions, "How the clipboard is reached.")
    voices: VoiceOptions = table(VoiceOptions, "Which voice reads which language.")
    output: OutputOptions = table(OutputOptions, "Where the sound goes.")
    engines: Mapping[str, Mapping[str, object]] = option(
        {}, "One table for each engine, with that engine's own options.", check_key=_check_engine
    )
    log: LogOptions = table(LogOptions, "What is written down. Text that is read never is.")
    source: ConfigSource = field(default=ConfigSource(), repr=False, compare=False)

    def cross_check(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Find tables of pronunciations whose names are no languages."""
        for key, value in self.pronunciation.items():
            if isinstance(value, Mapping):
                try:
                    check_language(key)
                except ValueError as error:
                    yield ("pronunciation",), str(error)
