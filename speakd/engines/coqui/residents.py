"""The models in memory: loaded once, given back after a while of silence, fetched again."""

from __future__ import annotations

import gc
import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from speakd.engines.coqui.foreign_errors import engine_error
from speakd.errors import EngineError, EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from speakd.engines.coqui.loading import LoadedModel
    from speakd.engines.coqui.voice_models import VoiceModel

_logger = logging.getLogger(__name__)


class Residents:
    """Loaded models by name. Any thread may call.

    Args:
        load: Loads one; takes seconds.
        idle_s: Unload all after so many seconds without a call; 0 never does.
    """

    def __init__(self, load: Callable[[VoiceModel], LoadedModel], idle_s: float) -> None:
        self._load = load
        self._idle_s = idle_s
        self._lock = threading.RLock()
        self._loaded: dict[str, LoadedModel] = {}
        self._reasons: dict[str, EngineError] = {}
        self._asleep: dict[str, VoiceModel] = {}
        self._known: dict[str, VoiceModel] = {}
        self._timer: threading.Timer | None = None
        self._waking: threading.Thread | None = None
        self._closed = False

    @property
    def loaded(self) -> Mapping[str, LoadedModel]:
        """The models that can speak now."""
        with self._lock:
            return dict(self._loaded)

    @property
    def reasons(self) -> Mapping[str, EngineError]:
        """Why models could not be loaded, by name."""
        with self._lock:
            return dict(self._reasons)

    def get(self, found: VoiceModel) -> LoadedModel:
        """Return a model, loading it if that has never been tried.

        Raises:
            EngineError: It cannot be loaded; or it was given back after a while of silence, is
                being loaded again, and something else should speak until then.
        """
        with self._lock:
            if self._closed:
                raise EngineUnavailable("the neural voices are closed")
            if found.name in self._asleep:
                self._wake()
                raise EngineUnavailable(
                    f"{found.name} is being loaded again after a pause", retryable=True
                )
            if found.name in self._reasons:
                raise self._reasons[found.name]
            if found.name not in self._loaded:
                self._load_now(found)
            self._restart_timer()
            return self._loaded[found.name]

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Count no time while something is being spoken."""
        with self._lock:
            self._stop_timer()
        try:
            yield
        finally:
            with self._lock:
                self._restart_timer()

    def close(self) -> None:
        """Give all memory back. Calling it again does nothing."""
        with self._lock:
            self._closed = True
            self._stop_timer()
            self._loaded.clear()
            waking, self._waking = self._waking, None
        if waking is not None:
            waking.join()
        gc.collect()

    def _load_now(self, found: VoiceModel) -> None:
        try:
            self._loaded[found.name] = self._load(found)
        except Exception as error:
            reason = engine_error(error, f"loading {found.name}")
            if not reason.retryable:
                self._reasons[found.name] = reason
            raise reason from error
        self._known[found.name] = found
        self._asleep.pop(found.name, None)

    def _restart_timer(self) -> None:
        self._stop_timer()
        if self._idle_s and self._loaded and not self._closed:
            self._timer = threading.Timer(self._idle_s, self._unload)
            self._timer.daemon = True
            self._timer.start()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _unload(self) -> None:
        with self._lock:
            if threading.current_thread() is not self._timer or self._closed:
                return
            self._timer = None
            self._asleep = {name: self._known[name] for name in self._loaded}
            self._loaded.clear()
        gc.collect()
        _logger.info("unloaded the neural voices after a while of silence")

    def _wake(self) -> None:
        if self._waking is None or not self._waking.is_alive():
            self._waking = threading.Thread(target=self._load_again, name="speakd-coqui-load")
            self._waking.start()

    def _load_again(self) -> None:
        for name, found in list(self._asleep.items()):
            try:
                loaded = self._load(found)
            except Exception as error:  # noqa: BLE001, it is kept as the reason
                with self._lock:
                    self._asleep.pop(name, None)
                    self._reasons[name] = engine_error(error, f"loading {name}")
                continue
            with self._lock:
                if self._closed:
                    return
                self._loaded[name] = loaded
                self._asleep.pop(name, None)
                self._restart_timer()
