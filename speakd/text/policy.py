"""What the text room asks of its settings; `speakd.config.schema.TextOptions` answers."""

from __future__ import annotations

from typing import Protocol


class TextPolicy(Protocol):
    """How to read what is not plain prose. See `[text]` in `config.example.toml`."""

    @property
    def markdown(self) -> str:
        """`auto`, `always` or `never`."""

    @property
    def page_furniture(self) -> str:
        """Headers, footers and page numbers: `skip` or `read`."""

    @property
    def code(self) -> str:
        """`summary`, `read` or `skip`."""

    @property
    def tables(self) -> str:
        """`read`, `summary` or `skip`."""

    @property
    def urls(self) -> str:
        """`domain`, `read` or `skip`."""

    @property
    def paths(self) -> str:
        """`short`, `read` or `skip`."""

    @property
    def hashes(self) -> str:
        """`short`, `read` or `skip`."""

    @property
    def emoji(self) -> str:
        """`name` or `skip`."""

    @property
    def citations(self) -> str:
        """`skip` or `read`."""

    @property
    def identifiers(self) -> str:
        """`words` or `read`."""

    @property
    def numbers(self) -> str:
        """`words` or `read`."""

    @property
    def repeats(self) -> str:
        """`skip` or `read`."""
