"""How well the languages of the corpus are told: `python bench/language.py [--wrong]`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from speakd.config.voice_options import VoiceOptions
from speakd.language.detector import ContextDetector
from speakd.language.script import ScriptDetector
from speakd.types import LanguageTag, language_tag
from support.corpus import Verdict, judge, snippets

if TYPE_CHECKING:
    from collections.abc import Iterable

_LENGTHS = ((6, "6+"), (3, "3+"), (0, "all"))
_ENGLISH = LanguageTag("en")


def main() -> None:
    """Print the table, and with `--wrong` every sentence that was told wrongly."""
    enabled = VoiceOptions().detectable()
    detector = ContextDetector(_ENGLISH, enabled)
    texts = list(snippets())
    began = time.perf_counter()
    verdicts = list(judge(detector, texts))
    each_ms = (time.perf_counter() - began) * 1000 / len(verdicts)
    columns = sorted({verdict.column for verdict in verdicts})
    print(f"{'':12}" + "".join(f"{label + ' words':>17}" for _, label in _LENGTHS))
    for column in columns:
        _row(column, [verdict for verdict in verdicts if verdict.column == column])
    of_goal = [verdict for verdict in verdicts if verdict.column != "neighbours"]
    _row("17 + mixed", of_goal)
    for name, is_held_out in (("tuning", False), ("held-out", True)):
        _row(name, [each for each in of_goal if each.snippet.is_held_out == is_held_out])
    print("\nthe same 17 + mixed,")
    for default in ("de", "zh"):
        other = ContextDetector(language_tag(default), enabled)
        _row(f"default {default}", _of_goal(judge(other, texts)))
    _row("no model", _of_goal(judge(ContextDetector(_ENGLISH, enabled, lambda _: {}), texts)))
    _row("script only", _of_goal(judge(ScriptDetector(_ENGLISH), texts)))
    print(f"\n{len(texts)} snippets, {len(verdicts)} sentences, {each_ms:.2f} ms a sentence")
    if "--wrong" in sys.argv:
        for verdict in verdicts:
            if not verdict.is_right:
                found = "|".join(tag for tag, _ in verdict.found)
                print(f"{verdict.snippet.name}: {found} for {verdict.sentence.runs}")


def _of_goal(verdicts: Iterable[Verdict]) -> list[Verdict]:
    return [each for each in verdicts if each.column != "neighbours"]


def _row(name: str, verdicts: list[Verdict]) -> None:
    cells = []
    for words, _ in _LENGTHS:
        counted = [verdict for verdict in verdicts if verdict.sentence.words >= words]
        right = sum(verdict.is_right for verdict in counted)
        share = f"{100 * right / len(counted):.1f} %" if counted else "-"
        cells.append(f"{share} of {len(counted):<3}")
    print(f"{name:12}" + "".join(f"{cell:>17}" for cell in cells))


if __name__ == "__main__":
    main()
