"""Every key of the configuration: its type, default, limits and one sentence about it.

Defaults stand here, and in the modules of the larger tables, and nowhere else. Annotations are
evaluated at run time, so this module does not defer them.
"""

# ruff: noqa: RUF009, `table` makes a field
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from speakd.config.checks import (
    check_engine,
    check_language,
    check_language_or_auto,
    check_not_blank,
)
from speakd.config.hotkey_options import HotkeyOptions
from speakd.config.options import option, table
from speakd.config.source import ConfigSource
from speakd.config.text_options import RuleOptions, TextOptions
from speakd.config.voice_options import VoiceOptions
from speakd.types import ReadFrom


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
    announce_minutes: float = option(
        10.0,
        'How long a text must take for its length to be said before it ("about 12 minutes"); 0 '
        "for never.",
        minimum=0,
        maximum=100_000,
    )
    spoken_language: str = option(
        "auto",
        'Language in which speakd speaks for itself, as in "nothing to read", and in which the '
        'menu of the icon in the tray is. "auto" is '
        'voices.default_language where that is not "en", else the desktop\'s own.',
        check=check_language_or_auto,
    )
    max_chars: int = option(
        10_000_000,
        "Characters read at most from one clipboard; the rest is left out.",
        minimum=1,
        maximum=1_000_000_000,
    )


@dataclass(frozen=True, slots=True)
class ClipboardOptions:
    """What is taken from the clipboard and the selection, and how."""

    source: str = option(
        "clipboard",
        "What the read and append keys and commands read: the clipboard, what is selected in the "
        "program in front, or the clipboard only where nothing is selected.",
        choices=tuple(each.value for each in ReadFrom),
    )
    prefer: str = option(
        "plain",
        "Which flavour of a copied text is read where a program gives both. Plain text is faster; "
        "HTML keeps the structure of a page, its headings, lists and tables, but many a program "
        "fills it with what nobody wants to hear.",
        choices=("plain", "html"),
    )
    skip_concealed: bool = option(
        True,  # noqa: FBT003, the default
        "Whether what a program marks as secret or passing, such as a password, is left unread.",
    )

    timeout_s: float = option(
        1.5,
        "Seconds to wait for the program that owns the clipboard.",
        minimum=0.1,
        maximum=30,
    )


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """Where the sound goes."""

    device: str = option(
        "default",
        "Sound device, by name or a part of it; 'default' follows the system's choice, "
        "and stands in where a named one is missing.",
        check=check_not_blank,
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
class DesktopOptions:
    """What is seen of speakd."""

    tray: bool = option(
        True,  # noqa: FBT003, an option's default comes first
        "Show an icon with the state and a menu, where the desktop has a place for it.",
    )
    notifications: bool = option(
        True,  # noqa: FBT003, likewise
        "Show a notification when something is wrong that you have to mend, and only then.",
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
        check=check_not_blank,
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
        check_key=check_not_blank,
    )
    rules: tuple[RuleOptions, ...] = option(
        (),
        "Regular expressions and what to say for them, each in a table [[rules]] of its own such "
        "as match = '(\\d+) PS', say = '\\1 Pferdest\u00e4rken', languages = ['de']. They see the "
        "text before anything else does; one that takes too long is left out.",
    )
    clipboard: ClipboardOptions = table(
        ClipboardOptions, "What is taken from the clipboard and the selection, and how."
    )
    voices: VoiceOptions = table(VoiceOptions, "Which voice reads which language.")
    output: OutputOptions = table(OutputOptions, "Where the sound goes.")
    engines: Mapping[str, Mapping[str, object]] = option(
        {}, "One table for each engine, with that engine's own options.", check_key=check_engine
    )
    desktop: DesktopOptions = table(DesktopOptions, "What is seen of speakd.")
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
