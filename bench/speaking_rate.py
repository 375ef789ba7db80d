"""How many characters a second the embedded voice speaks: `python bench/speaking_rate.py`.

The figures of `speakd/reader/length.py` come from here: sentences of the corpus at rate 1.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from speakd.cancel import CancelToken
from speakd.engines.espeak.synthesizer import EspeakSynthesizer
from speakd.speech import Segment
from speakd.synthesis.voices import best_voice
from speakd.types import LanguageTag, Span, language_lookup
from support.corpus import snippets

_LEAST_CHARS = 150
_PAUSE_S = 0.2
"""What a reading leaves between two sentences, on average."""


def main() -> None:
    """Print the table."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for snippet in snippets():
        for sentence in snippet.sentences:
            for language, text in sentence.runs:
                texts[language_lookup(LanguageTag(language))[-1]].append(text)
    engine = EspeakSynthesizer(EspeakSynthesizer.Options())
    engine.warm_up()
    for language, said in sorted(texts.items()):
        voice = best_voice(engine.voices(), LanguageTag(language))
        chars = sum(map(len, said))
        if voice is None or chars < _LEAST_CHARS:
            continue
        seconds = _PAUSE_S * len(said)
        for text in said:
            segment = Segment(text, LanguageTag(language), Span(0, len(text)))
            chunks = engine.synthesize(segment, voice, CancelToken())
            seconds += sum(chunk.duration_s for chunk in chunks)
        print(f"{language:6}{chars / seconds:6.1f} characters a second, of {chars}")
    engine.close()


if __name__ == "__main__":
    main()
