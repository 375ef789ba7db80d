# ruff: noqa: RUF001, other languages have other letters

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakd.config.voice_options import VoiceOptions
from speakd.language.detector import ContextDetector
from speakd.language.fixed import FixedDetector
from speakd.language.model import FastTextModel
from speakd.types import LanguageTag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EN = LanguageTag("en")
ENABLED = VoiceOptions().detectable()
DETECTOR = ContextDetector(EN, ENABLED)


def tags(*sentences: str, detector: ContextDetector = DETECTOR) -> list[str]:
    return [tag for _, tag in detector.label(sentences, str)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ('Der Kunde schrieb: "We are very happy with the result, but it is too slow."', "de"),
        ("Зеленский заявил: «Ми не віддамо нашу землю нікому».", "ru"),
        ("Danke!", "de"),
        ("Guten Tag", "de"),
        ("Betreff: AW:", "de"),
        ("Obrigado", "pt"),
        ("Onderwerp: Vergadering", "nl"),
        ("PRはこちら→ https://github.com/foo/bar/pull/12", "ja"),
        ("1. e4 e5 2. Nf3 Nc6 3. Bb5 a6", "en"),
        ("OK", "en"),
    ],
)
def test_fragments_and_what_quotes_others_are_told(text: str, language: str) -> None:
    assert DETECTOR.detect(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Где находится ближайшая аптека?", "ru"),
        ("Де знаходиться найближча аптека?", "uk"),
        ("Къде се намира най-близката аптека?", "bg"),
        ("Где се налази најближа апотека?", "sr"),
        ("Hvor ligger det nærmeste apoteket? Jeg vet ikke hva jeg skal gjøre.", "nb"),
        ("Hvor ligger det nærmeste apotek? Jeg ved ikke, hvad jeg skal gøre.", "da"),
        ("Var ligger närmaste apotek? Jag vet inte vad jag ska göra.", "sv"),
        ("¿Dónde está la farmacia más cercana?", "es"),
        ("Onde fica a farmácia mais próxima?", "pt"),
        ("Dov'è la farmacia più vicina?", "it"),
        ("On és la farmàcia més propera? No ho sé pas.", "ca"),
        ("نزدیک‌ترین داروخانه کجاست؟", "fa"),
        ("أين أقرب صيدلية من هنا؟", "ar"),
    ],
)
def test_neighbours_are_told_apart(text: str, language: str) -> None:
    assert DETECTOR.detect(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("中国经济发展很快", "zh-Hans"),
        ("中國經濟發展很快", "zh-Hant"),
        ("你好", "zh"),
        ("図書館", "ja"),
        ("東京大学卒業", "ja"),
        ("学校の前で", "ja"),
    ],
)
def test_chinese_scripts_and_japanese_are_told_apart(text: str, language: str) -> None:
    assert DETECTOR.detect(text) == language


def test_chinese_that_could_be_either_follows_what_stands_before() -> None:
    assert tags("我們明天見。", "你好。") == ["zh-Hant", "zh-Hant"]
    taiwan = ContextDetector(LanguageTag("zh-TW"), ENABLED)
    assert taiwan.detect("中國經濟") == "zh-TW"
    assert taiwan.detect("中国经济") == "zh-Hans"


def test_kanji_between_japanese_sentences_are_japanese() -> None:
    assert tags("会議は三時からです。", "出席者", "鈴木さんも来ます。") == ["ja"] * 3


def test_short_sentences_take_the_language_around_them() -> None:
    assert tags("Das war ein langer Tag im Büro.", "Normal.", "Total.") == ["de"] * 3
    assert tags("Normal.", "Mañana no puedo, tengo que trabajar.") == ["es"] * 2
    assert tags("Total.") == ["en"]


def test_a_clear_sentence_is_not_drowned_by_those_around_it() -> None:
    found = tags(
        "Ich komme heute etwas später nach Hause.",
        "Could you please buy some milk on your way?",
        "Ja, das mache ich gerne.",
    )
    assert found == ["de", "en", "de"]


def test_each_script_remembers_its_language() -> None:
    found = tags("Das ist der Name der Stadt auf Chinesisch:", "北京欢迎你", "Normal.")
    assert found == ["de", "zh-Hans", "de"]


def test_what_has_no_letters_is_read_like_its_surroundings() -> None:
    assert tags("12 / 2025", "Le magasin est fermé.", "14:30") == ["fr", "fr", "fr"]
    assert tags("12", "?!") == ["en", "en"]


def test_only_enabled_languages_are_found() -> None:
    few = ContextDetector(LanguageTag("de"), (EN,))
    assert few.detect("Il fait très beau aujourd'hui à Paris.") in {"de", "en"}
    assert few.detect("Das Wetter ist heute schön.") == "de"
    assert few.detect("The weather is fine today.") == "en"


def test_a_region_in_the_configuration_is_kept() -> None:
    brazilian = ContextDetector(EN, (LanguageTag("pt-BR"), LanguageTag("en-GB")))
    assert brazilian.detect("Você não está em casa hoje?") == "pt-BR"
    assert brazilian.detect("You are not at home today.") == "en"


def test_a_clear_sentence_is_not_kept_waiting() -> None:
    asked = []

    def source() -> Iterator[str]:
        for sentence in ("Das Wetter ist heute wirklich sehr schön.", "Two.", "Three.", "Four."):
            asked.append(sentence)
            yield sentence

    next(DETECTOR.label(source(), str))
    assert len(asked) == 1


def test_no_sentence_waits_for_more_than_two() -> None:
    asked = []

    def source() -> Iterator[str]:
        for _ in range(100):
            asked.append(1)
            yield "Ok."

    for _, (count, _) in zip(range(50), enumerate(DETECTOR.label(source(), str)), strict=False):
        assert len(asked) <= count + 3


def test_a_broken_model_leaves_letters_and_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "broken.ftz"
    broken.write_bytes(b"no model" * 100)
    for file in (broken, tmp_path / "missing.ftz"):
        caplog.clear()
        detector = ContextDetector(EN, ENABLED, FastTextModel(file))
        assert detector.detect("Ich weiß nicht, was das ist.") == "de"
        assert detector.detect("Сегодня хорошая погода.") == "ru"
        assert detector.detect("blah") == "en"
        assert len(caplog.records) == 1


def test_a_fixed_language_is_never_left() -> None:
    fixed = FixedDetector(LanguageTag("fr"))
    assert [tag for _, tag in fixed.label(["Hello you.", "北京"], str)] == ["fr", "fr"]
    assert [tag for _, tag in fixed.runs("Hello 北京", LanguageTag("fr"))] == ["fr"]


@given(st.lists(st.text(st.characters()), max_size=6))
def test_any_row_of_texts_is_labelled_in_order(texts: list[str]) -> None:
    labelled = list(DETECTOR.label(texts, str))
    assert [text for text, _ in labelled] == texts
    assert all(tag for _, tag in labelled)
