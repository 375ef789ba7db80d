"""Short forms are said in full, and only where they have one reading."""

# ruff: noqa: RUF001, other languages have other letters

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from speakd.text.short_forms import short_forms
from speakd.types import Span
from support.spoken import said, segments


@pytest.mark.parametrize(
    ("text", "language", "spoken"),
    [
        ("See fig. 2, e.g. here.", "en", "See figure 2, for example here."),
        (
            "Cf. Smith vs. Jones, No. 5, pp. 3-4.",
            "en",
            "Compare Smith versus Jones, Number 5, pages 3 to 4.",
        ),
        ("See Sec. 3 and Eq. (4) of it.", "en", "See section 3 and Equation (4) of it."),
        ("Cats, dogs, etc.", "en", "Cats, dogs, et cetera."),
        (
            "z.B. Hunde, d. h. Tiere usw.",
            "de",
            "zum Beispiel Hunde, das heißt Tiere und so weiter.",
        ),
        (
            "Z. B. gem. Art. 6 i. V. m. § 3",
            "de",
            "Zum Beispiel gemäß Artikel 6 in Verbindung mit Paragraf 3",
        ),
        ("Hunde usw. Danach Katzen", "de", "Hunde und so weiter. Danach Katzen"),
        ("Hunde u. a. Tiere, Katzen u. a.", "de", "Hunde unter anderem Tiere, Katzen und andere."),
        ("1 Mio. Euro und 2 Mio. Euro", "de", "1 Million Euro und 2 Millionen Euro"),
        (
            "M. Dupont, c.-à-d. lui, cf. p. 5",
            "fr",
            "Monsieur Dupont, c'est-à-dire lui, confer page 5",
        ),
        ("l'avv. Verdi, la sig.ra Rossi", "it", "l'avvocato Verdi, la signora Rossi"),
        ("EE. UU., p. ej. en la pág. 5", "es", "Estados Unidos, por ejemplo en la página 5"),
        ("t.ex. skolor m.fl. i år", "sv", "till exempel skolor med flera i år"),
        ("np. o godz. 10 itd.", "pl", "na przykład o godzinie 10 i tak dalej."),
        ("Это, т. е. дом и т. д.", "ru", "Это, то есть дом и так далее."),
        ("قال د. محمد", "ar", "قال الدكتور محمد"),
    ],
)
def test_a_short_form_is_said_in_full(text: str, language: str, spoken: str) -> None:
    assert said(text, language) == [spoken]
    assert said(text, language, numbers="read") == [text]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I said no. It was late by then.", "en"),
        ("The page is at example.de or example.no today.", "en"),
        ("He met Anna M. Roy on that day.", "fr"),
        ("Ok. Jutro będę tam znowu.", "pl"),
        ("The state of the art. It is new.", "en"),
        ("W. A. Mozart und S. Bach", "de"),
    ],
)
def test_what_only_looks_like_a_short_form_stays(text: str, language: str) -> None:
    assert " ".join(said(text, language)) == text


def test_the_longest_of_two_counts_and_knows_its_place() -> None:
    (segment,) = segments("Es gilt i. V. m. Satz 1", "de")
    assert segment.text == "Es gilt in Verbindung mit Satz 1"
    at = segment.text.index("Verbindung")
    assert segment.source(Span(at, at + 1)) == Span(8, 16)


def test_every_form_that_may_end_a_sentence_is_said_there() -> None:
    tables = tomllib.loads(files("speakd.text").joinpath("abbreviations.toml").read_text("utf-8"))
    for language, uses in tables.items():
        for written, spoken in uses.get("end", {}).items():
            if spoken:
                assert said(f"x y {written}", language) == [f"x y {spoken}."], (language, written)


@pytest.mark.parametrize("language", ["de", "en", "xx"])
def test_a_language_without_forms_of_its_own_has_those_of_all(language: str) -> None:
    assert short_forms(language).find("Fig. 2", 3) is not None
