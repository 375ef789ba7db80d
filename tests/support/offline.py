"""Taking the network away from a program, and watching whether it asks for one."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

from support.processes import program

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE_PROXIES = {
    name: f"http://192.0.2.1:9/{name}"  # RFC 5737: nobody is there
    for base in ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")
    for name in (base, base.upper())
}
"""What a company or a VPN may leave in the environment."""


def without_network() -> tuple[str, ...]:
    """Name the command that runs another in a network namespace of its own.

    All that is in there is a loopback interface that is down. Unix sockets of the file system
    are not part of a network, so that display and sound server are within reach.
    """
    apart = ("--net",) if os.geteuid() == 0 else ("--map-current-user", "--net")
    command = (program("unshare"), *apart)
    _must_work([*command, "true"], "network namespaces")
    return command


def watched(trace: Path) -> tuple[str, ...]:
    """Name the command that runs another with its network calls written to `trace`.

    The program that is watched, not the one that watches, is the child of whoever runs this.
    """
    strace = (program("strace"), "-D", "-f", "-qq", "--seccomp-bpf", "-e", "trace=network")
    _must_work([*strace, "-o", os.devnull, "true"], "strace")
    return (*strace, "-o", str(trace))


def families_of_sockets(trace: Path) -> set[str]:
    """Tell the address families of all sockets that were opened, such as `AF_UNIX`."""
    return set(re.findall(r"\bsocket(?:pair)?\((\w+)", trace.read_text(errors="replace")))


def _must_work(command: list[str], what: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    if done.returncode:
        raise AssertionError(f"{what} are not permitted here: {done.stderr.strip()}")
