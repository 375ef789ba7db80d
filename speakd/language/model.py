"""The statistical model: fastText's own, compressed, in a file that ships with speakd."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LOGGER = logging.getLogger(__name__)
_FILE = Path(__file__).parent / "model" / "lid.176.ftz"
_MAX_CHARS = 400
"""Letters beyond these do not change what a sentence is written in."""

_MOST = 25
"""Languages that the model is asked for: of a word it finds more than a hundred possible."""

_LEAST = 1e-3
"""Languages less probable than this are not worth hearing of."""

# What the model calls by another name than BCP 47, or parts more finely than any voice does.
_TAGS = {"no": "nb", "nn": "nb", "arz": "ar", "yue": "zh", "wuu": "zh", "iw": "he"}
_TAGS |= dict.fromkeys(("bar", "als", "nds", "ksh", "pfl"), "de")
_TAGS |= dict.fromkeys(("vec", "lmo", "scn", "nap", "pms", "eml"), "it")
_TAGS |= dict.fromkeys(("ast", "an"), "es") | dict.fromkeys(("vls", "li", "zea"), "nl")


class FastTextModel:
    """Reads the model when it is first asked, which takes some tens of milliseconds.

    Where the model or the library that reads it is missing or broken it knows nothing, and says
    so once in the log. It never opens a connection.

    Args:
        file: The model.
    """

    def __init__(self, file: Path = _FILE) -> None:
        self._file = file
        self._predict: Callable[[str], dict[str, float]] | None = None

    def __call__(self, text: str) -> dict[str, float]:
        """Give the probability of languages by primary subtag; empty where it cannot tell."""
        if self._predict is None:
            self._predict = _load(self._file)
        return self._predict(text)


def _load(file: Path) -> Callable[[str], dict[str, float]]:
    try:
        import fasttext  # noqa: PLC0415, of no use to the client

        model = fasttext.load_model(str(file))
        # Some builds of the library load the model and then fail at every text.
        model.predict("ready")
    # Whatever it is, letters and common words still tell the language.
    except (ImportError, OSError, RuntimeError, ValueError, TypeError, MemoryError) as error:
        _LOGGER.warning("languages are told by letters alone: %s", type(error).__name__)
        return _know_nothing

    @cache
    def tag_of(label: str) -> str:
        name = label.removeprefix("__label__")
        return _TAGS.get(name, name)

    def predict(text: str) -> dict[str, float]:
        # The model was trained on lines, mostly in lower case; a lone surrogate has no UTF-8.
        line = " ".join(text[:_MAX_CHARS].lower().split())
        line = line.encode("utf-8", "replace").decode("utf-8")
        found: dict[str, float] = {}
        labels, probabilities = model.predict(line, k=_MOST, threshold=_LEAST)
        for label, probability in zip(labels, map(float, probabilities), strict=True):
            tag = tag_of(label)
            found[tag] = found.get(tag, 0.0) + probability
        return found

    return predict


def _know_nothing(_: str) -> dict[str, float]:
    return {}
