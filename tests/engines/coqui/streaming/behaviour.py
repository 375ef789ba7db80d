"""What is asked of a streaming model of any kind."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engines.coqui import peer
from speakd.cancel import CancelToken
from speakd.engines.coqui.files import find_files
from speakd.engines.coqui.safe_load import ModelFolder
from speakd.engines.coqui.streaming.api import Interrupted, SpeechRequest, WrongLength
from speakd.engines.coqui.streaming.load import load_model
from speakd.types import LanguageTag

if TYPE_CHECKING:
    from pathlib import Path

    from speakd.audio import Samples
    from speakd.engines.coqui.streaming.api import SpeechModel

EN = LanguageTag("en")
TEXT = "the quick brown fox jumps over the lazy dog, and then it sleeps for a while."


def request(text: str = TEXT, **options: Any) -> SpeechRequest:
    return SpeechRequest(text, EN, seed=peer.SEED, **options)


def load(folder: Path) -> SpeechModel:
    return load_model(find_files(ModelFolder(folder)), [EN])


def joined(model: SpeechModel, asked: SpeechRequest) -> Samples:
    return np.concatenate([np.zeros(0, np.float32), *model.stream(asked, CancelToken())])


class CancelAfterLayers(CancelToken):
    """Is cancelled while the model runs, a given number of layers from now."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.left = layers

    @property
    def cancelled(self) -> bool:
        self.left -= 1
        return self.left < 0


class StreamingBehaviour:
    """Inherit and give `model`, a loaded model, and `whole`, the same said by Coqui itself."""

    @pytest.fixture(scope="class")
    @classmethod
    def folder(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return cls.write(tmp_path_factory.mktemp("model"))

    @pytest.fixture(scope="class")
    @classmethod
    def model(cls, folder: Path) -> SpeechModel:
        return load(folder)

    @pytest.fixture(scope="class")
    @classmethod
    def whole(cls, folder: Path) -> Samples:
        return peer.speak(folder, TEXT)

    @classmethod
    def write(cls, folder: Path) -> Path:
        raise NotImplementedError

    def test_its_pieces_are_together_what_coqui_says_in_one_go(
        self, model: SpeechModel, whole: Samples
    ) -> None:
        ours = joined(model, request())
        assert len(ours) == len(whole)
        assert np.abs(ours).max() > 0.05
        np.testing.assert_allclose(ours, whole, atol=2e-5)

    def test_the_first_piece_is_small_and_none_is_empty(self, model: SpeechModel) -> None:
        lengths = [len(piece) for piece in model.stream(request(), CancelToken())]
        assert lengths[0] <= 0.4 * model.sample_rate_hz
        assert min(lengths) > 0
        assert len(lengths) > 2

    def test_called_off_between_two_layers_it_stops_there(self, model: SpeechModel) -> None:
        before = joined(model, request())
        for layers in (0, 1, 7, 40):
            cancel = CancelAfterLayers(layers)
            with pytest.raises(Interrupted):
                list(model.stream(request(), cancel))
            # It looked once more than it was told to go on, and no more.
            assert cancel.left == -1
        np.testing.assert_array_equal(joined(model, request()), before)

    def test_left_alone_after_the_first_piece_it_is_ready_again(self, model: SpeechModel) -> None:
        before = joined(model, request())
        for _ in range(2):
            pieces = model.stream(request(), CancelToken())
            next(pieces)
            pieces.close()
        np.testing.assert_array_equal(joined(model, request()), before)

    def test_a_higher_rate_is_shorter(self, model: SpeechModel) -> None:
        usual = len(joined(model, request()))
        assert len(joined(model, request(rate=1.5))) < 0.85 * usual
        assert len(joined(model, request(rate=0.7))) > 1.15 * usual

    def test_speech_that_does_not_fit_its_text_is_noticed_before_it_is_over(
        self, model: SpeechModel
    ) -> None:
        seconds = len(joined(model, request())) / model.sample_rate_hz
        for limits in ({"shortest_s": 2 * seconds}, {"longest_s": seconds / 2}):
            heard: list[Samples] = []
            with pytest.raises(WrongLength):
                heard.extend(model.stream(request(**limits), CancelToken()))
            assert sum(map(len, heard)) < seconds * model.sample_rate_hz

    @pytest.mark.parametrize("text", ["a", "a.", "ab", " ", "."])
    def test_very_short_text_is_no_error(self, model: SpeechModel, text: str) -> None:
        assert np.isfinite(joined(model, request(text))).all()

    def test_text_without_a_known_character_says_nothing(self, model: SpeechModel) -> None:
        assert len(joined(model, request("\u05e9\u05dc"))) == 0

    def test_its_consumer_keeps_its_own_mode_of_torch(self, model: SpeechModel) -> None:
        import torch  # noqa: PLC0415, the others do not need it

        pieces = model.stream(request(), CancelToken())
        next(pieces)
        assert not torch.is_inference_mode_enabled()
        pieces.close()

    def test_another_thread_may_use_it_afterwards(self, model: SpeechModel) -> None:
        here = joined(model, request())
        there: list[Samples] = []
        thread = threading.Thread(target=lambda: there.append(joined(model, request())))
        thread.start()
        thread.join()
        np.testing.assert_allclose(there[0], here, atol=2e-5)
