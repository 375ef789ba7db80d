"""Folders of models that anybody may have put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.engines.coqui.voice_models import VoiceModels
from speakd.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path


def languages(folder: Path, config: str) -> tuple[str, ...]:
    (folder / "config.json").write_text(config)
    (folder / "model.pth").touch()
    return VoiceModels(folder).find(str(folder)).languages


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ('{"languages": ["en", "zh-cn", "pt-br"]}', ("en", "zh", "pt-BR")),
        ('{"datasets": [{"language": "de"}, {"language": ""}]}', ("de",)),
        ('{"phoneme_language": "fr-fr"}', ("fr-FR",)),
        ("{}", ("en",)),
        (r'{"languages": ["\u001b]0;x\u0007", "en\nde", "\ud800", "de"]}', ("de",)),
        ('{"languages": ["English"]}', ("und",)),
    ],
)
def test_languages_are_those_that_have_the_shape_of_a_tag(
    tmp_path: Path, config: str, expected: tuple[str, ...]
) -> None:
    assert languages(tmp_path, config) == expected


@pytest.mark.parametrize(
    "config",
    ["", "[]", "[" * 100_000, '{"languages": 5}', '{"datasets": [5]}', '{"phoneme_language": 5}'],
    ids=range(6),
)
def test_a_configuration_that_is_none_is_told_of(tmp_path: Path, config: str) -> None:
    with pytest.raises(ModelError, match=r"config.json cannot be read"):
        languages(tmp_path, config)


def test_a_configuration_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"config.json cannot be read"):
        languages(tmp_path, '{"a": "' + "x" * (17 << 20) + '"}')
