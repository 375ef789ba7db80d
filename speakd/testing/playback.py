"""Tests that every sound device and output has to pass, and a fake device that does.

```python
class TestMyDevice(SoundDeviceConformance):
    def make_device(self) -> SoundDevice:
        return MyDevice()
```
"""

from __future__ import annotations

from speakd.testing.fake_playback import FakeDevice, FakeSoundSystem
from speakd.testing.playback_conformance import AudioOutputConformance, SoundDeviceConformance

__all__ = ["AudioOutputConformance", "FakeDevice", "FakeSoundSystem", "SoundDeviceConformance"]
