from __future__ import annotations

import string
import tomllib
from importlib.resources import files

import pytest

from speakd.app.presence_words import PresenceWords
from speakd.config.voice_options import VoiceOptions
from speakd.desktop.presence.api import TrayState
from speakd.types import LanguageTag

TABLES: dict[str, dict[str, str]] = tomllib.loads(
    files("speakd.app").joinpath("presence_words.toml").read_text("utf-8")
)
LONGEST_LABEL = 36
"""Characters: menus grow as wide as their longest line."""

LONGEST_TOOLTIP = 76
LONGEST_HEADING = 63
"""Characters; the title of a notification on Windows has room for no more."""


def words(language: str) -> PresenceWords:
    return PresenceWords(lambda: LanguageTag(language))


def parts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["zh-Hant", *VoiceOptions().enabled_languages])
def test_every_language_has_every_word_with_the_same_parts(language: str) -> None:
    table = TABLES[language]
    assert list(table) == list(TABLES["en"])
    for name, text in table.items():
        assert parts(text) == parts(TABLES["en"][name]), name
        assert text == text.strip(), name
        assert text.translate({0xA0: " ", 0x200C: ""}).isprintable(), name


def test_every_state_has_its_word() -> None:
    assert {state.value for state in TrayState} <= TABLES["en"].keys()


@pytest.mark.parametrize("language", TABLES)
def test_labels_are_short_and_differ(language: str) -> None:
    table = TABLES[language]
    assert max(len(text) for name, text in table.items() if name != "press") <= LONGEST_LABEL
    assert len(words(language).say("press", chord="ctrl+alt+super+p")) <= LONGEST_TOOLTIP
    assert len(set(table.values())) == len(table)
    for key in ("config", "hotkey", "reading", "sound", "voice", "opening"):
        assert len(words(language).heading(key)) <= LONGEST_HEADING


def test_no_language_is_left_with_english_words() -> None:
    same_word = {"pause", "stop", "progress", "title", "configured_voice", "quit"}
    for language in TABLES.keys() - {"en"}:
        for name in TABLES["en"].keys() - same_word:
            assert TABLES[language][name] != TABLES["en"][name], (language, name)


@pytest.mark.parametrize(
    ("language", "paused"),
    [
        ("de-AT", "Pausiert"),
        ("zh-CN", "已暂停"),
        ("zh-TW", "已暫停"),
        ("zh-Hant-HK", "已暫停"),
        ("pt-BR", "Em pausa"),
        ("eo", "Paused"),
    ],
)
def test_the_nearest_language_is_taken(language: str, paused: str) -> None:
    assert words(language).say("paused") == paused


def test_those_written_from_right_to_left_are_known() -> None:
    assert {each for each in TABLES if words(each).right_to_left} == {"ar", "fa", "ur"}


def test_a_heading_tells_whose_and_what() -> None:
    assert words("de").heading("hotkey") == "speakd: Problem mit dem Tastenkürzel"
    assert words("de").heading("opening") == "speakd: Es gibt ein Problem"
    assert words("ar").heading("sound") == "\u2068speakd\u2069: \u2068مشكلة في إخراج الصوت\u2069"


def test_the_words_are_read_when_they_are_needed() -> None:
    asked: list[bool] = []

    def language() -> LanguageTag:
        asked.append(True)
        return LanguageTag("fr")

    own = PresenceWords(language)
    assert not asked
    assert own.say("quit") == own.say("quit") == "Quitter"
    assert asked == [True]
