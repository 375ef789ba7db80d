from __future__ import annotations

import math
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakd.config.key_path import format_key
from speakd.config.load import parse
from speakd.config.schema import Config
from speakd.config.writer import format_config, format_value


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_as_key_and_as_value(text: str) -> None:
    document = f"{format_key(text)} = {format_value(text)}"
    assert tomllib.loads(document) == {text: text}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (-5, "-5"),
        (1.5, "1.5"),
        (math.inf, "inf"),
        ((), "[]"),
        (["a", 1], '["a", 1]'),
        ({}, "{}"),
        ({"a b": {"c": 1}}, '{ "a b" = { c = 1 } }'),
    ],
)
def test_values(value: object, written: str) -> None:
    assert format_value(value) == written
    assert tomllib.loads(f"x = {written}")["x"] == (list(value) if value == () else value)


def test_what_toml_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="no type for NoneType"):
        format_value(None)


def test_a_configuration_that_is_written_reads_the_same() -> None:
    assert parse(format_config(Config()).encode(), "x") == Config()
    source = b"""
    [hotkeys]
    stop = ["f8", "ctrl+shift+s"]
    [voices.languages]
    "pt-BR" = "espeak:pt-br"
    [engines.espeak]
    depth = 1
    when = 1979-05-27T07:32:00
    [engines.espeak.more."odd name"]
    x = [{ y = "z" }]
    """
    config = parse(source, "x")
    assert parse(format_config(config).encode(), "x") == config
