from __future__ import annotations

from typing import TYPE_CHECKING

from engines.coqui import tiny_models
from engines.coqui.streaming.behaviour import StreamingBehaviour, request
from speakd.cancel import CancelToken

if TYPE_CHECKING:
    from pathlib import Path

    from speakd.engines.coqui.streaming.api import SpeechModel


class TestTacotron2Model(StreamingBehaviour):
    @classmethod
    def write(cls, folder: Path) -> Path:
        return tiny_models.write_tacotron2(folder)

    def test_the_first_piece_is_there_while_the_decoder_still_runs(
        self, model: SpeechModel
    ) -> None:
        looks = _CountLooks()
        pieces = model.stream(request(), looks)
        next(pieces)
        until_first = looks.count
        for _ in pieces:
            pass
        assert until_first < 0.4 * looks.count


class _CountLooks(CancelToken):
    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    @property
    def cancelled(self) -> bool:
        self.count += 1
        return False
