# ruff: noqa: RUF001, the signs are what is tested
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakd.config.text_options import TextOptions
from speakd.spoken import SpokenText
from speakd.text.rewriting import Rewriter
from speakd.types import LanguageTag


def reworded(text: str, language: str = "en", **options: str) -> str:
    rewriter = Rewriter(TextOptions(**options))  # type: ignore[arg-type]
    return rewriter.rewrite(SpokenText.verbatim(text), LanguageTag(language)).text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("See https://www.example.com/a/b?c=d, or", "See example.com, or"),
        ("(http://x.org/foo).", "(x.org)."),
        ("https://en.wikipedia.org/wiki/Mercury_(planet) is", "en.wikipedia.org is"),
        ("Mail a_b@c.com now", "Mail a_b@c.com now"),
        ("in /usr/local/lib/python3/foo.py:12", "in foo.py, line 12"),
        ("in /etc/fstab and/or at 5 km/h", "in /etc/fstab and/or at 5 kilometers per hour"),
        ("at C:\\Users\\Joe\\x.txt", "at x.txt"),
        ("error in main.py:12:5 here", "error in main.py, line 12 here"),
        ("commit a1b2c3d fixes", "commit A 1 B 2 C 3 D fixes"),
        ("id 550e8400-e29b-41d4-a716-446655440000", "id UUID 5 5 0 E"),
        ("da39a3ee5e6b4b0d3255bfef95601890afd80709", "hash D A 3 9"),
        ("a defaced facade, 1234567 of them", "a defaced facade, 1234567 of them"),
    ],
)
def test_addresses_are_said_in_short(written: str, said: str) -> None:
    assert reworded(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Use max_chars here", "Use max chars here"),
        ("call getValueOf now", "call get Value Of now"),
        ("__init__ in HTTPServer", "init in HTTP Server"),
        ("McDonald and NATO and iOS", "McDonald and NATO and iOS"),
        ("Sent from my iPhone", "Sent from my iPhone"),
        ("snake_case_and camelCase", "snake case and camel Case"),
    ],
)
def test_names_from_programs_are_said_as_words(written: str, said: str) -> None:
    assert reworded(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("It was shown.[12] Then", "It was shown. Then"),
        ("so it is [3, 4] and", "so it is and"),
        ("a fact[citation needed]", "a fact"),
        ("the well-known² result", "the well-known result"),
        ("What?!?! No way!!!!!", "What? No way!"),
        ("Chapter 1 ........ 12", "Chapter 1, 12"),
        ("(in brackets) stays", "(in brackets) stays"),
        ("Él dijo «sí»", "Él dijo «sí»"),
        ("“It’s so”", '"It\'s so"'),
    ],
)
def test_marks_are_left_out_and_words_are_not(written: str, said: str) -> None:
    assert reworded(written) == said


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("Great 😂😂😂 yes", "en", "Great, face with tears of joy, yes"),
        ("Great! 👍🏽", "en", "Great! thumbs up"),
        ("🎉 Done", "en", "party popper, Done"),
        ("Super 😂", "de", "Super, Gesicht mit Freudentränen"),
        ("Super 😂", "pl", "Super, twarz ze łzami radości"),
        ("Так 😂", "uk", "Так, обличчя в сльозах радості"),
        ("हाँ 😂", "hi", "हाँ, खुशी के आँसुओं वाला चेहरा"),
        ("Ja 👨‍👩‍👧", "nb", "Ja, familie mann, kvinne, jente"),
        ("Allez 🇫🇷🇨🇭", "fr", "Allez, drapeau France, drapeau Suisse"),
        ("Go 🏴󠁧󠁢󠁳󠁣󠁴󠁿 1️⃣", "en", "Go, flag Scotland, keycap 1"),
        ("Four ★★★★☆", "en", "Four ★★★★☆"),
        ("Mixed ★😂", "en", "Mixed, ★, face with tears of joy"),
        ("Saluton 😂", "eo", "Saluton 😂"),
        ("Tone 🏽", "en", "Tone  "),
    ],
)
def test_emoji_are_named_once(written: str, language: str, said: str) -> None:
    assert reworded(written, language) == said


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("It cost $5.50, $1 or €20.", "en", "It cost 5 dollars 50, 1 dollar or 20 euros."),
        ("£3m and $3 million", "en", "3 million pounds and 3 million dollars"),
        ("Das kostet 5,50 €.", "de", "Das kostet 5 Euro 50."),
        ("$1.20, €0.99, £0.01 or $1M", "en", "1 dollar 20, 99 cents, 1 penny or 1 million dollars"),
        ("C'est à 12 km et 5 kg.", "fr", "C'est à 12 kilomètres et 5 kilogrammes."),
        ("Mon Mar 4 10:00:00 2024 +0100", "en", "Monday March 4 10:00:00 2024 +0100"),
        ("5 km at 20°C", "en", "5 kilometers at 20 degrees Celsius"),
        ("1 km or 10–20 kg", "en", "1 kilometer or 10 to 20 kilograms"),
        ("3,5 km und 20 °C", "de", "3,5 Kilometer und 20 Grad Celsius"),
        ("5 км 10 km", "ru", "5 км 10 километров"),
        ("5m and a 4 W bulb", "en", "5m and a 4 watts bulb"),
        ("on 2024-05-12 at", "en", "on May 12, 2024 at"),
        ("le 12/05/2024 à 14h30", "fr", "le 12 mai 2024 à 14 heures 30"),
        ("Am 3. Oktober um 10:30 Uhr", "de", "Am dritten Oktober um 10 Uhr 30"),
        ("12.05.2024", "ru", "12 мая 2024"),
        ("04/05/2024", "en", "04/05/2024"),
        ("at 10:00 or 9:05 pm", "en", "at 10 o'clock or 9 oh 5 pm"),
        ("the 1990s", "en", "the 19 nineties"),
        ("pages 10–20, 1990-2000, 3-1", "en", "pages 10 to 20, 1990 to 2000, 3-1"),
        ("call 555-123-4567", "en", "call 5 5 5, 1 2 3, 4 5 6 7"),
        ("v1.2.3 on 192.168.1.1", "en", "v1.2.3 on 192.168.1.1"),
        ("1/2 cup, 2½ hours", "en", "one half cup, 2 and a half hours"),
        ("Louis XIV, World War II", "en", "Louis the 14th, World War 2"),
        ("Chapter IV, an IV drip", "en", "Chapter 4, an IV drip"),
        ("Louis XIV", "fr", "Louis 14"),
        ("100 000 Leute", "de", "100000 Leute"),
        ("It was 1,234.50 and 50%.", "en", "It was 1,234.50 and 50%."),
        ("2024-13-45", "en", "2024-13-45"),
    ],
)
def test_figures_are_said_as_people_say_them(written: str, language: str, said: str) -> None:
    assert reworded(written, language) == said


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("R$ 3.450,00", "pt", "3.450 reais"),
        ("A$15, US$20", "en", "15 dollars, 20 dollars"),
        (
            "$1.2bn-$1.3bn, $1m-$2bn",
            "en",
            "1.2 to 1.3 billion dollars, 1 million to 2 billion dollars",
        ),
        ("$9/mo or 100 USD/month", "en", "9 dollars per month or 100 dollars per month"),
        ("20 zł, 2,50 zł, 3,5 mln zł", "pl", "20 złotych, 2 złote 50, 3,5 miliona złotych"),
        ("5 tys. osób. 2 mld.", "pl", "5 tysięcy osób. 2 miliardy."),
        ("200 млрд руб. (21 руб.)", "ru", "200 миллиардов рублей (21 рубль)"),
        ("2,5 mld. Kč, 3 Kč", "cs", "2,5 miliardy korun, 3 koruny"),
        ("100 kr", "sv", "100 kronor"),
        ("₹1,25,000 करोड़", "hi", "1,25,000 करोड़ रुपये"),
        ("$3億", "zh", "3億美元"),
        ("約 14:30", "zh-Hant", "約 14點30分"),
        ("約 NT$500", "zh", "約 500 元"),
        ("R$ 3,2 bi, 2 milhões de reais", "pt", "3,2 bilhões de reais, 2 milhões de reais"),
        ("2,5 millions € et 5 €", "fr", "2,5 millions d'euros et 5 euros"),
        (
            "1,2 Mrd. € und 55.000–65.000 €, 5,– €",
            "de",
            "1,2 Milliarden Euro und 55.000 bis 65.000 Euro, 5 Euro",
        ),
        ("v 10.30 hod. a potom", "cs", "v 10:30 hodin a potom"),
        (
            "Nach 5 Min. Pause. Sie dauert 3 Std. Dann 1 Mio. Das ist viel.",
            "de",
            "Nach 5 Minuten Pause. Sie dauert 3 Stunden. Dann 1 Million. Das ist viel.",
        ),
        ("3 €/kg, $5 m and $5", "en", "3 euros per kg, 5 million dollars and 5 dollars"),
        ("気温は12°C、5kmを10:30に", "ja", "気温は摂氏 12 度、5 キロメートルを10時30分に"),
        (
            "an area of 10 km², and well-known²,",
            "en",
            "an area of 10 square kilometers, and well-known,",
        ),
        ("1.250 TL'dir", "tr", "1.250 TL'dir"),
        ("a las 8:00 a. m.", "es", "a las 8 a. m."),
        ("a las 9:30 h. con", "es", "a las 9 y 30 con"),
        ("kr 12 500,-", "nb", "12500 kroner"),
        ("1.2M views and 3.5k likes, 4K", "en", "1.2 million views and 3.5 thousand likes, 4K"),
        ("12°C/5°C, 5 km/Tag", "de", "12 Grad Celsius/5 Grad Celsius, 5 km/Tag"),
        ("2026. 12. 15., 16:00", "hu", "2026. december 15., 16:00"),
        (
            "Berlin, 20. Mai; am Mittwoch, 18. Mai; der 3. Mai",
            "de",
            "Berlin, zwanzigster Mai; am Mittwoch, achtzehnten Mai; der dritte Mai",
        ),
        ("Am 17.11.26 mit macOS 10.12.06", "de", "Am siebzehnten November 2026 mit macOS 10.12.06"),
        ("um 16.20 Uhr, 14.30–16.00 Uhr", "de", "um 16 Uhr 20, 14 Uhr 30 bis 16 Uhr"),
        ("le 12 janv. 2023, 12/01/23 à 9h", "fr", "le 12 janvier 2023, 12 janvier 2023 à 9 heures"),
        ("às 18h00 de 20/11/26", "pt", "às 18 horas de 20 de novembro de 2026"),
        ("a las 15:00 horas", "es", "a las 15 horas"),
        ("kl. 14.30, 14.30 kr", "sv", "klockan 14:30, 14 kronor 30"),
        ("Thu, Nov 26, 2:00 – 3:00pm", "en", "Thursday, November 26, 2 to 3 pm"),
        ("Mon-Fri at 14:00 or 9:05am", "en", "Monday to Friday at 14 hundred or 9 oh 5 am"),
        ("11/20/26 or 04/05/26", "en", "November 20, 2026 or 04/05/26"),
        ("It may be 5 cats, so Do 3 it", "en", "It may be 5 cats, so Do 3 it"),
        (
            "Mo–Fr, Sa. 10–14 Uhr, so 5 Leute",
            "de",
            "Montag bis Freitag, Samstag 10 bis 14 Uhr, so 5 Leute",
        ),
        ("20 нояб. 2026, Пн–Пт", "ru", "20 ноября 2026, понедельник – пятница"),
        ("1 234,50 € et 12 000 km", "fr", "1234 euros 50 et 12000 kilomètres"),
        ("2 TL Salz, 10 Min. rühren", "de", "2 Teelöffel Salz, 10 Minuten rühren"),
        ("1/2 tsp, 1 1/2 tsp. of it", "en", "one half teaspoon, 1 and a half teaspoons of it"),
        ("2 c. à s. de sel", "fr", "2 cuillères à soupe de sel"),
        (
            "190g, 5g, 2.5s, 12V, 5 ft. tall",
            "en",
            "190 grams, 5g, 2.5 seconds, 12 volts, 5 feet tall",
        ),
        ("512GB", "zh", "512GB"),
    ],
)
def test_amounts_are_said_as_people_say_them(written: str, language: str, said: str) -> None:
    assert reworded(written, language) == said


