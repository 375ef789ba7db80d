from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from speakd.app.private_folder import make_private_folder
from speakd.errors import SpeakdError


def test_a_new_folder_is_for_its_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    before = os.umask(0)
    try:
        make_private_folder(folder)
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    make_private_folder(folder)


def test_a_folder_that_is_open_to_others_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(SpeakdError, match=f"open to others; run: chmod 700 {folder}"):
        make_private_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    make_private_folder(folder, "win32")


def test_a_link_to_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(SpeakdError, match="belongs to somebody else; set SPEAKD_RUNTIME_DIR"):
        make_private_folder(tmp_path / "link")


def test_a_folder_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: uid + 1)
    with pytest.raises(SpeakdError, match="belongs to somebody else"):
        make_private_folder(tmp_path / "theirs")


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpeakdError, match="is not a folder"):
        make_private_folder(tmp_path / "file")
    with pytest.raises(SpeakdError, match=r"is not a folder|cannot be made: Not a directory"):
        make_private_folder(tmp_path / "file" / "below")


def test_a_place_that_cannot_be_written_says_why() -> None:
    with pytest.raises(SpeakdError, match=r"/proc/none cannot be made: .*; set SPEAKD_RUNTIME_DIR"):
        make_private_folder(Path("/proc/none"))
