"""A Wayland session in a folder, with a program that stands in for `wl-paste`."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class WlPasteDesktop:
    """Puts `wl-paste` on the path; the compositor is up to the test.

    Attributes:
        address: Where the compositor is to listen.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", f"{folder}/bin:/usr/bin:/bin")
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
        self.folder = folder
        self.address = folder / "wayland-7"
        (folder / "bin").mkdir()
        self._tool = folder / "bin" / "wl-paste"
        self.put_types({})

    def put_types(self, content: dict[str, bytes], option: str = "") -> None:
        """Offer content by type, to those who pass `option` first, if any."""
        lines = [f'[ "$1" = {option} ] || exit 2', "shift"] if option else []
        lines += ['if [ "$1" = --list-types ]; then']
        lines += [f"  echo {shlex.quote(name)}" for name in content] or ["  exit 1"]
        lines += ["  exit 0", "fi", 'echo "$3" >>"$0.asked"', 'case "$3" in']
        for number, (name, data) in enumerate(content.items()):
            file = self.folder / f"content-{number}"
            file.write_bytes(data)
            lines.append(f"  {shlex.quote(name)}) exec cat {shlex.quote(str(file))};;")
        self.write("\n".join([*lines, "esac", "exit 1"]))

    def write(self, script: str) -> None:
        """Put a program in the place of `wl-paste`."""
        new = self._tool.with_suffix(".new")
        new.write_text(f"#!/bin/sh\n{script}\n")
        new.chmod(0o755)
        new.rename(self._tool)

    @property
    def asked(self) -> list[str]:
        """The types that were pasted."""
        record = self._tool.with_suffix(".asked")
        return record.read_text().split() if record.exists() else []

    def remove(self) -> None:
        """Take the program away."""
        self._tool.unlink()
