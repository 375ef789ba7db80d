"""No network is needed, and so nothing about one can be in the way."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from speakd.app.doctor.check import Finding, ok, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TABLES = ("tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6", "icmp", "icmp6")
_INODE_COLUMN = 9
_SOCKET = re.compile(r"socket:\[(\d+)\]")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy", "no_proxy", "socks_proxy")


def check_network(
    process: int | None, environment: Mapping[str, str], proc: Path = Path("/proc")
) -> Iterator[Finding]:
    """Look for IP sockets of the daemon, and say what does not matter.

    Args:
        process: The daemon's; None if it is not running.
        environment: Where variables of proxies are looked for; only their names are told.
        proc: What Linux tells of processes.
    """
    count = None if process is None else count_ip_sockets(process, proc)
    if count is None:
        yield ok("not needed: commands travel over a local socket, voices lie on this computer")
    elif count:
        yield problem(
            f"the daemon (process {process}) has {count} IP sockets, and should have none",
            "please report this with the engines that `speakd status` names",
        )
    else:
        yield ok(f"not needed: the daemon (process {process}) has no IP socket")
    if names := sorted(name for name in environment if name.lower() in _PROXIES):
        yield ok(f"{', '.join(names)}: set, and of no matter, as is any VPN")


def count_ip_sockets(process: int, proc: Path = Path("/proc")) -> int | None:
    """Count a process's IP sockets; None where that is not told."""
    try:
        descriptors = list((proc / str(process) / "fd").iterdir())
    except OSError:
        return None
    own: set[str] = set()
    for descriptor in descriptors:
        with suppress(OSError):  # closed in the meantime
            if match := _SOCKET.fullmatch(os.readlink(descriptor)):  # noqa: PTH115, no path
                own.add(match[1])
    ip: set[str] = set()
    for table in _TABLES:
        with suppress(OSError):  # a kernel without it
            lines = (proc / str(process) / "net" / table).read_text().splitlines()[1:]
            ip.update(line.split()[_INODE_COLUMN] for line in lines)
    return len(own & ip)
