"""What people bind to a key today, bound to keys of the same X server by sxhkd."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from support.processes import end, program
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from support.xserver import XServer

ESPEAK = "xclip -o | espeak-ng"
SPD_SAY = "xclip -o | spd-say -e"

PEERS = {
    ESPEAK: ("o", "xclip -selection clipboard -o | espeak-ng"),
    SPD_SAY: ("i", "xclip -selection clipboard -o | spd-say -e"),
}
"""The letter that each is bound to, and the whole of its command."""


@contextmanager
def bound_peers(folder: Path, environment: Mapping[str, str], x_server: XServer) -> Iterator[None]:
    """Bind every peer to its key, with speech-dispatcher warm, for as long as the context lasts."""
    runtime = folder / "peers"
    runtime.mkdir(mode=0o700)
    configuration = runtime / "sxhkdrc"
    configuration.write_text(
        "".join(f"ctrl + alt + super + {key}\n\t{line}\n" for key, line in PEERS.values())
    )
    # speech-dispatcher looks for its socket here; the sound server is found by PULSE_SERVER.
    environment = {
        **os.environ,
        **environment,
        "XDG_RUNTIME_DIR": str(runtime),
        "HOME": str(runtime),
        "SHELL": "/bin/sh",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start(*command: str) -> None:
        started.append(
            subprocess.Popen(
                [program(command[0]), *command[1:]],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )

    try:
        start("speech-dispatcher", "--run-single", "--timeout", "0")
        socket = runtime / "speech-dispatcher" / "speechd.sock"
        wait_until(socket.exists, 20, "speech-dispatcher")
        start("sxhkd", "-c", str(configuration))
        wait_until(lambda: not _is_free(x_server, "o"), 20, "sxhkd's grab")
        yield
    finally:
        for process in started:
            end(process)


def _is_free(x_server: XServer, letter: str) -> bool:
    """Whether nobody has grabbed the chord: a second grabber is refused."""
    from Xlib import XK, X, error  # noqa: PLC0415, only here
    from Xlib.display import Display  # noqa: PLC0415

    display = Display(x_server.display)
    try:
        refused = error.CatchError(error.BadAccess)
        display.screen().root.grab_key(
            display.keysym_to_keycode(XK.string_to_keysym(letter)),
            X.ControlMask | X.Mod1Mask | X.Mod4Mask,
            True,  # noqa: FBT003, Xlib's own
            X.GrabModeAsync,
            X.GrabModeAsync,
            onerror=refused,
        )
        display.sync()
        return refused.get_error() is None
    finally:
        display.close()
