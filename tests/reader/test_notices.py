from __future__ import annotations

import time
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from reader.desk import EN, Desk, wait_for
from speakd.config.voice_options import VoiceOptions
from speakd.reader.notices import Notices
from speakd.reader.reading import Outcome
from speakd.reader.source import SourceText
from speakd.speech import Prosody
from speakd.types import LanguageTag, Notice
from support.waiting import wait_until

TABLES: dict[str, dict[str, Any]] = tomllib.loads(
    files("speakd.reader").joinpath("notices.toml").read_text("utf-8")
)
NUMBERS = (*range(1, 21), *range(25, 210, 5))
LONG = "This goes on and on for quite a while. " * 400
"""15 600 characters: 19 minutes."""


def notices(language: str, announce_minutes: float = 10.0) -> Notices:
    return Notices(lambda: LanguageTag(language), announce_minutes)


@pytest.mark.parametrize("language", ["zh-Hant", *VoiceOptions().enabled_languages])
def test_every_language_has_words_for_everything(language: str) -> None:
    about = {"about", "minutes", "hours", "between"}
    assert TABLES[language].keys() == {notice.name.lower() for notice in Notice} | about


def test_no_language_is_left_with_english_words() -> None:
    for language in TABLES.keys() - {"en"}:
        for notice in Notice:
            key = notice.name.lower()
            assert TABLES[language][key] != TABLES["en"][key]


def test_english_words_are_those_of_the_log() -> None:
    assert {notice.name.lower(): notice.value for notice in Notice}.items() <= TABLES["en"].items()


@pytest.mark.parametrize("language", TABLES)
def test_every_number_has_a_form(language: str) -> None:
    for unit in ("minutes", "hours"):
        forms = TABLES[language][unit]
        assert min(map(int, forms)) == 1
        for number in NUMBERS:
            best = max(int(least) for least in forms if int(least) <= number)
            assert str(number) in forms[str(best)].format(count=number) or number <= 2


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de-AT", ("de-AT", "geschützter Text")),
        ("pt-BR", ("pt-BR", "texto protegido")),
        ("zh-CN", ("zh-CN", "受保护的文字")),
        ("zh-TW", ("zh-TW", "受保護的文字")),
        ("zh-Hant-HK", ("zh-Hant-HK", "受保護的文字")),
        ("eo", ("en", "protected text")),
    ],
)
def test_the_nearest_language_speaks(language: str, told: tuple[str, str]) -> None:
    segment = notices(language).segment(Notice.PROTECTED, Prosody(rate=1.5))
    assert (segment.language, segment.text) == told
    assert segment.prosody.rate == 1.5


@pytest.mark.parametrize(
    ("language", "minutes", "told"),
    [
        ("en", 12, "about 12 minutes"),
        ("en", 1, "about one minute"),
        ("en", 90, "about one hour 30 minutes"),
        ("ru", 3, "примерно 3 минуты"),
        ("ru", 12, "примерно 12 минут"),
        ("ru", 121, "примерно 2 часа"),
        ("pl", 2, "mniej więcej dwie minuty"),
        ("pl", 45, "mniej więcej 45 minut"),
        ("cs", 4, "přibližně 4 minuty"),
        ("ar", 2, "دقيقتان تقريبًا"),
        ("ar", 12, "12 دقيقة تقريبًا"),
        ("ro", 25, "aproximativ 25 de minute"),
        ("sr", 240, "отприлике 4 сата"),
        ("zh", 150, "大约两小时30分钟"),
        ("ja", 90, "約1時間30分"),
        ("ko", 60, "약 한 시간"),
    ],
)
def test_lengths_are_told_with_the_right_form(language: str, minutes: int, told: str) -> None:
    chars = round(minutes * 60 * 13.8)
    segment = notices(language, 0.1).length(chars, EN, Prosody())
    assert segment is not None
    assert segment.text == told


def test_only_what_is_long_at_the_rate_of_now_is_announced() -> None:
    chars = 15 * 60 * 14
    assert notices("en").length(chars, EN, Prosody()) is not None
    assert notices("en").length(chars, EN, Prosody(rate=2.0)) is None
    assert notices("en", 20).length(chars, EN, Prosody()) is None
    assert notices("en", 0).length(10**9, EN, Prosody()) is None


def test_the_language_is_asked_for_when_it_is_needed_and_once() -> None:
    asked: list[bool] = []

    def language() -> LanguageTag:
        asked.append(True)
        return LanguageTag("fr")

    own = Notices(language)
    assert not asked
    own.warm_up()
    own.segment(Notice.IMAGE, Prosody())
    assert len(asked) == 1


def test_announcing_does_not_wait_for_the_text() -> None:
    own = notices("ru")
    own.warm_up()
    best = min(_seconds(own) for _ in range(20))
    assert best < 0.002


def _seconds(own: Notices) -> float:
    began = time.process_time()
    own.length(10_000_000, EN, Prosody())
    return time.process_time() - began


@pytest.fixture
def desk() -> Any:
    made = Desk(notices=notices("en"))
    yield made
    made.close()


def test_a_long_text_is_announced_before_its_first_sentence(desk: Desk) -> None:
    desk.read(LONG)
    wait_until(lambda: len(desk.said) > 1, 10, "the first sentence")
    assert desk.said[0] == "about 19 minutes"
    assert desk.said[1].startswith("This goes on")
    desk.reader.stop()


def test_a_short_text_is_not_announced(desk: Desk) -> None:
    wait_for(desk.read("Short."))
    assert desk.said == ["Short."]


def test_next_leaves_the_announcement_for_the_first_sentence(desk: Desk) -> None:
    reading = desk.begin(f"First of all. {LONG}")
    assert desk.said == ["about 19 minutes"]
    desk.reader.next()
    desk.voice.gate.open()
    wait_until(lambda: len(desk.said) > 1, 10, "the first sentence")
    assert desk.said[1].startswith("First of all.")
    reading.stop()
    wait_for(reading)


def test_previous_does_not_come_back_to_the_announcement() -> None:
    desk = Desk(notices=notices("en"), instant=False)
    try:
        reading = desk.read(f"First of all, this begins. {LONG}")
        wait_until(lambda: len(desk.said) > 1, 10, "the first sentence")
        desk.reader.previous()
        wait_until(lambda: desk.said.count(desk.said[1]) > 1, 10, "the first sentence again")
        assert desk.said.count("about 19 minutes") == 1
        reading.stop()
        wait_for(reading)
    finally:
        desk.close()


def test_repeat_does_not_announce_again(desk: Desk) -> None:
    reading = desk.begin(LONG)
    reading.stop()
    wait_for(reading)
    desk.voice.gate.open()
    desk.reader.repeat()
    wait_until(lambda: len(desk.said) > 1, 10, "the text again")
    assert desk.said[1].startswith("This goes on")
    desk.reader.stop()


def test_who_reads_a_part_is_told_so_at_its_end(desk: Desk) -> None:
    reading = desk.reader.read(lambda _: SourceText("One is here.", truncated=True))
    assert wait_for(reading) is Outcome.FINISHED
    assert desk.said == ["One is here.", "the text goes on; the rest was left out"]
    assert "One" not in repr(SourceText("One"))
