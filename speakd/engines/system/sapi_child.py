"""The child of `sapi.py`: lets SAPI speak into a file, in the main thread, and dies young.

`speak` reads a JSON object from standard input and writes a WAV to standard output; `voices`
writes a JSON list. pyttsx3 prints when it likes, so the true standard output is put aside first.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

_FAILED = 1
_DRIVER = "sapi5"


def main(arguments: list[str]) -> int:
    """Do one thing and return the exit status."""
    output = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        import pyttsx3  # noqa: PLC0415, after standard output is safe

        engine = pyttsx3.init(driverName=_DRIVER)
        data = _speak(engine) if arguments == ["speak"] else _voices(engine)
    except Exception:  # noqa: BLE001, a traceback could quote the text; the status says enough
        return _FAILED
    with os.fdopen(output, "wb") as stream:
        stream.write(data)
    return 0


def _speak(engine: Any) -> bytes:
    request = json.loads(sys.stdin.buffer.read())
    sound = Path(request["folder"]) / "speech.wav"
    if request["voice"]:
        engine.setProperty("voice", request["voice"])
    engine.setProperty("rate", request["words_per_minute"])
    engine.save_to_file(request["text"], str(sound))
    engine.runAndWait()
    data = sound.read_bytes()
    sound.unlink()
    return data


def _voices(engine: Any) -> bytes:
    rows = [
        {"id": voice.id, "name": voice.name, "languages": _tags(voice.languages)}
        for voice in engine.getProperty("voices")
    ]
    return json.dumps(rows).encode()


def _tags(languages: list[str]) -> list[str]:
    # "Unknown Locale: 1234" is how the driver says that it does not know.
    return [language for language in languages if language.replace("-", "").isalnum()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