@pytest.mark.parametrize(
    ("option", "value", "written", "said"),
    [
        ("urls", "read", "at https://example.com/a now", "at https://example.com/a now"),
        ("urls", "skip", "at https://example.com/a now", "at  now"),
        ("paths", "read", "in /a/b/c/d.py", "in /a/b/c/d.py"),
        ("hashes", "read", "commit a1b2c3d", "commit a1b2c3d"),
        ("emoji", "skip", "so 😂 it", "so it"),
        ("citations", "read", "shown.[12]", "shown.[12]"),
        ("identifiers", "read", "max_chars", "max_chars"),
        ("numbers", "read", "5 km, $5", "5 km, $5"),
        ("repeats", "read", "no!!!!", "no!!!!"),
    ],
)
def test_every_rule_has_its_key(option: str, value: str, written: str, said: str) -> None:
    assert " ".join(reworded(written, **{option: value}).split()) == " ".join(said.split())


def test_words_point_at_what_they_were_written_as() -> None:
    source = "It costs $5 at https://example.com/shop today"
    spoken = Rewriter(TextOptions()).rewrite(SpokenText.verbatim(source), LanguageTag("en"))
    assert spoken.text == "It costs 5 dollars at example.com today"
    for word, written in (("dollars", "$5"), ("example.com", "https://example.com/shop")):
        start = spoken.text.index(word)
        span = spoken.source(start, start + len(word))
        assert source[span.start : span.end] == written


