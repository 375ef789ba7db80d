"""Finds engines by their entry points; the built-in ones come the same way."""

from __future__ import annotations

import inspect
import logging
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from speakd.errors import EngineUnavailable
from speakd.synthesis.api import Synthesizer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.metadata import EntryPoint

GROUP = "speakd.engines"
"""Entry point group: `name = "package.module:ClassName"`."""


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EngineEntry:
    """An engine that is installed, not imported yet.

    Attributes:
        name: The engine's name, as in the configuration.
        target: Its `module:Class`.
        distribution: The package that brings it; empty if unknown.
    """

    name: str
    target: str
    distribution: str
    _entry_point: EntryPoint

    def load(self) -> type[Synthesizer]:
        """Import the engine.

        Raises:
            EngineUnavailable: It cannot be imported, or is none.
        """
        package = self.distribution or self.target.partition(".")[0]
        remedy = f"update or remove the package {package}"
        try:
            engine = self._entry_point.load()
        except ModuleNotFoundError as error:
            missing = (error.name or "a module").partition(".")[0]
            raise EngineUnavailable(
                f"engine {self.name} misses the module {missing}",
                remedy=f"reinstall the package {package} with what it needs",
            ) from error
        except (Exception, SystemExit) as error:
            # Whatever a foreign module does while it is imported stays its own affair.
            reason = f"engine {self.name} broke with {type(error).__name__} when imported"
            raise EngineUnavailable(reason, remedy=remedy) from error
        if not (inspect.isclass(engine) and issubclass(engine, Synthesizer)):
            raise EngineUnavailable(f"{self.target} is not a Synthesizer", remedy=remedy)
        if inspect.isabstract(engine):
            missing = ", ".join(sorted(engine.__abstractmethods__))
            raise EngineUnavailable(f"{self.target} does not implement {missing}", remedy=remedy)
        return engine


def find_engines(found: Iterable[EntryPoint] | None = None) -> Mapping[str, EngineEntry]:
    """List the installed engines by name. Nothing is imported.

    Where two packages bring an engine of the same name, speakd's own wins, then the first found.

    Args:
        found: Entry points to list instead of those installed.
    """
    engines: dict[str, EngineEntry] = {}
    for entry_point in _installed() if found is None else found:
        distribution = entry_point.dist.name if entry_point.dist is not None else ""
        entry = EngineEntry(entry_point.name, entry_point.value, distribution, entry_point)
        if entry.name not in engines or distribution == "speakd":
            engines[entry.name] = entry
    return MappingProxyType(engines)


def _installed() -> Iterator[EntryPoint]:
    """List this group's entry points, passing over packages whose own records are broken."""
    from importlib.metadata import distributions  # noqa: PLC0415, it takes 20 ms to import

    for distribution in distributions():
        try:
            declared = distribution.entry_points.select(group=GROUP)
            named = bool(declared) and bool(distribution.name)
        except Exception as error:  # noqa: BLE001, what a foreign package wrote can be anything
            _log.warning("a package's records cannot be read: %s", type(error).__name__)
            continue
        if named:
            yield from declared
