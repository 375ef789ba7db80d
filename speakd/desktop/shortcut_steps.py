"""How to bind a command to a key in the desktop's own settings, where no program may listen."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from speakd.chord import Chord

_MEDIA_KEYS = "org.gnome.settings-daemon.plugins.media-keys"
_BINDING_PATH = "/org/gnome/settings-daemon/plugins/media-keys/custom-keybindings/speakd/"

_KEYSYMS = {
    "enter": "Return", "esc": "Escape", "backspace": "BackSpace", "page_up": "Page_Up",
    "page_down": "Page_Down", "backquote": "grave", "quote": "apostrophe",
    "bracket_left": "bracketleft", "bracket_right": "bracketright", "space": "space",
    "tab": "Tab", "minus": "minus", "equal": "equal", "comma": "comma", "period": "period",
    "slash": "slash", "semicolon": "semicolon", "backslash": "backslash",
}  # fmt: skip
"""Names of keys in X11, Wayland and GTK, where they are not ours with a capital letter."""


class ShortcutSteps(NamedTuple):
    """What a person does to bind the command.

    Attributes:
        desktop: The desktop's name; empty if it is unknown.
        steps: Lines to type, or to follow.
    """

    desktop: str
    steps: tuple[str, ...]


def shortcut_steps(
    environment: Mapping[str, str], chord: Chord, command: Sequence[str]
) -> ShortcutSteps:
    """Write the steps for the desktop that `XDG_CURRENT_DESKTOP` names.

    Args:
        environment: The session's.
        chord: The key.
        command: What it runs; the program by its absolute path, for desktops know no `PATH` of a
            shell.
    """
    line = shlex.join(command)
    names = [name.lower() for name in environment.get("XDG_CURRENT_DESKTOP", "").split(":")]
    if environment.get("HYPRLAND_INSTANCE_SIGNATURE"):
        names.append("hyprland")
    for name in names:
        if name in _DESKTOPS:
            title, write = _DESKTOPS[name]
            return ShortcutSteps(title, write(chord, line))
    return ShortcutSteps("", _by_hand("your desktop's keyboard settings")(chord, line))


def _gnome(chord: Chord, line: str) -> tuple[str, ...]:
    names = {"ctrl": "<Control>", "alt": "<Alt>", "shift": "<Shift>", "cmd": "<Super>"}
    binding = "".join(_modifiers(chord, names)) + keysym_name(chord)
    listed = f"gsettings get {_MEDIA_KEYS} custom-keybindings"
    # What is bound already stays: the list is read, and ours is put at its end.
    extend = f"sed \"s|^@as ||; s|]$|, '{_BINDING_PATH}']|; s|^\\[, |[|\""
    key = f"{_MEDIA_KEYS}.custom-keybinding:{_BINDING_PATH}"
    extended = f'gsettings set {_MEDIA_KEYS} custom-keybindings "$({listed} | {extend})"'
    return (
        f"{listed} | grep -q {_BINDING_PATH} || {extended}",
        f"gsettings set {key} name speakd",
        f"gsettings set {key} command {shlex.quote(_gvariant(line))}",
        f"gsettings set {key} binding {shlex.quote(_gvariant(binding))}",
    )


def _gvariant(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _xfce(chord: Chord, line: str) -> tuple[str, ...]:
    names = {"ctrl": "<Primary>", "shift": "<Shift>", "alt": "<Alt>", "cmd": "<Super>"}
    binding = "".join(_modifiers(chord, names)) + keysym_name(chord)
    name, value = shlex.quote(f"/commands/custom/{binding}"), shlex.quote(line)
    create = "xfconf-query --channel xfce4-keyboard-shortcuts --create --type string"
    return (f"{create} --property {name} --set {value}",)


def _sway(chord: Chord, line: str) -> tuple[str, ...]:
    names = {"ctrl": "Ctrl", "alt": "Mod1", "shift": "Shift", "cmd": "Mod4"}
    keys = "+".join([*_modifiers(chord, names), keysym_name(chord)])
    return (
        "add this line to ~/.config/sway/config, then run: swaymsg reload",
        f"bindsym --to-code {keys} exec {line}",
    )


def _i3(chord: Chord, line: str) -> tuple[str, ...]:
    names = {"ctrl": "Ctrl", "alt": "Mod1", "shift": "Shift", "cmd": "Mod4"}
    keys = "+".join([*_modifiers(chord, names), keysym_name(chord)])
    return (
        "add this line to ~/.config/i3/config, then run: i3-msg reload",
        f"bindsym {keys} exec --no-startup-id {line}",
    )


def _hyprland(chord: Chord, line: str) -> tuple[str, ...]:
    names = {"ctrl": "CTRL", "alt": "ALT", "shift": "SHIFT", "cmd": "SUPER"}
    # Hyprland ends a line at "#" unless it is doubled.
    command = line.replace("#", "##")
    return (
        "add this line to ~/.config/hypr/hyprland.conf; it takes effect when the file is saved",
        f"bind = {' '.join(_modifiers(chord, names))}, {keysym_name(chord)}, exec, {command}",
    )


def _kde(chord: Chord, line: str) -> tuple[str, ...]:
    names = {"ctrl": "Ctrl", "alt": "Alt", "shift": "Shift", "cmd": "Meta"}
    keys = "+".join([*_modifiers(chord, names), keysym_name(chord).title()])
    return (
        "open System Settings, Keyboard, Shortcuts (kcmshell6 kcm_keys opens it directly)",
        "choose Add New, then Command or Script, and enter this command:",
        line,
        f"choose Add custom shortcut and press {keys}, then Apply",
    )


def _by_hand(place: str) -> Callable[[Chord, str], tuple[str, ...]]:
    def write(chord: Chord, line: str) -> tuple[str, ...]:
        return (f"open {place} and add a shortcut of your own, {chord}, for this command:", line)

    return write


_DESKTOPS: Mapping[str, tuple[str, Callable[[Chord, str], tuple[str, ...]]]] = {
    "gnome": ("GNOME", _gnome),
    "unity": ("Unity", _gnome),
    "kde": ("KDE", _kde),
    "sway": ("sway", _sway),
    "i3": ("i3", _i3),
    "hyprland": ("Hyprland", _hyprland),
    "xfce": ("Xfce", _xfce),
    "x-cinnamon": ("Cinnamon", _by_hand("System Settings, Keyboard, Shortcuts")),
    "mate": ("MATE", _by_hand("Control Center, Keyboard Shortcuts")),
    "cosmic": ("COSMIC", _by_hand("Settings, Input Devices, Keyboard, Keyboard Shortcuts")),
}


def _modifiers(chord: Chord, names: Mapping[str, str]) -> list[str]:
    """Name the modifiers, in the order of `names`."""
    return [name for modifier, name in names.items() if modifier in chord.modifiers]


def keysym_name(chord: Chord) -> str:
    """Name the chord's key as X11, Wayland and GTK do, such as `p` or `Page_Up`."""
    key = chord.key
    return _KEYSYMS.get(key, key if len(key) == 1 else key.capitalize())
