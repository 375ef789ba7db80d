from __future__ import annotations

from speakd.synthesis.chosen import ChosenVoices
from speakd.types import language_tag

EN, EN_GB, DE = language_tag("en"), language_tag("en-GB"), language_tag("de")


def _configured(language: str) -> str:
    return f"configured:{language}"


def test_what_is_chosen_comes_before_what_is_configured() -> None:
    chosen = ChosenVoices()
    preferred = chosen.before(_configured)
    assert preferred(EN) == "configured:en"
    chosen.choose(EN, "espeak:en-gb")
    assert preferred(EN) == preferred(EN_GB) == "espeak:en-gb"
    assert preferred(DE) == "configured:de"
    assert (chosen.chosen(EN_GB), chosen.chosen(DE)) == ("espeak:en-gb", "")


def test_the_nearest_choice_counts() -> None:
    chosen = ChosenVoices()
    chosen.choose(EN, "one")
    chosen.choose(EN_GB, "other")
    assert (chosen.chosen(EN), chosen.chosen(EN_GB)) == ("one", "other")


def test_a_choice_can_be_taken_back() -> None:
    chosen = ChosenVoices()
    chosen.choose(EN, "espeak:en-gb")
    chosen.choose(EN, "")
    chosen.choose(DE, "")
    assert chosen.before(_configured)(EN) == "configured:en"
