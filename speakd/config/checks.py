"""What a value of the configuration may look like; each check raises with a readable message."""

from __future__ import annotations

import re

from speakd.chord import parse_chord

_TAG = re.compile(
    r"[a-z]{2,3}([-_][a-z]{4})?([-_]([a-z]{2}|[0-9]{3}))?([-_]([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"([-_][a-wyz0-9]([-_][a-z0-9]{2,8})+)*([-_]x([-_][a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
_LONGEST_TAG = 64
"""RFC 5646 asks for 35 characters at least."""
_ENGINE = re.compile(r"[a-z0-9][a-z0-9_-]*")


def check_language(text: str) -> None:
    """Check that `text` has the shape of a language tag (BCP 47).

    Raises:
        ValueError: It has not.
    """
    if len(text) > _LONGEST_TAG or not _TAG.fullmatch(text):
        shown = text[:_LONGEST_TAG]
        raise ValueError(f"{shown!r} is not a language tag such as 'en', 'pt-BR' or 'zh-Hant'")


def check_language_or_auto(text: str) -> None:
    """Check that `text` is a language tag, or `auto`.

    Raises:
        ValueError: It is not; the message says what it should be.
    """
    if text != "auto":
        check_language(text)


def check_language_key(text: str) -> None:
    """Check that `text` is a language tag, or `*` for every other language.

    Raises:
        ValueError: It is not; the message says what it should be.
    """
    if text != "*":
        check_language(text)


def check_engine(text: str) -> None:
    """Check that `text` has the shape of an engine's name.

    Raises:
        ValueError: It is not; the message says what it should be.
    """
    if not _ENGINE.fullmatch(text):
        raise ValueError(f"{text!r} is not the name of an engine, such as 'espeak'")


def check_voice(text: str) -> None:
    """Check that `text` names a voice, or an engine that stands for its best voice.

    Raises:
        ValueError: It is not; the message says what it should be.
    """
    engine, colon, name = text.partition(":")
    if not _ENGINE.fullmatch(engine) or (colon and not name.strip()):
        raise ValueError(
            f"{text!r} is not a voice: write engine:name such as 'espeak:en-gb', or an engine "
            "alone for its best voice"
        )


def check_chord(text: str) -> None:
    """Check that `text` is a chord, or empty for none.

    Raises:
        ValueError: It is not; the message says what it should be.
    """
    if text:
        parse_chord(text)


def check_not_blank(text: str) -> None:
    """Check that `text` is more than blanks.

    Raises:
        ValueError: It is not; the message says what it should be.
    """
    if not text.strip():
        raise ValueError("must not be empty")
