"""Where speakd keeps its files on each platform.

Nothing is created here. The client asks for the socket on its way to `speakd stop`, so this
module imports nothing that takes time until it is needed.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NAME = "speakd"


def runtime_folder(
    environment: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> str:
    """Name the folder of the socket and the lock, which only their user may enter.

    Args:
        environment: `SPEAKD_RUNTIME_DIR` names the folder itself.
        platform: As in `sys.platform`.
    """
    if chosen := environment.get("SPEAKD_RUNTIME_DIR"):
        return os.path.abspath(chosen)  # noqa: PTH100, pathlib takes 10 ms to import
    if platform == "win32":
        local = environment.get("LOCALAPPDATA") or _home("AppData", "Local")
        return os.path.join(local, _NAME, "run")  # noqa: PTH118, likewise
    if platform == "darwin":
        # The temporary folder is swept there while a daemon is running.
        return _home("Library", "Application Support", _NAME, "run")
    for candidate in (environment.get("XDG_RUNTIME_DIR", ""), f"/run/user/{os.geteuid()}"):
        # A desktop shortcut may lack the variable; it must find the same daemon nonetheless.
        if os.path.isabs(candidate) and os.path.isdir(candidate):  # noqa: PTH112, PTH117, likewise
            return os.path.join(candidate, _NAME)  # noqa: PTH118, likewise
    return f"/tmp/{_NAME}-{os.geteuid()}"  # noqa: S108, it is checked before it is used


def socket_address(environment: Mapping[str, str] = os.environ) -> str:
    """Name the control socket, as text for the client."""
    return os.path.join(runtime_folder(environment), "control.sock")  # noqa: PTH118, likewise


def socket_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Name the control socket."""
    from pathlib import Path  # noqa: PLC0415, see above

    return Path(socket_address(environment))


def lock_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Name the lock that only one daemon can hold."""
    return lock_beside(socket_file(environment))


def lock_beside(socket: Path) -> Path:
    """Name the lock of the daemon that listens at `socket`."""
    return socket.with_name("daemon.lock")


def log_file() -> Path:
    """Name the log file."""
    import platformdirs  # noqa: PLC0415, see above

    return platformdirs.user_log_path(_NAME, appauthor=False) / "speakd.log"


def data_folder() -> Path:
    """Name the folder of what may be large and is worth keeping, such as models."""
    import platformdirs  # noqa: PLC0415, see above

    return platformdirs.user_data_path(_NAME, appauthor=False)


def state_folder() -> Path:
    """Name the folder of what speakd remembers from one run to the next."""
    import platformdirs  # noqa: PLC0415, see above

    return platformdirs.user_state_path(_NAME, appauthor=False)


def run_record() -> Path:
    """Name what a run leaves for the next."""
    return state_folder() / "last-run.json"


class ConfigFile(NamedTuple):
    """Which configuration file is meant.

    Attributes:
        path: The file.
        is_chosen: Whether the user named it, so that it has to be there.
    """

    path: Path
    is_chosen: bool


def config_file(
    argument: str | None = None, environment: Mapping[str, str] = os.environ
) -> ConfigFile:
    """Name the configuration file.

    Args:
        argument: What `--config` says.
        environment: `SPEAKD_CONFIG` counts where there is no argument.
    """
    from pathlib import Path  # noqa: PLC0415, see above

    if chosen := argument or environment.get("SPEAKD_CONFIG"):
        return ConfigFile(Path(chosen), is_chosen=True)
    import platformdirs  # noqa: PLC0415, see above

    folder = platformdirs.user_config_path(_NAME, appauthor=False)
    return ConfigFile(folder / "config.toml", is_chosen=False)


def _home(*parts: str) -> str:
    return os.path.join(os.path.expanduser("~"), *parts)  # noqa: PTH111, PTH118, likewise
