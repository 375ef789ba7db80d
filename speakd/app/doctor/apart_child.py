"""The process in which a check is tried that may take its process with it.

Every finding is a line of JSON on standard output; so is what is tried next, and the end.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from typing import TYPE_CHECKING

from speakd.app.doctor.check import Check, run_checks
from speakd.app.doctor.configuration import config_or_defaults
from speakd.app.withholding import forbid_core_dumps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TextIO

    from speakd.app.doctor.check import Finding


def main() -> None:
    """Try what the command line names, and leave at once: what hangs is left behind."""
    logging.getLogger().addHandler(logging.NullHandler())
    forbid_core_dumps()
    said = _own_output()
    arguments = _parser().parse_args()

    def say(**line: object) -> None:
        said.write(json.dumps(line) + "\n")
        said.flush()

    def tell(finding: Finding) -> None:
        say(verdict=finding.verdict.value, message=finding.message, remedy=finding.remedy)

    def look() -> Iterable[Finding]:
        for finding in _look(arguments, lambda name: say(trying=name)):
            tell(finding)
        return ()

    for _, finding in run_checks([Check(arguments.name, look, arguments.limit)]):
        tell(finding)
    say(done=True)
    os._exit(0)


def _look(arguments: argparse.Namespace, trying: Callable[[str], None]) -> Iterable[Finding]:
    config = config_or_defaults(arguments.config)
    if arguments.name == "sound":
        from speakd.app.doctor.sound import check_sound  # noqa: PLC0415, only for this check
        from speakd.playback.device_names import device_names  # noqa: PLC0415, likewise
        from speakd.playback.devices import open_best_device  # noqa: PLC0415, likewise

        output = config.output
        return check_sound(
            lambda: open_best_device(
                output.device, output.latency_ms / 1000 or None, output.backend
            ),
            lambda: device_names(output.backend),
            is_silent=arguments.silent,
        )
    from speakd.app.doctor.voices import check_sentence, check_voices  # noqa: PLC0415, likewise

    if arguments.name == "voices":
        return check_voices(config, arguments.items, trying)
    return check_sentence(config, trying, is_silent=arguments.silent)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=["voices", "sound", "sentence"])
    parser.add_argument("items", nargs="*")
    parser.add_argument("--config")
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("--limit", type=float, required=True)
    return parser


def _own_output() -> TextIO:
    """Take standard output for ourselves; what foreign code writes there goes nowhere."""
    ours = os.fdopen(os.dup(1), "w", encoding="ascii")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    sys.stdout = sys.stderr
    return ours


if __name__ == "__main__":
    main()
