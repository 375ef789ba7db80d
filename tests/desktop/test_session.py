from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import speakd.desktop
from speakd.desktop.selection_first import FirstSelection
from speakd.desktop.session import Session, clipboard, hotkey_listener, selection, session
from speakd.errors import DesktopError

X11 = {"DISPLAY": ":0"}
WAYLAND = {"WAYLAND_DISPLAY": "wayland-0"}
GNOME = {"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}


@pytest.mark.parametrize(
    ("environment", "platform", "kind"),
    [
        (X11, "linux", Session.X11),
        (WAYLAND, "linux", Session.WAYLAND),
        (WAYLAND | X11, "linux", Session.WAYLAND_WITH_X11),
        ({}, "linux", Session.NONE),
        ({"DISPLAY": ""}, "linux", Session.NONE),
        (X11, "darwin", Session.MACOS),
        ({}, "win32", Session.WINDOWS),
        (X11, "freebsd14", Session.X11),
    ],
)
def test_kinds_of_session(environment: dict[str, str], platform: str, kind: Session) -> None:
    assert session(environment, platform) is kind


@pytest.fixture
def tool(tmp_path: Path) -> dict[str, str]:
    """A search path with `wl-paste` on it."""
    program = tmp_path / "wl-paste"
    program.touch(mode=0o755)
    return {"PATH": str(tmp_path)}


NO_TOOL = {"PATH": "/nonexistent"}


@pytest.mark.parametrize(
    ("environment", "platform", "name"),
    [
        (X11, "linux", "x11"),
        (WAYLAND, "linux", "wl-paste"),
        (WAYLAND | X11 | GNOME, "linux", "x11"),
        (WAYLAND | X11 | NO_TOOL, "linux", "x11"),
        ({}, "linux", "pyperclip"),
        ({}, "darwin", "nspasteboard"),
        ({}, "win32", "windows"),
    ],
)
def test_the_clipboard_that_fits(environment: dict[str, str], platform: str, name: str) -> None:
    chosen = clipboard(environment, platform)
    assert chosen.name == name
    chosen.close()


@pytest.mark.parametrize(
    ("environment", "platform", "name"),
    [
        (X11, "linux", "x11"),
        (WAYLAND, "linux", "wl-paste"),
        (WAYLAND | X11 | GNOME, "linux", "x11"),
        (WAYLAND | X11 | NO_TOOL, "linux", "x11"),
        ({}, "linux", "none"),
        ({}, "darwin", "accessibility"),
        ({}, "win32", "ui automation"),
    ],
)
def test_the_selection_that_fits(environment: dict[str, str], platform: str, name: str) -> None:
    chosen = selection(environment, platform)
    assert chosen.name == name
    chosen.close()


def test_without_a_desktop_the_selection_says_so() -> None:
    with pytest.raises(DesktopError, match="no desktop"):
        selection({}, "linux").probe()


def test_the_selection_of_wayland_has_a_second_choice(
    tool: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nonexistent")
    monkeypatch.delenv("DISPLAY", raising=False)
    chosen = selection(WAYLAND | X11 | tool | {"XDG_CURRENT_DESKTOP": "sway"}, "linux")
    assert chosen.name == "wl-paste"
    with pytest.raises(DesktopError):
        chosen.probe()
    assert isinstance(chosen, FirstSelection)
    chosen.close()


def test_wayland_programs_own_the_clipboard_where_the_tool_can_ask_them(
    tool: dict[str, str],
) -> None:
    assert clipboard(WAYLAND | X11 | tool | {"XDG_CURRENT_DESKTOP": "sway"}).name == "wl-paste"


@pytest.mark.parametrize(
    ("environment", "platform", "best"),
    [
        (X11, "linux", "XGrabKey"),
        ({}, "linux", "XGrabKey"),
        ({}, "darwin", "RegisterEventHotKey"),
        ({}, "win32", "RegisterHotKey"),
    ],
)
def test_the_system_holds_the_hotkey_or_else_pynput_hears_it(
    environment: dict[str, str], platform: str, best: str
) -> None:
    assert hotkey_listener(environment, platform).status().backend == f"{best}, pynput"


@pytest.mark.parametrize("environment", [WAYLAND, WAYLAND | X11])
def test_on_wayland_the_desktop_binds_the_hotkey(environment: dict[str, str]) -> None:
    assert hotkey_listener(environment, "linux").status().backend == "GlobalShortcuts portal"


def test_every_module_can_be_imported_anywhere_and_costs_little() -> None:
    names = [module.name for module in pkgutil.iter_modules(speakd.desktop.__path__)]
    script = "\n".join(
        [
            "import importlib, sys",
            f"for name in {names!r}: importlib.import_module('speakd.desktop.' + name)",
            "heavy = {'AppKit', 'jeepney', 'numpy', 'pynput', 'pyperclip', 'Xlib'}",
            "heavy &= set(sys.modules)",
            "sys.exit(', '.join(sorted(heavy)) or None)",
        ]
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(Path(speakd.desktop.__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
