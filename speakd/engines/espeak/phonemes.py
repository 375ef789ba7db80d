"""Text to phonemes by espeak-ng's dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.engines.espeak.worker import PROCESS_WORKER
from speakd.engines.espeak_literal import literal_text
from speakd.errors import SynthesisError
from speakd.synthesis.voices import best_voice
from speakd.types import language_tag

if TYPE_CHECKING:
    from speakd.engines.espeak.library import EspeakLibrary


def phonemes(text: str, language: str) -> str:
    """Write `text` in the International Phonetic Alphabet. Any thread.

    Punctuation is dropped; clauses are joined by a space. It is quick while an
    `EspeakSynthesizer` is warm; else the library is loaded for this one call.

    Args:
        text: Taken literally.
        language: BCP 47 tag.

    Raises:
        EngineUnavailable: espeak-ng cannot run here.
        SynthesisError: It does not know the language.
    """
    worker = PROCESS_WORKER.borrow()
    try:
        identifiers = {entry.voice: entry.identifier for entry in worker.catalog()}
        voice = best_voice(identifiers, language_tag(language))
        if voice is None:
            raise SynthesisError(f"espeak-ng does not speak {language!r}", retryable=False)

        def write(library: EspeakLibrary) -> str:
            library.set_voice(identifiers[voice])
            return library.phonemes(literal_text(text, identifiers[voice]))

        return worker.run(write)
    finally:
        PROCESS_WORKER.give_back()
