"""No class that can hold a text shows it in its `repr`, `str` or `format`.

Every class of speakd is found by looking, so a new one is asked, too. One that shows strings must
stand among those of which we know that none of their strings is ever read aloud.
"""

from __future__ import annotations

import dataclasses
import enum
import importlib
import inspect
import pkgutil
import re
import sys
import typing
from typing import Any

import pytest

import speakd

CANARY = "quibblecanary"

_HOLDS_TEXT = re.compile(r"\b(str|bytes|bytearray|memoryview|object|Any|AnyStr)\b")

SHOWN = {
    "speakd.app.benchmark": "names of what is measured",
    "speakd.config": "what the user configured",
    "speakd.app.doctor": "findings: names, numbers, remedies",
    "speakd.app.supervision": "how runs ended",
    "speakd.app.log_tail.Lines": "lines of the log, which hold no text",
    "speakd.app.live_config": "values of the configuration",
    "speakd.chord": "keys of the configuration",
    "speakd.desktop.api.AutostartStatus": "paths",
    "speakd.desktop.api.HotkeyStatus": "chords and problems",
    "speakd.desktop.presence.api.MenuItem": "labels of the menu",
    "speakd.desktop.api.ShortcutName": "names of actions",
    "speakd.desktop.presence.api.TrayView": "the tooltip of the tray, which tells the state",
    "speakd.desktop.hotkeys.chord_source": "names of backends",
    "_Paste": "a command that reads the clipboard",
    "speakd.desktop.presence.dbus_menu": "labels of the menu",
    "speakd.desktop.presence.dbus_objects": "calls of the tray",
    "speakd.desktop.icons": "pictures",
    "speakd.desktop.hotkeys.key_events": "one key that is part of a chord",
    "speakd.desktop.hotkeys.portal_bus": "answers of the shortcuts portal",
    "speakd.desktop.hotkeys.portal_shortcuts": "names of actions",
    "speakd.desktop.shortcut_steps": "steps in the desktop's settings",
    "speakd.desktop.copied.text_place": "our own words for where text is",
    "speakd.desktop.hotkeys.x11_keyboard": "names of keys",
    "speakd.engines.coqui.files": "paths",
    "speakd.text.short_forms": "our own words for what is shortened",
    "speakd.engines.coqui.models": "models",
    "speakd.engines.coqui.options": "what the user configured",
    "speakd.engines.coqui.safe_load": "paths and hashes",
    "speakd.engines.coqui.streaming.api.SpeakerLatents": "tensors",
    "speakd.engines.coqui.voice_models": "models",
    "speakd.engines.espeak.library.VoiceRecord": "a voice",
    "speakd.engines.espeak.options": "what the user configured",
    "speakd.engines.espeak.voices": "a voice",
    "speakd.engines.system.recipe.SystemVoice": "a voice",
    "speakd.engines.system.recipe.Speech": "the handle of a voice; its text is hidden",
    "speakd.engines.system.synthesizer": "what the user configured",
    "speakd.engines.coqui.streaming.api.SpeechRequest": "a speaker's name; its text is hidden",
    "speakd.errors.ConfigProblem": "what the user configured",
    "speakd.language.evidence": "names of languages",
    "speakd.playback.api.OutputStatus": "names of devices and problems",
    "speakd.speech.Voice": "a voice",
    "speakd.synthesis.registry": "packages",
    "speakd.synthesis.rung.RungStatus": "problems, which engine_error keeps text out of",
    "speakd.text.rules.rule.Rule": "which characters a rule looks for",
    "speakd.text.blocks.Summary": "the name of a phrase; a name from the text is hidden",
    "speakd.text.markdown_events.Event": "a kind of thing; its words are hidden",
}
"""Classes (private ones by name alone), and modules and packages all of whose classes may show
strings; and which strings those are."""

HIDES_THE_REST = {
    "speakd.engines.system.recipe.Speech": {"handle"},
    "speakd.engines.coqui.streaming.api.SpeechRequest": {"speaker"},
    "speakd.text.blocks.Summary": {"phrase"},
    "speakd.text.markdown_events.Event": {"kind"},
}
"""Those of them that hold text as well, and the fields they may show."""


def modules() -> list[str]:
    found = [each.name for each in pkgutil.walk_packages(speakd.__path__, "speakd.")]
    return [name for name in found if not name.startswith(("speakd.testing", "speakd.__main__"))]


