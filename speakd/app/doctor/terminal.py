"""Whoever sits at the terminal."""

from __future__ import annotations

import os
import select
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


class TerminalPerson:
    """Is asked on one stream and answers on another; Enter declines.

    Args:
        questions: Where it reads.
        answers: Where it types.
    """

    def __init__(self, questions: TextIO, answers: TextIO) -> None:
        self._questions = questions
        self._answers = answers

    def invite(self, invitation: str) -> None:
        """Ask for something."""
        self._questions.write(f"{invitation}\n")
        self._questions.flush()

    def declines(self, wait_s: float) -> bool:
        """Wait a little; tell whether Enter was pressed. On Windows it never is."""
        if sys.platform == "win32":
            time.sleep(wait_s)  # only sockets can be waited for there
            return False
        if not select.select([self._answers], [], [], wait_s)[0]:
            return False
        os.read(self._answers.fileno(), 1024)
        return True


def person_at(questions: TextIO | None, answers: TextIO | None) -> TerminalPerson | None:
    """Find somebody who can be asked; None if that is no terminal."""
    if questions is None or answers is None:
        return None
    return TerminalPerson(questions, answers) if questions.isatty() and answers.isatty() else None
