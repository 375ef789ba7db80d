"""Web and mail addresses, paths, checksums."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.phrases import phrase
from speakd.text.rules.rule import DIGITS, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.rules.rule import Context

_URL = re.compile(
    r"(?:(?<![A-Za-z\d])(?:https?|ftp|file|git|ssh|wss?)://|\bwww\.)(?:[^\s@/<>\"]*@)?(?:www\.)?"
    r"(?P<host>[^\s/:<>\"?#\u3000-\u303f\uff00-\uffef]+)(?P<port>:\d+)?"
    r"(?P<rest>[/?#][^\s<>\"\u3000-\uffef]*)?",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\w@/.:-])(?:www\.)?(?P<host>(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|edu|gov|io|dev|app|"
    r"info|co\.uk|de|fr|es|it|nl|pl|cz|ru|jp|cn|eu|ch|at|se|no|dk|fi|br))/(?P<rest>[^\s<>\"]*)",
    re.IGNORECASE,
)
_AFTER = ".,;:!?)]}'*_"
_EMAIL = re.compile(r"(?:mailto:)?(?P<address>\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b)")
_PART = r"[\w.@+~%-]+"
_FOLDER = r"[\w.@+~%-]+(?: [A-Z(][\w.@+~%()-]*){0,5}"
_PATH = re.compile(
    rf"(?<![\w/.:$\u20ac\xa3\xa5])(?:(?:~|\.{{1,2}})?(?:/{_PART})+/?|(?:{_PART}/)+[\w@+~%-]*\.\w{{1,5}}\b"
    rf"|[A-Za-z]:\\(?:{_FOLDER}\\)*[\w.@+~%-]+)(?P<line>:\d{{1,6}}(?::\d{{1,5}})?\b)?"
)
_MANY_PARTS = 3
_FILE_LINE = re.compile(
    r"\b(?P<file>[\w-]+\.(?:py|pyi|js|jsx|ts|tsx|c|cc|cpp|h|hpp|rs|go|java|rb|php|cs|sh|kt|swift|md|"
    r"txt|json|ya?ml|toml|html|css|sql|log|lua|pl|vue|scala|zig)):(?P<line>\d{1,6})(?::\d{1,5})?\b"
)
_UUID = re.compile(r"\b([0-9a-f]{8})-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
_HASH = re.compile(
    r"\b(?:(?:sha\d+|md5):)?(?=[0-9a-f]*[0-9])(?=[0-9]*[a-f])([0-9a-f]{7,128})\b"
    r"|\b(?=\w*[0-9])(?=\w*[A-Z])(?=\w*[a-z])([A-Za-z0-9_-]{32,})={0,2}"
)
_MAY_BE_HASH = re.compile(
    r"[0-9](?:[a-fA-F]|(?<=[a-fA-F][0-9])|[0-9]{7}-|[\w-]{15}|(?<=[\w-]{15}[0-9]))"
)
_SPELLED = 8
_SHOWN = 4


def urls(text: str, context: Context) -> Iterator[Edit]:
    """Say the domain of a web address."""
    for found in itertools.chain(_URL.finditer(text), _BARE.finditer(text)):
        whole = found[0].rstrip(_AFTER)
        if whole.endswith("/") or "(" in whole:
            # A closing bracket belongs to the address that opened it.
            whole = found[0] if found[0].count(")") <= found[0].count("(") else whole
        said = {"domain": found["host"].rstrip(_AFTER), "read": whole, "skip": ""}
        yield Edit(found.start(), found.start() + len(whole), said[context.policy.urls])


def emails(text: str, _: Context) -> Iterator[Edit]:
    """Keep mail addresses as they are: every voice says them well."""
    for found in _EMAIL.finditer(text):
        yield Edit(found.start(), found.end(), found["address"])


def paths(text: str, context: Context) -> Iterator[Edit]:
    """Say the last part of a long path, and the line in a file."""
    for found in _PATH.finditer(text):
        whole = found[0].rstrip(_AFTER)
        if "/" in whole and not _is_path(whole):
            continue
        name = whole.removesuffix(found["line"] or "")
        if context.policy.paths == "skip":
            said = ""
        else:
            parts = [part for part in re.split(r"[/\\]", name) if part not in {"", ".", "..", "~"}]
            is_long = context.policy.paths == "short" and len(parts) >= _MANY_PARTS
            said = parts[-1] if is_long else name
            if found["line"]:
                said += _line(found["line"].split(":")[1], context)
        yield Edit(found.start(), found.start() + len(whole), said)
    if context.policy.paths != "skip":
        for found in _FILE_LINE.finditer(text) if ":" in text else ():
            yield Edit(*found.span(), found["file"] + _line(found["line"], context))


def _is_path(text: str) -> bool:
    """Tell a path from "and/or", "km/h" and a date."""
    has_name = any(character.isalpha() for character in text)
    return has_name and (text[0] in "/~." or text.count("/") > 1 or "." in text.rpartition("/")[2])


def _line(number: str, context: Context) -> str:
    word = phrase("line", context.language)
    return f", {number}" if word is None else f", {word} {number}"


def hashes(text: str, context: Context) -> Iterator[Edit]:
    """Say the beginning of what only machines read, letter by letter."""
    policy = context.policy.hashes
    for found in _UUID.finditer(text):
        said = f"UUID {_spelled(found[1][:_SHOWN])}"
        yield Edit(*found.span(), {"short": said, "read": found[0], "skip": ""}[policy])
    for found in _HASH.finditer(text):
        digits = found[1] or found[2]
        said = _spelled(digits)
        if len(digits) > _SPELLED:
            said = f"{phrase('hash', context.language)} {_spelled(digits[:_SHOWN])}"
        yield Edit(*found.span(), {"short": said, "read": found[0], "skip": ""}[policy])


def _spelled(text: str) -> str:
    return " ".join(text.upper())


ADDRESSES = (
    Rule(frozenset("/."), urls, re.compile(r"[/Ww](?:(?<=:/)/|(?<=[^\W\d]/)|[Ww]{2}\.)")),
    Rule(frozenset("@"), emails),
    Rule(frozenset("/\\:"), paths, re.compile(r"/[\w.@+~%-]|:(?:\\|(?<=[a-z]:)\d)")),
    Rule(DIGITS, hashes, _MAY_BE_HASH),
)
