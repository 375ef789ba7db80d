"""The estimate of what was played is right at every report and plausible in between."""

from __future__ import annotations

from speakd.playback.played import PlayedFrames
from support.waiting import wait_until

RATE_HZ = 48_000


def test_it_moves_with_the_clock_between_two_reports() -> None:
    played = PlayedFrames(RATE_HZ)
    played.restart(step=RATE_HZ)
    played.push(RATE_HZ)
    played.report(held=RATE_HZ)
    first = played.now()
    wait_until(lambda: played.now() > first)
    assert 0 <= first < RATE_HZ


def test_it_never_passes_what_was_pushed() -> None:
    played = PlayedFrames(RATE_HZ)
    played.restart(step=RATE_HZ)
    played.push(10)
    wait_until(lambda: played.now() == 10)


def test_a_report_is_never_undercut_nor_left_behind_by_more_than_a_step() -> None:
    played = PlayedFrames(RATE_HZ)
    played.restart(step=100)
    played.push(RATE_HZ)
    played.report(held=RATE_HZ - 4000)
    assert 4000 <= played.now() < RATE_HZ
    wait_until(lambda: played.now() > 8000)
    played.report(held=RATE_HZ - 4000)
    assert played.now() < 8000


def test_a_stream_that_holds_sound_and_tells_nothing_stands_still() -> None:
    played = PlayedFrames(RATE_HZ)
    played.restart(step=100)
    assert played.stands_still_s == 0
    played.push(1000)
    wait_until(lambda: played.stands_still_s > 0.2)
    played.report(held=500)
    assert played.stands_still_s < 0.2
    played.report(held=0)
    assert played.stands_still_s == 0
