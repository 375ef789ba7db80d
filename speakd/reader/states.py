"""The reader's states and every way from one to another."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """What the reader is doing."""

    IDLE = "idle"
    PREPARING = "preparing"
    SPEAKING = "speaking"
    PAUSED = "paused"


class Event(Enum):
    """What can happen to the reader."""

    READ = "read"
    FIRST_SOUND = "first sound"
    PAUSE = "pause"
    RESUME = "resume"
    JUMP = "jump"
    ENDED = "ended"


TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.IDLE, Event.READ): State.PREPARING,
    (State.PREPARING, Event.FIRST_SOUND): State.SPEAKING,
    (State.PREPARING, Event.PAUSE): State.PAUSED,
    (State.PREPARING, Event.ENDED): State.IDLE,
    (State.PREPARING, Event.JUMP): State.PREPARING,
    (State.SPEAKING, Event.PAUSE): State.PAUSED,
    (State.SPEAKING, Event.JUMP): State.PREPARING,
    (State.SPEAKING, Event.ENDED): State.IDLE,
    (State.PAUSED, Event.RESUME): State.SPEAKING,
    (State.PAUSED, Event.JUMP): State.PREPARING,
    (State.PAUSED, Event.ENDED): State.IDLE,
}
"""An event that is not here for a state changes nothing."""
