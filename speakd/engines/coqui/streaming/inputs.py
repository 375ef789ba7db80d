"""What a Coqui model is given: characters as numbers, and whose voice in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from speakd.errors import SynthesisError
from speakd.types import language_lookup, language_tag

if TYPE_CHECKING:
    from torch import Tensor

    from speakd.types import LanguageTag


def character_ids(model: Any, text: str, language: LanguageTag, fewest: int = 1) -> Tensor | None:
    """Turn text into numbers, by way of phonemes where the model wants them.

    Args:
        model: The model.
        text: What to say.
        language: In which of the model's languages.
        fewest: Fill up with spaces to so many characters.

    Returns:
        Shape `(1, characters)`; None if the model knows none of them.
    """
    tokenizer = model.tokenizer
    ids = tokenizer.text_to_ids(text, language=_own_name(model, language))
    characters = tokenizer.characters
    framing = {tokenizer.pad_id, tokenizer.blank_id, characters.bos_id, characters.eos_id}
    if framing.issuperset(ids):
        return None
    if len(ids) < fewest:
        filler = tokenizer.encode(" ") or [tokenizer.pad_id]
        ids = [*ids, *filler[:1] * (fewest - len(ids))]
    return torch.tensor([ids], dtype=torch.long, device=model.device)


def speaker_names(model: Any) -> tuple[str, ...]:
    """List the speakers of a Coqui model; empty if it has only one."""
    manager = model.speaker_manager
    if manager is None:
        return ()
    names = tuple(manager.speaker_names) or tuple(getattr(manager, "embedding_names", ()))
    return names if len(names) > 1 else ()


def conditioning(model: Any, speaker: str, language: LanguageTag) -> dict[str, Any]:
    """Make the part of a Coqui model's input that says whose voice it is, in which language.

    Args:
        model: The model.
        speaker: One of `speaker_names`; the first of them if it is empty.
        language: One of the model's languages.

    Raises:
        SynthesisError: The model has no such speaker.
    """
    names = speaker_names(model)
    if speaker and speaker not in names:
        raise SynthesisError("the model has no such speaker", retryable=False)
    chosen = speaker or (names[0] if names else None)
    speaker_id, d_vector = model._get_speaker_id_or_dvector(chosen)  # noqa: SLF001, Coqui's one way
    number = model.language_manager.name_to_id.get(_own_name(model, language))
    language_id = None if number is None else torch.tensor([number], device=model.device)
    return {"speaker_ids": speaker_id, "d_vectors": d_vector, "language_ids": language_id}


def _own_name(model: Any, language: LanguageTag) -> str | None:
    """Find the model's own name of a language, such as `fr-fr`; its first one if it has none."""
    names: list[str] = model.language_manager.language_names
    known = {language_tag(name): name for name in names}
    for tag in language_lookup(language):
        if tag in known:
            return known[tag]
    return names[0] if names else None
