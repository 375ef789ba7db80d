from __future__ import annotations

from speakd.cancel import CancelToken


def test_cancel_runs_each_callback_once() -> None:
    token, calls = CancelToken(), []
    token.on_cancel(lambda: calls.append("first"))
    token.on_cancel(lambda: calls.append("second"))
    token.cancel()
    token.cancel()
    assert calls == ["first", "second"]
    assert token.cancelled


def test_a_late_callback_runs_at_once() -> None:
    token, calls = CancelToken(), []
    token.cancel()
    token.on_cancel(lambda: calls.append("late"))
    assert calls == ["late"]


def test_a_callback_taken_back_does_not_run() -> None:
    token, calls = CancelToken(), []
    take_back = token.on_cancel(lambda: calls.append("never"))
    take_back()
    token.cancel()
    take_back()
    assert calls == []


def test_wait_tells_whether_it_was_cancelled() -> None:
    token = CancelToken()
    assert not token.wait(0)
    token.cancel()
    assert token.wait(0)
