from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.app.wiring import speech
from speakd.config.schema import Config, ReaderOptions
from speakd.config.voice_options import VoiceOptions
from speakd.speech import Prosody
from speakd.synthesis.fallback import FallbackSynthesizer
from speakd.types import Notice

if TYPE_CHECKING:
    from speakd.speech import Voice
    from speakd.types import LanguageTag

EMBEDDED = {"*": "espeak"}


@pytest.mark.parametrize(
    ("default_language", "spoken_language", "desktop", "told"),
    [
        ("en", "auto", "de_AT.UTF-8", ("de-AT", "geschützter Text")),
        ("en", "auto", "C", ("en", "protected text")),
        ("fr", "auto", "de_AT.UTF-8", ("fr", "texte protégé")),
        ("fr", "en", "de_AT.UTF-8", ("en", "protected text")),
    ],
)
def test_speakd_speaks_for_itself_in_the_users_language(
    monkeypatch: pytest.MonkeyPatch,
    default_language: str,
    spoken_language: str,
    desktop: str,
    told: tuple[str, str],
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", desktop)
    voices = VoiceOptions(default_language=default_language, languages=EMBEDDED)
    reader = ReaderOptions(spoken_language=spoken_language)
    with speech(Config(reader=reader, voices=voices)) as parts:
        segment = parts.notices.segment(Notice.PROTECTED, Prosody())
    assert (segment.language, segment.text) == told


def test_segments_keep_to_the_limit_of_the_voice_that_will_read_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def max_chars(_: FallbackSynthesizer, voice: Voice, language: LanguageTag) -> int:
        assert language in voice.languages
        return {"de": 120, "en": 60}[language]

    monkeypatch.setattr(FallbackSynthesizer, "max_chars", max_chars)
    german = "Das ist ein Satz, der nicht enden will und immer weiter geht und geht, " * 9
    english = "This is a sentence that goes on and on and does not want to end, ever, " * 9
    with speech(Config(voices=VoiceOptions(languages=EMBEDDED))) as parts:
        parts.ladder.warm_up()
        found = list(parts.front_end.segments(f"{german}.\n\n{english}.", None, Prosody))
    for language, limit in (("de", 120), ("en", 60)):
        lengths = [len(each.text) for each in found if each.language == language]
        assert limit // 2 < max(lengths) <= limit
