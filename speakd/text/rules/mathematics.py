"""LaTeX: what its commands set apart is said, what they only lay out is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speakd.spoken import Edit
from speakd.text.rules.rule import Rule
from speakd.text.rules.symbols import sign_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speakd.text.rules.rule import Context

_FORMULA = re.compile(
    r"\$\$(?P<shown>[^$]{1,600})\$\$|(?<![\w$\\])\$(?=[^\s\d$])(?P<inline>[^$\n]{1,300}?)(?<!\s)\$(?![\w$])"
    r"|(?<![\w$\\])\$(?=\d+[^$\n\d.,\s])(?P<counted>[^$\n]{0,200}?[\\^_=+<>{][^$\n]{0,200}?)\$(?![\w$])"
    r"|\\\((?P<round>.{1,300}?)\\\)|\\\[(?P<square>.{1,600}?)\\\]",
    re.DOTALL,
)
_LOOKS_SET = re.compile(r"[\\^_=+<>|{}()/*-]|\A[A-Za-z]'?\Z")
_SILENT = re.compile(
    r"\\(?:begin|end)\{[\w*]+\}(?:\[[^\]\n]*\])?|[~\s]?\\(?:citep?|label|vspace|hspace|includegraphics|"
    r"usepackage|documentclass)\*?(?:\[[^\]\n]*\])*\{[^{}\n]*\}|\\(?:maketitle|noindent|centering|"
    r"newpage|clearpage|tableofcontents|hline|item\b)"
)
_AROUND = re.compile(
    r"\\(?:(?:sub)*section|chapter|paragraph|part|title|author|date|caption|text(?:bf|it|tt|sc|rm|sf)?|"
    r"emph|citet|underline|footnote|url|texttt|mbox)\*?(?P<open>\{)(?P<said>[^{}]*)(?P<close>\})"
)
_REFERENCE = re.compile(r"~?\\(?:eq|auto|c|C)?ref\{(?:[^{}:]*:)?([^{}]*)\}")
_ESCAPED = re.compile(r"\\([%&#_$]|[ ])|(?<=\w)~(?=\w)")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_WORD = re.compile(r"[^\W\d_]{3}|[A-Za-z]:\\|\\\\|\{[^{}]*[A-Za-z]{3}|%")
_LAYOUT = frozenset(
    {"left", "right", "big", "Big", "bigl", "bigr", "quad", "qquad", "mathbb", "mathcal", "mathbf"}
    | {
        "mathrm",
        "mathit",
        "text",
        "operatorname",
        "displaystyle",
        "limits",
        "hat",
        "bar",
        "tilde",
        "vec",
    }
)
_SIGNS = {
    "leq": "\u2264",
    "le": "\u2264",
    "geq": "\u2265",
    "ge": "\u2265",
    "neq": "\u2260",
    "ne": "\u2260",
    "approx": "\u2248",
    "times": "\u00d7",
    "div": "\u00f7",
    "infty": "\u221e",
    "sum": "\u2211",
    "in": "\u2208",
    "notin": "\u2209",
    "forall": "\u2200",
    "exists": "\u2203",
    "pm": "\u00b1",
    "int": "\u222b",
    "partial": "\u2202",
    "cup": "\u222a",
    "cap": "\u2229",
    "emptyset": "\u2205",
    "equiv": "\u2261",
    "sqrt": "\u221a",
}
_OF_FORMULAS = _SIGNS.keys() | {"frac", "dfrac", "cdot", "mathbb", "lim", "log", "sin", "cos"}
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")


def latex(text: str, context: Context) -> Iterator[Edit]:
    """Say the words and signs of a formula, and the words that a command is about."""
    if context.policy.numbers != "words":
        return
    if _OF_FORMULAS.intersection(_COMMAND.findall(text)) and not _WORD.search(
        _COMMAND.sub("", text)
    ):
        yield Edit(0, len(text), _said(text, context.base))
    for found in _FORMULA.finditer(text):
        inner = next(each for each in found.groups() if each is not None)
        if _LOOKS_SET.search(inner):
            yield Edit(*found.span(), _said(inner, context.base))
    for found in _REFERENCE.finditer(text):
        yield Edit(*found.span(), f" {found[1]}")
    for found in _SILENT.finditer(text):
        yield Edit(*found.span(), "")
    for found in _AROUND.finditer(text):
        yield Edit(found.start(), found.end("open"), "")
        yield Edit(*found.span("close"), "")
    for found in _ESCAPED.finditer(text):
        yield Edit(*found.span(), found[1] or " ")


def _said(formula: str, language: str) -> str:
    said = _FRACTION.sub(r" \1 / \2 ", formula)
    said = _COMMAND.sub(lambda found: f" {_command(found[1], language)} ", said)
    said = re.sub(r"\^\{?\\?circ\}?", "\u00b0", said)
    said = re.sub(r"[{}_&\\]+", " ", said)
    return " ".join(said.split())


def _command(name: str, language: str) -> str:
    if name in _LAYOUT:
        return ""
    sign = _SIGNS.get(name)
    return name if sign is None else sign_name(sign, language) or sign


MATHEMATICS = (Rule(frozenset("$\\"), latex, re.compile(r"\$[^$]+\$|\\[A-Za-z(\[%&#]")),)
