"""The numbers that an X server has given to names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from speakd.desktop.x11_connection import X11Connection


class Atoms:
    """Atoms by name and names by atom, asked for once; they hold as long as the connection."""

    def __init__(self, connection: X11Connection) -> None:
        self._connection = connection
        self._atoms: dict[str, int] = {}
        self._names: dict[int, str] = {}

    def __getitem__(self, name: str) -> int:
        if name not in self._atoms:
            reply = self._connection.ask("InternAtom", name=name, only_if_exists=False)
            self._atoms[name] = reply.atom
            self._names[reply.atom] = name
        return self._atoms[name]

    def name(self, atom: int) -> str:
        """Give an atom's name; empty if there is no such atom."""
        if atom not in self._names:
            from Xlib import error  # noqa: PLC0415, lazily: X11 only

            try:
                name = self._connection.ask("GetAtomName", atom=atom).name
            except error.BadAtom:
                return ""
            self._names[atom] = name.decode("latin-1") if isinstance(name, bytes) else name
        return self._names[atom]
