"""Unpacking an archive that nobody vouches for."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from speakd.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST_BYTES = 16 << 30
_MOST_FILES = 10_000
_HIGHEST_RATIO = 200
"""Weights hardly shrink at all; text does, tenfold."""

_UNTRUSTED = "do not use it; tell the people who publish the model"
_FETCH_AGAIN = "download the model again"


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a zip archive, checking the check sum of every file.

    The folder that Coqui's archives wrap around their files is left out.

    Args:
        archive: The file.
        folder: Exists, and takes the files.

    Raises:
        ModelError: It is no archive, damaged, or tries to write elsewhere.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [member for member in opened.infolist() if not member.is_dir()]
            _check(archive, members)
            names = {member.filename: PurePosixPath(member.filename) for member in members}
            wrapper = _common_folder(list(names.values()))
            for member in members:
                target = folder / names[member.filename].relative_to(wrapper)
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member) as source, target.open("xb") as file:
                    shutil.copyfileobj(source, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise ModelError(f"{archive.name} is damaged ({error})", remedy=_FETCH_AGAIN) from error
    except FileExistsError as error:
        raise ModelError(f"{archive.name} holds a file twice", remedy=_UNTRUSTED) from error
    except OSError as error:
        raise ModelError(
            f"{archive.name} cannot be unpacked ({error.strerror or error})",
            remedy="make room, or choose another folder for the models",
        ) from error


def _check(archive: Path, members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    packed = max(1, archive.stat().st_size)
    if not members:
        raise ModelError(f"{archive.name} is empty", remedy=_FETCH_AGAIN)
    if len(members) > _MOST_FILES or total > _LARGEST_BYTES or total / packed > _HIGHEST_RATIO:
        raise ModelError(f"{archive.name} would fill the disk", remedy=_UNTRUSTED)
    for member in members:
        path = PurePosixPath(member.filename)
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        is_elsewhere = path.is_absolute() or ".." in path.parts or ":" in member.filename
        if is_link or is_elsewhere or "\\" in member.filename or not path.parts:
            raise ModelError(f"{archive.name} tries to write elsewhere", remedy=_UNTRUSTED)
        if member.flag_bits & 1:
            raise ModelError(f"{archive.name} wants a password", remedy=_UNTRUSTED)


def _common_folder(paths: list[PurePosixPath]) -> PurePosixPath:
    first = {path.parts[0] for path in paths}
    is_wrapped = len(first) == 1 and all(len(path.parts) > 1 for path in paths)
    return PurePosixPath(first.pop()) if is_wrapped else PurePosixPath()
