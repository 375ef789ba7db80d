"""Where the wheel put espeak-ng."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from speakd.errors import EngineUnavailable

REMEDY = "reinstall it: python -m pip install --force-reinstall espeakng-loader"


@dataclass(frozen=True, slots=True)
class EspeakFiles:
    """The parts of espeak-ng on disk.

    Attributes:
        library: The shared library.
        data: The folder of voices and dictionaries.
    """

    library: Path
    data: Path


def find_files() -> EspeakFiles:
    """Find the wheel's files.

    Raises:
        EngineUnavailable: The wheel is not installed, or not whole.
    """
    try:
        import espeakng_loader  # noqa: PLC0415, a missing wheel must not break the import
    except ImportError as error:
        raise EngineUnavailable("espeak-ng is not installed", remedy=REMEDY) from error
    try:
        library = Path(espeakng_loader.get_library_path())
        data = Path(espeakng_loader.get_data_path())
    except (AttributeError, OSError, RuntimeError) as error:
        raise EngineUnavailable("espeak-ng is not whole", remedy=REMEDY) from error
    # The library starts without its tables, too, and then crashes or stays silent.
    missing = [path.name for path in (library, data / "phontab") if not path.is_file()]
    if missing:
        raise EngineUnavailable(f"espeak-ng lacks {' and '.join(missing)}", remedy=REMEDY)
    return EspeakFiles(library, data)
