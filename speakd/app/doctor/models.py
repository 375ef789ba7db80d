"""Are the neural models there, and are they what was downloaded?"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from speakd.app.doctor.check import Finding, note, ok, problem
from speakd.engines.coqui.models.store import ModelStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LIMIT_S = 120.0
"""Seconds that reading every model may take."""


def _is_installed() -> bool:
    return find_spec("TTS") is not None and find_spec("torch") is not None


def check_models(
    folder: Path, is_installed: Callable[[], bool] = _is_installed
) -> Iterator[Finding]:
    """Read every model again and compare it with what was downloaded.

    Args:
        folder: Where models lie.
        is_installed: Tells whether the packages of the neural voices are there.
    """
    if not is_installed():
        yield note(
            "the packages of the neural voices are not installed; the embedded voice speaks",
            "if you want them: install speakd[neural]",
        )
    store = ModelStore(folder)
    models = store.installed()
    for model in models:
        damages = store.verify(model.id)
        for damage in damages:
            yield problem(
                f"{model.id}: {damage}", f"run `speakd models download --force {model.id}`"
            )
        if not damages:
            yield ok(f"{model.id} is whole ({model.size / 1e6:,.0f} MB)")
    if not models and is_installed():
        yield note("no neural model is downloaded", "`speakd models list` shows what there is")
