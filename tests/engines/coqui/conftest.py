from __future__ import annotations

from importlib.util import find_spec

# The neural packages are a part of the full installation and missing in the lite one.
if find_spec("TTS") is None:
    collect_ignore_glob = ["streaming", "streaming/*", "test_synthesizer*", "test_reference.py"]
