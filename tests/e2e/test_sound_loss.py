"""Sound that goes away and comes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.desk import Desk
from support.sentences import SENTENCES
from support.speakd import CHORD, Home
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.clipboard import ClipboardOwner
    from support.recognise import Recogniser
    from support.sound import SoundServer
    from support.xserver import XServer


@pytest.fixture(params=["sounddevice", "miniaudio"])
def home(
    x_server: XServer, own_sound_server: SoundServer, request: pytest.FixtureRequest
) -> Iterator[Home]:
    with Home({**own_sound_server.environment, **x_server.environment}) as home:
        home.configure(f'[output]\nbackend = "{request.param}"\n')
        yield home


def test_a_sound_server_that_dies_while_speaking(
    home: Home,
    x_server: XServer,
    own_sound_server: SoundServer,
    clipboard: ClipboardOwner,
    recogniser: Recogniser,
) -> None:
    daemon = home.start()
    clipboard.copy(" ".join(SENTENCES))
    with own_sound_server.record() as recording:
        x_server.key(CHORD)
        recording.wait_for_sound()
        own_sound_server.kill()
    wait_until(lambda: '"idle"' in home.speakd("status", "--json").stdout, 20, "the end of it")
    own_sound_server.restart()
    clipboard.copy(SENTENCES[0])
    with own_sound_server.record() as recording:
        desk = Desk(home, x_server, clipboard, recording, recogniser)
        assert desk.press_and_hear() == SENTENCES[0]
    assert "Traceback" not in daemon.said


def test_no_sound_at_the_start(
    home: Home,
    x_server: XServer,
    own_sound_server: SoundServer,
    clipboard: ClipboardOwner,
    recogniser: Recogniser,
) -> None:
    own_sound_server.kill()
    daemon = home.start()
    clipboard.copy(SENTENCES[1])
    x_server.key(CHORD)
    wait_until(lambda: _has_failed(home), 20, "the reading to fail and to say why")
    own_sound_server.restart()
    with own_sound_server.record() as recording:
        desk = Desk(home, x_server, clipboard, recording, recogniser)
        assert desk.press_and_hear() == SENTENCES[1]
    assert "Traceback" not in daemon.said


def _has_failed(home: Home) -> bool:
    status = json.loads(home.speakd("status", "--json").stdout)
    has_ended = status["state"] == "idle" and status["last"] is not None
    return bool(has_ended and status["output"]["problem"])


def test_saying_without_sound_or_daemon_fails_in_one_line(
    home: Home, own_sound_server: SoundServer
) -> None:
    own_sound_server.kill()
    said = home.speakd("say", SENTENCES[0])
    assert said.returncode == 1
    assert len(said.stderr.strip().splitlines()) == 1
    assert SENTENCES[0] not in said.stderr


def _output(status: str) -> str:
    return status.partition('"output"')[2].partition("}")[0]
