"""The language that the user's desktop speaks."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any

from speakd.types import LanguageTag, language_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_POSIX = re.compile(
    r"(?P<language>[a-z]{2,3})(?:_(?P<region>[A-Z]{2}))?(?:\.[^@]*)?(?:@(?P<script>.*))?"
)
_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl", "devanagari": "Deva"}
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_NORWEGIAN = {"no": "nb", "nn": "nb"}

_MUI_LANGUAGE_NAME = 0x8


def user_language(
    environment: Mapping[str, str] | None = None,
    platform: str = sys.platform,
    ask: Callable[[], str | None] | None = None,
) -> LanguageTag | None:
    """Name the language of the desktop's own menus and messages; None where nobody has said.

    Args:
        environment: That of the process, if None.
        platform: Named as in `sys.platform`.
        ask: Asks macOS or Windows, if given; returns a BCP 47 tag.
    """
    if platform in {"darwin", "win32"}:
        ask = ask or (_ask_macos if platform == "darwin" else _ask_windows)
        found = ask()
        return _written(language_tag(found)) if found else None
    return _of_environment(os.environ if environment is None else environment)


def _of_environment(environment: Mapping[str, str]) -> LanguageTag | None:
    """Follow POSIX, and GNU's list of languages, which counts only where there is a locale."""
    locale = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    if not (found := _POSIX.fullmatch(locale)):
        return None  # "C" and "POSIX" among others
    listed = _POSIX.fullmatch(environment.get("LANGUAGE", "").partition(":")[0])
    found = listed or found
    parts = (found["language"], _SCRIPTS.get(found["script"] or ""), found["region"])
    return _written(language_tag("-".join(filter(None, parts))))


def _written(tag: LanguageTag) -> LanguageTag:
    """Take Bokmål for any Norwegian: there are words and voices for no other."""
    primary, dash, rest = tag.partition("-")
    return LanguageTag(_NORWEGIAN.get(primary, primary) + dash + rest)


def _ask_macos() -> str | None:
    try:
        from Foundation import NSLocale  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415, on macOS only
    except ImportError:
        return None
    languages = NSLocale.preferredLanguages()
    return str(languages[0]) if languages else None


def _ask_windows() -> str | None:
    import ctypes  # noqa: PLC0415, of use on Windows only

    return windows_ui_language(ctypes.WinDLL("kernel32"))  # type: ignore[attr-defined,unused-ignore]  # on Windows only


def windows_ui_language(kernel32: Any) -> str | None:
    """Ask for the first language of Windows' own menus, by `GetUserPreferredUILanguages`.

    Args:
        kernel32: The library that it is in.
    """
    import ctypes  # noqa: PLC0415, as above

    count, size = ctypes.c_ulong(), ctypes.c_ulong()
    get = kernel32.GetUserPreferredUILanguages
    if not get(_MUI_LANGUAGE_NAME, ctypes.byref(count), None, ctypes.byref(size)) or not size.value:
        return None
    names = ctypes.create_unicode_buffer(size.value)
    if not get(_MUI_LANGUAGE_NAME, ctypes.byref(count), names, ctypes.byref(size)):
        return None
    return names.value or None  # each name ends with a zero, and `value` stops at the first
