from __future__ import annotations

import pytest

from speakd.chord import parse_chord
from speakd.config.checks import check_language
from speakd.config.load import parse
from speakd.config.schema import Config
from speakd.config.tables import CrossChecked
from speakd.errors import ConfigError
from speakd.types import LanguageTag


def complaints(source: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse(source.encode(), "config.toml")
    return [f"{problem.key}: {problem.message}" for problem in caught.value.problems]


def test_the_defaults_are_what_the_readme_promises() -> None:
    config = Config()
    assert config.hotkeys.bindings() == {parse_chord("ctrl+option+cmd+p"): "read"}
    assert config.reader.while_speaking == "stop"
    assert config.voices.preferred(LanguageTag("fi")) == "coqui"


def test_the_defaults_obey_their_own_limits() -> None:
    config = Config()
    assert isinstance(config.hotkeys, CrossChecked)
    assert not list(config.hotkeys.cross_check())
    assert not list(config.voices.cross_check())


def test_an_action_may_have_several_chords_or_none() -> None:
    config = parse(b'[hotkeys]\nread = ""\nstop = ["f8", "", "ctrl+alt+s"]\npause = []', "x")
    assert config.hotkeys.bindings() == {
        parse_chord("f8"): "stop",
        parse_chord("ctrl+alt+s"): "stop",
    }


def test_a_bad_chord_lists_what_is_allowed() -> None:
    [complaint] = complaints('[hotkeys]\nread = "crtl+p"')
    assert complaint.startswith("hotkeys.read: 'crtl' is not a modifier: a chord is modifiers and")


def test_one_chord_cannot_do_two_things_however_it_is_spelled() -> None:
    assert complaints('[hotkeys]\nstop = "super+alt+control+P"') == [
        "hotkeys.stop: ctrl+alt+cmd+p is bound to both 'read' and 'stop'"
    ]


def test_the_nearest_language_chooses_the_voice() -> None:
    languages = '[voices.languages]\n"pt_br" = "espeak:pt-br"\npt = "system"\n"*" = "espeak"'
    voices = parse(languages.encode(), "x").voices
    assert voices.preferred(LanguageTag("pt-BR")) == "espeak:pt-br"
    assert voices.preferred(LanguageTag("pt-PT")) == "system"
    assert voices.preferred(LanguageTag("pt")) == "system"
    assert voices.preferred(LanguageTag("de")) == "espeak"


def test_a_language_that_is_listed_twice_is_found() -> None:
    assert complaints('[voices.languages]\n"pt-BR" = "espeak"\npt_br = "system"') == [
        "voices.languages: the language 'pt-BR' is listed twice"
    ]
    assert complaints('[voices]\nfallback = ["system", "espeak", "system"]') == [
        "voices.fallback: 'system' is listed twice"
    ]


@pytest.mark.parametrize(
    "tag", ["en", "EN", "pt-BR", "pt_br", "zh-Hant-TW", "es-419", "de-1996", "en-gb-x-rp", "yue"]
)
def test_language_tags(tag: str) -> None:
    check_language(tag)


@pytest.mark.parametrize("tag", ["", "e", "english", "en-", "-en", "en GB", "en\n", "*", "en--gb"])
def test_what_is_no_language_tag(tag: str) -> None:
    with pytest.raises(ValueError, match="is not a language tag"):
        check_language(tag)


def test_a_language_tag_is_short() -> None:
    # Whoever has one takes it apart and looks for each of its beginnings.
    with pytest.raises(ValueError, match="is not a language tag") as caught:
        check_language("en" + "-aaaaa" * 1_000_000)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("voice", ["", ":", "espeak:", "espeak: ", ":en", "Es peak:en", "a b"])
def test_what_is_no_voice(voice: str) -> None:
    [complaint] = complaints(f'[voices.languages]\nen = "{voice}"')
    assert "is not a voice: write engine:name" in complaint


@pytest.mark.parametrize(
    "source",
    [
        '[reader]\nwhile_speaking = "wait"',
        "[reader]\nrate = 0.4",
        "[reader]\npitch = 2.1",
        "[reader]\nvolume = -0.1",
        "[reader]\nmax_chars = 0",
        "[clipboard]\ntimeout_s = 0",
        '[voices]\ndefault_language = "english"',
        '[voices]\nfallback = ["E S"]',
        '[output]\nbackend = "alsa"',
        '[output]\ndevice = " "',
        "[output]\nlatency_ms = 0.5",
        "[output]\nbuffer_s = 0",
        "[output]\nidle_close_s = -1",
        '[log]\nlevel = "loud"',
        '[log]\nfile = ""',
        '[engines."E S"]\nx = 1',
        "engines = 1",
    ],
)
def test_every_limit_holds(source: str) -> None:
    assert len(complaints(source)) == 1
