"""Building speakd and installing it as its users do, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
WHEELHOUSE = Path(sys.prefix) / "wheelhouse"
"""Filled by the set-up of run_tests.sh: what speakd needs, and what installers need."""

_PYTHON = str(Path(sys.executable).resolve())
"""The Python behind this environment, so that nothing of it is inherited."""

_LIMIT_S = 120


def copy_sources(folder: Path) -> Path:
    """Copy what packages are built from, so that nobody changes it meanwhile."""
    if not WHEELHOUSE.is_dir():
        raise AssertionError(f"{WHEELHOUSE} is missing; ./run_tests.sh fills it")
    for name in ("speakd", "models"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".gitignore", "LICENSE", "README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


def build(sources: Path, out: Path) -> list[Path]:
    """Make a source distribution, and a wheel from that; return what there is now."""
    _run("uv", "build", "--python", _PYTHON, "--out-dir", str(out), environment=_UV, cwd=sources)
    return sorted(out.glob("speakd-*"))


def build_wheel(sources: Path, out: Path) -> Path:
    """Make a wheel right from the sources."""
    options = ("--wheel", "--out-dir", str(out))
    _run("uv", "build", "--python", _PYTHON, *options, environment=_UV, cwd=sources)
    return next(out.glob("speakd-*.whl"))


class Installer:
    """A tool that installs programs, with folders of its own.

    Args:
        folder: Everything it does is done below it.
        packages: Where it finds speakd.
    """

    name: str

    def __init__(self, folder: Path, packages: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.program = self.bin / "speakd"
        (folder / "home").mkdir()
        self._environment = {
            "HOME": str(folder / "home"),
            "PATH": f"{self.bin}:/usr/bin:/bin",
            **self._settings([str(WHEELHOUSE), str(packages)]),
        }

    def install(self) -> None:
        """Install the newest speakd."""
        raise NotImplementedError

    def upgrade(self) -> None:
        """Install a newer speakd, if there is one."""
        raise NotImplementedError

    def reinstall(self) -> None:
        """Install the same again, from nothing."""
        raise NotImplementedError

    def uninstall(self) -> None:
        """Remove speakd."""
        raise NotImplementedError

    def _settings(self, links: list[str]) -> Mapping[str, str]:
        raise NotImplementedError

    def _do(self, *arguments: str) -> None:
        _run(self.name, *arguments, environment=self._environment, cwd=self.folder)


class Pipx(Installer):
    """`pipx`, installing with `pip`."""

    name = "pipx"

    def install(self) -> None:
        """See `Installer`."""
        self._do("install", "--python", _PYTHON, "speakd")

    def upgrade(self) -> None:
        """See `Installer`."""
        self._do("upgrade", "speakd")

    def reinstall(self) -> None:
        """See `Installer`."""
        self._do("reinstall", "speakd")

    def uninstall(self) -> None:
        """See `Installer`."""
        self._do("uninstall", "speakd")

    def _settings(self, links: list[str]) -> Mapping[str, str]:
        return {
            "PIPX_HOME": str(self.folder / "pipx"),
            "PIPX_BIN_DIR": str(self.bin),
            "PIPX_MAN_DIR": str(self.folder / "man"),
            "PIPX_DEFAULT_BACKEND": "pip",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            # As addresses, for the list is parted at blanks.
            "PIP_FIND_LINKS": " ".join(Path(link).as_uri() for link in links),
        }


class Uv(Installer):
    """`uv tool`."""

    name = "uv"

    def install(self) -> None:
        """See `Installer`."""
        self._do("tool", "install", "--python", _PYTHON, "speakd")

    def upgrade(self) -> None:
        """See `Installer`."""
        self._do("tool", "upgrade", "speakd")

    def reinstall(self) -> None:
        """See `Installer`."""
        self._do("tool", "install", "--reinstall", "--python", _PYTHON, "speakd")

    def uninstall(self) -> None:
        """See `Installer`."""
        self._do("tool", "uninstall", "speakd")

    def _settings(self, links: list[str]) -> Mapping[str, str]:
        return {
            **_UV,
            "UV_FIND_LINKS": ",".join(links),
            "UV_TOOL_DIR": str(self.folder / "tools"),
            "UV_TOOL_BIN_DIR": str(self.bin),
            "UV_CACHE_DIR": str(self.folder / "cache"),
        }


_UV = {
    "UV_OFFLINE": "1",
    "UV_NO_INDEX": "1",
    "UV_NO_CONFIG": "1",
    "UV_PYTHON_DOWNLOADS": "never",
    "UV_FIND_LINKS": str(WHEELHOUSE),
}


def _run(name: str, *arguments: str, environment: Mapping[str, str], cwd: Path) -> None:
    inherited = {
        each: value
        for each, value in os.environ.items()
        if not each.startswith(("PIP_", "PIPX_", "UV_", "PYTHON", "VIRTUAL_ENV", "XDG_"))
    }
    done = subprocess.run(
        [str(Path(sys.executable).with_name(name)), *arguments],
        env={**inherited, **environment},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT_S,
    )
    if done.returncode:
        raise AssertionError(f"{name} {arguments[0]} failed: {done.stdout}{done.stderr}")
