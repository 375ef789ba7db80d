from __future__ import annotations

import pytest

from speakd.desktop.presence.api import TrayState, TrayView
from speakd.desktop.presence.status_notifier import StatusNotifierItem


def _view(state: TrayState, tooltip: str = "") -> TrayView:
    return TrayView(state, tooltip, ())


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (TrayState.READY, TrayState.READY, []),
        (TrayState.READY, TrayState.SPEAKING, ["NewIcon"]),
        (TrayState.READY, TrayState.PROBLEM, ["NewIcon", "NewAttentionIcon", "NewStatus"]),
        (TrayState.PROBLEM, TrayState.PAUSED, ["NewIcon", "NewAttentionIcon", "NewStatus"]),
    ],
)
def test_what_has_changed_is_told(before: TrayState, after: TrayState, told: list[str]) -> None:
    item = StatusNotifierItem(_view(before))
    signals = item.set(_view(after))
    assert [signal.member for signal in signals] == told
    assert item.set(_view(after)) == []
    assert all(signal.signature == item.signals[signal.member] for signal in signals)
    if "NewStatus" in told:
        assert signals[-1].body == (item.properties()["Status"][1],)


def test_another_tooltip_is_told() -> None:
    item = StatusNotifierItem(_view(TrayState.READY, "one"))
    assert [signal.member for signal in item.set(_view(TrayState.READY, "two"))] == ["NewToolTip"]
    assert item.properties()["ToolTip"] == ("(sa(iiay)ss)", ("", [], "speakd", "two"))


def test_every_state_has_its_picture() -> None:
    pictures = []
    for state in TrayState:
        properties = StatusNotifierItem(_view(state)).properties()
        pictures.append(properties["IconPixmap"][1])
        attention = properties["AttentionIconPixmap"][1]
        assert attention == (pictures[-1] if state is TrayState.PROBLEM else [])
    assert all(one != other for n, one in enumerate(pictures) for other in pictures[:n])
