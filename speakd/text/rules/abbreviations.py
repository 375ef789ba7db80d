"""Shortened words such as "z. B." and "e.g."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.abbreviations import GERMAN_OPENING
from speakd.text.rules.rule import Rule
from speakd.text.short_forms import following, short_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.rules.rule import Context
    from speakd.text.short_forms import ShortForm

_NAME = re.compile(r"[^\W\d_a-z][\w'\u2019-]*\.?\s\Z")
_LONGEST_NAME = 24
_SHORTEST = 2
_GERMAN_MILLIONS = frozenset({"Mio", "Mrd", "1 Mio", "1 Mrd", "Stk", "Pck"})


def abbreviations(text: str, context: Context) -> Iterator[Edit]:
    """Say the words that are shortened."""
    if context.policy.numbers != "words":
        return
    forms = short_forms(context.base)
    last: Edit | None = None
    dot = text.find(".")
    while dot >= 0:
        found = forms.find(text, dot)
        if found is not None:
            start, end, form = found
            edit = _edit(text, start, end, form)
            if last is not None and start > last.start:
                yield last  # else this one, such as "i. V. m.", has grown out of "i. V."
            last = edit
        dot = text.find(".", dot + 1)
    if last is not None:
        yield last


def _edit(text: str, start: int, end: int, form: ShortForm) -> Edit:
    behind = following(text, end)
    said = form.said(behind)
    if not said or _is_initial(text, start, end):
        return Edit(start, end, text[start:end])
    # The dot was the sentence's as well.
    ends = not behind or (said == form.end and behind.isupper())
    if behind.isupper() and form.written[:-1] in _GERMAN_MILLIONS:
        ends = GERMAN_OPENING.match(text[end:].lstrip()) is not None
    if text[start] != form.written[0]:
        said = said[0].upper() + said[1:]
    return Edit(start, end, said + "." if ends else said)


def _is_initial(text: str, start: int, end: int) -> bool:
    """Whether a capital is that of a name: the M. of Anna M. Roy is no Monsieur."""
    is_letter = end - start == _SHORTEST and text[start].isupper()
    return is_letter and _NAME.search(text, max(0, start - _LONGEST_NAME), start) is not None


_MAY_BE_SHORT = re.compile(
    r"\.(?:(?=\s*\S)|(?<=\b\w\.)|(?<=\b\w\w\.)|(?<=\b\w\w\w\.)|(?<=\b\w\w\w\w\.))"
)
"""A dot that is not the last sign, or stands behind four letters at most."""

ABBREVIATIONS = Rule(frozenset("."), abbreviations, _MAY_BE_SHORT)
