"""What is in the packages."""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from support.packages import build_wheel

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA = {
    ".py": "speakd",
    ".svg": "speakd/desktop/icons",
    ".png": "speakd/desktop/icons",
    ".toml": "speakd",
    ".ftz": "speakd/language/model",
    ".zip": "speakd/text/emoji",
    "": "speakd",  # LICENSE and NOTICE of what others made
    ".typed": "speakd",
}
"""Kinds of files that belong into the wheel, and where they do."""


def wheel(packages: Path) -> Path:
    return next(packages.glob("*.whl"))


def files(archive: Path) -> Mapping[str, str]:
    with zipfile.ZipFile(archive) as opened:
        return {
            name: hashlib.sha256(opened.read(name)).hexdigest()
            for name in opened.namelist()
            if not name.endswith("/")
        }


def test_the_wheel_holds_all_that_a_running_speakd_opens(packages: Path, sources: Path) -> None:
    packed = set(files(wheel(packages)))
    for path in (sources / "speakd").rglob("*"):
        if path.is_file():
            assert str(path.relative_to(sources)) in packed
    models = {"catalog.toml", "small-en/config.json", "small-en/model.pth"}
    models |= {"small-en/vocoder/config.json", "small-en/vocoder/model.pth"}
    assert {f"speakd/bundled_models/{name}" for name in models} <= packed


def test_the_wheel_holds_nothing_else(packages: Path) -> None:
    for name in files(wheel(packages)):
        path = PurePosixPath(name)
        if path.parts[0].endswith(".dist-info") or path.is_relative_to("speakd/bundled_models"):
            continue
        assert path.is_relative_to(DATA.get(path.suffix, "nowhere")), name
        assert path.suffix or path.name in {"LICENSE", "NOTICE"}, name
        assert not path.name.startswith(("test_", "conftest")), name


def test_the_sources_give_the_same_wheel_with_and_without_the_repository(
    packages: Path, sources: Path, tmp_path: Path
) -> None:
    assert files(build_wheel(sources, tmp_path)) == files(wheel(packages))


def test_the_source_distribution_holds_what_building_needs(packages: Path) -> None:
    with tarfile.open(next(packages.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "models/catalog.toml"} <= names
    assert not [name for name in names if "__pycache__" in name or ".venv" in name]


def test_nothing_that_it_needs_on_linux_has_to_be_compiled(packages: Path) -> None:
    with zipfile.ZipFile(wheel(packages)) as opened:
        name = next(each for each in opened.namelist() if each.endswith("/METADATA"))
        metadata = opened.read(name).decode()
    needs = [line for line in metadata.splitlines() if line.startswith("Requires-Dist: pynput")]
    assert len(needs) == 2  # pynput asks for evdev on Linux, of which there are no wheels
    assert any("sys_platform != 'linux'" in line for line in needs)
    assert any("extra == 'pynput'" in line for line in needs)
