"""espeak-ng as an object. It keeps its state in C globals: see `worker.py`."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from speakd.engines.espeak.binding import SynthCallback, load
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

    def __repr__(self) -> str:
        return f"Block({len(self.pcm)} bytes)"  # what is said stays private, as sound too


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
            raise _unreadable_data()
        self.sample_rate_hz: int = rate_hz
        self._receive: Callable[[Block], bool] | None = None
        self._failure: BaseException | None = None
        self._voice = ""
        self._parameters: dict[Parameter, int] = {}
        # The library keeps the bare pointer, so the callback must live as long as it does.
        self._callback = SynthCallback(self._on_block)
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


def _path_for_c(path: Path) -> bytes:
    # The library opens files with the C runtime, which on Windows means the ANSI code page.
    encoding = "mbcs" if sys.platform == "win32" else sys.getfilesystemencoding()
    try:
        return str(path).encode(encoding, sys.getfilesystemencodeerrors())
    except UnicodeEncodeError:
        raise _unreadable_data() from None


def _unreadable_data() -> EngineUnavailable:
    return EngineUnavailable(
        "espeak-ng cannot read its data", remedy="install speakd under a shorter, plain path"
    )


def _words(events: Any) -> list[WordEvent]:
    words = []
    index = 0
    while (kind := events[index].type) != _EVENT_LIST_END:
        if kind == _EVENT_WORD:
            event = events[index]
            words.append(WordEvent(event.sample, event.text_position - 1, event.length))
        index += 1
    return words
