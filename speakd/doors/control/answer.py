"""From a message to the reply to it, whatever the message is."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TypeAlias

from speakd.doors.control.protocol import decode_request, encode_error, encode_result
from speakd.errors import SpeakdError, describe_bug

Handler: TypeAlias = Callable[[str, Mapping[str, object]], Mapping[str, object]]
"""Carries out a command with its arguments; raises `SpeakdError` for what cannot be done."""

_log = logging.getLogger(__name__)


def answer(message: bytes, handle: Handler) -> bytes:
    """Have a request carried out and write the reply.

    Args:
        message: What a client sent, without its line end.
        handle: Knows the commands; runs in the caller's thread.

    Returns:
        The reply with its line end; an error reply for everything that is not as it should be.
    """
    try:
        request = decode_request(message)
        return encode_result(handle(request.command, request.arguments))
    except SpeakdError as error:
        return encode_error(error.message, error.remedy)
    except Exception as error:  # noqa: BLE001, no bug behind this door may close it
        _log.error("a control command failed: %s", describe_bug(error))
        return encode_error("speakd could not do this because of a mistake of its own")
