from __future__ import annotations

import pkgutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import speakd.desktop
from speakd.desktop.session import Session, clipboard, hotkey_listener, selection, session
from speakd.errors import DesktopError
from support.fake_compositor import DATA_CONTROL, FakeCompositor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from speakd.desktop.api import CopiedText
    from support.xserver import XServer

X11 = {"DISPLAY": ":0"}
WAYLAND = {"WAYLAND_DISPLAY": "wayland-0"}
GNOME = {"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}
WINDOWS_ONLY = {"wl_seat": 9, "zwp_primary_selection_device_manager_v1": 1}


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


@pytest.mark.parametrize(
    ("environment", "platform", "name"),
    [
        (X11, "linux", "x11"),
        (WAYLAND, "linux", "data-control"),
        (WAYLAND | X11, "linux", "data-control"),
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
        (WAYLAND, "linux", "data-control"),
        (WAYLAND | X11, "linux", "data-control"),
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


@pytest.fixture
def put_compositor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, x_server: XServer
) -> Iterator[Callable[[Mapping[str, int]], None]]:
    """Start a compositor, beside an X server and with no tool on the path."""
    address = tmp_path / "wayland-0"
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DISPLAY", x_server.display)
    monkeypatch.setenv("WAYLAND_DISPLAY", str(address))
    with ExitStack() as stack:

        def put(offers: Mapping[str, int]) -> None:
            stack.callback(FakeCompositor(address, offers).close)

        yield put


@pytest.mark.parametrize(
    "case",
    [
        (WAYLAND, DATA_CONTROL, True, "data-control"),
        (WAYLAND | X11, DATA_CONTROL, False, "data-control"),
        (WAYLAND | X11 | GNOME, DATA_CONTROL, True, "data-control"),
        (WAYLAND, WINDOWS_ONLY, True, "wl-paste"),
        (WAYLAND | X11, WINDOWS_ONLY, True, "wl-paste"),
        (WAYLAND | GNOME, WINDOWS_ONLY, True, "wl-paste"),
        (WAYLAND | X11 | GNOME, WINDOWS_ONLY, True, "x11"),
        (WAYLAND | X11, WINDOWS_ONLY, False, "x11"),
    ],
)
@pytest.mark.parametrize("make", [clipboard, selection])
def test_on_wayland_the_first_that_can_be_reached_is_taken(
    make: Callable[[Mapping[str, str]], CopiedText],
    case: tuple[dict[str, str], Mapping[str, int], bool, str],
    put_compositor: Callable[[Mapping[str, int]], None],
    tmp_path: Path,
) -> None:
    environment, offers, has_tool, name = case
    put_compositor(offers)
    if has_tool:
        (tmp_path / "wl-paste").touch(mode=0o755)
    chosen = make(environment)
    chosen.probe()
    assert chosen.name == name
    chosen.close()


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
