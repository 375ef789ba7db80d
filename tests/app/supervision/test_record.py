from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from speakd.app.supervision.record import Record, read_record, write_record

if TYPE_CHECKING:
    from pathlib import Path


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "below" / "last-run.json"
    record = Record(
        in_order=False, restarts=2, short_runs=1, gave_up_at_s=12.5, rate=1.5, volume=0.7
    )
    write_record(path, record)
    assert read_record(path) == record
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\xff", b"[]", b"{", b"[" * 9000, b'{"rate": "a canary"}', b'{"restarts": -1}'),
        b'{"rate": NaN, "volume": true, "in_order": 1, "short_runs": null, "other": 3}',
    ],
)
def test_what_cannot_be_understood_is_as_if_it_were_not_there(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "last-run.json"
    path.write_bytes(content)
    assert read_record(path) == Record()


def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "last-run.json")
    assert read_record(tmp_path / "last-run.json") == Record()


def test_one_value_that_is_wrong_does_not_cost_the_others(tmp_path: Path) -> None:
    path = tmp_path / "last-run.json"
    path.write_text('{"rate": 2, "volume": "loud", "in_order": false}')
    assert read_record(path) == Record(in_order=False, rate=2.0)


def test_there_may_be_none(tmp_path: Path) -> None:
    assert read_record(tmp_path / "none.json") == Record()
    assert read_record(tmp_path) == Record()
