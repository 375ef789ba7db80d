from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speakd.cancel import CancelToken
from speakd.engines.system.child import Child
from speakd.errors import EngineUnavailable, SynthesisError
from support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("no_child_left")

CANARY = b"Zanzibar quagmire"


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def start(program: str, cancel: CancelToken | None = None, limit_s: float = 10.0) -> Child:
    return Child([program], cancel or CancelToken(), limit_s=limit_s)


def test_much_text_goes_in_while_much_comes_out(stand_in: Callable[[str, str], str]) -> None:
    text = os.urandom(3_000_000)
    with start(stand_in("cat", "exec cat")) as child:
        assert child.run(text) == text


def test_a_program_that_does_not_listen_is_no_problem(
    stand_in: Callable[[str, str], str],
) -> None:
    with start(stand_in("deaf", "exec <&-; echo done")) as child:
        assert child.run(bytes(1_000_000)) == b"done\n"


def test_failing_is_told_without_what_it_said(
    stand_in: Callable[[str, str], str], capfd: pytest.CaptureFixture[str]
) -> None:
    program = stand_in("fails", "cat >&2; exit 3")
    with (
        pytest.raises(SynthesisError, match="fails failed with status 3") as caught,
        start(program) as child,
    ):
        child.run(CANARY)
    assert "quagmire" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_a_program_that_is_not_there_is_told_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable) as caught:
        start(str(tmp_path / "no-such-program"))
    assert caught.value.remedy


def test_a_program_that_hangs_is_given_up(stand_in: Callable[[str, str], str]) -> None:
    program = stand_in("hangs", "exec sleep 1000")
    with (
        pytest.raises(SynthesisError, match=r"said nothing for 0\.2 s"),
        start(program, limit_s=0.2) as child,
    ):
        child.run(b"text")


def test_a_listener_may_pause_for_longer_than_the_program_may(
    stand_in: Callable[[str, str], str],
) -> None:
    program = stand_in("talks", "head -c 300000 /dev/zero; cat")
    with start(program, limit_s=0.2) as child:
        output = child.stream(b"end")
        data = [next(output)]
        threading.Event().wait(0.4)
        data += output
    assert b"".join(data).endswith(b"end")


@pytest.mark.parametrize("script", ["exec sleep 1000", "trap '' TERM; exec sleep 1000"])
def test_a_cancel_is_heard_at_once_even_by_the_deaf(
    stand_in: Callable[[str, str], str], script: str
) -> None:
    cancel = CancelToken()
    program = stand_in("busy", f"echo started; {script}")
    began_s = 0.0
    with start(program, cancel) as child:
        output = child.stream(b"text")
        assert next(output) == b"started\n"
        cancelling = threading.Timer(0.05, cancel.cancel)
        cancelling.start()
        assert list(output) == []
        began_s = time.monotonic()
    cancelling.join()
    # The limit for silence is ten seconds: that is not what ended it.
    assert time.monotonic() - began_s < 2.0


@pytest.mark.parametrize("ignores", ["", "trap '' TERM;"])
def test_its_helpers_end_with_it(stand_in: Callable[[str, str], str], ignores: str) -> None:
    cancel = CancelToken()
    helper_script = stand_in("helper", f"{ignores} echo $$; exec sleep 1000")
    program = stand_in("parent", f"{helper_script} & wait")
    with start(program, cancel) as child:
        output = child.stream(b"")
        helper = int(next(output))
        assert is_alive(helper)
        cancel.cancel()
        assert list(output) == []
    wait_until(lambda: not is_alive(helper), 5.0, "the helper to end")


def test_leaving_early_ends_it(stand_in: Callable[[str, str], str]) -> None:
    with start(stand_in("busy", "echo $$; exec sleep 1000")) as child:
        pid = int(next(child.stream(b"")))
        assert is_alive(pid)
    assert not is_alive(pid)


def test_a_cancel_after_the_end_hits_nobody(stand_in: Callable[[str, str], str]) -> None:
    cancel = CancelToken()
    with start(stand_in("quick", "cat"), cancel) as child:
        assert child.run(b"text") == b"text"
    cancel.cancel()
