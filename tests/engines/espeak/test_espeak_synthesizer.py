from __future__ import annotations

import subprocess
import sys
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING

import espeakng_loader
import numpy as np
import pytest

from speakd.cancel import CancelToken
from speakd.engines.espeak import EspeakOptions, EspeakSynthesizer, phonemes
from speakd.errors import EngineUnavailable, SynthesisError
from speakd.speech import Prosody, Segment, Voice
from speakd.synthesis.voices import best_voice
from speakd.types import LanguageTag, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from speakd.audio import AudioChunk

EN = LanguageTag("en")
SENTENCE = "The quick brown fox jumps over the lazy dog."
LONG = " ".join([SENTENCE] * 40)


@pytest.fixture
def make() -> Iterator[Callable[..., EspeakSynthesizer]]:
    made: list[EspeakSynthesizer] = []

    def synthesizer(**options: object) -> EspeakSynthesizer:
        made.append(EspeakSynthesizer(EspeakOptions(**options)))  # type: ignore[arg-type]
        return made[-1]

    yield synthesizer
    for synthesizer_made in made:
        synthesizer_made.close()


def begin(
    espeak: EspeakSynthesizer,
    text: str,
    prosody: Prosody | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[AudioChunk]:
    voice = best_voice(espeak.voices(), EN)
    assert voice is not None
    segment = Segment(text, EN, Span(0, len(text)), prosody or Prosody())
    return espeak.synthesize(segment, voice, cancel or CancelToken())


def sound(espeak: EspeakSynthesizer, text: str, prosody: Prosody | None = None) -> np.ndarray:
    return np.concatenate([chunk.samples for chunk in begin(espeak, text, prosody)])


def pitch_hz(samples: np.ndarray, rate_hz: int = 22_050) -> float:
    middle = samples[len(samples) // 4 : len(samples) // 2]
    likeness = np.correlate(middle, middle, "full")[len(middle) - 1 :]
    shortest, longest = rate_hz // 400, rate_hz // 60
    return rate_hz / (int(np.argmax(likeness[shortest:longest])) + shortest)


def test_importing_it_does_not_import_numpy_or_load_the_library() -> None:
    script = (
        "import sys, speakd.engines.espeak as e\n"
        "assert 'numpy' not in sys.modules and 'espeakng_loader' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_sound_starts_after_one_zero_and_ends_with_a_natural_pause(
    make: Callable[..., EspeakSynthesizer],
) -> None:
    for text, shortest_s, longest_s in [
        ("Hello there.", 0.2, 0.36),
        ("Hello there,", 0.1, 0.2),
        ("Hello there.\n\n\n\n", 0.2, 0.36),
    ]:
        samples = sound(make(), text)
        audible = np.flatnonzero(np.abs(samples) > 0.002)
        assert samples[0] == 0.0
        assert audible[0] == 1
        assert shortest_s < (len(samples) - audible[-1]) / 22_050 < longest_s


def test_a_pause_inside_a_sentence_is_kept(make: Callable[..., EspeakSynthesizer]) -> None:
    espeak = make()
    assert len(sound(espeak, "one, two")) > len(sound(espeak, "one two")) + 1500


def test_sound_comes_in_short_chunks(make: Callable[..., EspeakSynthesizer]) -> None:
    *speech, _pause = begin(make(), SENTENCE)
    assert len(speech) > 20
    assert max(chunk.duration_s for chunk in speech) < 0.15


def test_volume_pitch_rate_and_variant_are_heeded(make: Callable[..., EspeakSynthesizer]) -> None:
    usual = sound(make(), SENTENCE)
    loud = sound(make(volume=150), SENTENCE)
    assert np.abs(loud).mean() > 1.2 * np.abs(usual).mean()
    assert len(sound(make(words_per_minute=350), SENTENCE)) < 0.65 * len(usual)
    assert not np.array_equal(sound(make(variant="f3"), SENTENCE)[: len(usual)], usual)

    flat = make(pitch_range=0)
    low = pitch_hz(sound(flat, "mmm", Prosody(pitch=1.0)))
    high = pitch_hz(sound(flat, "mmm", Prosody(pitch=1.5)))
    assert high / low == pytest.approx(1.5, rel=0.1)


@pytest.mark.parametrize(("rate", "wpm"), [(2.5, 437), (3.5, 612), (5.0, 875)])
def test_rates_beyond_the_librarys_own_are_still_faster(
    make: Callable[..., EspeakSynthesizer], rate: float, wpm: int
) -> None:
    espeak = make()
    ratio = len(sound(espeak, LONG, Prosody(rate=rate))) / len(sound(espeak, LONG))
    assert ratio == pytest.approx(175 / wpm, rel=0.2)


@pytest.mark.parametrize("rate", [0.0, 0.01, 1000.0])
def test_absurd_prosody_is_limited(make: Callable[..., EspeakSynthesizer], rate: float) -> None:
    assert len(sound(make(), "hello", Prosody(rate=rate, pitch=rate)))


def test_settings_do_not_leak_into_the_next_segment(
    make: Callable[..., EspeakSynthesizer],
) -> None:
    espeak = make()
    before = sound(espeak, SENTENCE)
    sound(espeak, SENTENCE, Prosody(rate=2.0, pitch=1.5))
    sound(make(volume=20, variant="m3"), SENTENCE)
    assert len(sound(espeak, SENTENCE)) == pytest.approx(len(before), rel=0.01)


@pytest.mark.parametrize("command", ["\x01300S", "\x0190P", "\x01Vde", "\x0150A"])
def test_embedded_commands_are_not_obeyed(
    make: Callable[..., EspeakSynthesizer], command: str
) -> None:
    espeak = make()
    spelled = sound(espeak, f" {command[1:]} hello there, this is a sentence")
    given = sound(espeak, f"{command} hello there, this is a sentence")
    assert len(given) == pytest.approx(len(spelled), rel=0.01)


def test_phoneme_commands_and_markup_are_read_out(make: Callable[..., EspeakSynthesizer]) -> None:
    espeak = make()
    assert len(sound(espeak, "[[h@l'oU]]")) > 1.5 * len(sound(espeak, "hello"))
    assert len(sound(espeak, "<b>x</b>")) > 1.5 * len(sound(espeak, "x"))


def test_a_paused_listener_holds_nobody_up_and_loses_nothing(
    make: Callable[..., EspeakSynthesizer],
) -> None:
    patient, other = make(), make()
    whole = np.concatenate([chunk.samples for chunk in begin(patient, LONG)])
    paused = begin(patient, LONG)
    pieces = [next(paused).samples]
    assert len(sound(other, SENTENCE))
    assert phonemes("hello", "en")
    pieces += [chunk.samples for chunk in paused]
    assert len(np.concatenate(pieces)) == pytest.approx(len(whole), rel=0.001)


def test_memory_does_not_grow_with_the_text(make: Callable[..., EspeakSynthesizer]) -> None:
    """A listener who takes little makes the library wait: an hour of sound is not made."""
    espeak = make()
    cancel = CancelToken()
    chunks = begin(espeak, "a " * 1_000_000, cancel=cancel)
    taken = sum(next(chunks).frames for _ in range(20))
    cancel.cancel()
    assert sum(chunk.frames for chunk in chunks) == 0
    assert taken < 3 * 22_050
    assert len(sound(espeak, SENTENCE))


def test_many_instances_in_many_threads_do_not_mix_their_sound(
    make: Callable[..., EspeakSynthesizer],
) -> None:
    texts = [f"number {number} speaks {'very ' * number} long" for number in range(6)]
    alone = [len(sound(make(), text)) for text in texts]
    lengths: dict[int, list[int]] = {number: [] for number in range(6)}
    instances = [make() for _ in texts]

    def speak(number: int) -> None:
        for _ in range(10):
            lengths[number].append(len(sound(instances[number], texts[number])))

    threads = [threading.Thread(target=speak, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, expected in enumerate(alone):
        assert lengths[number] == pytest.approx([expected] * 10, rel=0.02)


def test_the_last_to_close_ends_the_thread_and_it_can_be_started_again() -> None:
    before = threading.active_count()
    for _ in range(3):
        first, second = EspeakSynthesizer(), EspeakSynthesizer()
        assert len(sound(first, SENTENCE))
        assert len(sound(second, SENTENCE))
        first.close()
        assert len(sound(second, SENTENCE))
        assert threading.active_count() == before + 1
        second.close()
        assert threading.active_count() == before


def test_closing_frees_a_suspended_synthesis(make: Callable[..., EspeakSynthesizer]) -> None:
    espeak = make()
    chunks = begin(espeak, LONG)
    next(chunks)
    espeak.close()
    assert sum(1 for _ in chunks) < 20
    with pytest.raises(EngineUnavailable, match="closed"):
        espeak.warm_up()


def test_a_voice_it_does_not_have_is_an_error(make: Callable[..., EspeakSynthesizer]) -> None:
    espeak = make()
    segment = Segment("hello", EN, Span(0, 5))
    with pytest.raises(SynthesisError, match="no voice 'espeak:xx'"):
        list(espeak.synthesize(segment, Voice("espeak:xx", "X", (EN,)), CancelToken()))
    assert len(sound(espeak, "hello"))


class TestBrokenWheel:
    def test_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "espeakng_loader", None)
        self.assert_unavailable("not installed")

    def test_without_its_data(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        library = tmp_path / "libespeak-ng.so"
        library.write_bytes(b"")
        self.pretend(monkeypatch, library, tmp_path)
        self.assert_unavailable("lacks phontab")

    def test_for_another_machine(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        library = tmp_path / "libespeak-ng.so"
        library.write_bytes(b"\x7fELF nonsense")
        (tmp_path / "phontab").touch()
        self.pretend(monkeypatch, library, tmp_path)
        self.assert_unavailable("does not load")

    def test_that_raises(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        def no_path() -> str:
            raise RuntimeError("data path not exists")

        loader = SimpleNamespace(get_library_path=lambda: str(tmp_path), get_data_path=no_path)
        monkeypatch.setitem(sys.modules, "espeakng_loader", loader)
        self.assert_unavailable("not whole")

    @staticmethod
    def pretend(monkeypatch: pytest.MonkeyPatch, library: Path, data: Path) -> None:
        loader = SimpleNamespace(
            get_library_path=lambda: str(library), get_data_path=lambda: str(data)
        )
        monkeypatch.setitem(sys.modules, "espeakng_loader", loader)

    @staticmethod
    def assert_unavailable(reason: str) -> None:
        before = threading.active_count()
        espeak = EspeakSynthesizer()
        for use in (espeak.probe, espeak.warm_up, espeak.voices):
            with pytest.raises(EngineUnavailable, match=reason) as caught:
                use()
            assert "pip install" in caught.value.remedy
            assert "\n" not in str(caught.value)
        espeak.close()
        assert threading.active_count() == before


def test_data_under_too_long_a_path_is_named_as_such(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    data = deep / "espeak-ng-data"
    data.symlink_to(espeakng_loader.get_data_path())
    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: str(data))
    espeak = EspeakSynthesizer()
    with pytest.raises(EngineUnavailable, match="shorter, plain path"):
        espeak.warm_up()
    espeak.close()


class TestPhonemes:
    def test_they_are_ipa(self) -> None:
        assert phonemes("Hello, world!", "en-US") == "həlˈoʊ wˈɜːld"  # noqa: RUF001, IPA
        assert phonemes("Hello", "en-GB") == "həlˈəʊ"  # noqa: RUF001, IPA
        assert phonemes("", "en") == ""

    def test_a_synthesis_called_off_leaves_nothing_behind(
        self, make: Callable[..., EspeakSynthesizer]
    ) -> None:
        espeak = make()
        clean = phonemes("hello", "en")
        for _ in range(5):
            chunks = begin(espeak, "x. y, z! " * 200)
            next(chunks)
            chunks.close()  # type: ignore[attr-defined]  # it is a generator
            assert phonemes("hello", "en") == clean

    def test_text_is_literal(self) -> None:
        assert phonemes("[[h@l'oU]]", "en") != phonemes("hello", "en")
        assert phonemes("one\x00two\ud800", "en") == phonemes("one two", "en")

    def test_an_unknown_language_is_an_error(self) -> None:
        with pytest.raises(SynthesisError, match="does not speak 'vo'"):
            phonemes("hello", "vo")
