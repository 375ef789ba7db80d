"""The embedded espeak-ng voice as a teacher: speech, and when each phoneme in it sounds."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import espeakng_loader
import numpy as np

_SYNCHRONOUS = 2
_PHONEME_EVENTS_IN_IPA = 1 | 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_END_PAUSE = 0x1000  # else the last phoneme is cut off at full loudness
_RATE = 1  # espeakRATE, words per minute
_EVENT_PHONEME = 7


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True)
class Phone:
    """One phoneme of the teacher's speech.

    Attributes:
        name: IPA with its stress mark, empty for a pause.
        start: Where it begins, in samples.
    """

    name: str
    start: int


@dataclass(frozen=True)
class Speech:
    """A sentence as the teacher says it: 16-bit mono samples and the phonemes inside them."""

    samples: np.ndarray
    phones: tuple[Phone, ...]


class EspeakSource:
    """The library itself. One per process: it keeps its state in globals.

    Args:
        voice: An espeak-ng voice name.
        rate: Words per minute.
    """

    def __init__(self, voice: str = "en-us", rate: int = 160) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        options = _DONT_EXIT | _PHONEME_EVENTS_IN_IPA
        self.sample_rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, options)
        self._samples: list[np.ndarray] = []
        self._phones: list[Phone] = []
        self._callback = _Callback(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_SetVoiceByName(voice.encode())
        self._library.espeak_SetParameter(_RATE, rate, 0)

    def speak(self, text: str) -> Speech:
        """Say `text` and return the speech with its phonemes in order."""
        self._samples, self._phones = [], []
        data = text.encode() + b"\0"
        self._library.espeak_Synth(data, len(data), 0, 1, 0, _UTF8 | _END_PAUSE, None, None)
        samples = np.concatenate(self._samples) if self._samples else np.zeros(0, np.int16)
        return Speech(samples, tuple(self._phones))

    def _collect(self, wave: object, count: int, events: object) -> int:
        index = 0
        while events[index].type:  # type: ignore[index]
            event = events[index]  # type: ignore[index]
            if event.type == _EVENT_PHONEME:
                name = bytes(event.id.string).split(b"\0")[0].decode("utf8", "replace")
                self._phones.append(Phone(name, event.sample))
            index += 1
        if wave and count:
            self._samples.append(np.ctypeslib.as_array(wave, (count,)).copy())  # type: ignore[call-overload]
        return 0
