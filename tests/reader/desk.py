"""A reader at work, with a fake voice and a fake device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.config.text_options import TextOptions
from speakd.language.script import ScriptDetector
from speakd.playback.output import QueuedOutput
from speakd.reader.front_end import FrontEnd
from speakd.reader.reader import Reader
from speakd.reader.reading import Outcome, Policy
from speakd.speech import Prosody
from speakd.synthesis.voices import VoiceChooser
from speakd.testing.playback import FakeDevice
from speakd.testing.synthesis import FakeOptions, FakeSynthesizer
from speakd.types import LanguageTag, Notice
from support.waiting import wait_until

if TYPE_CHECKING:
    from speakd.errors import PlaybackError
    from speakd.reader.notices import Notices
    from speakd.reader.reading import Reading

EN = LanguageTag("en")
TIMEOUT_S = 10.0


class Desk:
    """A reader with a fake voice and a fake device; everything between them is real."""

    def __init__(
        self,
        policy: Policy = Policy.STOP,
        *,
        instant: bool = True,
        voice: FakeSynthesizer | None = None,
        buffer_s: float = 0.5,
        pauses: float = 0.0,
        notices: Notices | None = None,
    ) -> None:
        self.device = FakeDevice(16_000, instant=instant)
        self.voice = voice or FakeSynthesizer(FakeOptions(languages=("en", "zh")))
        self.no_sound: PlaybackError | None = None
        self.output = QueuedOutput(self._open, buffer_s=buffer_s)
        chooser = VoiceChooser(self.voice.voices, str, EN)
        self.reader = Reader(
            FrontEnd(ScriptDetector(EN), TextOptions(pauses=pauses)),
            self.voice,
            chooser.choose,
            self.output,
            while_speaking=policy,
            prosody=Prosody(rate=1.0),
            notices=notices,
        )

    def _open(self) -> FakeDevice:
        if self.no_sound is not None:
            raise self.no_sound
        return self.device

    def read(self, text: str | Notice, policy: Policy | None = None) -> Reading:
        return self.reader.read(lambda _: text, policy=policy)

    def begin(self, text: str, policy: Policy | None = None) -> Reading:
        """Read, with an engine that is held up, until the engine has been asked."""
        self.voice.gate.shut()
        calls = len(self.voice.calls)
        reading = self.read(text, policy)
        wait_until(lambda: len(self.voice.calls) > calls, TIMEOUT_S, "the engine being asked")
        return reading

    @property
    def said(self) -> list[str]:
        return [call.segment.text for call in self.voice.calls]

    def close(self) -> None:
        self.voice.gate.open()
        self.reader.close()
        self.output.close()


def wait_for(reading: Reading) -> Outcome | None:
    assert reading.wait(TIMEOUT_S)
    return reading.outcome
