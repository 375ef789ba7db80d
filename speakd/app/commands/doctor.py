"""`speakd doctor`: try every link, and say what to do where one is broken."""

from __future__ import annotations

import logging
import os
import sys

from speakd.app import terminal
from speakd.app.doctor.check import Finding, run_checks
from speakd.app.doctor.checks import Circumstances, doctors_checks
from speakd.app.doctor.report import as_json as json_of
from speakd.app.doctor.report import finding_lines, has_problem, summary
from speakd.app.doctor.terminal import person_at
from speakd.app.version import installed_version
from speakd.desktop.session import main_loop


def run(config: str | None, *, as_json: bool, is_silent: bool) -> int:
    """Run every check and print what it finds.

    Args:
        config: What `--config` says.
        as_json: Print for a program, and ask nobody.
        is_silent: Make no sound.

    Returns:
        1 if any link is broken, else 0.
    """
    # What fails is a finding; without a handler, logging would print it as well.
    logging.getLogger().addHandler(logging.NullHandler())
    around = Circumstances(
        config_argument=config,
        environment=os.environ,
        platform=sys.platform,
        version=installed_version(),
        is_silent=is_silent,
        person=None if as_json else person_at(sys.stderr, sys.stdin),
    )
    is_coloured, columns = terminal.is_coloured(), terminal.width()
    findings: list[tuple[str, Finding]] = []

    def look() -> None:
        for name, finding in run_checks(doctors_checks(around)):
            findings.append((name, finding))
            if not as_json:
                lines = finding_lines(name, finding, is_coloured=is_coloured, columns=columns)
                print(lines, flush=True)

    # On macOS a key is only heard while the main thread runs the loop.
    main_loop().run_beside(look)
    print(json_of(findings) if as_json else f"\n{summary(findings)}", flush=True)
    return int(has_problem(findings))
