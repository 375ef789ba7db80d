"""The configuration in force, and what follows when its file is edited."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speakd.app.config_watch import ConfigWatch
from speakd.config.load import load
from speakd.errors import ConfigError, SpeakdError, describe_bug

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from speakd.app.kept_config import KeptConfig
    from speakd.app.paths import ConfigFile
    from speakd.config.schema import Config

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Follower:
    """A part that depends on some of the configuration."""

    name: str
    select: Callable[[Config], object]
    apply: Callable[[Config], None]
    applied: object
    problem: str = ""


class LiveConfig:
    """Keeps to what the file says: what is in force is what a start would put in force now.

    Where a start would fail, the last good configuration stays, and the problem is told; it is
    kept for a start after a breakdown, lest a mistake that harms nobody keep that one down. What a
    part makes of the configuration is `follow`ed; what is read at each use, from `config`, needs
    no more. All of it happens in the watch's thread.

    Args:
        file: The file. Where the user named it, its absence is a problem; else it means the
            defaults.
        check: Raises `ConfigError` for what the schema cannot know.
        kept: The last good configuration of a daemon that broke down.

    Raises:
        ConfigError: The file cannot be used.
    """

    def __init__(self, file: ConfigFile, check: Callable[[Config], None], kept: KeptConfig) -> None:
        self._file = file
        self._check = check
        self._kept = kept
        self._watch = ConfigWatch(file.path, self._changed)
        self._problem = ""
        self._config = self._first()
        self._followers: list[_Follower] = []
        self._listeners: list[Callable[[str], None]] = []
        self._told = ""

    @property
    def config(self) -> Config:
        """The configuration in force; any thread."""
        return self._config

    @property
    def path(self) -> Path:
        """The file, whether it is there or not."""
        return self._file.path

    @property
    def problem(self) -> str:
        """What of the file is not in force, and why; empty where all of it is."""
        problems = [self._problem, *(each.problem for each in self._followers)]
        return " | ".join(problem for problem in problems if problem)

    def follow(
        self, name: str, select: Callable[[Config], object], apply: Callable[[Config], None]
    ) -> None:
        """Have a part told when what it depends on has changed. Before the watch is begun.

        Args:
            name: What the log and messages call it.
            select: Picks what the part depends on, to be compared.
            apply: Puts it in force. Where it raises `SpeakdError` the part has stayed as it was.
        """
        self._followers.append(_Follower(name, select, apply, select(self._config)))

    def on_problem(self, listener: Callable[[str], None]) -> None:
        """Have `listener` told the problem whenever it is another one, and "" when it is gone.

        Before the watch is begun.
        """
        self._listeners.append(listener)

    def status(self) -> Mapping[str, object]:
        """Tell which file it is, and what of it is not in force; any thread."""
        return {"path": str(self._file.path), "problem": self.problem}

    def __enter__(self) -> Self:
        self._kept.write(self._config)
        self._tell()
        self._watch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._watch.stop()
        self._kept.remove()

    def _load(self) -> Config:
        config = load(self._file.path, must_exist=self._file.is_chosen)
        self._check(config)
        return config

    def _first(self) -> Config:
        """Give what the file says or, after a breakdown, what was in force then."""
        last_good = self._kept.read()
        if last_good is None:
            # What is left to check, the parts find out as they start, and need not do so twice.
            return load(self._file.path, must_exist=self._file.is_chosen)
        try:
            return self._load()
        except ConfigError as error:
            self._problem = _in_one_line(error)
            return last_good

    def _changed(self) -> None:
        try:
            config = self._load()
        except ConfigError as error:
            self._problem = _in_one_line(error)
        else:
            self._problem = ""
            self._put_in_force(config)
        self._tell()

    def _put_in_force(self, config: Config) -> None:
        self._config = config
        changed = []
        for follower in self._followers:
            wanted = follower.select(config)
            if wanted != follower.applied:
                changed.append(follower.name)
                follower.problem = _apply(follower, config)
                if follower.problem:
                    continue
                follower.applied = wanted
            follower.problem = ""
        self._kept.write(config)
        _log.info("the configuration was edited; changed: %s", ", ".join(changed) or "nothing")

    def _tell(self) -> None:
        problem, before = self.problem, self._told
        self._told = problem
        if problem != before:
            if self._problem:
                _log.warning("%s: %s; what was right before stays", self._file.path, self._problem)
            for listener in self._listeners:
                listener(problem)


def _in_one_line(error: ConfigError) -> str:
    return " | ".join(str(each) for each in error.problems)


def _apply(follower: _Follower, config: Config) -> str:
    """Put a change in force; return what is wrong where that failed."""
    try:
        follower.apply(config)
    except SpeakdError as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001, the other parts are to follow nonetheless
        problem = f"this is a mistake in speakd: {describe_bug(error)}; restart it"
    else:
        return ""
    _log.warning("%s stays as it was: %s", follower.name, problem)
    return f"{follower.name}: {problem}"
