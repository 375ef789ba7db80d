"""What cleaning and cutting text costs: `python bench/text.py [--said]`.

Times of the processor, since other programs on the machine say nothing about the front end.
`--said` prints what is said for each snippet of the corpus.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from speakd.config.voice_options import VoiceOptions
from speakd.language.detector import ContextDetector
from speakd.reader.front_end import FrontEnd
from speakd.speech import Prosody
from speakd.types import LanguageTag
from support.corpus import snippets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.speech import Segment

_ENGLISH = LanguageTag("en")
_MEGABYTE = 1_000_000

_PROSE = (
    "It was a bright cold day in spring, and the clocks of the town were striking. The old man who "
    'kept the lighthouse had seen many ships pass by, but none like this one. "Who are you?" he '
    "asked, and nobody answered. So he went down to the harbour, where the boats lay, and waited "
    "until the evening came.\n\n"
)
_MARKDOWN = (
    "## Heading\n\nSome **bold** words with a [link](https://example.org/a) and `max_chars`.\n\n"
    "- one item of 5 km\n- another, for $3.50\n\n```python\nimport this\nx = 1\n```\n\n"
)
_PDF = _PROSE.replace("who ", "who\n").replace("harbour", "har-\nbour").replace("many ", "many\n")
_SIGNS = (
    "On 2024-05-12 at 10:30 it cost $5.50 for 3 km, see https://example.org/a/b 😂 in main.py:12. "
)

_GERMAN = (
    "Der alte Mann, der den Leuchtturm h\u00fctete, hatte viele Schiffe vorbeifahren sehen, aber "
    "keines wie dieses. \u201eWer seid ihr?\u201c, fragte er, und niemand antwortete. So ging er "
    "zum Hafen hinunter, wo die Boote lagen, und wartete bis zum Abend.\n\n"
)
_CHINESE = (
    "\u90a3\u4e2a\u770b\u5b88\u706f\u5854\u7684\u8001\u4eba\u89c1\u8fc7\u8bb8\u591a\u8239\u53ea"
    "\u7ecf\u8fc7\u3002\u4f60\u4eec\u662f\u8c01\uff1f\u4ed6\u95ee\u9053\u3002\u6ca1\u6709\u4eba"
    "\u56de\u7b54\u3002\n\n"
)
_README = Path(__file__).resolve().parents[1] / "README.md"

_MEASURE_IMPORT = """
import time
def resident():
    status = open("/proc/self/status").read()
    return int(status.split("VmRSS:")[1].split()[0])
before = resident()
began = time.process_time()
from speakd.reader.front_end import FrontEnd
from speakd.language.script import ScriptDetector
from speakd.types import LanguageTag
front_end = FrontEnd(ScriptDetector(LanguageTag("en")))
imported = time.process_time()
front_end.warm_up()
warm = time.process_time()
used = resident() - before
print(1000 * (imported - began), 1000 * (warm - imported), used / 1024)
"""


def main() -> None:
    """Print the tables."""
    front_end = FrontEnd(ContextDetector(_ENGLISH, VoiceOptions().detectable()))
    front_end.warm_up()
    if "--said" in sys.argv:
        _print_said(front_end)
        return
    print(f"{'1 MB of':34}{'first':>10}{'whole':>12}{'peak':>10}{'segments':>10}")
    for language in (_ENGLISH, None):
        for name, text in (
            ("prose", _PROSE),
            ("one paragraph of prose", _PROSE.replace("\n", " ")),
            ("lines of a PDF", _PDF),
            ("prose in German", _GERMAN),
            ("prose in Chinese", _CHINESE),
            ("a README", _README.read_text("utf-8") + "\n\n"),
            ("dense Markdown", _MARKDOWN),
            ("figures and addresses", _SIGNS),
        ):
            label = name if language else f"{name}, detected"
            _measure(label, front_end, text * (_MEGABYTE // len(text)), language)
    runs = [[float(figure) for figure in _run(_MEASURE_IMPORT).split()] for _ in range(5)]
    imported, warm, used = (min(figures) for figures in zip(*runs, strict=True))
    print(
        f"\nimport {imported:.0f} ms, all that is loaded later {warm:.0f} ms, memory {used:.0f} MB"
    )


def _measure(label: str, front_end: FrontEnd, text: str, language: LanguageTag | None) -> None:
    firsts, wholes, count = [], [], 0
    for _ in range(2):
        gc.collect()
        began = time.process_time()
        segments = front_end.segments(text, language, Prosody)
        next(segments)
        firsts.append(time.process_time() - began)
        count = 1 + sum(1 for _ in segments)
        wholes.append(time.process_time() - began)
    tracemalloc.start()
    _exhaust(front_end.segments(text[: _MEGABYTE // 20], language, Prosody))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    rate = len(text.encode()) / min(wholes) / _MEGABYTE
    print(f"{label:34}{1000 * min(firsts):7.2f} ms{rate:8.2f} MB/s{peak / 1e6:7.2f} MB{count:10}")


def _exhaust(segments: Iterator[Segment]) -> None:
    for _ in segments:
        pass


def _run(program: str) -> str:
    command = [sys.executable, "-c", program]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _print_said(front_end: FrontEnd) -> None:
    for snippet in snippets():
        print(f"{snippet.group}/{snippet.name}")
        for segment in front_end.segments(snippet.copied, None, Prosody):
            print(f"  {segment.language:8}{segment.text}")


if __name__ == "__main__":
    main()
