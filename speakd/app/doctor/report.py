"""Findings for the eye, for a screen reader and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from speakd.app.doctor.check import Verdict
from speakd.app.terminal import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speakd.app.doctor.check import Finding

_COLOURS = {Verdict.OK: "32", Verdict.NOTE: "33", Verdict.PROBLEM: "31"}
_WORD_WIDTH = max(len(verdict.value) for verdict in Verdict)
_NAME_WIDTH = 11
_INDENT = " " * (_WORD_WIDTH + _NAME_WIDTH + 4)


def finding_lines(
    name: str, finding: Finding, *, is_coloured: bool, columns: int | None = None
) -> str:
    """Write a finding: its verdict as a word, and below it what to do.

    Args:
        name: The link.
        finding: What was found.
        is_coloured: Whether the word is coloured as well, for a terminal.
        columns: How wide a line may be; None leaves them whole.
    """
    word = finding.verdict.value.ljust(_WORD_WIDTH)
    found = f"{word}  {name:{_NAME_WIDTH}}  {finding.message}"
    lines = [wrapped(found, columns, len(_INDENT))]
    if is_coloured:
        shown = f"\x1b[{_COLOURS[finding.verdict]}m{word}\x1b[0m"
        lines[0] = lines[0].replace(word, shown, 1)
    if finding.remedy:
        lines.append(wrapped(f"{_INDENT}{finding.remedy}", columns, len(_INDENT)))
    # Commands stand at the left, so that they can be copied as they are.
    lines.extend(finding.steps)
    return "\n".join(lines)


def summary(findings: Sequence[tuple[str, Finding]]) -> str:
    """Say in one line how it stands as a whole."""
    counts = dict.fromkeys(Verdict, 0)
    for _, finding in findings:
        counts[finding.verdict] += 1
    problems, notes = counts[Verdict.PROBLEM], counts[Verdict.NOTE]
    if not problems:
        return "nothing is broken" + (f"; {_count(notes, 'note')}" if notes else "")
    return f"{_count(problems, 'problem')}, {_count(notes, 'note')}"


def has_problem(findings: Sequence[tuple[str, Finding]]) -> bool:
    """Tell whether any link is broken."""
    return any(finding.verdict is Verdict.PROBLEM for _, finding in findings)


def as_json(findings: Sequence[tuple[str, Finding]]) -> str:
    """Write findings for programs."""
    return json.dumps(
        {
            "ok": not has_problem(findings),
            "findings": [
                {
                    "check": name,
                    "verdict": finding.verdict.value,
                    "message": finding.message,
                    "remedy": finding.remedy,
                    "steps": list(finding.steps),
                }
                for name, finding in findings
            ],
        },
        indent=2,
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
