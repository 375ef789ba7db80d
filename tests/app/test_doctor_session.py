from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from speakd.app.doctor.check import Verdict
from speakd.app.doctor.session import check_session

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from support.xserver import XServer


def verdict(environment: Mapping[str, str]) -> tuple[Verdict, str]:
    (found,) = check_session(environment, "linux")
    assert found.remedy or found.verdict is Verdict.OK
    return found.verdict, found.message


def test_the_desktop_is_named(x_server: XServer) -> None:
    environment = {"DISPLAY": x_server.display, "XDG_CURRENT_DESKTOP": "XFCE"}
    assert verdict(environment) == (Verdict.OK, "X11, XFCE")


def test_a_display_of_an_earlier_session_is_told() -> None:
    told = verdict({"DISPLAY": ":4711", "XDG_CURRENT_DESKTOP": "XFCE"})
    assert told == (
        Verdict.PROBLEM,
        "X11, XFCE, but no X server answers at :4711",
    )


@pytest.mark.parametrize("name", ["wayland-7", "absolute"])
def test_a_compositor_that_is_gone_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    named = str(path) if name == "absolute" else name
    environment = {"WAYLAND_DISPLAY": named, "XDG_RUNTIME_DIR": str(tmp_path)}
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(path))
        compositor.listen()
        assert verdict(environment) == (Verdict.OK, "Wayland")
    told = verdict(environment)
    assert told == (Verdict.PROBLEM, f"Wayland, but no compositor answers at {named}")


def test_no_desktop_is_worth_a_note() -> None:
    assert verdict({})[0] is Verdict.NOTE
