"""The application's desktop file is judged by desktop-file-utils, its icon by an XML parser."""

from __future__ import annotations

import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from speakd.desktop.login.desktop_entry import DesktopEntry, application_file, desktop_entry, icon
from speakd.errors import DesktopError
from speakd.testing.autostart_conformance import PROGRAM_FOLDERS
from support.processes import program

RUN = ("--config", '/a b/$HOME 100% \\ Zoë\'s "c".toml', "run")


def entry(data_home: Path, program: str = "/opt/speakd") -> DesktopEntry:
    return DesktopEntry((program,), ("run",), data_home)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("folder", PROGRAM_FOLDERS)
def test_desktop_file_utils_take_the_file_without_a_hint(tmp_path: Path, folder: str) -> None:
    path = tmp_path / "io.github.speakd.desktop"
    path.write_bytes(application_file((f"/opt/{folder}/speakd",), RUN))
    done = subprocess.run(
        [program("desktop-file-validate"), str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_actions_are_commands_of_speakd() -> None:
    lines = application_file(("/opt/python", "-m", "speakd"), ("run",)).decode().splitlines()
    commands = [line.split('"')[-2] for line in lines if line.startswith("Exec=")]
    assert commands == ["run", "read", "stop", "repeat"]
    assert all('"/opt/python" "-m" "speakd"' in line for line in lines if line.startswith("Exec="))


def test_every_locale_has_every_word() -> None:
    lines = application_file(("/opt/speakd",), ("run",)).decode().splitlines()
    for key in ("GenericName", "Comment", "Keywords"):
        locales = [line for line in lines if line.startswith((f"{key}=", f"{key}["))]
        assert len(locales) == 29, key
    assert len([line for line in lines if line.startswith("Name[de]=")]) == 3


def test_installing_twice_is_harmless_and_removing_leaves_nothing(tmp_path: Path) -> None:
    entry(tmp_path).install()
    once = files(tmp_path)
    assert set(once) == {
        "applications/io.github.speakd.desktop",
        "icons/hicolor/scalable/apps/speakd.svg",
    }
    entry(tmp_path).install()
    assert files(tmp_path) == once
    entry(tmp_path, "/opt/new/speakd").install()
    assert b"/opt/new/speakd" in files(tmp_path)["applications/io.github.speakd.desktop"]
    entry(tmp_path).remove()
    entry(tmp_path).remove()
    assert not files(tmp_path)


def test_what_the_user_made_stays_as_it_is(tmp_path: Path) -> None:
    own = entry(tmp_path)
    for path in (own.path, own.icon_path):
        path.parent.mkdir(parents=True)
        path.write_text("mine")
    own.install()
    own.remove()
    assert set(files(tmp_path).values()) == {b"mine"}


def test_the_icon_is_a_drawing_that_scales() -> None:
    root = ET.fromstring(icon())  # noqa: S314, it is our own file
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox")
    assert len(root)


def test_it_belongs_into_the_users_data_folder() -> None:
    def where(environment: dict[str, str]) -> Path:
        found = desktop_entry(("/speakd",), ("run",), environment, "linux")
        assert found is not None
        return found.path

    chosen = where({"HOME": "/home/a", "XDG_DATA_HOME": "/data"})
    assert chosen == Path("/data/applications/io.github.speakd.desktop")
    usual = where({"HOME": "/home/a", "XDG_DATA_HOME": "not/absolute"})
    assert usual == Path("/home/a/.local/share/applications/io.github.speakd.desktop")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_platforms_have_none(platform: str) -> None:
    assert desktop_entry(("/speakd",), ("run",), {}, platform) is None


def test_a_path_that_no_desktop_can_start_is_told() -> None:
    with pytest.raises(DesktopError, match="cannot be started by the desktop"):
        application_file(("/a\nb/speakd",), ("run",))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "icons").write_text("a file")
    with pytest.raises(DesktopError, match=r"speakd\.svg cannot be written"):
        entry(tmp_path).install()
