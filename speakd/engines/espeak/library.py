"""espeak-ng's C interface, typed. It keeps its state in C globals: see `worker.py`."""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from speakd.engines.espeak.files import REMEDY
from speakd.errors import EngineUnavailable, SynthesisError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from speakd.engines.espeak.files import EspeakFiles

_SYNCHRONOUS = 2
_BLOCK_MS = 60
"""Length of a block of sound; the library allows no shorter one."""
_DO_NOT_EXIT = 0x8000
_UTF8 = 1
_END_PAUSE = 0x1000
_POSITION_IN_CHARACTERS = 1
_IPA = 2
_OK = 0
_EVENT_LIST_END = 0
_EVENT_WORD = 1
_CONTINUE, _ABORT = 0, 1


class Parameter(IntEnum):
    """Settings of the library, by its own numbers."""

    RATE = 1
    VOLUME = 2
    PITCH = 3
    RANGE = 4


class EspeakVoice(ctypes.Structure):
    """`espeak_VOICE`."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_void_p), ("string", ctypes.c_char * 8))


class EspeakEvent(ctypes.Structure):
    """`espeak_EVENT`."""

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


_SynthCallback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(EspeakEvent)
)


class WordEvent(NamedTuple):
    """The library began a word.

    Attributes:
        frame: Offset into the sound of the whole text.
        start: Offset of the word's first character, as the library counts.
        length: Its characters, as the library counts; it loses the count beyond 31.
    """

    frame: int
    start: int
    length: int


class Block(NamedTuple):
    """A block of sound: 16 bit samples in native order, and the words that begin in it."""

    pcm: bytes
    words: tuple[WordEvent, ...]


@dataclass(frozen=True, slots=True)
class VoiceRecord:
    """A voice as the library lists it.

    Attributes:
        identifier: Its file, such as `gmw/en-US`.
        name: What it calls itself.
        language: Its first language, in the library's own code.
    """

    identifier: str
    name: str
    language: str


class EspeakLibrary:
    """espeak-ng, loaded and initialized. One thread may use it, one instance may be alive.

    Args:
        files: Where it lies.

    Raises:
        EngineUnavailable: It cannot be loaded.
    """

    def __init__(self, files: EspeakFiles) -> None:
        self.files = files
        self._c = load(files)
        data = _path_for_c(files.data)
        rate_hz = self._c.espeak_Initialize(_SYNCHRONOUS, _BLOCK_MS, data, _DO_NOT_EXIT)
        used = ctypes.c_char_p()
        self._c.espeak_Info(ctypes.byref(used))
        if rate_hz <= 0 or used.value != data:
            # It cuts long paths and then falls back to the folder it was built in.
            raise EngineUnavailable(
                "espeak-ng cannot read its data", remedy="install speakd under a shorter path"
            )
        self.sample_rate_hz: int = rate_hz
        self._receive: Callable[[Block], bool] | None = None
        self._failure: BaseException | None = None
        self._voice = ""
        self._parameters: dict[Parameter, int] = {}
        # The library keeps the bare pointer, so the callback must live as long as it does.
        self._callback = _SynthCallback(self._on_block)
        self._c.espeak_SetSynthCallback(self._callback)

    def voices(self) -> list[VoiceRecord]:
        """List the voices, in the library's order."""
        listed = self._c.espeak_ListVoices(None)
        records = []
        index = 0
        while listed[index]:
            voice = listed[index].contents
            identifier = voice.identifier.decode("utf-8", "replace").replace("\\", "/")
            name = voice.name.decode("utf-8", "replace").strip()
            # Each language is preceded by a byte of priority.
            language = ctypes.string_at(voice.languages + 1).decode("ascii", "replace")
            records.append(VoiceRecord(identifier, name, language))
            index += 1
        return records

    def set_voice(self, identifier: str) -> None:
        """Speak with the voice `identifier` from now on, perhaps with `+variant`.

        Raises:
            SynthesisError: There is no such voice.
        """
        if identifier == self._voice:
            return
        self._voice = ""
        if self._c.espeak_SetVoiceByName(identifier.encode()) != _OK:
            raise SynthesisError("espeak-ng cannot load the voice", remedy=REMEDY, retryable=False)
        self._voice = identifier
        # A new voice resets some of them.
        self._parameters.clear()

    def set_parameters(self, parameters: Mapping[Parameter, int]) -> None:
        """Set what has changed of `parameters`."""
        for parameter, value in parameters.items():
            if self._parameters.get(parameter) != value:
                self._c.espeak_SetParameter(parameter, value, 0)
                self._parameters[parameter] = value

    def synthesize(self, text: str, receive: Callable[[Block], bool]) -> None:
        """Speak `text`, which holds no NUL and no surrogate, in blocks of about 60 ms.

        Args:
            text: Taken literally: neither SSML nor phoneme commands are asked for.
            receive: Takes a block; returns whether to go on. It may wait.

        Raises:
            SynthesisError: The library failed.
        """
        encoded = text.encode()
        self._receive, self._failure = receive, None
        try:
            status = self._c.espeak_Synth(
                encoded,
                len(encoded) + 1,
                0,
                _POSITION_IN_CHARACTERS,
                0,
                _UTF8 | _END_PAUSE,
                None,
                None,
            )
        finally:
            self._receive = None
        if self._failure is not None:
            raise self._failure
        if status != _OK:
            raise SynthesisError(f"espeak-ng failed with status {status}")

    def phonemes(self, text: str) -> str:
        """Write `text` in the International Phonetic Alphabet, clauses apart by a space."""
        # A synthesis that was called off leaves a character behind, which would be read here.
        self.synthesize(" ", lambda _: True)
        encoded = ctypes.create_string_buffer(text.encode())
        rest = ctypes.c_void_p(ctypes.addressof(encoded))
        clauses = []
        while rest.value:
            clause = self._c.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA)
            if clause:
                clauses.append(clause.decode("utf-8", "replace").strip())
        return " ".join(filter(None, clauses))

    def terminate(self) -> None:
        """Give the library's memory back."""
        self._c.espeak_Terminate()

    def _on_block(self, samples: int | None, count: int, events: Any) -> int:
        receive = self._receive
        if receive is None:
            return _ABORT
        if not samples:
            return _CONTINUE
        try:
            block = Block(ctypes.string_at(samples, 2 * count), tuple(_words(events)))
            return _CONTINUE if receive(block) else _ABORT
        except BaseException as error:  # noqa: BLE001, C cannot carry it: `synthesize` raises it
            self._failure = error
            return _ABORT


