"""Tests that every backend of the desktop has to pass, and fakes that do.

```python
class TestMyClipboard(ClipboardConformance):
    def make_clipboard(self) -> Clipboard:
        return MyClipboard()

    def put_text(self, text: str) -> None:
        my_desktop.copy(text)
    ...
```
"""

from __future__ import annotations

from speakd.testing.autostart_conformance import AutostartConformance
from speakd.testing.clipboard_conformance import ClipboardConformance
from speakd.testing.fake_autostart import FakeAutostart
from speakd.testing.fake_desktop import FakeClipboard, FakeHotkeyListener, FakeSelection
from speakd.testing.fake_presence import FakeNotifier, FakeTray
from speakd.testing.hotkey_conformance import HotkeyConformance
from speakd.testing.notifier_conformance import NotifierConformance
from speakd.testing.selection_conformance import SelectionConformance

__all__ = [
    "AutostartConformance",
    "ClipboardConformance",
    "FakeAutostart",
    "FakeClipboard",
    "FakeHotkeyListener",
    "FakeNotifier",
    "FakeSelection",
    "FakeTray",
    "HotkeyConformance",
    "NotifierConformance",
    "SelectionConformance",
]
