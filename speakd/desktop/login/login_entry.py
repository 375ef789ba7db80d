"""The file of a login entry: written whole or not at all, and gone when it is removed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from speakd.desktop.api import AutostartStatus
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable

SUPERVISED = "--supervised"
"""What `run` is given where nobody else starts it again when it fails."""

ENABLE_AGAIN = "run `speakd autostart enable` again"


def write_entry(path: Path, content: bytes) -> bool:
    """Write a login entry; return whether it was any different before.

    Raises:
        DesktopError: It cannot be written.
    """
    partial = path.with_name(f".{path.name}.new")
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise _failure(path, "written", error) from error
    return True


def link_entry(link: Path, target: Path) -> None:
    """Make `link` point to `target`, whatever it was before.

    Raises:
        DesktopError: It cannot be made.
    """
    try:
        if link.is_symlink() and link.readlink() == target:
            return
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    except OSError as error:
        raise _failure(link, "made", error) from error


def remove_entry(path: Path) -> None:
    """Remove a login entry, if it is there.

    Raises:
        DesktopError: It is still there.
    """
    try:
        path.unlink(missing_ok=True)
    except NotADirectoryError:
        return
    except OSError as error:
        raise _failure(path, "removed", error) from error


def read_entry(path: Path) -> bytes | None:
    """Read a login entry; None if there is none.

    Raises:
        DesktopError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _failure(path, "read", error) from error


def entry_status(backend: str, path: Path, find_program: Callable[[bytes], str]) -> AutostartStatus:
    """Tell whether the entry in `path` is there and starts something that exists.

    Args:
        backend: What a person calls it.
        path: The entry.
        find_program: Reads the program's path out of the entry; raises `ValueError` if it cannot.

    Raises:
        DesktopError: The entry cannot be read.
    """
    content = read_entry(path)
    if content is None:
        return AutostartStatus(backend, enabled=False, entry=str(path), program="", problem="")
    try:
        program = find_program(content)
    except ValueError:
        problem = f"{path} is damaged; {ENABLE_AGAIN}"
        return AutostartStatus(backend, enabled=True, entry=str(path), program="", problem=problem)
    return AutostartStatus(
        backend, enabled=True, entry=str(path), program=program, problem=program_problem(program)
    )


def program_problem(program: str) -> str:
    """Say what keeps `program` from being started; nothing if it can be."""
    if not Path(program).exists():
        return f"the login entry points to {program}, which is gone; {ENABLE_AGAIN}"
    if not os.access(program, os.X_OK):
        return f"the login entry points to {program}, which cannot be executed; {ENABLE_AGAIN}"
    return ""


def _failure(path: Path, what: str, error: OSError) -> DesktopError:
    reason = error.strerror or type(error).__name__
    return DesktopError(
        f"{path} cannot be {what}: {reason}", remedy="see who owns the file and its folder"
    )
