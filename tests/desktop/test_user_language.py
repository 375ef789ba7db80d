from __future__ import annotations

import ctypes

import pytest

from speakd.desktop.user_language import user_language, windows_ui_language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de-AT"),
        ({"LANG": "de_DE@euro"}, "de-DE"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "fr-FR"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_FR", "LC_ALL": "pl_PL"}, "pl-PL"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en-US"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "uk:ru:en"}, "uk"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "uk"}, None),
        ({"LANG": "sr_RS.UTF-8@latin"}, "sr-Latn-RS"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-TW"),
        ({"LANG": "nn_NO.UTF-8"}, "nb-NO"),
        ({"LANG": "no"}, "nb"),
        ({"LANG": "C"}, None),
        ({"LANG": "POSIX"}, None),
        ({"LANG": "nonsense/../x"}, None),
        ({}, None),
    ],
)
def test_what_a_posix_environment_says(environment: dict[str, str], language: str | None) -> None:
    assert user_language(environment, "linux") == language


@pytest.mark.parametrize("platform", ["darwin", "win32"])
@pytest.mark.parametrize(
    ("answer", "language"), [("pt-br", "pt-BR"), ("zh-hant-TW", "zh-Hant-TW"), (None, None)]
)
def test_what_the_system_says(platform: str, answer: str | None, language: str | None) -> None:
    environment = {"LANG": "fr_FR.UTF-8"}
    assert user_language(environment, platform, lambda: answer) == language


def test_a_mac_without_its_bindings_has_not_said() -> None:
    assert user_language({}, "darwin") is None


class Kernel32:
    """Answers as Windows does: first how much room the names need, then the names."""

    def __init__(self, names: str, *, fails: bool = False) -> None:
        self.names = names
        self.fails = fails
        self.flags: list[int] = []

    def GetUserPreferredUILanguages(  # noqa: N802, Windows' name
        self, flags: int, count: object, names: object, size: object
    ) -> int:
        self.flags.append(flags)
        if self.fails:
            return 0
        ctypes.cast(count, ctypes.POINTER(ctypes.c_ulong))[0] = self.names.count("\0") - 1  # type: ignore[arg-type]  # a reference is a pointer
        room = ctypes.cast(size, ctypes.POINTER(ctypes.c_ulong))  # type: ignore[arg-type]  # likewise
        if names is None:
            room[0] = len(self.names)
        else:
            assert room[0] == len(self.names)
            for index, character in enumerate(self.names):
                names[index] = character  # type: ignore[index]  # a buffer of characters
        return 1


def test_windows_names_the_first_language_of_its_menus() -> None:
    kernel32 = Kernel32("de-CH\0en-US\0\0")
    assert windows_ui_language(kernel32) == "de-CH"
    assert kernel32.flags == [8, 8]


@pytest.mark.parametrize("kernel32", [Kernel32("", fails=True), Kernel32(""), Kernel32("\0\0")])
def test_windows_may_not_say(kernel32: Kernel32) -> None:
    assert windows_ui_language(kernel32) is None