SIGNS = st.text(st.sampled_from("0123456789.,:/-–+$€%°kmGBhIVX_aA b@#[]()!?=~😂🏽½²\u200d\\"))


@given(SIGNS | st.text(), st.sampled_from(["en", "de", "fr", "zh", "ar", "xx", "und", "pt-BR"]))
def test_any_signs_are_put_into_words(text: str, language: str) -> None:
    spoken = Rewriter(TextOptions()).rewrite(SpokenText.verbatim(text), LanguageTag(language))
    spans = [spoken.source(at, at + 1) for at in range(len(spoken))]
    assert [span.start for span in spans] == sorted(span.start for span in spans)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20_000,
        "1" * 20_000,
        "1 " * 10_000,
        "_a" * 10_000,
        "aB" * 10_000,
        "/a" * 10_000,
        "a/" * 10_000,
        "1.1," * 5_000,
        "C:\\a" * 5_000,
        "a@a." * 5_000,
        "- " * 10_000,
        "." * 20_000,
        "1-" * 10_000,
        "😂" * 10_000,
        "0-00" * 5_000,
        "http://" * 3_000,
        "[1" * 10_000,
        "A" * 20_000,
        "aA1" * 7_000,
        " ." * 10_000,
    ],
)
@pytest.mark.timeout(5)
def test_no_rule_takes_long_for_any_text(text: str) -> None:
    reworded(text)


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("½ tsp salt, 2 tbsp oil", "en", "one half teaspoon salt, 2 tablespoons oil"),
        ("+3.412,77 EUR and EUR 5", "en", "+3.412 euros 77 and 5 euros"),
        ("at 12:04 +0000", "en", "at 12 oh 4 +0000"),
        (
            "IBAN DE89370400440532013000",
            "en",
            "IBAN D E 8 9, 3 7 0 4, 0 0 4 4, 0 5 3 2, 0 1 3 0, 0 0",
        ),
        ("$1.00 and £1", "en", "1 dollar and 1 pound"),
        ("预算¥12,000", "zh", "预算12,000 元"),
        ("¥1,980です", "ja", "1,980 円です"),
        ("open 9:00–17:30", "en", "open 9 o'clock to 17 30"),
        ("9am-5pm", "en", "9am to 5pm"),
        ("see docs.python.org/3/library/re.html.", "en", "see docs.python.org."),
        ("and/or km/h", "en", "and/or km/h"),
        ("§ 433, §§ 434", "de", "Paragraf 433, Paragraf 434"),
        ("x≤5 ≠ 6×7", "en", "x less than or equal to 5 not equal to 6 times 7"),
        ("x ≤ 5", "ru", "x меньше или равно 5"),
        ("x ≤ 5", "eo", "x ≤ 5"),
        ("[ ] buy milk", "en", "buy milk"),
        ("[x] call", "de", "kräftiges Häkchen, call"),
        ("[citation needed]", "en", ""),
        ("[1] A note", "en", "[1] A note"),
        ("[x] Done", "en", "check mark, Done"),
        ("±√2 ≤ 5", "en", "plus-minus square root 2 less than or equal to 5"),
        ("7–6, 4–6 on pp. 5-9", "en", "7–6, 4–6 on pages 5 to 9"),
        ("+49 30 123456-0", "de", "+ 4 9, 3 0, 1 2 3 4 5 6, 0"),
        ("火山である[注釈 3]。", "ja", "火山である。"),
        ("in the world.[3]: 12 It was", "en", "in the world. It was"),
        ("see [3]: it is 5", "en", "see: it is 5"),
        ("Cf. Ref. [12].", "en", "Compare Ref. 12."),
        ("Learning [1]–[3] and more [4], [5].", "en", "Learning and more."),
        (r"Fig.~\ref{fig:one} at 5\% \citep{a}.", "en", "Fig. one at 5%."),
    ],
)
def test_what_people_copy_from_other_programs(written: str, language: str, said: str) -> None:
    assert reworded(written, language) == said
