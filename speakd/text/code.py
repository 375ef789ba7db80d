"""Code: how to tell that there is some, and in which language it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.text.blocks import Block, BlockKind, Summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speakd.spoken import SpokenText

_CODE_LINE = re.compile(
    r"\s*+(?:def \w+\(.*:|class \w+.*:|(?:if|for|while|with|elif|try|else|except|finally)\b.*:|"
    r"import [\w.]+|from [\w.]+ import .+|return\b.*|(?:const|let|var) \w+ .*|(?:public|private|"
    r"static|void|int|func|fn|pub|impl|struct|enum|package|use) .*[({;].*|#include\b.*|"
    r"@\w+(?:\(.*\))?|[\w.]+ (?:[-+*/|&]?=|:=) .+|[\w.]+\(.*\)[;:]?|[{}()\[\]]+[;,]?|\[+[\w.-]+\]+|"
    r"[^(){}=<>\[\]]*+[(){}=<>\[\]].*;|.*[{}]|//.*|/\*.*|\*/|</?\w+[^>]*>|(?:SELECT|FROM|WHERE|AND|SET|LIMIT|"
    r"(?:(?:LEFT|RIGHT|INNER|OUTER|CROSS|FULL) )*JOIN|GROUP BY|ORDER BY|HAVING|INSERT INTO|VALUES|"
    r"UPDATE|DELETE FROM|CREATE TABLE|ALTER TABLE) .*|\"[^\"]*\": .*|\"[^\"]*\",?|[}\]]+,)\s*"
)
_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@")
_KEY = re.compile(r"(?P<indent> *)(?:- )?[\w./-]+:(?: .*)?")
_ENTRY = re.compile(r" *- .*|\s*#.*")
_MIN_LINES = 3
_MIN_SHARE = 0.7

_TRAITS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.MULTILINE))
    for name, pattern in (
        ("diff", r"^@@ -\d"),
        (
            "Python",
            r"^[^\S\n]*(?:def \w+\(.*:\s*$|from [\w.]+ import |elif |import \w+$|class \w+.*:\s*$)",
        ),
        ("C", r"^[^\S\n]*#include\b"),
        ("Rust", r"\b(?:fn \w+|let mut |impl |pub fn )"),
        ("Go", r"^(?:package \w+|func (?:\(|\w))"),
        ("Java", r"\bpublic (?:static |final )*(?:class|void|int|String)\b"),
        ("SQL", r"(?i)^[^\S\n]*(?:select .+\s+from\b|insert into|create table|update \w+ set)"),
        ("HTML", r"(?i)<(?:html|div|body|head|span|script)\b"),
        ("JavaScript", r"\b(?:const|let|var) \w+ =|=> \{|function \w*\(|console\.log"),
        ("YAML", r"\A\s*[\w.-]+:\n\s+(?:- )?[\w.-]+:"),
        ("JSON", r"\A\s*[\[{]\s*(?:\"[^\"]*\"\s*:|\{)"),
        ("shell", r"^[^\S\n]*(?:\$ |#!/bin/|sudo |apt |cd |export \w+=)"),
    )
)

_NAMES = {
    "bash": "shell",
    "c": "C",
    "c++": "C++",
    "cpp": "C++",
    "cs": "C#",
    "csharp": "C#",
    "css": "CSS",
    "diff": "diff",
    "go": "Go",
    "html": "HTML",
    "java": "Java",
    "javascript": "JavaScript",
    "js": "JavaScript",
    "json": "JSON",
    "jsonc": "JSON",
    "kotlin": "Kotlin",
    "patch": "diff",
    "php": "PHP",
    "py": "Python",
    "python": "Python",
    "python3": "Python",
    "rb": "Ruby",
    "rs": "Rust",
    "ruby": "Ruby",
    "rust": "Rust",
    "sh": "shell",
    "shell": "shell",
    "sql": "SQL",
    "swift": "Swift",
    "toml": "TOML",
    "ts": "TypeScript",
    "typescript": "TypeScript",
    "xml": "XML",
    "yaml": "YAML",
    "yml": "YAML",
    "zsh": "shell",
}


def looks_like_code(lines: Sequence[str]) -> bool:
    """Whether unmarked lines are code beyond doubt."""
    if len(lines) < _MIN_LINES:
        return False
    if any(_HUNK.match(line) for line in lines) or _is_yaml(lines):
        return True
    return sum(_CODE_LINE.fullmatch(line) is not None for line in lines) >= _MIN_SHARE * len(lines)


def _is_yaml(lines: Sequence[str]) -> bool:
    """Whether all lines are keys or entries, and some keys stand below others."""
    if not lines[0].rstrip().endswith(":"):
        return False
    keys = [_KEY.fullmatch(line) for line in lines]
    if any(
        key is None and not _ENTRY.fullmatch(line) for key, line in zip(keys, lines, strict=True)
    ):
        return False
    return sum(key is not None and len(key["indent"]) > 1 for key in keys) > 1


def language_name(info: str, code: str) -> str:
    """Name the programming language of `code`.

    Args:
        info: What its fence says, such as `py`; may be empty.
        code: Its beginning.

    Returns:
        Its name; empty where nothing tells.
    """
    word = info.strip().partition(" ")[0].strip("{}.").lower()
    if word in _NAMES:
        return _NAMES[word]
    if word in {"text", "txt", "plain", "console", "output"}:
        return ""
    return next((name for name, trait in _TRAITS if trait.search(code)), "")


def code_blocks(code: SpokenText, policy: str, info: str = "") -> Iterator[Block]:
    """Read code, or tell about it.

    Args:
        code: Its lines.
        policy: `read`, `summary` or `skip`. A single line is read either way: it is most often a
            command in the midst of an explanation.
        info: What its fence says.
    """
    lines = [line for line in code.text.split("\n") if line.strip()]
    if policy == "skip":
        yield Block(BlockKind.CODE, code.part(0, len(code)), Summary("code"))
    elif policy == "summary" and len(lines) > 1:
        name = language_name(info, code.text[:2_000])
        yield Block(BlockKind.CODE, code, Summary("code_lines", len(lines), name))
    else:
        start = 0
        for line in code.text.split("\n"):
            if line.strip():
                yield Block(BlockKind.LINE, code.part(start, start + len(line)))
            start += len(line) + 1
