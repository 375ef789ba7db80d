"""Bring torch's libraries into memory without holding up the rest of the process.

`import torch` opens them with the interpreter lock held: 0.2 to 0.4 s in which no other Python
thread runs, among them the one that feeds the sound device. Opened before, by a foreign call,
which gives the lock away, they cost the import a few milliseconds.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path

_LIBRARIES = ("libc10.so", "libtorch_cpu.so", "libtorch.so", "libtorch_python.so")
"""In the order in which they need each other. Others come along with them."""


def preload_torch(platform: str = sys.platform) -> list[str]:
    """Open torch's libraries, where that is known to help; the thread waits, others do not.

    Args:
        platform: As in `sys.platform`. Elsewhere than on Linux nothing is done.

    Returns:
        The names of the libraries that are in memory now. What cannot be opened is left to
        `import torch`, which knows how to complain.
    """
    package = importlib.util.find_spec("torch")
    if platform != "linux" or package is None or package.origin is None:
        return []
    open_library = ctypes.CDLL(None).dlopen
    open_library.restype = ctypes.c_void_p
    open_library.argtypes = [ctypes.c_char_p, ctypes.c_int]
    folder = Path(package.origin).parent / "lib"
    return [name for name in _LIBRARIES if open_library(bytes(folder / name), os.RTLD_NOW)]
