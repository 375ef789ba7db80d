"""Install speakd and what it needs into the environment that runs this script.

What is to be installed is read from pyproject.toml; versions come from constraints.txt. Nothing
is done, and no network touched, when neither has changed since the last time.

Two packages are handled apart, because their own requirements would cost a stranger dearly:

- pynput is an extra on Linux, because it asks for evdev there, which has to be compiled. speakd
  never touches evdev, so pynput is installed without it and no compiler is needed.
- torch is a CUDA build on most Linux machines and brings gigabytes of NVIDIA's libraries. Without
  an NVIDIA card the CPU build is installed. `SPEAKD_TORCH_INDEX` may name the package index to
  take torch from.

`--wheelhouse` keeps what speakd needs as wheels, so that the tests can install a speakd of their
own without a network.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CONSTRAINTS = HERE / "constraints.txt"
STAMPS = Path(sys.prefix) / "speakd-installed"
WHEELHOUSE = Path(sys.prefix) / "wheelhouse"
INSTALLERS = ["hatchling", "pip"]
"""What installs a package, and itself has to be installed for that."""

NEEDS_A_COMPILER = "pynput"
ITS_OTHER_NEEDS = ["six"]


def main() -> int:
    """Do what the command line asks for; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--neural", action="store_true", help="the neural voices as well")
    parser.add_argument("--group", action="append", default=[], help="a dependency group as well")
    parser.add_argument("--wheelhouse", action="store_true", help="the wheels of it all as well")
    parser.add_argument("--check", action="store_true", help="install nothing; 1 if there is need")
    wanted = parser.parse_args()

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = project["project"]["dependencies"]
    extras = project["project"]["optional-dependencies"]
    base = needed + extras["pynput"] + extras["tray"]
    for group in wanted.group:
        base = base + project["dependency-groups"][group]
    name = "-".join(["base", *sorted(wanted.group)])

    missing = not is_current(name)
    neural_missing = wanted.neural and not is_current("neural")
    if wanted.check:
        return int(missing or neural_missing)
    if missing:
        say("installing speakd and what it needs")
        try:
            install_base(base)
        except subprocess.CalledProcessError:
            say("speakd could not be installed; see above, and run this again")
            return 1
        stamp(name)
    if wanted.wheelhouse and not is_current("wheelhouse"):
        say("keeping the wheels of what speakd needs")
        try:
            fill_wheelhouse(needed)
        except subprocess.CalledProcessError:
            say("the wheels could not be fetched; see above, and run this again")
            return 1
        stamp("wheelhouse")
    if neural_missing:
        say("installing the neural voices' packages; this is large and may take minutes")
        try:
            install_neural(extras["neural"])
        except subprocess.CalledProcessError:
            say("the neural voices' packages failed to install; speakd goes on with its embedded")
            say("voice and tries again next time (--lite leaves them out)")
        else:
            stamp("neural")
    return 0


def install_base(requirements: list[str]) -> None:
    """Install what speakd cannot do without, and speakd itself, editable."""
    if platform.system() != "Linux":
        pip("install", *requirements)
    else:
        apart = [spec for spec in requirements if name_of(spec) == NEEDS_A_COMPILER]
        pip("install", *(spec for spec in requirements if spec not in apart), *ITS_OTHER_NEEDS)
        pip("install", "--no-deps", *apart)
    pip("install", "--no-deps", "--editable", str(ROOT))
    name_in_ascii(Path(sysconfig.get_path("purelib")), str(ROOT))


def name_in_ascii(packages: Path, root: str) -> None:
    """Let Python find speakd in a folder with any letters, whatever the locale.

    Up to Python 3.12 a path file is read in the locale's encoding; where that lacks a letter of
    the path, as under `LC_ALL=C`, no Python of the environment would start.
    """
    if not root.isascii():
        for path in packages.glob("*speakd*.pth"):
            path.write_text(f"import sys; sys.path.append({root!a})\n", "ascii")


def fill_wheelhouse(requirements: list[str]) -> None:
    """Fetch what speakd needs, as wheels: what would have to be compiled is not let in."""
    shutil.rmtree(WHEELHOUSE, ignore_errors=True)
    pip("download", "--only-binary=:all:", "--dest", str(WHEELHOUSE), *requirements, *INSTALLERS)


def install_neural(requirements: list[str]) -> None:
    """Install torch in the right build first, so that nothing else brings another."""
    torch = [spec for spec in requirements if name_of(spec) == "torch"]
    install_torch(*torch)
    pip("install", *(spec for spec in requirements if spec not in torch), quiet=False)


def install_torch(requirement: str) -> None:
    """Install the build of torch that suits this machine."""
    if index := os.environ.get("SPEAKD_TORCH_INDEX"):
        pip("install", "--index-url", index, requirement, quiet=False)
    elif platform.system() != "Linux" or has_nvidia_card():
        pip("install", requirement, quiet=False)
    elif build := offered_cpu_build():
        pip("install", f"torch=={build}", quiet=False)
    else:
        say("no NVIDIA card here: taking torch's CPU build")
        pip("install", "uv")  # it knows where torch's makers keep their builds; pip does not
        run(
            *(sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable),
            *("--torch-backend", "cpu", "--constraint", str(CONSTRAINTS), requirement),
        )


def has_nvidia_card() -> bool:
    """Whether a CUDA build would be of any use."""
    return Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None


def offered_cpu_build() -> str:
    """Ask whether pip, as it is configured here, knows a CPU build itself; downloads nothing."""
    pinned = re.search(r"^torch==(\S+)", CONSTRAINTS.read_text("utf-8"), re.MULTILINE)[1]
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "index", "versions", "torch"],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    build = f"{pinned}+cpu"
    return build if build in re.findall(r"[\w.+]+", asked.stdout) else ""


def name_of(requirement: str) -> str:
    """The package's name in a requirement such as `numpy>=1.26`."""
    return re.match(r"[\w.-]+", requirement)[0].lower()


def pip(command: str, *arguments: str, quiet: bool = True) -> None:
    """Run pip under the constraints."""
    how = ["--quiet"] if quiet else []
    run(
        *(sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"),
        *(command, *how, "--constraint", str(CONSTRAINTS), *arguments),
    )


def run(*command: str) -> None:
    """Run a program that has nobody to ask."""
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def fingerprint() -> str:
    """What a finished installation depends on."""
    parts = [(ROOT / "pyproject.toml").read_bytes(), CONSTRAINTS.read_bytes(),
             Path(__file__).read_bytes(), sys.version.encode(), str(ROOT).encode()]  # fmt: skip
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_current(name: str) -> bool:
    """Whether this part was installed as it would be now."""
    path = STAMPS / name
    return path.exists() and path.read_text("ascii") == fingerprint()


def stamp(name: str) -> None:
    """Remember that this part is installed."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(fingerprint(), "ascii")


def say(line: str) -> None:
    """Tell how it goes on, indented under the shell script's steps."""
    print(f"      {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
