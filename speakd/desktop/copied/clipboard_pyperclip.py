"""The clipboard through pyperclip: the last resort, where nothing better is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.desktop.copied.clipboard_call import CallClipboard, text_content
from speakd.desktop.copied.text_place import CLIPBOARD

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.cancel import CancelToken
    from speakd.desktop.api import ClipboardContent, ClipboardRequest


class PyperclipClipboard(CallClipboard):
    """Reads by whatever pyperclip finds, as on WSL or Termux.

    It cannot ask for types, so it knows neither HTML nor what is concealed.

    Args:
        paste: Gives what was copied last; pyperclip's own, if None.
    """

    name = "pyperclip"

    def __init__(self, paste: Callable[[], object] | None = None) -> None:
        super().__init__()
        self._paste = paste

    def _check(self) -> None:
        if self._paste is not None:
            return
        import pyperclip  # noqa: PLC0415, lazily: it looks for programs

        pyperclip.determine_clipboard()
        if not pyperclip.is_available():
            raise CLIPBOARD.absence(
                "no clipboard: neither a display nor a clipboard program was found",
                "`speakd say -` still reads what it is given on standard input",
            )
        self._paste = pyperclip.paste

    def _fetch(self, request: ClipboardRequest, cancel: CancelToken) -> ClipboardContent:
        del cancel
        self._check()
        assert self._paste is not None  # noqa: S101, the check has found it
        try:
            return text_content(self._paste(), request.max_chars)
        except UnicodeDecodeError:
            # pyperclip decodes strictly and keeps the bytes to itself.
            raise CLIPBOARD.absence(
                "the clipboard is not valid UTF-8, and pyperclip cannot read it",
                "install xclip or wl-clipboard for a better way",
            ) from None
        except (OSError, RuntimeError) as problem:
            raise CLIPBOARD.absence(
                f"the clipboard cannot be read ({type(problem).__name__})",
                "run `speakd doctor` to see which clipboard is used",
            ) from None
