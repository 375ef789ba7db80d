from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speakd.desktop.presence.api import MenuItem
from speakd.desktop.presence.dbus_menu import ROOT, DbusMenu
from speakd.desktop.presence.dbus_objects import RefusedCallError, complete_types

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def item(done: list[str]) -> Callable[..., MenuItem]:
    def make(label: str, **more: object) -> MenuItem:
        return MenuItem(label, lambda: done.append(label), **more)  # type: ignore[arg-type]

    return make


def _numbers(menu: DbusMenu) -> dict[str, int]:
    (told,) = menu.call("GetGroupProperties", ([], []))
    return {properties["label"][1]: number for number, properties in told if "label" in properties}


def test_a_menu_is_told_with_its_submenus(item: Callable[..., MenuItem]) -> None:
    menu = DbusMenu()
    voices = MenuItem("Voices", items=(item("en_gb", ticked=True), item("de", ticked=False)))
    menu.set([MenuItem("Ready"), MenuItem(), item("Stop"), voices])
    _, (root, properties, children) = menu.call("GetLayout", (ROOT, -1, []))
    assert (root, properties) == (ROOT, {"children-display": ("s", "submenu")})
    signatures, items = zip(*children, strict=True)
    assert set(signatures) == {"(ia{sv}av)"}
    assert [properties for _, properties, _ in items] == [
        {"label": ("s", "Ready"), "enabled": ("b", False)},
        {"type": ("s", "separator")},
        {"label": ("s", "Stop")},
        {"label": ("s", "Voices"), "children-display": ("s", "submenu")},
    ]
    assert [properties for _, (_, properties, _) in items[3][2]] == [
        {
            "label": ("s", "en__gb"),  # one underscore would mark the key to press
            "toggle-type": ("s", "radio"),
            "toggle-state": ("i", 1),
        },
        {"label": ("s", "de"), "toggle-type": ("s", "radio"), "toggle-state": ("i", 0)},
    ]


def test_a_layout_is_told_as_deep_and_with_what_is_asked_for(
    item: Callable[..., MenuItem],
) -> None:
    menu = DbusMenu()
    menu.set([MenuItem("Voices", items=(item("de"),))])
    _, (_, _, children) = menu.call("GetLayout", (ROOT, 1, ["label"]))
    assert [item for _, item in children] == [(1, {"label": ("s", "Voices")}, [])]
    assert menu.call("GetLayout", (ROOT, 0, []))[1][2] == []


def test_a_click_does_what_the_item_is_for(item: Callable[..., MenuItem], done: list[str]) -> None:
    menu = DbusMenu()
    menu.set([MenuItem("Ready"), item("Stop"), item("Quit")])
    numbers = _numbers(menu)
    menu.call("Event", (numbers["Stop"], "hovered", ("i", 0), 0))
    menu.call("Event", (numbers["Ready"], "clicked", ("i", 0), 0))
    assert done == []
    menu.call("Event", (numbers["Stop"], "clicked", ("i", 0), 0))
    events = [(number, "clicked", ("i", 0), 0) for number in (99, numbers["Quit"])]
    assert menu.call("EventGroup", (events,)) == ([99],)
    assert done == ["Stop", "Quit"]


def test_a_click_never_hits_what_took_the_place_of_another(
    item: Callable[..., MenuItem], done: list[str]
) -> None:
    menu = DbusMenu()
    menu.set([item("Stop"), item("Pause", key="pause")])
    before = _numbers(menu)
    menu.set([item("Go on", key="pause"), item("Quit")])
    now = _numbers(menu)
    assert before["Pause"] == now["Go on"]
    assert now["Quit"] not in before.values()
    with pytest.raises(RefusedCallError):
        menu.call("Event", (before["Stop"], "clicked", ("i", 0), 0))
    assert done == []


def test_only_what_has_changed_is_told(item: Callable[..., MenuItem]) -> None:
    menu = DbusMenu()
    menu.set([item("Stop"), item("Pause", key="pause")])
    revision = menu.call("GetLayout", (ROOT, -1, []))[0]
    number = _numbers(menu)["Pause"]
    assert menu.set([item("Stop"), item("Pause", key="pause")]) == []
    (signal,) = menu.set([item("Stop"), item("Go on", key="pause")])
    assert signal.member == "ItemsPropertiesUpdated"
    assert signal.body == ([(number, {"label": ("s", "Go on")})], [])
    (signal,) = menu.set([item("Stop"), MenuItem("Go on", key="pause")])
    assert signal.body == ([(number, {"enabled": ("b", False)})], [])
    (signal,) = menu.set([item("Stop"), item("Go on", key="pause")])
    assert signal.body == ([], [(number, ["enabled"])])
    (signal,) = menu.set([item("Go on", key="pause"), item("Stop")])
    assert (signal.member, signal.body) == ("LayoutUpdated", (revision + 1, ROOT))


def test_the_menu_is_looked_up_before_it_opens(item: Callable[..., MenuItem]) -> None:
    def look() -> bool:
        return bool(menu.set([item("Stop"), item("Quit")]))

    menu = DbusMenu(look)
    menu.set([item("Stop")])
    assert menu.call("AboutToShow", (ROOT,)) == (True,)
    assert menu.call("AboutToShow", (ROOT,)) == (False,)
    assert menu.call("AboutToShowGroup", ([ROOT, 99],)) == ([], [99])


def test_a_faulty_item_costs_its_own_click_only(
    done: list[str], item: Callable[..., MenuItem], caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("the private text")

    menu = DbusMenu()
    menu.set([MenuItem("Stop", fail), item("Quit")])
    numbers = _numbers(menu)
    menu.call("Event", (numbers["Stop"], "clicked", ("i", 0), 0))
    menu.call("Event", (numbers["Quit"], "clicked", ("i", 0), 0))
    assert done == ["Quit"]
    assert "RuntimeError" in caplog.text
    assert "private" not in caplog.text


def test_the_desktop_is_told_how_the_words_are_written() -> None:
    menu = DbusMenu()
    menu.set([MenuItem("جاهز")], right_to_left=True)
    assert menu.properties()["TextDirection"] == ("s", "rtl")
    menu.set([MenuItem("Ready")])
    assert menu.properties()["TextDirection"] == ("s", "ltr")


@pytest.mark.parametrize(
    ("member", "arguments"),
    [
        ("GetLayout", (99, -1, [])),
        ("GetProperty", (99, "label")),
        ("GetProperty", (ROOT, "colour")),
        ("Event", (99, "clicked", ("i", 0), 0)),
        ("AboutToShow", (99,)),
    ],
)
def test_what_is_not_there_is_refused(member: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(RefusedCallError):
        DbusMenu().call(member, arguments)


def test_a_signature_is_parted_into_its_types() -> None:
    assert complete_types("") == []
    assert complete_types("ia{sv}av(a(iiay)s)aiai") == [
        *("i", "a{sv}", "av", "(a(iiay)s)", "ai", "ai"),
    ]


def test_an_item_that_is_named_often_is_told_once() -> None:
    menu = DbusMenu()
    menu.set([MenuItem("Ready")])
    number = _numbers(menu)["Ready"]
    (told,) = menu.call("GetGroupProperties", ([number] * 1000, []))
    assert [each for each, _ in told] == [number]
