from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from speakd.chord import parse_chord
from speakd.desktop.shortcut_steps import ShortcutSteps, shortcut_steps

CHORD = parse_chord("ctrl+option+cmd+p")
COMMAND = ("/opt/Zoë's apps/speakd", "read")
LIST_SCHEMA = "org.gnome.settings-daemon.plugins.media-keys"


def steps(desktop: str, chord: str = "ctrl+option+cmd+p") -> ShortcutSteps:
    return shortcut_steps({"XDG_CURRENT_DESKTOP": desktop}, parse_chord(chord), COMMAND)


@pytest.mark.parametrize(
    ("desktop", "line"),
    [
        ("sway", "bindsym --to-code Ctrl+Mod1+Mod4+p exec {}"),
        ("i3", "bindsym Ctrl+Mod1+Mod4+p exec --no-startup-id {}"),
        ("Hyprland", "bind = CTRL ALT SUPER, p, exec, {}"),
        ("KDE", "{}"),
        ("", "{}"),
    ],
)
def test_a_line_runs_the_command_as_it_is(desktop: str, line: str) -> None:
    assert line.format(shlex.join(COMMAND)) in steps(desktop).steps


def test_kde_is_told_the_chord_in_its_own_words() -> None:
    assert any("Ctrl+Alt+Meta+P" in step for step in steps("KDE").steps)


def test_keys_have_the_desktops_names() -> None:
    assert "bindsym --to-code Mod4+Page_Up exec" in steps("sway", "super+page_up").steps[1]
    assert "bind = ALT, F5, exec" in steps("Hyprland", "alt+f5").steps[1]


def test_ubuntus_gnome_is_gnome() -> None:
    assert steps("ubuntu:GNOME").desktop == "GNOME"


def test_an_unknown_desktop_is_told_in_general() -> None:
    found = steps("enlightenment")
    assert found.desktop == ""
    assert "ctrl+alt+cmd+p" in found.steps[0]


def test_hyprland_is_known_by_its_instance_too() -> None:
    found = shortcut_steps({"HYPRLAND_INSTANCE_SIGNATURE": "x"}, CHORD, COMMAND)
    assert found.desktop == "Hyprland"


def test_xfce_gets_one_command_with_every_word_whole() -> None:
    words = shlex.split(steps("XFCE").steps[0])
    assert words[words.index("--property") + 1] == "/commands/custom/<Primary><Alt><Super>p"
    assert words[words.index("--set") + 1] == shlex.join(COMMAND)


@pytest.mark.parametrize("before", ["@as []", "['/a/']", "['/a/', '/b/']"])
def test_gnome_takes_the_commands_and_keeps_what_is_bound(tmp_path: Path, before: str) -> None:
    gsettings = _gsettings(tmp_path)
    gsettings("set", LIST_SCHEMA, "custom-keybindings", before)
    for _ in range(2):  # a second time changes nothing
        for step in steps("GNOME").steps:
            gsettings.shell(step)
    path = "/org/gnome/settings-daemon/plugins/media-keys/custom-keybindings/speakd/"
    key = f"{LIST_SCHEMA}.custom-keybinding:{path}"
    others = before.removeprefix("@as ").strip("[]")
    listed = f"[{others}{', ' if others else ''}'{path}']"
    assert gsettings("get", LIST_SCHEMA, "custom-keybindings") == listed
    assert gsettings("get", key, "binding") == "'<Control><Alt><Super>p'"
    text = gsettings("get", key, "command")
    assert shlex.join(COMMAND) == text[1:-1].replace('\\"', '"').replace("\\'", "'")


class _Gsettings:
    """GNOME's own tool, with settings in a file."""

    def __init__(self, folder: Path) -> None:
        self._environment = {
            **os.environ,
            "GSETTINGS_BACKEND": "keyfile",
            "XDG_CONFIG_HOME": str(folder),
            "LC_ALL": "C.UTF-8",
        }

    def __call__(self, *arguments: str) -> str:
        return self.shell(shlex.join(["gsettings", *arguments]))

    def shell(self, line: str) -> str:
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
        return done.stdout.strip()


def _gsettings(folder: Path) -> _Gsettings:
    schema = Path(f"/usr/share/glib-2.0/schemas/{LIST_SCHEMA}.gschema.xml")
    if shutil.which("gsettings") is None or not schema.exists():
        pytest.skip("GNOME's settings are not installed")
    return _Gsettings(folder)
