"""Text to phonemes on the embedded espeak-ng library, for models that were trained on them.

The library keeps all its state in globals and the embedded voice uses it too, from another
thread and with another voice selected. So this module loads a copy of its own: the loader of
the operating system tells libraries apart by file, hence a copied file is a second, separate
library with its own globals.
"""

from __future__ import annotations

import ctypes
import re
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import espeakng_loader

from speakd.engines.espeak_literal import literal_text
from speakd.errors import EngineUnavailable, SynthesisError

if TYPE_CHECKING:
    from collections.abc import Mapping

_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1
_PHONEMES_IPA = 0x02
_SEPARATOR_SHIFT = 8
_LANGUAGE_FLAG = re.compile(r"\([^)]*\)")
"""espeak-ng marks a change of language inside a text, as in `(en)football(fr)`."""

SEPARATOR = "_"
"""Stands between the phonemes of a word, as in the output of `espeak-ng --ipa=1`."""


class Phonemizer(Protocol):
    """Turns text into phonemes."""

    def languages(self) -> Mapping[str, str]:
        """Map every language code that can be phonemized to its name."""

    def phonemize(self, text: str, language: str) -> str:
        """Write `text` in IPA: words apart by a space, phonemes in a word by `SEPARATOR`."""


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


class EspeakPhonemizer:
    """The embedded library as a phonemizer. Any thread may call; calls wait for each other.

    The library is loaded by the first call and stays for the life of the process, as it cannot
    be unloaded safely.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._library: ctypes.CDLL | None = None
        self._language = ""
        self._languages: dict[str, str] = {}

    def languages(self) -> Mapping[str, str]:
        """Map every language code of the library, such as `en-us`, to its name.

        Raises:
            EngineUnavailable: The library cannot be loaded.
        """
        with self._lock:
            self._load()
            return self._languages

    def phonemize(self, text: str, language: str) -> str:
        """Write `text` in IPA with stress marks.

        Args:
            text: What to write; it never leaves this process.
            language: One of `languages()`.

        Raises:
            EngineUnavailable: The library cannot be loaded.
            SynthesisError: The library does not know the language.
        """
        with self._lock:
            library = self._load()
            if language != self._language:
                self._language = ""
                _select(library, language)
                self._language = language
            data = literal_text(text, language).encode()
            cursor = ctypes.c_void_p()
            buffer = ctypes.create_string_buffer(data)
            cursor.value = ctypes.addressof(buffer)
            mode = _PHONEMES_IPA | (ord(SEPARATOR) << _SEPARATOR_SHIFT)
            clauses = []
            while cursor.value:
                found = library.espeak_TextToPhonemes(ctypes.byref(cursor), _CHARS_UTF8, mode)
                clauses.append((found or b"").decode(errors="replace").strip())
        return _LANGUAGE_FLAG.sub("", " ".join(filter(None, clauses)))

    def _load(self) -> ctypes.CDLL:
        if self._library is not None:
            return self._library
        try:
            library = _load_private_copy(Path(espeakng_loader.get_library_path()))
            data_path = espeakng_loader.get_data_path().encode()
        except (OSError, RuntimeError) as error:
            raise EngineUnavailable(
                f"the embedded phoneme library cannot be loaded ({error})",
                remedy="reinstall the package espeakng-loader",
            ) from error
        library.espeak_Initialize.argtypes = [
            ctypes.c_int,
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_int,
        ]
        library.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
        library.espeak_SetVoiceByProperties.argtypes = [ctypes.POINTER(_Voice)]
        library.espeak_TextToPhonemes.argtypes = [
            ctypes.POINTER(ctypes.c_void_p),
            ctypes.c_int,
            ctypes.c_int,
        ]
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        library.espeak_ListVoices.argtypes = [ctypes.c_void_p]
        if library.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, data_path, _INITIALIZE_DONT_EXIT) < 0:
            raise EngineUnavailable(
                "the embedded phoneme library finds no data",
                remedy="reinstall the package espeakng-loader",
            )
        self._languages = _languages_of(library)
        self._library = library
        return library


def _select(library: ctypes.CDLL, language: str) -> None:
    code = language.encode()
    if library.espeak_SetVoiceByName(code) == 0:
        return
    # Codes such as `fr-fr` name a language, not a voice file.
    wanted = _Voice(languages=code)
    if library.espeak_SetVoiceByProperties(ctypes.byref(wanted)) != 0:
        raise SynthesisError(
            f"the embedded library has no phonemes for {language!r}", retryable=False
        )


def _load_private_copy(source: Path) -> ctypes.CDLL:
    folder = Path(tempfile.mkdtemp(prefix="speakd-phonemes-"))
    try:
        copy = folder / source.name
        shutil.copyfile(source, copy)
        return ctypes.CDLL(str(copy))
    finally:
        # A mapped library outlives its name, except on Windows, where the file cannot go yet.
        shutil.rmtree(folder, ignore_errors=sys.platform == "win32")


def _languages_of(library: ctypes.CDLL) -> dict[str, str]:
    languages: dict[str, str] = {}
    for entry in library.espeak_ListVoices(None):
        if not entry:
            break
        voice = entry.contents
        name = voice.name.decode()
        # A list of (priority byte, code, NUL), ended by a priority of zero. The structure's
        # char pointer shows only the first code, and that is the voice's own language.
        languages.setdefault(voice.languages[1:].decode(), name)
    return languages
