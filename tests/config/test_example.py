from __future__ import annotations

import re
from pathlib import Path

from speakd.config.example import example_text
from speakd.config.load import parse
from speakd.config.options import declared_options
from speakd.config.schema import Config

REPOSITORY = Path(__file__).parents[2]


def test_the_example_in_the_repository_is_fresh() -> None:
    assert (REPOSITORY / "config.example.toml").read_text("utf-8") == example_text(), (
        "run: python -m speakd.config.example > config.example.toml"
    )


def test_the_example_as_it_is_means_the_defaults() -> None:
    assert parse(example_text().encode(), "example") == Config()


def test_the_example_with_every_key_set_means_the_defaults() -> None:
    every_key = re.sub(r"^#(?! )", "", example_text(), flags=re.MULTILINE)
    assert "\nrate = 1.0\n" in every_key
    assert parse(every_key.encode(), "example") == Config()


def test_every_option_is_there_with_its_help() -> None:
    text = " ".join(line.removeprefix("# ") for line in example_text().splitlines())
    for table in declared_options(Config):
        assert f"[{table.name}]" in text
        if isinstance(table.annotation, type):
            for option in declared_options(table.annotation):
                assert option.option.help in text
