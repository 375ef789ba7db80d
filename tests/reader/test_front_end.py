from __future__ import annotations

import subprocess
import sys

from speakd.config.load import parse
from speakd.language.script import ScriptDetector
from speakd.reader.front_end import FrontEnd
from speakd.speech import Prosody
from speakd.text.rules.own import own_rules
from speakd.types import LanguageTag, Span

EN = LanguageTag("en")


def test_options_and_the_users_rules_come_from_the_configuration() -> None:
    config = parse(b'text.code = "skip"\n[pronunciation]\nnginx = "engine x"', "test")
    own = own_rules(config.rules, config.pronunciation)
    front_end = FrontEnd(ScriptDetector(EN), config.text, own_rules=own)
    text = "Look at **nginx**:\n\n```\na = 1\nb = 2\n```"
    found = list(front_end.segments(text, None, Prosody))
    assert [segment.text for segment in found] == ["Look at engine x:", "code block."]
    at = found[0].text.index("engine")
    assert found[0].source(Span(at, at + 8)) == Span(text.index("nginx"), text.index("nginx") + 5)


def test_the_prosody_is_asked_for_each_segment() -> None:
    rates = iter([1.0, 2.0])
    segments = FrontEnd(ScriptDetector(EN)).segments(
        "This is the first one.\n\nThis is the second one.", EN, lambda: Prosody(next(rates))
    )
    assert [segment.prosody.rate for segment in segments] == [1.0, 2.0]


def test_limits_are_asked_by_language() -> None:
    limits = {"en": 40, "de": 80}
    text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    for language, limit in limits.items():
        front_end = FrontEnd(ScriptDetector(EN), max_chars=lambda tag: limits[tag])
        found = list(front_end.segments(text, LanguageTag(language), Prosody))
        assert max(len(segment.text) for segment in found) <= limit
        assert len(found) == -(-len(text) // limit)


HEAVY = "babel", "pyromark", "regex", "sentencex"


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    program = f"""
import sys
from speakd.reader.front_end import FrontEnd
from speakd.language.script import ScriptDetector
from speakd.speech import Prosody
front_end = FrontEnd(ScriptDetector("en"))
assert not sys.modules.keys() & {set(HEAVY)}
list(front_end.segments("Plain prose needs none of it, not even here.", None, Prosody))
assert not sys.modules.keys() & {set(HEAVY) - {"sentencex"}}
front_end.warm_up()
assert sys.modules.keys() >= {set(HEAVY) - {"regex", "emoji"}}
"""
    subprocess.run([sys.executable, "-c", program], check=True)
