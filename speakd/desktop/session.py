"""What the running desktop session offers, and the backends that fit it."""

from __future__ import annotations

import contextlib
import os
import sys
from enum import Enum
from typing import TYPE_CHECKING

from speakd.desktop.copied.text_place import SELECTION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from speakd.chord import Chord
    from speakd.desktop.api import (
        Clipboard,
        HotkeyListener,
        HotkeyStatus,
        Selection,
        ShortcutName,
    )
    from speakd.desktop.hotkeys.chord_source import ChordSource
    from speakd.desktop.main_loop import MainLoop


class Session(Enum):
    """The kinds of desktop session that make a difference."""

    X11 = "X11"
    WAYLAND = "Wayland"
    WAYLAND_WITH_X11 = "Wayland with XWayland"
    MACOS = "macOS"
    WINDOWS = "Windows"
    NONE = "no desktop"


def session(environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> Session:
    """Tell the kind of session.

    Args:
        environment: That of the process, if None.
        platform: Named as in `sys.platform`.
    """
    if platform in {"darwin", "win32"}:
        return Session.MACOS if platform == "darwin" else Session.WINDOWS
    environment = os.environ if environment is None else environment
    if environment.get("WAYLAND_DISPLAY"):
        return Session.WAYLAND_WITH_X11 if environment.get("DISPLAY") else Session.WAYLAND
    return Session.X11 if environment.get("DISPLAY") else Session.NONE


def hotkey_listener(
    environment: Mapping[str, str] | None = None,
    platform: str = sys.platform,
    *,
    names: Mapping[Chord, ShortcutName] | None = None,
    patience_s: float = 1.0,
    on_change: Callable[[HotkeyStatus], None] = lambda _: None,
) -> HotkeyListener:
    """Make the hotkey listener that fits the session; it is yet to be started.

    Args:
        environment: That of the process, if None.
        platform: Named as in `sys.platform`.
        names: What a desktop that binds keys itself remembers and shows for each chord.
        patience_s: Seconds that such a desktop is waited for at the start.
        on_change: Called on a thread of the listener when such a desktop has given other keys.
    """
    # On Wayland a program that listens through XWayland hears keys only while an X11 window has
    # the focus: worse than no key, for it seems to work.
    if session(environment, platform) in {Session.WAYLAND, Session.WAYLAND_WITH_X11}:
        from speakd.desktop.hotkeys.portal_hotkey import (  # noqa: PLC0415, one is needed
            PortalHotkeyListener,
        )

        return PortalHotkeyListener(
            names, environment=environment, patience_s=patience_s, on_change=on_change
        )
    from speakd.desktop.hotkeys.chord_source import BestFirst  # noqa: PLC0415, not needed without a hotkey
    from speakd.desktop.hotkeys.supervised_hotkey import (  # noqa: PLC0415, as above
        SupervisedHotkeyListener,
    )

    sources = _chord_sources(platform)
    return SupervisedHotkeyListener(
        lambda: BestFirst(*sources), ", ".join(source.name for source in sources)
    )


def _chord_sources(platform: str) -> Sequence[type[ChordSource]]:
    """List the hotkey backends of a platform, best first."""
    from speakd.desktop.hotkeys.pynput_hotkey import PynputChords  # noqa: PLC0415, the general one

    if platform == "darwin":
        from speakd.desktop.hotkeys.carbon_hotkey import CarbonHotkeys  # noqa: PLC0415, one is needed

        return CarbonHotkeys, PynputChords
    if platform == "win32":
        from speakd.desktop.hotkeys.windows_hotkey import WindowsHotkeys  # noqa: PLC0415, one is needed

        return WindowsHotkeys, PynputChords
    from speakd.desktop.hotkeys.x11_grab import X11GrabSource  # noqa: PLC0415, one is needed

    return X11GrabSource, PynputChords


def main_loop(platform: str = sys.platform) -> MainLoop:
    """Make what the main thread runs while speakd serves; call it on that thread."""
    from speakd.desktop.main_loop import PlainMainLoop  # noqa: PLC0415, one is needed

    if platform == "darwin":
        from speakd.desktop.macos_main_loop import (  # noqa: PLC0415, one is needed
            CocoaMainLoop,
            has_desktop,
        )

        # Without the bindings, pynput's, there is no hotkey either, and its error says so.
        with contextlib.suppress(ImportError):
            if has_desktop():
                return CocoaMainLoop()
    return PlainMainLoop()


def clipboard(
    environment: Mapping[str, str] | None = None, platform: str = sys.platform
) -> Clipboard:
    """Make the clipboard that fits the session; whether it can be reached, `probe` tells."""
    environment = os.environ if environment is None else environment
    kind = session(environment, platform)
    if kind is Session.MACOS:
        from speakd.desktop.copied.clipboard_macos import MacosClipboard  # noqa: PLC0415, one is needed

        return MacosClipboard()
    if kind is Session.WINDOWS:
        from speakd.desktop.copied.clipboard_windows import (  # noqa: PLC0415, one is needed
            WindowsClipboard,
        )

        return WindowsClipboard()
    if kind in {Session.WAYLAND, Session.WAYLAND_WITH_X11}:
        return _wayland_clipboard(environment)
    if kind is Session.NONE:
        from speakd.desktop.copied.clipboard_pyperclip import (  # noqa: PLC0415, one is needed
            PyperclipClipboard,
        )

        return PyperclipClipboard()
    from speakd.desktop.copied.clipboard_x11 import X11Clipboard  # noqa: PLC0415, one is needed

    return X11Clipboard()


def selection(
    environment: Mapping[str, str] | None = None, platform: str = sys.platform
) -> Selection:
    """Make the selection that fits the session; whether it can be reached, `probe` tells."""
    environment = os.environ if environment is None else environment
    kind = session(environment, platform)
    if kind in {Session.WAYLAND, Session.WAYLAND_WITH_X11}:
        return _wayland_selection(environment)
    if kind is Session.X11:
        from speakd.desktop.copied.selection_x11 import X11Selection  # noqa: PLC0415, one is needed

        return X11Selection()
    if kind is Session.MACOS:
        from speakd.desktop.copied.selection_macos import macos_selection  # noqa: PLC0415, one is needed

        return macos_selection()
    if kind is Session.WINDOWS:
        from speakd.desktop.copied.selection_windows import (  # noqa: PLC0415, one is needed
            windows_selection,
        )

        return windows_selection()
    from speakd.desktop.unavailable import UnavailableSelection  # noqa: PLC0415, one is needed

    return UnavailableSelection(
        SELECTION.absence(
            "there is no desktop with a program in front",
            "`speakd say -` still reads what it is given on standard input",
        )
    )


def _wayland_clipboard(environment: Mapping[str, str]) -> Clipboard:
    from speakd.desktop.copied.clipboard_wayland import (  # noqa: PLC0415, for Wayland only
        WaylandClipboard,
    )
    from speakd.desktop.copied.first_copied_text import FirstClipboard  # noqa: PLC0415, as above

    choices: list[Clipboard] = [WaylandClipboard()]
    if not _wl_paste_is_worse(environment):
        from speakd.desktop.copied.clipboard_wl_paste import (  # noqa: PLC0415, as above
            WlPasteClipboard,
        )

        choices.append(WlPasteClipboard())
    if environment.get("DISPLAY"):
        from speakd.desktop.copied.clipboard_x11 import X11Clipboard  # noqa: PLC0415, needs an X server

        choices.append(X11Clipboard())
    return FirstClipboard(choices)


def _wayland_selection(environment: Mapping[str, str]) -> Selection:
    from speakd.desktop.copied.first_copied_text import FirstSelection  # noqa: PLC0415, for Wayland only
    from speakd.desktop.copied.selection_wayland import (  # noqa: PLC0415, as above
        WaylandSelection,
    )

    choices: list[Selection] = [WaylandSelection()]
    if not _wl_paste_is_worse(environment):
        from speakd.desktop.copied.selection_wl_paste import (  # noqa: PLC0415, as above
            WlPasteSelection,
        )

        choices.append(WlPasteSelection())
    if environment.get("DISPLAY"):
        from speakd.desktop.copied.selection_x11 import X11Selection  # noqa: PLC0415, needs an X server

        choices.append(X11Selection())
    return FirstSelection(choices)


def _wl_paste_is_worse(environment: Mapping[str, str]) -> bool:
    """Tell whether XWayland is there and better than `wl-paste`.

    On GNOME `wl-paste` may take the focus or hang. Other compositors show the clipboard to X11
    programs only while one of them has the focus, so there X11 comes last.
    """
    desktop = environment.get("XDG_CURRENT_DESKTOP", "").upper().split(":")
    return bool(environment.get("DISPLAY")) and "GNOME" in desktop
