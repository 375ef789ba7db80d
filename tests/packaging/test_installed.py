"""speakd as `pipx install` and `uv tool install` make it, far from this checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.packages import ROOT
from support.processes import program
from support.sentences import SENTENCES
from support.waiting import wait_until

if TYPE_CHECKING:
    from support.desk import Desk
    from support.packages import Installer
    from support.speakd import Home

pytestmark = pytest.mark.timeout(240)


def install(installer: Installer, home: Home) -> None:
    """Install speakd for somebody whose home is `home`."""
    installer.install()
    home.program = (str(installer.program),)
    path = [each for each in os.environ["PATH"].split(":") if not each.startswith(str(ROOT))]
    home.environment["PATH"] = ":".join([str(installer.bin), *path])
    for name in [name for name in home.environment if name.startswith(("PYTHON", "VIRTUAL"))]:
        del home.environment[name]


def launch(entry: Path, home: Home) -> int:
    """Start what a desktop file names, as GNOME and others do; return the exit status."""
    return subprocess.run(
        [program("gio"), "launch", str(entry)],
        env=home.environment,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        timeout=30,
    ).returncode


def is_running(home: Home) -> bool:
    return home.speakd("status").returncode == 0


def test_a_press_of_the_key_is_heard(installer: Installer, desk: Desk) -> None:
    install(installer, desk.home)
    daemon = desk.home.start()
    for sentence in SENTENCES[:2]:
        assert desk.copy_and_hear(sentence) == sentence
    assert str(ROOT) not in Path(f"/proc/{daemon.pid}/maps").read_text()
    assert daemon.stop() == 0
    assert "Traceback" not in daemon.said


def test_an_upgrade_keeps_the_login_entry_and_uninstalling_leaves_nothing_that_starts(
    installer: Installer, newer_packages: Path, desk: Desk
) -> None:
    home = desk.home
    install(installer, home)
    before = home.speakd("--version").stdout
    assert home.speakd("autostart", "enable").returncode == 0
    login = home.folder / "config" / "autostart" / "speakd.desktop"
    menu = home.folder / "data" / "applications" / "io.github.speakd.desktop"
    written = login.read_bytes(), menu.read_bytes()

    for path in newer_packages.glob("*.whl"):
        shutil.copy(path, installer.folder / "packages")
    for change in (installer.upgrade, installer.reinstall):
        change()
        assert home.speakd("--version").stdout != before
        assert home.speakd("autostart", "status").returncode == 0
        assert home.speakd("autostart", "enable").returncode == 0
        assert (login.read_bytes(), menu.read_bytes()) == written
    for entry in (login, menu):
        assert launch(entry, home) == 0
        wait_until(lambda: is_running(home), 20, f"the daemon that {entry} starts")
        assert home.speakd("uninstall").returncode == 0
        assert not is_running(home)
        assert not login.exists()
        assert not menu.exists()
        home.speakd("autostart", "enable")

    installer.uninstall()
    assert not installer.program.exists()
    for entry in (login, menu):
        assert launch(entry, home) != 0
