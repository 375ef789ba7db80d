from __future__ import annotations

import pytest
import torch

from speakd.engines.coqui.compat import import_coqui

# Before anything here imports a part of Coqui by its name.
import_coqui()


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    # For models this small, waking a second thread takes longer than all of the work.
    torch.set_num_threads(1)
