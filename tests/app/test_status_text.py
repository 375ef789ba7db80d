from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from speakd.app.status_text import status_text

STATUS: dict[str, object] = {
    "state": "speaking",
    "ready": True,
    "hotkey": {
        "backend": "pynput",
        "chords": ["ctrl+alt+cmd+p"],
        "alive": True,
        "last_event_s_ago": 3.2,
        "restarts": 0,
        "problem": "",
    },
    "clipboard": "xclip",
    "voices": {"en": "espeak:en-us", "pt-BR": "espeak:pt-br"},
    "engines": [
        {"name": "espeak", "status": "ready", "reason": ""},
        {"name": "system", "status": "missing", "reason": "no program; install espeak-ng"},
    ],
    "output": {"backend": "sounddevice", "open": True, "underruns": 2, "problem": ""},
    "rate": 1.21,
    "volume": 0.8,
    "reading": {"number": 4, "characters": 700, "heard_share": 0.418},
    "last": {"number": 4, "text": 1.5, "first_chunk": 4.0, "first_written": None},
}


def test_a_status_is_shown_one_matter_to_a_line() -> None:
    assert status_text(STATUS).splitlines() == [
        "state      speaking (42 % heard)",
        "hotkey     ctrl+alt+cmd+p; pynput; last pressed 3.2 s ago",
        "clipboard  xclip",
        "sound      sounddevice; ran dry 2 times",
        "speech     speed 1.21, volume 0.8",
        "engines    espeak: ready",
        "           system: missing (no program; install espeak-ng)",
        "voices     en: espeak:en-us",
        "           pt-BR: espeak:pt-br",
        "last       text after 1.5 ms, first sound made after 4.0 ms",
    ]


def test_what_waits_is_counted() -> None:
    assert status_text({"state": "paused", "waiting": 1}) == "state      paused (1 more waits)"
    assert status_text({"state": "paused", "waiting": 2}) == "state      paused (2 more wait)"
    assert status_text({"state": "paused", "waiting": 0}) == "state      paused"


def test_a_hotkey_that_does_not_listen_says_why() -> None:
    hotkey = {"alive": False, "problem": "no display; set DISPLAY", "backend": "none"}
    assert status_text({"hotkey": hotkey}).endswith("hotkey     no display; set DISPLAY")
    assert "not listening" in status_text({"hotkey": {"alive": False}})
    assert "no key is bound" in status_text({"hotkey": {"alive": True, "chords": []}})


def test_a_chord_that_is_not_ours_alone_has_a_line() -> None:
    hotkey = {"alive": True, "backend": "pynput", "chords": ["f8"], "conflicts": ["f8: taken", 7]}
    assert status_text({"hotkey": hotkey}).splitlines()[1:] == [
        "hotkey     f8; pynput",
        "           f8: taken",
        "           7",
    ]


def test_a_daemon_that_is_not_ready_says_so() -> None:
    assert status_text({"state": "idle", "ready": False}) == "state      idle (not ready)"


def test_whatever_is_missing_is_left_out() -> None:
    assert status_text({}) == "state      unknown"
    for name in STATUS:
        rest = {key: value for key, value in STATUS.items() if key != name}
        assert status_text(rest)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=4,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(STATUS, JSON)))
def test_a_status_of_another_shape_is_survived(status: dict[str, object]) -> None:
    assert status_text(status).startswith("state")


def test_a_long_line_is_broken_for_a_terminal() -> None:
    reason = "the model is not downloaded; run `speakd models download a/model`"
    engines = [{"name": "coqui", "status": "unavailable", "reason": reason}]
    assert status_text({"engines": engines}, 60).splitlines()[1:] == [
        "engines    coqui: unavailable (the model is not downloaded;",
        "           run `speakd models download a/model`)",
    ]
