"""A desk with everything on it: keyboard, clipboard, loudspeaker, and somebody who listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.clipboard import ClipboardOwner
from support.desk import Desk
from support.recognise import Recogniser
from support.sentences import NOTICES, SENTENCES
from support.speakd import Home

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.recording import Recording
    from support.sound import SoundServer
    from support.xserver import XServer


@pytest.fixture
def home(x_server: XServer, sound_server: SoundServer) -> Iterator[Home]:
    with Home({**sound_server.environment, **x_server.environment}) as home:
        yield home


@pytest.fixture
def clipboard(x_server: XServer) -> Iterator[ClipboardOwner]:
    with ClipboardOwner(x_server.display) as owner:
        yield owner


@pytest.fixture
def recording(sound_server: SoundServer) -> Iterator[Recording]:
    with sound_server.record() as recording:
        yield recording


@pytest.fixture(scope="session")
def recogniser() -> Recogniser:
    return Recogniser((*SENTENCES, *NOTICES))


@pytest.fixture
def desk(
    home: Home,
    x_server: XServer,
    clipboard: ClipboardOwner,
    recording: Recording,
    recogniser: Recogniser,
) -> Desk:
    return Desk(home, x_server, clipboard, recording, recogniser)
