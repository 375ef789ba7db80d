"""What turns text into sound, changed by the configuration, with real engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.app.wiring import Speech
from speakd.config.load import parse
from speakd.errors import ConfigError, EngineUnavailable
from speakd.speech import Prosody
from speakd.types import LanguageTag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.config.schema import Config

EN = LanguageTag("en")


def config(toml: str = "") -> Config:
    """A configuration with the embedded voice alone, unless `toml` says otherwise."""
    voices = '[voices]\nfallback = ["espeak"]\n[voices.languages]\n"*" = "espeak"\n'
    return parse((toml if "[voices" in toml else voices + toml).encode(), "config.toml")


@pytest.fixture
def parts() -> Iterator[Speech]:
    made = Speech(config())
    made.ladder.warm_up()
    yield made
    made.close()


def engines(parts: Speech) -> list[tuple[str, str]]:
    return [(each.name, each.state.value) for each in parts.ladder.statuses()]


def said(parts: Speech, text: str) -> str:
    return " ".join(each.text for each in parts.front_end.segments(text, EN, Prosody))


def test_text_and_voices_change_together(parts: Speech) -> None:
    assert said(parts, "It is nginx.") == "It is nginx."
    changed = '[pronunciation]\nnginx = "engine x"\n[voices.languages]\nen = "espeak:en-gb"'
    parts.use_words(config(changed))
    assert said(parts, "It is nginx.") == "It is engine x."
    assert parts.choose_voice(EN).id == "espeak:en-gb"


def test_a_voice_that_was_chosen_by_hand_stays(parts: Speech) -> None:
    parts.chosen_voices.choose(EN, "espeak:en-gb-scotland")
    parts.use_words(config('[voices.languages]\nen = "espeak:en-gb"'))
    assert parts.choose_voice(EN).id == "espeak:en-gb-scotland"


def test_an_engine_that_did_not_change_is_kept(parts: Speech) -> None:
    [espeak] = parts.ladder.rungs
    parts.use_engines(config('[voices]\nfallback = ["espeak", "system"]'))
    assert [name for name, _ in engines(parts)] == ["coqui", "espeak", "system"]
    assert parts.ladder.rungs[1] is espeak


def test_an_engine_whose_table_changed_is_made_anew_and_can_speak_at_once(parts: Speech) -> None:
    [before] = parts.ladder.rungs
    parts.use_engines(config("[engines.espeak]\npitch = 60"))
    assert parts.ladder.rungs[0] is not before
    assert engines(parts) == [("espeak", "ready")]
    assert before.wait_until_closed(0)


def test_an_engine_that_could_not_be_used_is_tried_again(parts: Speech) -> None:
    with_missing = '[voices]\nfallback = ["espeak", "nope"]\n[voices.languages]\n"*" = "espeak"\n'
    parts.use_engines(config(with_missing))
    parts.ladder.rungs[1].warm_up()
    [espeak, missing] = parts.ladder.rungs
    assert missing.status().state.value == "unavailable"
    parts.use_engines(config(with_missing + "[reader]\nwhen_slow = 'faster-voice'"))
    assert parts.ladder.rungs[0] is espeak
    assert parts.ladder.rungs[1] is not missing


def test_engines_of_which_none_can_speak_change_nothing(parts: Speech) -> None:
    before = parts.ladder.rungs
    nobody = '[voices]\nfallback = ["nope"]\n[voices.languages]\n"*" = "nope"'
    with pytest.raises(EngineUnavailable, match="no voice is available"):
        parts.use_engines(config(nobody))
    assert parts.ladder.rungs == before
    assert engines(parts) == [("espeak", "ready")]
    parts.use_engines(config("[engines.espeak]\npitch = 60"))
    assert engines(parts) == [("espeak", "ready")]


def test_an_engines_table_that_is_wrong_changes_nothing(parts: Speech) -> None:
    before = parts.ladder.rungs
    with pytest.raises(ConfigError, match="pich"):
        parts.use_engines(config("[engines.espeak]\npich = 60"))
    assert parts.ladder.rungs == before
