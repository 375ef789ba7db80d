"""The selection of Windows at its seams: real calls through tables of COM, to played programs."""

from __future__ import annotations

import ctypes
import itertools
import threading
import uuid
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.desktop.api import ClipboardContent, ClipboardKind, ClipboardRequest
from speakd.desktop.copied.selection_accessible import AccessibleSelection
from speakd.desktop.copied.selection_copy import BorrowedClipboard, CopyAndRestore
from speakd.desktop.copied.selection_windows import UiAutomationText
from speakd.errors import DesktopError
from speakd.testing.desktop import SelectionConformance
from support.com_objects import FAILED, FakeCom, Int, Pointer, put_number

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENT = ClipboardRequest(timeout_s=10.0)


class Program:
    """What UI Automation shows of a program.

    Attributes:
        com: Where its objects are.
        answers: While clear, nobody is told what has the focus.
    """

    def __init__(self) -> None:
        self.com = FakeCom()
        self.answers = threading.Event()
        self.answers.set()
        self.parents: dict[int, int] = {}
        self.focused = 0
        walker = self.com.object(
            {3: ((Pointer, Pointer), lambda child, out: self._give(self.parents[child], out))}
        )
        self.com.root = self.com.object(
            {
                8: ((Pointer,), self._give_focused),
                14: ((Pointer,), lambda out: self._give(walker, out)),
            }
        )

    def element(
        self, *ranges: str, tells: bool = True, password: bool = False, fails: bool = False
    ) -> int:
        """Make an element that has these ranges selected, if it tells."""
        pattern = self._pattern(ranges) if tells else 0

        def give_pattern(number: int, interface: int, out: int) -> int:
            assert number == 10014
            expected = uuid.UUID("32eba289-3583-42c9-9c59-3b6d9a1e9b6a").bytes_le
            assert ctypes.string_at(interface, 16) == expected
            return FAILED if fails else self._give(pattern, out)

        element = self.com.object(
            {
                14: ((Int, Pointer, Pointer), give_pattern),
                35: ((Pointer,), lambda out: put_number(int(password), out)),
            }
        )
        self.parents[element] = 0
        return element

    def put(self, *elements: int) -> None:
        """Give the first the focus; each of the others is around the one before."""
        self.answers.set()
        self.focused = elements[0]
        self.parents |= dict(itertools.pairwise(elements))

    def _pattern(self, texts: tuple[str, ...]) -> int:
        ranges = [
            self.com.object(
                {
                    12: (
                        (Int, Pointer),
                        lambda most, out, text=text: self.com.give_string(text[:most], out),
                    )
                }
            )
            for text in texts
        ]
        array = self.com.object(
            {
                3: ((Pointer,), lambda out: put_number(len(ranges), out)),
                4: ((Int, Pointer), lambda number, out: self._give(ranges[number], out)),
            }
        )
        return self.com.object({5: ((Pointer,), lambda out: self._give(array, out))})

    def _give_focused(self, out: int) -> int:
        self.answers.wait()
        return self._give(self.focused, out)

    def _give(self, address: int, out: int) -> int:
        return self.com.give(address, out)


class Copying(BorrowedClipboard):
    """A clipboard to which the program copies a word."""

    def __init__(self) -> None:
        self.count = 0
        self.restored: list[object] = []

    def change_count(self) -> int:
        return self.count

    def save(self) -> object:
        return "saved"

    def is_ready(self) -> bool:
        return True

    def copy(self) -> bool:
        self.count += 1
        return True

    def read(self, request: ClipboardRequest) -> ClipboardContent:
        return ClipboardContent(ClipboardKind.TEXT, "copied"[: request.max_chars])

    def restore(self, saved: object) -> bool:
        self.restored.append(saved)
        return True


@pytest.fixture
def program() -> Iterator[Program]:
    program = Program()
    yield program
    program.answers.set()
    assert not any(program.com.references.values())
    assert program.com.strings == program.com.initialised == 0


def selection(program: Program, copying: BorrowedClipboard) -> AccessibleSelection:
    accessible = UiAutomationText(program.com.libraries)
    return AccessibleSelection("ui automation", accessible, CopyAndRestore(copying))


def read(program: Program) -> ClipboardContent:
    return selection(program, Copying()).read(PATIENT, CancelToken())


class TestWindowsSelection(SelectionConformance):
    # A field for passwords tells nobody what is in it, whatever the user wants.
    knows_types = knows_html = knows_concealed = False

    @pytest.fixture(autouse=True)
    def _program(self) -> Iterator[None]:
        self.program = Program()
        yield
        self.program.answers.set()

    def make_selection(self) -> AccessibleSelection:
        self.copying = Copying()
        return selection(self.program, self.copying)

    def clipboard_fingerprint(self) -> object:
        return self.copying.count

    def put_text(self, text: str) -> None:
        self.program.put(self.program.element(text))

    def put_nothing(self) -> None:
        self.put_text("")

    def put_silence(self) -> None:
        self.program.answers.clear()


def test_it_asks_for_ui_automation(program: Program) -> None:
    program.put(program.element("text"))
    assert read(program).text == "text"
    names = ("ff48dba4-60ef-4201-aa87-54103eef594e", "30cbe57d-d9d0-452a-ab13-7ac5ac4825ee")
    assert program.com.created == [tuple(uuid.UUID(name).bytes_le for name in names)]


def test_several_ranges_are_lines(program: Program) -> None:
    program.put(program.element("one", "", "two"))
    assert read(program).text == "one\ntwo"


def test_the_element_around_may_tell(program: Program) -> None:
    link, document = program.element(tells=False), program.element("of a page")
    program.put(link, program.element(tells=False), document)
    assert read(program).text == "of a page"


def test_the_nearest_that_tells_is_believed(program: Program) -> None:
    program.put(program.element(""), program.element("not asked"))
    assert read(program).kind is ClipboardKind.EMPTY


def test_a_field_for_passwords_is_not_read(program: Program) -> None:
    program.put(program.element("hunter2", password=True))
    assert read(program) == ClipboardContent(ClipboardKind.CONCEALED)


@pytest.mark.parametrize("fails", [True, False])
def test_a_program_that_does_not_tell_is_told_to_copy(program: Program, *, fails: bool) -> None:
    program.put(program.element(tells=False, fails=fails))
    copying = Copying()
    assert selection(program, copying).read(PATIENT, CancelToken()).text == "copied"
    assert copying.restored == ["saved"]


def test_where_nothing_has_the_focus_it_is_told_to_copy(program: Program) -> None:
    assert read(program).text == "copied"


def test_a_line_of_elements_without_end_is_given_up(program: Program) -> None:
    element = program.element(tells=False)
    program.put(element, element)
    assert read(program).text == "copied"


def test_without_ui_automation_the_probe_says_so(program: Program) -> None:
    program.com.root = 0
    with pytest.raises(DesktopError, match="0x80004005"):
        selection(program, Copying()).probe()
