from __future__ import annotations

import subprocess
import sys

from speakd.engines.coqui.preload import preload_torch


def test_the_libraries_are_in_memory_and_torch_still_imports() -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from speakd.engines.coqui.preload import preload_torch;"
        "opened = preload_torch(); assert 'torch' not in sys.modules;"
        "maps = Path('/proc/self/maps').read_text();"
        "assert opened and all(name in maps for name in opened), opened;"
        "import torch; print(torch.ones(2).sum().item())"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "2.0"


def test_elsewhere_it_does_nothing() -> None:
    assert preload_torch("darwin") == []
    assert preload_torch("win32") == []
