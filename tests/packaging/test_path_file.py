"""Where the clone lies must not matter, whatever the locale."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

_INSTALLER = Path(__file__).parents[2] / ".setup" / "install.py"


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "xx_YY"])
def test_a_clone_in_a_folder_with_any_letters_is_found(tmp_path: Path, locale: str) -> None:
    spec = importlib.util.spec_from_file_location("speakd_installer", _INSTALLER)
    assert spec is not None
    assert spec.loader is not None
    installer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(installer)
    clone, packages = tmp_path / "L\u00fccke \u9879\u76ee", tmp_path / "site-packages"
    clone.mkdir()
    packages.mkdir()
    (clone / "found_there.py").touch()
    (packages / "_editable_impl_speakd.pth").write_text(str(clone), "utf-8")
    installer.name_in_ascii(packages, str(clone))
    code = f"import site; site.addsitedir({str(packages)!a}); import found_there"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "LC_ALL": locale},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
