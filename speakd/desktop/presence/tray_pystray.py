"""The tray on macOS and Windows, through pystray; the extra `tray` brings it.

pystray draws with Pillow. Both are imported when the tray starts, and only then.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from speakd.desktop.icons import picture_file
from speakd.desktop.presence.api import Tray
from speakd.errors import DesktopError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from speakd.desktop.presence.api import MenuItem, TrayState, TrayView

_PICTURE_SIZE = 64
_LONGEST_TOOLTIP = 127
"""Characters; Windows has room for no more."""

_LONGEST_BALLOON = 255
"""Characters; likewise."""


class PystrayTray(Tray):
    """Shows the icon through pystray.

    Windows wants no particular thread. macOS wants all of it on the main thread, where something
    else has to run the loop of the application.

    Args:
        platform: Named as in `sys.platform`.
        on_main: Has something done on the main thread, soon; needed on macOS, no matter elsewhere.
        import_module: Imports pystray or Pillow.
    """

    name = "pystray"
    looks_on_opening = False

    def __init__(
        self,
        platform: str,
        on_main: Callable[[Callable[[], None]], None] | None = None,
        import_module: Callable[[str], Any] | None = None,
    ) -> None:
        self._platform = platform
        self._on_main = on_main or _at_once
        self._import = import_module or _import
        self._lock = threading.Lock()
        self._icon: Any = None
        self._look: Callable[[], TrayView] | None = None
        self._shown: TrayView | None = None

    def start(self, look: Callable[[], TrayView]) -> None:
        """See `Tray`."""
        try:
            pystray, image = self._import("pystray"), self._import("PIL.Image")
        except ImportError as error:
            raise DesktopError(
                "the packages for the icon in the tray are missing",
                remedy="install `speakd[tray]`",
            ) from error
        except Exception as error:  # whatever a desktop library raises where there is no desktop
            raise DesktopError("there is no place for an icon here") from error
        self._pystray, self._image, self._look = pystray, image, look
        self._on_main(self._show)

    def refresh(self) -> None:
        """See `Tray`."""
        self._on_main(self._look_again)

    def stop(self) -> None:
        """See `Tray`."""
        self._look = None
        self._on_main(self._take_away)

    def notify(self, heading: str, line: str) -> None:
        """Show a notification that comes from the icon; "" takes away what is shown.

        Raises:
            DesktopError: It cannot be shown.
        """
        icon = self._icon
        if icon is None:
            raise DesktopError("there is no icon for a notification to come from")
        try:
            if line:
                icon.notify(line[:_LONGEST_BALLOON], heading)
            else:
                icon.remove_notification()
        except Exception as error:
            raise DesktopError("the desktop shows no notification") from error

    def _show(self) -> None:
        if self._look is None:
            return
        view = self._shown = self._look()
        self._icon = self._pystray.Icon(
            "speakd",
            self._picture(view.state),
            view.tooltip[:_LONGEST_TOOLTIP],
            self._pystray.Menu(lambda: self._items(self._shown.menu if self._shown else ())),
        )
        self._icon.run_detached()

    def _look_again(self) -> None:
        with self._lock:
            if self._icon is None or self._look is None:
                return
            before, view = self._shown, self._look()
            self._shown = view
            if before is None or view.state is not before.state:
                self._icon.icon = self._picture(view.state)
            if before is None or view.tooltip != before.tooltip:
                self._icon.title = view.tooltip[:_LONGEST_TOOLTIP]
            if before is None or view.menu != before.menu:
                self._icon.update_menu()

    def _take_away(self) -> None:
        with self._lock:
            icon, self._icon = self._icon, None
        if icon is None:
            return
        if self._platform == "darwin":
            icon.visible = False  # its `stop` would end the whole application's loop
        else:
            icon.stop()

    def _items(self, items: Sequence[MenuItem]) -> Iterator[Any]:
        for item in items:
            if not item.label:
                yield self._pystray.Menu.SEPARATOR
                continue
            ticked = item.ticked
            yield self._pystray.MenuItem(
                item.label.replace("&", "&&") if self._platform == "win32" else item.label,
                self._pystray.Menu(*self._items(item.items)) if item.items else _action(item),
                checked=None if ticked is None else lambda _, ticked=ticked: ticked,
                radio=ticked is not None,
                enabled=item.act is not None or bool(item.items),
            )

    def _picture(self, state: TrayState) -> Any:
        picture = self._image.open(picture_file(state.value, _PICTURE_SIZE)).convert("RGBA")
        if self._platform != "darwin":
            return picture
        # macOS may take the opacity alone and colour it itself: the sign becomes a hole.
        opacity, nothing = picture.getchannel("A"), self._image.new("L", picture.size)
        kept = picture.convert("RGB").convert("L").point(_kept)
        picture.putalpha(self._image.composite(opacity, nothing, kept))
        return picture


class Balloons:
    """Notifications on Windows, which come from the icon. One is shown at a time.

    Args:
        icon: The tray.
    """

    name = "balloon"

    def __init__(self, icon: PystrayTray) -> None:
        self._icon = icon
        self._shown = ""

    def show(self, key: str, heading: str, line: str) -> None:
        """Show a line below its heading, in place of any other.

        Raises:
            DesktopError: There is no icon, or it cannot be shown.
        """
        self._icon.notify(heading, line)
        self._shown = key

    def withdraw(self, key: str) -> None:
        """Take a line back, if it is the one that is shown.

        Raises:
            DesktopError: There is no icon, or it cannot be taken back.
        """
        if key == self._shown:
            self._shown = ""
            self._icon.notify("", "")

    def close(self) -> None:
        """Do nothing."""


def _action(item: MenuItem) -> Callable[[], None]:
    # pystray looks at how many arguments a function takes.
    def choose() -> None:
        if item.act is not None:
            item.act()

    return choose


def _kept(lightness: int) -> int:
    """Tell from a pixel's lightness how much stays of it: all of the tile, nothing of the sign."""
    darkest, lightest = 140, 255
    return round(255 * min(1.0, max(0.0, (lightest - lightness) / (lightest - darkest))))


def _import(name: str) -> Any:
    from importlib import import_module  # noqa: PLC0415, the daemon does without

    return import_module(name)


def _at_once(act: Callable[[], None]) -> None:
    act()
