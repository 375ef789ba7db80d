"""How values are written in files of the Desktop Entry Specification 1.5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_REMEDY = "install speakd in another folder"


def exec_value(command: Sequence[str]) -> str:
    """Write a command as the value of `Exec`.

    Raises:
        DesktopError: It cannot be written as one.
    """
    program = command[0]
    if any(character in "".join(command) for character in "\n\r\0") or "=" in program:
        raise DesktopError(f"{program!r} cannot be started by the desktop", remedy=_REMEDY)
    return string_value(" ".join(map(_quote, command)))


def string_value(text: str) -> str:
    """Write a string; for `Exec` that comes on top of its own quotes."""
    escaped = text.replace("\\", "\\\\").replace("\t", "\\t")
    return f"\\s{escaped[1:]}" if escaped.startswith(" ") else escaped


def read_string(value: str) -> str:
    """Read what `string_value` wrote."""
    value = f" {value[2:]}" if value.startswith("\\s") else value
    return value.replace("\\\\", "\0").replace("\\t", "\t").replace("\0", "\\")


def desktop_file_bytes(lines: Iterable[str]) -> bytes:
    """Put the lines of a file together.

    Raises:
        DesktopError: A path in it is not UTF-8.
    """
    try:
        return "".join(f"{line}\n" for line in lines).encode()
    except UnicodeEncodeError as error:
        raise DesktopError("the path of speakd is not UTF-8", remedy=_REMEDY) from error


def _quote(argument: str) -> str:
    """Quote an argument of `Exec`; always, so that there is one case only."""
    for character in '\\"`$':
        argument = argument.replace(character, f"\\{character}")
    return '"{}"'.format(argument.replace("%", "%%"))
