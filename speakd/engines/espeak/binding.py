"""espeak-ng's C interface, typed."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

from speakd.engines.espeak.files import REMEDY
from speakd.errors import EngineUnavailable

if TYPE_CHECKING:
    from speakd.engines.espeak.files import EspeakFiles


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


SynthCallback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(EspeakEvent)
)


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
    c.espeak_SetSynthCallback.argtypes = [SynthCallback]
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
