"""A reader whose settings change while it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reader.desk import EN, TIMEOUT_S, Desk, wait_for
from speakd.config.text_options import TextOptions
from speakd.language.script import ScriptDetector
from speakd.reader.front_end import FrontEnd
from speakd.reader.notices import Notices
from speakd.reader.reading import Outcome, Policy
from speakd.synthesis.voices import VoiceChooser
from speakd.testing.synthesis import FakeOptions, FakeSynthesizer
from speakd.text.rules.own import own_rules
from speakd.types import LanguageTag, Notice
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk(voice=FakeSynthesizer(FakeOptions(languages=("en", "en-GB"))))
    yield made
    made.close()


def _speak_with(
    desk: Desk, language: str = "en", notices: Notices | None = None, **pronunciation: str
) -> None:
    rules = own_rules((), pronunciation)
    front_end = FrontEnd(ScriptDetector(EN), TextOptions(pauses=0.0), own_rules=rules)
    chooser = VoiceChooser(desk.voice.voices, lambda _: f"fake:{language.lower()}", EN)
    desk.reader.speak_with(front_end, chooser.choose, notices or Notices())


def test_a_new_pronunciation_is_heard_in_the_next_reading(desk: Desk) -> None:
    wait_for(desk.read("It is nginx."))
    _speak_with(desk, nginx="engine x")
    wait_for(desk.read("It is nginx."))
    assert desk.said == ["It is nginx.", "It is engine x."]


def test_a_new_voice_is_heard_from_the_next_sentence_on(desk: Desk) -> None:
    reading = desk.begin("One is here.\n\nTwo is there.")
    _speak_with(desk, "en-GB")
    desk.reader.set_rate(1.5)
    wait_until(lambda: desk.reader.rate == 1.5, TIMEOUT_S, "the inbox")
    desk.voice.gate.open()
    assert wait_for(reading) is Outcome.FINISHED
    assert [call.voice.id for call in desk.voice.calls] == ["fake:en", "fake:en-gb"]
    assert desk.said == ["One is here.", "Two is there."]


def test_notices_change_with_the_language(desk: Desk) -> None:
    _speak_with(desk, notices=Notices(lambda: LanguageTag("de")))
    wait_for(desk.read(Notice.NOTHING_TO_READ))
    assert desk.voice.calls[0].segment.language == "de"


def test_a_new_normal_rate_is_spoken_at_once_and_returned_to(desk: Desk) -> None:
    desk.reader.faster()
    desk.reader.set_normal_rate(2.0)
    wait_until(lambda: desk.reader.rate == 2.0, TIMEOUT_S, "the rate")
    desk.reader.faster()
    desk.reader.normal_speed()
    wait_for(desk.read("Aa."))
    assert desk.voice.calls[0].segment.prosody.rate == 2.0


def test_pitch_changes_without_the_rate(desk: Desk) -> None:
    desk.reader.set_rate(1.5)
    desk.reader.set_pitch(0.8)
    wait_for(desk.read("Aa."))
    prosody = desk.voice.calls[0].segment.prosody
    assert (prosody.rate, prosody.pitch) == (1.5, 0.8)


def test_the_volume_can_be_set(desk: Desk) -> None:
    desk.reader.set_volume(0.25)
    wait_until(lambda: desk.reader.volume == 0.25, TIMEOUT_S, "the volume")
    wait_for(desk.read("A" * 50))
    heard = abs(desk.device.heard)
    assert heard[len(heard) // 2 :].max() == pytest.approx(0.5 * 0.25, rel=0.05)


def test_a_new_policy_holds_for_the_next_request(desk: Desk) -> None:
    first = desk.begin("One.")
    desk.reader.set_policy(Policy.QUEUE)
    second = desk.read("Two.")
    desk.voice.gate.open()
    assert (wait_for(first), wait_for(second)) == (Outcome.FINISHED, Outcome.FINISHED)
