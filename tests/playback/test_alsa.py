from __future__ import annotations

import os
import subprocess
import sys

import pytest

_OPEN = """
from speakd.errors import PlaybackError
from speakd.playback.devices import DeviceOpener
try:
    DeviceOpener(backend="sounddevice")()
except PlaybackError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux's")
def test_a_missing_configuration_is_an_error_and_no_crash() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _OPEN],
        env=os.environ | {"ALSA_CONFIG_PATH": "/nonexistent", "PULSE_SERVER": "unix:/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "ALSA has no configuration" in done.stdout
    assert not done.stderr
