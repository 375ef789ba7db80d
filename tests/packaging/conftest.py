"""Packages of speakd, and tools that install them where nothing of this checkout is in sight."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from support.desk import Desk, furnished_desk
from support.packages import Installer, Pipx, Uv, build, copy_sources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.sound import SoundServer
    from support.xserver import XServer

NEWER = "99.0.0"


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_sources(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="session")
def packages(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and the source distribution that it was built from."""
    folder = tmp_path_factory.mktemp("packages")
    assert len(build(sources, folder)) == 2
    return folder


@pytest.fixture(scope="session")
def newer_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of a version to come."""
    newer = copy_sources(tmp_path_factory.mktemp("newer"))
    project = newer / "pyproject.toml"
    project.write_text(re.sub(r'(?m)^version = ".*"', f'version = "{NEWER}"', project.read_text()))
    folder = tmp_path_factory.mktemp("newer-packages")
    build(newer, folder)
    return folder


@pytest.fixture(params=[Pipx, Uv], ids=["pipx", "uv"])
def installer(request: pytest.FixtureRequest, tmp_path: Path, packages: Path) -> Installer:
    links = tmp_path / "packages"
    links.mkdir()
    for path in packages.glob("speakd-*"):
        (links / path.name).symlink_to(path)
    made: Installer = request.param(tmp_path, links)
    return made


@pytest.fixture
def desk(x_server: XServer, sound_server: SoundServer) -> Iterator[Desk]:
    with furnished_desk(x_server, sound_server) as desk:
        yield desk
