# ruff: noqa: RUF001, other languages have other letters

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakd.language.blocks import script_rows
from speakd.language.script import ScriptDetector
from speakd.types import LanguageTag


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Plain words.", "en"),
        ("Das wäre schön.", "en"),
        ("今天天气很好。", "zh"),
        ("今日は天気がいい。", "ja"),
        ("東京タワーに行く", "ja"),
        ("오늘 날씨가 좋다.", "ko"),
        ("Сегодня хорошая погода.", "ru"),
        ("Сьогодні гарна погода, її видно.", "uk"),
        ("Σήμερα έχει ωραίο καιρό.", "el"),
        ("الطقس جميل اليوم", "ar"),
        ("این یک متن پارسی است، چه خوب", "fa"),
        ("מזג האוויר יפה", "he"),
        ("आज मौसम अच्छा है", "hi"),
        ("วันนี้อากาศดี", "th"),
        ("请打开 settings 然后重启", "zh"),
        ("I live in 北京 and I like it there a lot.", "en"),
        ("", "en"),
        ("1234 ?!", "en"),
        ("🎉", "en"),
    ],
)
def test_letters_tell_the_language(text: str, language: str) -> None:
    assert ScriptDetector(LanguageTag("en")).detect(text) == language


def test_the_default_is_preferred_for_its_own_script() -> None:
    assert ScriptDetector(LanguageTag("bg")).detect("Днес времето хубаво.") == "bg"
    assert ScriptDetector(LanguageTag("zh-TW")).detect("今天天氣很好。") == "zh-TW"
    assert ScriptDetector(LanguageTag("de")).detect("Ein Satz.") == "de"


def test_marks_and_digits_have_no_script() -> None:
    assert list(script_rows("ab7 ж_字.×")) == [("Latn", 0, 2), ("Cyrl", 4, 5), ("Hani", 6, 7)]


@given(st.text(st.characters()))
def test_any_text_has_an_answer(text: str) -> None:
    assert ScriptDetector(LanguageTag("en")).detect(text)
