"""What is given back when there is nothing to do."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import os
from pathlib import Path
from speakd.app.memory import give_memory_back

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

pieces = [bytearray(40_000) for _ in range(2000)]
kept = pieces[::2]
del pieces
before = resident()
give_memory_back()
print(before - resident())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's")
def test_memory_between_what_is_kept_goes_back() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 20_000_000
