"""Emoji by their names; the same one many times over is said once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.rules.rule import Context

_PICTURE = "[\u231a-\u23ff\u2600-\u27bf\u2b05-\u2b55\U0001f000-\U0001faff\U000e0020-\U000e007f]"
_DRESSED = f"{_PICTURE}[\ufe0e\ufe0f]*"
_EMOJI = f"(?:[0-9#*]\ufe0f?\u20e3|{_DRESSED}(?:\u200d{_DRESSED})*)"
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
_RUN = re.compile(rf"{_EMOJI}(?:\s*{_EMOJI})*")
_KEYCAP = "\u20e3"
_CACHED = 512


def emoji(text: str, context: Context) -> Iterator[Edit]:
    """Say what emoji show."""
    for found in _RUN.finditer(text):
        if context.policy.emoji == "skip":
            yield Edit(*found.span(), " ")
            continue
        names = _names(found[0], context.base)
        if names is None:
            continue
        start = len(text[: found.start()].rstrip())
        end = len(text) - len(text[found.end() :].lstrip())
        before, after = text[start - 1 : start], text[end : end + 1]
        said = f", {names}" if before.isalnum() else f" {names}" if before else names
        joint = ", " if after.isalnum() else " " if end > found.end() else ""
        yield Edit(start, end, said + joint)


@lru_cache(_CACHED)
def _names(run: str, language: str) -> str | None:
    """Name the emoji of a run, each once; None where nobody knows a name in that language."""
    # Only a text with emoji pays for their names.
    import emoji as names  # noqa: PLC0415

    if language not in names.LANGUAGES:
        return None
    said: list[str] = []
    names.config.load_language(language)
    for token in names.analyze(_SKIN_TONES.sub("", run), non_emoji=True):
        if isinstance(token.value, str):
            if token.chars.isspace() or token.chars in "\ufe0e\ufe0f":
                continue
            return None
        data = names.EMOJI_DATA[token.value.emoji]
        name = data.get(language) or data["en"]
        said.append(str(name).strip(":").replace("_", " "))
    return ", ".join(dict.fromkeys(said))


EMOJI = Rule(
    frozenset(
        chr(code)
        for start, stop in (
            (0x231A, 0x2400),
            (0x2600, 0x27C0),
            (0x2B05, 0x2B56),
            (0x1F000, 0x1FB00),
        )
        for code in range(start, stop)
    )
    | {_KEYCAP},
    emoji,
)
