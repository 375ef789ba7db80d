from __future__ import annotations

from typing import TYPE_CHECKING

from engines.coqui import tiny_models
from engines.coqui.streaming.behaviour import StreamingBehaviour

if TYPE_CHECKING:
    from pathlib import Path


class TestForwardModel(StreamingBehaviour):
    @classmethod
    def write(cls, folder: Path) -> Path:
        return tiny_models.write_forward(folder)
