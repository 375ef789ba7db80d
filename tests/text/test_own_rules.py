from __future__ import annotations

import logging

import pytest

from speakd.config.load import parse
from speakd.errors import ConfigError
from speakd.spoken import SpokenText
from speakd.text.rewriting import Rewriter
from speakd.text.rules.own import own_rules
from speakd.types import LanguageTag

CONFIG = r"""
[pronunciation]
nginx = "engine x"
US = "U S"
"C++" = "see plus plus"
"New York" = "the big apple"
"東京" = "とうきょう"

[pronunciation.de]
nginx = "Endschin X"
GIF = "Giff"

[[rules]]
match = '(\d+) PS'
say = '\1 Pferdestärken'
languages = ["de"]

[[rules]]
match = 'TODO:?'
say = 'to do,'
"""


def rewriter(config: str = CONFIG) -> Rewriter:
    found = parse(config.encode(), "test")
    return Rewriter(found.text, own_rules(found.rules, found.pronunciation))


def reworded(text: str, language: str = "en") -> str:
    return rewriter().rewrite(SpokenText.verbatim(text), LanguageTag(language)).text


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("Nginx and NGINX run", "en", "engine x and engine x run"),
        ("nginxes do not", "en", "nginxes do not"),
        ("The US told us", "en", "The U S told us"),
        ("I like C++.", "en", "I like see plus plus."),
        ("in New York now, new york", "en", "in the big apple now, new york"),
        ("今日は東京へ", "ja", "今日はとうきょうへ"),
        ("nginx und GIF und US", "de", "Endschin X und Giff und U S"),
        ("nginx im GIF", "de-AT", "Endschin X im Giff"),
        ("a GIF", "en", "a GIF"),
        ("mit 90 PS", "de", "mit 90 Pferdestärken"),
        ("with 90 PS", "en", "with 90 PS"),
        ("TODO: write", "en", "to do, write"),
    ],
)
def test_what_a_user_wants_said_is_said(written: str, language: str, said: str) -> None:
    assert reworded(written, language) == said


def test_what_is_said_points_at_what_was_written() -> None:
    spoken = rewriter().rewrite(SpokenText.verbatim("the nginx log"), LanguageTag("en"))
    start = spoken.text.index("engine x")
    assert spoken.source(start, start + 8) == SpokenText.verbatim("nginx", 4).span


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("match = '(a'", "not a regular expression"),
        (f"match = '{'(' * 5000}a{')' * 5000}'", "too deep"),
        ("match = 'a{1000000000}'", "repeats something more than 100000 times"),
        ("match = '((a{1000}){1000}){1000}'", "repeats something more than 100000 times"),
        (f"match = '{'a{99999}' * 4}'", "repeats something more than 100000 times"),
        ("say = 'x'", "must not be empty"),
        (r"match = 'a'; say = '\1'", "invalid group reference"),
        (r"match = '(?P<x>a)'; say = '\g<y>'", "cannot be filled in"),
        ("match = '(a|aa)+$'", "takes longer than"),
        ("match = 'a'; languages = ['german']", "not a language tag"),
    ],
)
def test_a_bad_rule_is_found_when_the_configuration_is_read(rule: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        parse(f"[[rules]]\n{rule}".replace("; ", "\n").encode(), "test")


@pytest.mark.parametrize(
    "pattern",
    [
        "([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} ?){2}",
        r"\d{4}(?:-\d{2}){2}T\d{2}(?::\d{2}){2}\.\d{6}",
        r"\{1000000000\} a{,5} a{1,99999} {x}",
    ],
)
def test_counts_of_common_sizes_may_stand_in_a_rule(pattern: str) -> None:
    assert parse(f"[[rules]]\nmatch = '{pattern}'".encode(), "test").rules[0].match == pattern


def test_a_table_of_pronunciations_is_for_a_language() -> None:
    with pytest.raises(ConfigError, match="not a language tag"):
        parse(b"[pronunciation.german]\na = 'b'", "test")


def test_a_rule_that_takes_too_long_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    class Slow:
        match = "(x|xx|xxx)+$"
        say = ""
        languages = ()

    slow = Rewriter(parse(b"", "test").text, own_rules([Slow()], {}))
    text = "x" * 3_000 + " secret!"
    with caplog.at_level(logging.WARNING):
        for _ in range(20):
            assert slow.rewrite(SpokenText.verbatim(text), LanguageTag("en")).text == text
    (record,) = caplog.records
    assert "number 1 of [[rules]]" in record.getMessage()
    assert "secret" not in record.getMessage()
