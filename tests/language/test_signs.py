from __future__ import annotations

import pytest

from speakd.config.voice_options import VoiceOptions
from speakd.language.detector import ContextDetector
from speakd.language.model import FastTextModel
from speakd.language.signs import Signs
from speakd.language.words import weigh_words
from speakd.types import LanguageTag
from support.corpus import snippets

LATIN = ("en", "de", "fr", "es", "it", "pt", "nl", "da", "nb", "sv", "fi", "pl", "cs", "ca", "ro")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It was a bright day, and the clocks were striking.", "en"),
        ("Ich weiß nicht, ob das wirklich eine gute Idee ist.", "de"),
        ("Je ne sais pas si c'est une bonne idée pour nous.", "fr"),
        ("The end.", None),
        ("Reykjavik", None),
        ("", None),
        ('He said "ich weiß nicht" and then he was gone.', None),
        ("Menu à la carte", None),
    ],
)
def test_only_what_leaves_no_doubt_is_sure(text: str, language: str | None) -> None:
    assert Signs(LATIN).sure(text) == language


def test_what_nothing_is_known_of_is_never_ruled_out() -> None:
    assert Signs(("en", "sw")).sure("It was a bright day, and the clocks were striking.") is None
    assert Signs(("sw",)).sure("anything") == "sw"


def test_every_sure_sentence_of_the_corpus_is_in_its_language() -> None:
    enabled = VoiceOptions().enabled_languages
    for letters, least in ((set(LATIN), 30), ({"ru", "uk", "bg", "sr"}, 1)):
        signs = Signs([each for each in enabled if each in letters])
        sure = 0
        for snippet in snippets():
            for sentence in snippet.sentences:
                language = sentence.language.partition("-")[0]
                if sentence.is_mixed or language not in letters:
                    continue
                found = signs.sure(sentence.text)
                assert found in {None, language}
                sure += found is not None
        assert sure >= least


def test_a_sure_sentence_needs_no_model() -> None:
    asked: list[str] = []
    model = FastTextModel()

    def counting(text: str) -> dict[str, float]:
        asked.append(text)
        return dict(model(text))

    detector = ContextDetector(LanguageTag("en"), [*map(LanguageTag, LATIN)], counting)
    assert detector.detect("It was a bright day, and the clocks were striking.") == "en"
    assert not asked
    detector.detect("Reykjavik")
    detector.detect("Reykjavik")
    assert asked == ["Reykjavik"]


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Danke!", "See you tomorrow.", True),
        ("Yes.", "Let us go.", False),
        ("Reykjavik!", "Let us go.", False),
        ("Hello!", "你好。", True),
        ("你好。", "你好吗。", False),
        ("Спасибо!", "Дякую!", True),
        ("42.", "43.", False),
    ],
)
def test_neighbours_that_differ_are_told_at_a_glance(one: str, other: str, differ: bool) -> None:  # noqa: FBT001, a table's column
    languages = [LanguageTag(each) for each in VoiceOptions().enabled_languages]
    detector = ContextDetector(LanguageTag("en"), languages, lambda _: {})
    assert detector.differ(one, other) is differ


def test_english_is_read_even_where_only_other_scripts_are_enabled() -> None:
    detector = ContextDetector(LanguageTag("zh"), [LanguageTag("zh")], lambda _: {})
    assert detector.detect("Reykjavik") == "en"


def test_a_word_counts_once_however_often_it_is_sung() -> None:
    languages = ("en", "cs", "pl")
    assert weigh_words("na na na na na", languages) == weigh_words("na", languages)
