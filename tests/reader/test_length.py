from __future__ import annotations

import pytest

from speakd.reader.length import rounded, speaking_time_s
from speakd.types import LanguageTag


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0.2, (0, 1)),
        (1.4, (0, 1)),
        (12.4, (0, 12)),
        (20.4, (0, 20)),
        (21, (0, 20)),
        (23, (0, 25)),
        (57.4, (0, 55)),
        (57.6, (1, 0)),
        (74, (1, 0)),
        (76, (1, 30)),
        (149, (2, 30)),
        (170, (3, 0)),
        (200, (3, 0)),
        (211, (4, 0)),
        (19.6 * 60, (20, 0)),
        (23 * 60, (25, 0)),
        (203 * 60, (205, 0)),
    ],
)
def test_lengths_are_rounded_as_people_do(minutes: float, told: tuple[int, int]) -> None:
    assert rounded(minutes) == told


def test_only_numbers_that_every_language_has_a_form_for_come_out() -> None:
    for minutes in range(1, 20_000):
        for number in rounded(minutes):
            assert number <= 20 or number % 5 == 0


def test_the_rate_and_the_language_count() -> None:
    english = speaking_time_s(8_280, LanguageTag("en-GB"), 1.0)
    assert english == pytest.approx(600)
    assert speaking_time_s(8_280, LanguageTag("en"), 2.0) == pytest.approx(300)
    assert speaking_time_s(8_280, LanguageTag("zh-Hans"), 1.0) > 3 * english
    assert speaking_time_s(1_300, LanguageTag("eo"), 1.0) == pytest.approx(100)
