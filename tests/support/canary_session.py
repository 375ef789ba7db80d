"""A daemon that reads a canary, and all that it tells meanwhile."""

# ruff: noqa: RUF001, texts in many scripts

from __future__ import annotations

from typing import TYPE_CHECKING

from support.speakd import CHORD

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

    from support.canary import Canary
    from support.desk import Desk
    from support.speakd import Home

TEXTS = {
    "prose": "The secret word is {0}. It is {0} again, and it stays {0}.",
    "markdown": "# About {0}\n\n- [{0}](https://{0}.org)\n- `{0}` *{0}*\n\n|a|{0}|\n|---|---|\n",
    "code": "Look:\n\n```{0}\ndef {0}():\n    return '{0}'\n```\n\nThat was {0}.",
    "HTML": "<html><body><p title='{0}'>Now {0}</p><script>{0}()</script></body></html>",
    "addresses": "See https://{0}.org/{0}?{0}=1#{0}, /home/{0}/{0}.txt and {0}@{0}.org.",
    "trace": "Traceback:\n  File '/{0}.py', line 3, in {0}\nValueError: {0}",
    "German": "Das geheime Wort heißt {0}, und niemand darf es wissen.",
    "Russian": "Секретное слово — {0}, и никто не должен его знать.",
    "Greek": "Η μυστική λέξη είναι {0} και κανείς δεν πρέπει να την ξέρει.",
    "Chinese": "秘密的词是{0}，谁也不能知道。",
    "Japanese": "秘密の言葉は{0}です。誰も知りません。",
    "Arabic": "الكلمة السرية هي {0} ولا أحد يعرفها.",
    "Hindi": "गुप्त शब्द {0} है और कोई नहीं जानता।",
    "emoji": "\U0001f600\U0001f680 {0} \U0001f9d1\u200d\U0001f680",
    "not UTF-8": b"caf\xe9 {0} \xff\0\xfe",
    "one word": "{0}" * 2000,
    "what a rule takes too long for": f"{'zq' * 40} {{0}}!",
    "long": "Nobody knows the word {0} yet. " * 4000,
}
"""What people copy; `{0}` is the canary."""


def canary_text(name: str, canary: Canary) -> str | bytes:
    """Make one of `TEXTS`."""
    content = TEXTS[name]
    if isinstance(content, bytes):
        return content.replace(b"{0}", canary.word.encode())
    return content.replace("{0}", canary.word)


class CanarySession:
    """A daemon that reads the canary, and all that was told meanwhile to those who asked.

    Args:
        desk: Where it is read.
        canary: What must be found nowhere.
    """

    def __init__(self, desk: Desk, canary: Canary) -> None:
        self.desk = desk
        self._canary = canary
        self._watching = canary.watched_processes()
        self._told = ""
        self.daemon = desk.home.start()

    def __enter__(self) -> Self:
        self._shown = self._watching.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._watching.__exit__(None, None, None)
        if kind is None:
            self.look()

    def look(self) -> None:
        """Search everything."""
        self.ask()
        assert not self._shown
        assert not self._canary.is_in(self._told.encode())
        assert not self._canary.files()

    def ask(self) -> None:
        """Have it tell of itself what it can."""
        for command in (("status",), ("status", "--json"), ("voices", "list")):
            done = self.desk.home.speakd(*command)
            self._told += done.stdout + done.stderr

    def do(self, *command: str, text: str | bytes = b"") -> str:
        """Run a command, whatever comes of it, and keep what it says."""
        done = self.desk.home.speakd(*command, text=text)
        self._told += done.stdout + done.stderr
        return done.stdout + done.stderr

    def read(self, *, by: str = CHORD) -> None:
        """Press the key, and wait until it is heard."""
        self.desk.recording.wait_for_sound(self.desk.press(by))

    def end(self) -> None:
        """Stop it as a user does."""
        assert self.daemon.stop() == 0


def log_files(home: Home) -> list[Path]:
    """Name the log and the older ones that are kept."""
    return [path for path, content in home.written() if ".log" in path.name and content]
