"""Show the daemon's status to a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from speakd.app.terminal import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator


def status_text(status: Mapping[str, object], columns: int | None = None) -> str:
    """Write a status one matter to a line.

    Args:
        status: What the daemon replied. Whatever is missing or of another shape is left out,
            for the daemon may be of another version.
        columns: How wide a line may be; None leaves them whole.
    """
    matters = {
        "state": " ".join(_state(status)),
        "config": "\n".join(_config(_mapping(status.get("config")))),
        "hotkey": "\n".join(_hotkey(_mapping(status.get("hotkey")))),
        "clipboard": _text(status.get("clipboard")),
        "sound": "; ".join(_output(_mapping(status.get("output")))),
        "speech": ", ".join(_speech(status)),
        "engines": "\n".join(_engines(status.get("engines"))),
        "voices": "\n".join(f"{tag}: {voice}" for tag, voice in _voices(status.get("voices"))),
        "last": ", ".join(_last(_mapping(status.get("last")))),
    }
    width = max(map(len, matters)) + 2
    lines: list[str] = []
    for name, text in matters.items():
        for index, line in enumerate(text.splitlines()):
            lines.append(wrapped(f"{'' if index else name:{width}}{line}", columns, width))
    return "\n".join(lines)


def _state(status: Mapping[str, object]) -> Iterator[str]:
    yield _text(status.get("state")) or "unknown"
    if restarts := status.get("restarts"):
        yield f"(started again after a failure, {restarts} in a row)"
    if status.get("ready") is False:
        yield "(not ready)"
    heard = _mapping(status.get("reading")).get("heard_share")
    if isinstance(heard, int | float):
        yield f"({100 * heard:.0f} % heard)"
    if waiting := status.get("waiting"):
        yield f"({waiting} more {'waits' if waiting == 1 else 'wait'})"


def _config(config: Mapping[str, object]) -> Iterator[str]:
    yield _text(config.get("path"))
    if problem := _text(config.get("problem")):
        yield from problem.split(" | ")
        yield "what was right before is still in force"


def _hotkey(hotkey: Mapping[str, object]) -> Iterator[str]:
    yield "; ".join(_listening(hotkey))
    conflicts = hotkey.get("conflicts")
    yield from map(str, conflicts if isinstance(conflicts, list) else [])


def _listening(hotkey: Mapping[str, object]) -> Iterator[str]:
    chords = hotkey.get("chords")
    if hotkey.get("alive") and isinstance(chords, list):
        yield ", ".join(map(str, chords)) or "no key is bound"
    elif hotkey:
        yield _text(hotkey.get("problem")) or "not listening"
    if (backend := _text(hotkey.get("backend"))) not in {"", "none"}:
        yield backend
    if (ago_s := hotkey.get("last_event_s_ago")) is not None:
        yield f"last pressed {ago_s} s ago"
    if restarts := hotkey.get("restarts"):
        yield f"restarted {restarts} times"


def _output(output: Mapping[str, object]) -> Iterator[str]:
    if problem := _text(output.get("problem")):
        yield problem
    if backend := _text(output.get("backend")):
        yield backend
    if output and not output.get("open"):
        yield "device closed while silent"
    if underruns := output.get("underruns"):
        yield f"ran dry {underruns} times"


def _speech(status: Mapping[str, object]) -> Iterator[str]:
    rate, volume = status.get("rate"), status.get("volume")
    if isinstance(rate, int | float):
        yield f"speed {rate:g}"
    if isinstance(volume, int | float):
        yield f"volume {volume:g}"


def _engines(engines: object) -> Iterator[str]:
    for engine in engines if isinstance(engines, list) else []:
        fields = _mapping(engine)
        reason = _text(fields.get("reason"))
        yield f"{fields.get('name')}: {fields.get('status')}{f' ({reason})' if reason else ''}"


def _voices(voices: object) -> Iterator[tuple[str, object]]:
    yield from _mapping(voices).items()


def _last(last: Mapping[str, object]) -> Iterator[str]:
    steps = {
        "clipboard": "clipboard",
        "text": "text",
        "first_chunk": "first sound made",
        "first_written": "first sound sent",
    }
    for key, name in steps.items():
        if (milliseconds := last.get(key)) is not None:
            yield f"{name} after {milliseconds} ms"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
