from __future__ import annotations

import stat
import zipfile
from typing import TYPE_CHECKING

import pytest

from speakd.engines.coqui.models.archive import unpack
from speakd.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path


def archive(path: Path, files: dict[str, bytes], *, packed: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path / "model.zip", "w", packed) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return path / "model.zip"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "a" / "target").mkdir(parents=True)
    return tmp_path / "a" / "target"


def test_the_folder_around_the_files_is_left_out(tmp_path: Path, target: Path) -> None:
    path = archive(tmp_path, {"m/": b"", "m/config.json": b"{}", "m/deep/er.pth": b"w"})
    unpack(path, target)
    assert (target / "config.json").read_bytes() == b"{}"
    assert (target / "deep" / "er.pth").read_bytes() == b"w"


def test_files_without_a_folder_stay_where_they_are(tmp_path: Path, target: Path) -> None:
    unpack(archive(tmp_path, {"config.json": b"{}", "m/a.pth": b"w"}), target)
    assert (target / "m" / "a.pth").exists()


@pytest.mark.parametrize(
    "name", ["../evil", "m/../../evil", "/evil", "C:/evil", "C:evil", "..\\evil", "m/..", "a:b"]
)
def test_nothing_is_written_elsewhere(tmp_path: Path, target: Path, name: str) -> None:
    path = archive(tmp_path, {"m/config.json": b"{}", name: b"evil"})
    with pytest.raises(ModelError, match="tries to write elsewhere"):
        unpack(path, target)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a", "model.zip", "target"]


def test_links_are_refused(tmp_path: Path, target: Path) -> None:
    with zipfile.ZipFile(tmp_path / "model.zip", "w") as opened:
        link = zipfile.ZipInfo("m/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        opened.writestr(link, "/etc")
        opened.writestr("m/link/passwd", "x")
    with pytest.raises(ModelError, match="tries to write elsewhere"):
        unpack(tmp_path / "model.zip", target)


def test_a_bomb_is_refused(tmp_path: Path, target: Path) -> None:
    bomb = {"m/a.pth": b"\0" * 5_000_000}
    path = archive(tmp_path, bomb, packed=zipfile.ZIP_DEFLATED)
    with pytest.raises(ModelError, match="would fill the disk"):
        unpack(path, target)
    assert not list(target.iterdir())


@pytest.mark.parametrize("kept", [0, 5, 60, -30])
def test_a_truncated_archive_is_damaged(tmp_path: Path, target: Path, kept: int) -> None:
    path = archive(tmp_path, {"m/config.json": b"{}", "m/a.pth": bytes(range(256))})
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ModelError, match=r"model\.zip is damaged"):
        unpack(path, target)


def test_a_flipped_bit_is_found(tmp_path: Path, target: Path) -> None:
    path = archive(tmp_path, {"m/a.pth": b"weights weights weights"})
    content = bytearray(path.read_bytes())
    content[content.index(b"weights")] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelError, match="is damaged"):
        unpack(path, target)


def test_an_empty_archive_is_refused(tmp_path: Path, target: Path) -> None:
    with pytest.raises(ModelError, match="is empty"):
        unpack(archive(tmp_path, {}), target)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_file_twice_is_refused(tmp_path: Path, target: Path) -> None:
    with zipfile.ZipFile(tmp_path / "model.zip", "w") as opened:
        opened.writestr("m/a.pth", b"one")
        opened.writestr("m/a.pth", b"two")
    with pytest.raises(ModelError, match="holds a file twice"):
        unpack(tmp_path / "model.zip", target)