def load(files: EspeakFiles) -> ctypes.CDLL:
    """Load the shared library and declare what is used of it.

    Raises:
        EngineUnavailable: It does not load here.
    """
    try:
        c = ctypes.CDLL(str(files.library))
        _declare(c)
    except (OSError, AttributeError) as error:
        raise EngineUnavailable("espeak-ng does not load here", remedy=REMEDY) from error
    return c


def _declare(c: ctypes.CDLL) -> None:
    c.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    c.espeak_Initialize.restype = ctypes.c_int
    c.espeak_Info.argtypes = [ctypes.POINTER(ctypes.c_char_p)]
    c.espeak_Info.restype = ctypes.c_char_p
    c.espeak_SetSynthCallback.argtypes = [_SynthCallback]
    c.espeak_SetSynthCallback.restype = None
    c.espeak_ListVoices.argtypes = [ctypes.POINTER(EspeakVoice)]
    c.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(EspeakVoice))
    c.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
    c.espeak_SetVoiceByName.restype = ctypes.c_int
    c.espeak_SetParameter.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int]
    c.espeak_SetParameter.restype = ctypes.c_int
    c.espeak_Synth.argtypes = [
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint,
        ctypes.c_uint, ctypes.POINTER(ctypes.c_uint), ctypes.c_void_p,
    ]  # fmt: skip
    c.espeak_Synth.restype = ctypes.c_int
    c.espeak_TextToPhonemes.argtypes = [
        ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int,
    ]  # fmt: skip
    c.espeak_TextToPhonemes.restype = ctypes.c_char_p
    c.espeak_Terminate.argtypes = []
    c.espeak_Terminate.restype = ctypes.c_int


def _path_for_c(path: Path) -> bytes:
    # The library opens files with the C runtime, which on Windows means the ANSI code page.
    return str(path).encode("mbcs") if sys.platform == "win32" else os.fsencode(path)


def _words(events: Any) -> list[WordEvent]:
    words = []
    index = 0
    while (kind := events[index].type) != _EVENT_LIST_END:
        if kind == _EVENT_WORD:
            event = events[index]
            words.append(WordEvent(event.sample, event.text_position - 1, event.length))
        index += 1
    return words
