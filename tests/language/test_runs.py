# ruff: noqa: RUF001, other languages have other letters

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakd.language.detector import ContextDetector
from speakd.types import LanguageTag

DETECTOR = ContextDetector(LanguageTag("en"), (LanguageTag("de"), LanguageTag("zh")))
QUOTING = st.lists(st.sampled_from(["“Das ist nicht für dich.”", "x", ". ", "– "])).map("".join)


def split(text: str, language: str) -> list[tuple[str, str]]:
    found = DETECTOR.runs(text, LanguageTag(language))
    return [(text[span.start : span.end], tag) for span, tag in found]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我买了一台 MacBook Pro。", "zh-Hans"),
        ("他在看 The New York Times。", "zh-Hans"),
        ("iPhone 15 Pro Max 很贵。", "zh-Hans"),
        ("请打开 user settings 页面。", "zh-Hans"),
        ("新しい iPhone を買いました。", "ja"),
        ("東京は人が多い。", "ja"),
        ("大韓民國의 수도", "ko"),
        ("The angle α is small.", "en"),
        ("Plain words.", "en"),
        ("", "en"),
        ("12:30!", "zh"),
    ],
)
def test_a_name_or_a_sign_stays_with_its_surroundings(text: str, language: str) -> None:
    assert split(text, language) == [(text, language)]


def test_a_phrase_in_latin_letters_gets_its_own_voice() -> None:
    assert split("他说 please check your mail first，然后走了。", "zh-Hans") == [
        ("他说", "zh-Hans"),
        (" please check your mail first", "en"),
        ("，然后走了。", "zh-Hans"),
    ]
    assert split("她写道：“Das ist nicht so schlimm.”", "zh-Hans") == [
        ("她写道：", "zh-Hans"),
        ("“Das ist nicht so schlimm.”", "de"),
    ]


def test_what_a_latin_voice_cannot_read_gets_its_own() -> None:
    assert split("I live in (北京) now.", "en") == [
        ("I live in", "en"),
        (" (北京", "zh"),
        (") now.", "en"),
    ]
    assert split("Say спасибо!", "en") == [("Say", "en"), (" спасибо!", "ru")]


@pytest.mark.parametrize(
    ("text", "language", "runs"),
    [
        (
            'Sie sagte: "I have no idea what you are talking about." Dann ging sie.',
            "de",
            [
                ("Sie sagte: ", "de"),
                ('"I have no idea what you are talking about." ', "en"),
                ("Dann ging sie.", "de"),
            ],
        ),
        (
            "“Das ist mir wirklich ganz egal”, he said.",
            "en",
            [("“Das ist mir wirklich ganz egal”, ", "de"), ("he said.", "en")],
        ),
        ('He said "It is not what we were told."', "en", None),
        ('The French say "Je ne sais quoi" and mean it.', "en", None),
    ],
)
def test_a_sentence_quoted_in_another_language_gets_its_own_voice(
    text: str, language: str, runs: list[tuple[str, str]] | None
) -> None:
    assert split(text, language) == (runs or [(text, language)])


@given(
    st.text(st.characters()) | st.text("aB 1.(é中か한жπ") | QUOTING,
    st.sampled_from(["en", "zh", "ja"]),
)
def test_runs_touch_and_cover_everything(text: str, language: str) -> None:
    runs = DETECTOR.runs(text, LanguageTag(language))
    borders = [border for span, _ in runs for border in (span.start, span.end)]
    assert borders[0] == 0
    assert borders[-1] == len(text)
    assert borders[1:-1:2] == borders[2::2]
    assert len(runs) == 1 or all(len(span) for span, _ in runs)