def classes() -> list[type]:
    found: dict[str, type] = {}
    for name in modules():
        try:
            module = importlib.import_module(name)
        except ImportError:  # what it needs is not installed here, or is another platform's
            continue
        for each in vars(module).values():
            if inspect.isclass(each) and each.__module__ == name:
                found[f"{name}.{each.__qualname__}"] = each
    return [each for _, each in sorted(found.items()) if not issubclass(each, enum.Enum)]


def fields(kind: type) -> dict[str, str]:
    """The fields of a value type with their types, as they are written down."""
    if dataclasses.is_dataclass(kind):
        found: dict[str, Any] = {each.name: each.type for each in dataclasses.fields(kind)}
    elif hasattr(kind, "_fields"):
        found = {name: kind.__annotations__.get(name, "object") for name in kind._fields}
    else:
        slots = getattr(kind, "__slots__", ())
        found = dict.fromkeys([slots] if isinstance(slots, str) else slots, "object")
    return {
        name: getattr(each, "__forward_arg__", None)
        or (each if isinstance(each, str) else getattr(each, "__name__", str(each)))
        for name, each in found.items()
    }


def can_hold_text(kind: type, annotation: str) -> bool:
    names = set(re.findall(r"\w+", annotation))
    module = vars(sys.modules[kind.__module__])
    return bool(_HOLDS_TEXT.search(annotation)) or any(
        isinstance(module.get(name), typing.TypeVar) for name in names
    )


def filled(kind: type, without: set[str]) -> object:
    """Make one that holds the canary wherever it can hold a text, past its own checks."""
    values = {
        name: CANARY if can_hold_text(kind, each) and name not in without else None
        for name, each in fields(kind).items()
    }
    if issubclass(kind, tuple):
        return tuple.__new__(kind, [value or 0 for value in values.values()])
    made = object.__new__(kind)
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made


def shows_by_itself(kind: type) -> bool:
    """Whether it says more of itself than its type and address."""
    ours = [each for each in kind.__mro__ if each.__module__.startswith("speakd.")]
    return any(
        name in vars(each)
        for each in ours
        for name in ("__repr__", "__str__", "__format__", "_fields")
    ) and not issubclass(kind, BaseException)


def may_show(name: str) -> bool:
    is_named = any(name == each or name.startswith(f"{each}.") for each in SHOWN)
    return is_named or name.rpartition(".")[2] in SHOWN


VALUE_TYPES = [each for each in classes() if shows_by_itself(each)]


@pytest.mark.parametrize("kind", VALUE_TYPES, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_no_text_is_shown(kind: type) -> None:
    name = f"{kind.__module__}.{kind.__qualname__}"
    without = HIDES_THE_REST.get(name, set())
    if may_show(name) and not without:
        return
    value = filled(kind, without)
    for shown in (repr(value), str(value), f"{value}", f"{[value]}"):
        assert CANARY not in shown, f"{name} shows a string: hide it, or say in SHOWN which it is"


def test_every_class_that_holds_text_was_asked() -> None:
    asked = {f"{kind.__module__}.{kind.__qualname__}" for kind in VALUE_TYPES}
    assert {
        "speakd.speech.Segment",
        "speakd.spoken.SpokenText",
        "speakd.spoken.Edit",
        "speakd.desktop.api.ClipboardContent",
        "speakd.text.sentences.Sentence",
        "speakd.engines.system.recipe.Speech",
    } <= asked
    for name in ("speakd.doors.control.protocol.Request", "speakd.reader.reading.Reading"):
        module, _, kind = name.rpartition(".")
        assert getattr(importlib.import_module(module), kind).__repr__ is object.__repr__, name


def test_a_class_that_shows_its_text_is_noticed() -> None:
    @dataclasses.dataclass
    class Leaks:
        text: str

    assert CANARY in repr(filled(Leaks, set()))
    assert shows_by_itself(type("Named", (), {"__module__": "speakd.x", "__repr__": repr}))


def test_the_list_names_nothing_that_is_gone() -> None:
    known = {f"{kind.__module__}.{kind.__qualname__}" for kind in classes()} | set(modules())
    known |= {each.__qualname__ for each in classes()}
    gone = [each for each in SHOWN if each not in known]
    assert not gone
