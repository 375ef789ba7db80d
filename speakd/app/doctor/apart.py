"""Checks in a process of their own: what crashes there is a finding here."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from speakd.app.doctor.check import Finding, Verdict, problem
from speakd.app.supervision.statuses import describe_end
from speakd.synthesis.registry import find_engines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENGINE_S = 20.0
"""Seconds that an engine may take to tell which voices it has."""

SOUND_S = 10.0
"""Seconds that the sound device may take to open and play a tone."""

SENTENCE_S = 30.0
"""Seconds that a sentence may take, with all that is to be loaded for it."""

_SPARE_S = 5.0

_CHILD = (sys.executable, "-P", "-m", "speakd.app.doctor.apart_child")


@dataclass(frozen=True, slots=True)
class Apart:
    """How a check is run apart.

    Attributes:
        config_argument: What `--config` says.
        is_silent: Whether no sound may be made.
        command: The program that tries; its arguments follow.
    """

    config_argument: str | None
    is_silent: bool
    command: Sequence[str] = field(default=_CHILD)

    def voices(self) -> Iterator[Finding]:
        """Ask every engine which voices it has; one that crashes or hangs costs no other."""
        entries = find_engines()
        left = list(entries)
        is_usable = False
        while left:
            report = self._run("voices", ENGINE_S, left)
            is_usable |= any(each.verdict is Verdict.OK for each in report.findings)
            yield from report.findings
            if not report.end:
                break
            remedy = ""
            if report.tried:
                package = entries[report.tried[-1]].distribution or "that brings it"
                remedy = f"name other voices in `[voices]`, or update the package {package}"
            yield report.fault(remedy)
            left = [name for name in left if name not in report.tried] if report.tried else []
        if not is_usable:
            yield problem("no voice can be used", "reinstall speakd, which brings one")

    def voices_limit_s(self) -> float:
        """Tell how long `voices` may take, each engine all the time that it has."""
        return ENGINE_S * len(find_engines()) + _SPARE_S

    def one(self, name: str, limit_s: float, remedy: str) -> Iterator[Finding]:
        """Run one check.

        Args:
            name: Which.
            limit_s: Seconds until it is given up.
            remedy: What to do where it crashes or hangs.
        """
        report = self._run(name, limit_s)
        yield from report.findings
        if report.end:
            yield report.fault(remedy)

    def _run(self, name: str, limit_s: float, items: Sequence[str] = ()) -> _Report:
        command = [*self.command, f"--limit={limit_s + _SPARE_S:g}"]
        if self.config_argument is not None:
            command.append(f"--config={self.config_argument}")
        if self.is_silent:
            command.append("--silent")
        try:
            done = subprocess.run(
                [*command, "--", name, *items],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=limit_s,
                check=False,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except subprocess.TimeoutExpired as over:
            return _report(over.stdout or b"", f"no answer within {limit_s:g} s")
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return _Report(end=f"{command[0]} cannot be started: {reason}")
        return _report(done.stdout, describe_end(done.returncode))


@dataclass(slots=True)
class _Report:
    """What the process said.

    Attributes:
        findings: What it found.
        tried: What it began to try, in order.
        end: How it ended, if that was too early.
    """

    findings: list[Finding] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    end: str = ""

    def fault(self, remedy: str) -> Finding:
        """Say how it ended, and in what."""
        return problem(f"{self.tried[-1]}: {self.end}" if self.tried else self.end, remedy)


def _report(said: bytes, end: str) -> _Report:
    """Read what the process said; a line that makes no sense is foreign code's."""
    report = _Report(end=end)
    for line in said.splitlines():
        try:
            match json.loads(line):
                case {"trying": str(name)}:
                    report.tried.append(name)
                case {"verdict": verdict, "message": str(message), "remedy": str(remedy)}:
                    report.findings.append(Finding(Verdict(verdict), message, remedy))
                case {"done": True}:
                    report.end = ""
        except (ValueError, RecursionError):
            continue
    return report
