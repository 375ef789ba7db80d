"""The bounded queue in front of a sound device, and the thread that plays it."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from speakd.errors import PlaybackError
from speakd.playback.api import AudioOutput, OutputStatus, Progress
from speakd.playback.keeper import DeviceKeeper
from speakd.playback.loudness import Loudness
from speakd.playback.utterance import PlayedUtterance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speakd.audio import AudioChunk
    from speakd.playback.api import SoundDevice

_log = logging.getLogger(__name__)

_BLOCK_S = 0.02
_REPLACE_S = 2.0
_SETTLE_S = 0.5
_JOIN_S = 5.0


class QueuedOutput(AudioOutput):
    """Plays chunks of any sample rate through a `SoundDevice`.

    Two locks. `_state` guards who plays what; it is held for moments and never across a call that
    waits. `_control` puts begin, clear, pause and resume in a row, and is held while the device is
    told to fall silent, in the caller's own thread: nothing else stands between a stop and
    silence. A device refuses sound between an abort and the next start, and start is called only
    under `_state` and only where the utterance may sound; so a block that the playback thread was
    about to write can never follow the silence.

    Args:
        open_device: Opens the best device there is, in the playback thread.
        buffer_s: Seconds of sound that the queue takes before a write waits.
        idle_close_s: Seconds without sound after which the device is given back.
        on_rest: Called then, in the playback thread, which has nothing else to do.
    """

    def __init__(
        self,
        open_device: Callable[[], SoundDevice],
        *,
        buffer_s: float = 5.0,
        idle_close_s: float = 10.0,
        on_rest: Callable[[], None] = lambda: None,
    ) -> None:
        self._buffer_s = buffer_s
        self._idle_close_s = idle_close_s
        self._on_rest = on_rest
        self._keeper = DeviceKeeper(open_device)
        self._control = threading.Lock()
        self._state = threading.Condition()
        self._playing = PlayedUtterance(None)
        self._wanted = False  # a device is to be opened
        self._stale = False  # the open device is to be given back, and another opened
        self._closed = False
        self._writing = False  # a block is being written of which `track` does not know yet
        self._loudness = Loudness()
        self._rate = 1.0
        self._active_at_s = 0.0  # when there was last something to do
        self._thread: threading.Thread | None = None
        self._attempted: PlayedUtterance | None = None

    def warm_up(self) -> None:
        """Open the device in the background, so that the first reading need not."""
        with self._control, self._state:
            self._wake()

    def begin(self, utterance: int) -> None:
        """Make `utterance` the current one; see `AudioOutput.begin`."""
        with self._control:
            self._replace(PlayedUtterance(utterance, self._rate))

    def write(self, utterance: int, chunk: AudioChunk) -> bool:
        """Queue a chunk; see `AudioOutput.write`. A barrier drains."""
        if chunk.barrier:
            with self._state:
                return self._wait_until_heard(utterance)
        with self._state:
            playing = self._playing
            while playing.accepts(utterance) and playing.queued_s >= self._buffer_s:
                self._state.wait()
            if not playing.accepts(utterance):
                return False
            playing.queue_up(chunk)
            self._wake()
            return True

    def drain(self, utterance: int) -> bool:
        """Wait until all has been heard; see `AudioOutput.drain`."""
        with self._state:
            if self._playing.accepts(utterance):
                self._playing.cut_silent_end()
            return self._wait_until_heard(utterance)

    def clear(self) -> None:
        """Fall silent and drop what is queued; see `AudioOutput.clear`."""
        with self._control:
            self._replace(None)

    def pause(self) -> None:
        """Fall silent and keep what was not heard; see `AudioOutput.pause`."""
        with self._control:
            with self._state:
                playing = self._playing
                if playing.over or playing.paused:
                    return
                playing.paused = playing.must_start = True
            self._silence(playing)

    def resume(self) -> None:
        """Go on at the sample after the last one heard; see `AudioOutput.resume`."""
        with self._control, self._state:
            if self._playing.paused:
                self._playing.paused = False
                self._wake()

    def set_volume(self, volume: float) -> None:
        """Scale the blocks to come; see `AudioOutput.set_volume`."""
        self._loudness.volume = volume

    def set_rate(self, rate: float) -> None:
        """Speak at this rate from now on; see `AudioOutput.set_rate`."""
        # In a row with begin: no utterance may begin with the rate before.
        with self._control, self._state:
            self._rate = rate
            self._playing.speak_at(rate)
            self._state.notify_all()

    def set_buffering(self, buffer_s: float, idle_close_s: float) -> None:
        """Change what the queue takes and when an idle device is given back; see the class."""
        with self._state:
            self._buffer_s, self._idle_close_s = buffer_s, idle_close_s
            self._state.notify_all()

    def change_device(self) -> None:
        """Have the device opened anew; what is playing goes on with it at the next sample."""
        with self._state:
            self._stale = True
            self._state.notify_all()

    def progress(self) -> Progress:
        """Tell how far the current utterance has come; a cleared one stays where it was."""
        with self._state:
            playing, device = self._playing, self._keeper.device
            silent = device is None or playing.must_start or playing.over
            return playing.progress(0 if device is None or silent else device.pending())

    def unfinished(self) -> Mapping[str, object]:
        """Tell which utterance is still being written though it was ended; any thread."""
        attempted = self._attempted
        return {"playback": attempted if attempted is not None and attempted.over else None}

    def status(self) -> OutputStatus:
        """Tell how the output is doing."""
        return self._keeper.status()

    def close(self) -> None:
        """Fall silent, end the playback thread and give the device back."""
        with self._control:
            with self._state:
                self._closed = True
                self._state.notify_all()
            self._replace(None)
            thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(_JOIN_S)
            if thread.is_alive():
                _log.error("the playback thread did not end")

    def _wait_until_heard(self, utterance: int) -> bool:
        """Wait for the end of what was written; `_state` is held, but not while waiting."""
        playing = self._playing
        while playing.accepts(utterance) and playing.unheard:
            if not playing.draining:
                playing.draining = True
                self._wake()
            self._state.wait()
        return playing.accepts(utterance)

    # For the controlling threads; `_control` is held.

    def _replace(self, successor: PlayedUtterance | None) -> None:
        """End the current utterance, in the device too, and let another take its place."""
        with self._state:
            playing = self._playing
            was_over, playing.over = playing.over, True
        if not was_over:
            self._silence(playing)
        if successor is not None:
            with self._state:
                self._playing = successor
                self._wake()

    def _silence(self, playing: PlayedUtterance) -> None:
        device = self._keeper.device
        dropped = device.abort() if device is not None else 0
        with self._state:
            playing.dropped += dropped
            self._active_at_s = time.monotonic()
            self._state.notify_all()
            # It is silent; what was heard is known once the block that was cut off is counted.
            self._state.wait_for(lambda: not self._writing, _SETTLE_S)

    def _wake(self) -> None:
        """Have the playback thread open a device and look for work; `_state` is held as well."""
        if self._closed:
            self._playing.over = True
            return
        self._wanted = True
        self._active_at_s = time.monotonic()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="speakd-playback", daemon=True)
            self._thread.start()
        self._state.notify_all()

    # For the playback thread.

    def _run(self) -> None:
        while True:
            with self._state:
                while not self._has_work() and (left_s := self._until_idle_s()) != 0:
                    self._state.wait(left_s)
                if self._closed:
                    break
                stale, self._stale = self._stale, False
            if stale:
                self._give_back()
            with self._state:
                playing = self._playing
                if has_work := self._has_work():
                    self._wanted = False
                elif is_idle := self._until_idle_s() == 0:
                    playing.must_start = True
            if has_work:
                self._attempted = playing
                self._attempt(playing)
                self._attempted = None
            elif is_idle:
                self._keeper.close()
                self._on_rest()
        self._keeper.close()

    def _give_back(self) -> None:
        """Fall silent and close the device; the next frame is the first that was not heard."""
        with self._control:  # lest a pause counts what was dropped a second time
            with self._state:
                playing = self._playing
                playing.must_start = True
            self._silence(playing)
        self._keeper.close()

    def _has_work(self) -> bool:
        return self._closed or self._stale or self._wanted or self._playing.has_work

    def _until_idle_s(self) -> float | None:
        if self._keeper.device is None:
            return None
        return max(0.0, self._active_at_s + self._idle_close_s - time.monotonic())

    def _attempt(self, playing: PlayedUtterance) -> None:
        """Play some of `playing`; what goes wrong becomes its error."""
        try:
            self._play(playing, self._keeper.open())
        except PlaybackError as error:
            self._fail(playing, error)
        except Exception as error:  # noqa: BLE001, who waits for this thread would wait for ever
            _log.exception("the playback thread failed")
            self._fail(playing, PlaybackError(f"sound output failed ({type(error).__name__})"))

    def _play(self, playing: PlayedUtterance, device: SoundDevice) -> None:
        with self._state:
            if not playing.has_work:
                return
            fresh, playing.must_start = playing.must_start, False
            if fresh:
                device.start()
            track = playing.thread_onto(device)
            # The device starts with the first block, and should find its measure there.
            frames = device.format.frames(device.latency_s if fresh else _BLOCK_S)
            playing.fill(track, frames)
            block, draining = track.ahead(frames), playing.draining
            resumed = fresh and track.position > 0
            self._writing = True
            self._state.notify_all()
        if fresh:
            self._loudness.begin()
        try:
            shaped = self._loudness.shape(block, fade_in=resumed)
            taken = device.write(shaped) if len(block) else 0
            if ended := draining and not len(block):
                device.flush()
        except PlaybackError:
            self._recover(playing, device)
            return
        with self._state:
            self._writing = False
            track.advance(taken)
            self._active_at_s = time.monotonic()
            if ended and not playing.must_start and not playing.over:
                playing.draining = playing.unheard = False
            self._state.notify_all()

    def _recover(self, playing: PlayedUtterance, device: SoundDevice) -> None:
        """Go on with another device where one was lost, from the first frame not heard.

        Raises:
            PlaybackError: There is none to be had, or it is lost again and again.
        """
        lost = device.pending()
        with self._state:
            self._writing = False
            playing.dropped += lost
            playing.must_start = True
            again = not playing.forgive_loss()
            self._state.notify_all()
        if again:
            raise PlaybackError("the sound device fails again and again", remedy=_REMEDY)
        _log.warning("lost the sound device, looking for another")
        self._keeper.replace(_REPLACE_S, lambda wait_s: self._called_off(playing, wait_s))

    def _called_off(self, playing: PlayedUtterance, wait_s: float) -> bool:
        with self._state:
            return self._state.wait_for(lambda: playing.over or self._closed, wait_s)

    def _fail(self, playing: PlayedUtterance, error: PlaybackError) -> None:
        _log.warning("%s", error)
        self._keeper.close()
        with self._state:
            self._writing = False
            playing.error = error
            self._state.notify_all()


_REMEDY = "connect another or restart the sound server"
