"""`[text]` and `[[rules]]`: how what is not plain prose is read.

The annotations of options are evaluated at run time, so this module does not defer them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from speakd.config.checks import check_language
from speakd.config.options import option
from speakd.config.patterns import check_pattern, check_template


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
        "Units, currencies, dates, ranges, abbreviations and the like: say what they mean, or read "
        "them as they stand.",
        choices=("words", "read"),
    )
    repeats: str = option(
        "skip",
        "Rulers, drawings made of characters, runs of the same sign, and the times that all lines "
        "of a chat or a log bear: those are said where they tell something new.",
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
