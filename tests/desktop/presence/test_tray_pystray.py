from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from speakd.desktop.presence.api import MenuItem, TrayState, TrayView
from speakd.desktop.presence.notifier_posting import PostingNotifier
from speakd.desktop.presence.session_presence import notifier, tray
from speakd.desktop.presence.tray_linux import StatusNotifierTray
from speakd.desktop.presence.tray_pystray import Balloons, PystrayTray
from speakd.errors import DesktopError
from speakd.testing.desktop import NotifierConformance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from speakd.desktop.presence.api import Notifier


class Icon:
    """pystray's icon, as far as a tray uses it."""

    made: list[Icon]

    def __init__(self, name: str, icon: Any, title: str, menu: Any) -> None:
        self.name, self.icon, self.title, self.menu = name, icon, title, menu
        self.visible = True
        self.updates = 0
        self.balloons: list[str] = []
        self.ended = False
        Icon.made.append(self)

    def run_detached(self) -> None:
        """Do nothing."""

    def update_menu(self) -> None:
        self.updates += 1

    def stop(self) -> None:
        self.ended = True

    def notify(self, message: str, title: str) -> None:
        assert title == "speakd"
        if self.ended:
            raise OSError
        self.balloons[:] = [message]

    def remove_notification(self) -> None:
        self.balloons.clear()


@pytest.fixture
def import_module(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Imports the real pystray, with an icon that is seen nowhere."""
    monkeypatch.setenv("PYSTRAY_BACKEND", "dummy")
    import PIL.Image  # noqa: PLC0415, beside the next
    import pystray  # noqa: PLC0415, it chooses its backend when it is imported

    Icon.made = []
    monkeypatch.setattr(pystray, "Icon", Icon)
    return {"pystray": pystray, "PIL.Image": PIL.Image}.__getitem__


class Shown:
    def __init__(self) -> None:
        self.done: list[str] = []
        self.state = TrayState.READY
        self.voice = "de"

    def __call__(self) -> TrayView:
        def item(label: str, **more: Any) -> MenuItem:
            return MenuItem(label, lambda: self.done.append(label), **more)

        voices = tuple(item(name, ticked=name == self.voice) for name in ("de", "en"))
        menu = (
            MenuItem(self.state.value, key="state"),
            MenuItem(),
            item("Stop & go"),
            MenuItem("Voices", items=voices),
        )
        return TrayView(self.state, f"it is {self.state.value}. " + "x" * 200, menu)


@pytest.fixture(params=["win32", "darwin"])
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def icon_tray(
    platform: str, import_module: Callable[[str], Any], shown: Shown
) -> Iterator[PystrayTray]:
    tray = PystrayTray(platform, import_module=import_module)
    tray.start(shown)
    yield tray
    tray.stop()


def _items(items: Any) -> dict[str, Any]:
    return {item.text: item for item in items}


@pytest.mark.usefixtures("icon_tray")
def test_the_menu_is_shown_and_does_what_it_says(platform: str, shown: Shown) -> None:
    (icon,) = Icon.made
    items = _items(icon.menu)
    stop = "Stop && go" if platform == "win32" else "Stop & go"  # one alone marks the key to press
    assert list(items) == ["ready", "- - - -", stop, "Voices"]
    assert [items[label].enabled for label in ("ready", stop, "Voices")] == [False, True, True]
    items[stop](icon)
    voices = _items(items["Voices"].submenu)
    assert [(label, each.checked, each.radio) for label, each in voices.items()] == [
        ("de", True, True),
        ("en", False, True),
    ]
    voices["en"](icon)
    assert shown.done == ["Stop & go", "en"]
    assert len(icon.title) == 127


def test_a_change_is_shown_and_nothing_else(icon_tray: PystrayTray, shown: Shown) -> None:
    (icon,) = Icon.made
    picture, title = icon.icon, icon.title
    icon_tray.refresh()
    assert (icon.icon, icon.title, icon.updates) == (picture, title, 0)
    shown.voice = "en"
    icon_tray.refresh()
    assert (icon.icon, icon.title, icon.updates) == (picture, title, 1)
    shown.state = TrayState.PAUSED
    icon_tray.refresh()
    assert icon.icon is not picture
    assert icon.title.startswith("it is paused")
    assert next(iter(_items(icon.menu))) == "paused"


def test_the_icon_goes_when_it_is_stopped(icon_tray: PystrayTray, platform: str) -> None:
    (icon,) = Icon.made
    icon_tray.stop()
    icon_tray.refresh()
    # On macOS pystray would end the loop of the whole application.
    assert (icon.ended, icon.visible) == ((False, False) if platform == "darwin" else (True, True))


def test_the_sign_is_a_hole_on_macos_which_looks_at_opacity_alone(
    import_module: Callable[[str], Any], shown: Shown
) -> None:
    for platform in ("win32", "darwin"):
        PystrayTray(platform, import_module=import_module).start(shown)
    windows, macos = (icon.icon for icon in Icon.made)
    tile, sign, corner = (32, 8), (18, 32), (0, 0)
    assert [windows.getpixel(place)[3] for place in (tile, sign, corner)] == [255, 255, 0]
    assert [macos.getpixel(place)[3] for place in (tile, sign, corner)] == [255, 0, 0]


def test_on_macos_everything_is_done_on_the_main_thread(
    import_module: Callable[[str], Any], shown: Shown
) -> None:
    posted: list[Callable[[], None]] = []
    tray = PystrayTray("darwin", posted.append, import_module)
    tray.start(shown)
    tray.refresh()
    tray.stop()
    assert Icon.made == []
    for act in posted:
        act()
    assert Icon.made == []  # it was stopped before the main thread came to it
    assert len(posted) == 3


def test_without_the_packages_there_is_a_reason(platform: str, shown: Shown) -> None:
    def import_module(name: str) -> Any:
        raise ModuleNotFoundError(name)

    tray = PystrayTray(platform, import_module=import_module)
    with pytest.raises(DesktopError, match=r"install `speakd\[tray\]`"):
        tray.start(shown)
    tray.refresh()
    tray.stop()


class TestBalloons(NotifierConformance):
    one_at_a_time = True

    @pytest.fixture(autouse=True)
    def _tray(self, import_module: Callable[[str], Any], shown: Shown) -> None:
        self.tray = PystrayTray("win32", import_module=import_module)
        self.tray.start(shown)

    def make_notifier(self) -> Notifier:
        return PostingNotifier(lambda: Balloons(self.tray))

    def shown(self) -> Sequence[str]:
        return list(Icon.made[0].balloons)

    def break_service(self) -> None:
        self.tray.stop()


def test_each_platform_has_its_own() -> None:
    linux = tray("linux")
    assert isinstance(linux, StatusNotifierTray)
    linux.stop()
    assert isinstance(tray("darwin"), PystrayTray)
    assert isinstance(tray("win32"), PystrayTray)
    assert notifier(None, "win32").name == "none"
    for platform in ("linux", "darwin"):
        assert isinstance(notifier(None, platform), PostingNotifier)
    assert isinstance(notifier(PystrayTray("win32"), "win32"), PostingNotifier)
