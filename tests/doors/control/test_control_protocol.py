from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakd.doors.control.answer import answer
from speakd.doors.control.protocol import (
    VERSION,
    Request,
    decode_reply,
    decode_request,
    encode_error,
    encode_request,
    encode_result,
)
from speakd.errors import ControlError, SpeakdError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


@given(st.text(), st.dictionaries(st.text(), JSON, max_size=3))
def test_a_request_arrives_as_it_was_sent(command: str, arguments: dict[str, object]) -> None:
    message = encode_request(Request(command, arguments))
    assert message.count(b"\n") == 1
    arrived = decode_request(message[:-1])
    assert (arrived.command, arrived.arguments) == (command, arguments)


def test_a_lone_surrogate_arrives() -> None:
    message = encode_request(Request("say", {"text": "caf\udce9"}))
    assert decode_request(message[:-1]).arguments == {"text": "caf\udce9"}


def test_most_text_is_sent_in_as_few_bytes_as_utf8_takes() -> None:
    assert len(encode_request(Request("say", {"text": "д" * 1000}))) < 2100


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        (None, "not a JSON object"),
        ([], "not a JSON object"),
        ({}, f"not of version {VERSION}"),
        ({"version": VERSION + 1, "command": "stop"}, f"not of version {VERSION}"),
        ({"version": True, "command": "stop"}, f"not of version {VERSION}"),
        ({"version": VERSION}, "names no command"),
        ({"version": VERSION, "command": ["stop"]}, "names no command"),
        ({"version": VERSION, "command": "stop", "arguments": []}, "are not an object"),
    ],
)
def test_what_is_no_request_is_refused(fields: object, complaint: str) -> None:
    with pytest.raises(ControlError, match=complaint):
        decode_request(json.dumps(fields).encode())


@pytest.mark.parametrize(
    "message",
    [b"", b"{", b"\xff", b"\x00", b"[" * 200_000, b"9" * 5000, "{}".encode("utf-16")],
)
def test_what_is_no_json_is_refused(message: bytes) -> None:
    with pytest.raises(ControlError):
        decode_request(message)


def test_an_error_keeps_its_remedy() -> None:
    with pytest.raises(ControlError) as caught:
        decode_reply(encode_error("no sound", "connect a device")[:-1])
    assert (caught.value.message, caught.value.remedy) == ("no sound", "connect a device")


@pytest.mark.parametrize("fields", [{}, {"ok": True}, {"ok": False}, {"ok": 1, "result": {}}])
def test_a_reply_that_makes_no_sense_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ControlError, match="makes no sense"):
        decode_reply(json.dumps({"version": VERSION, **fields}).encode())


def test_what_the_handler_returns_is_the_result() -> None:
    reply = answer(encode_request(Request("say", {"text": "x"})), lambda _, given: {"got": given})
    assert decode_reply(reply) == {"got": {"text": "x"}}
    assert decode_reply(encode_result({})) == {}


def test_the_error_of_a_handler_is_told() -> None:
    def refuse(_command: str, _arguments: object) -> dict[str, object]:
        raise SpeakdError("no sound device", remedy="connect one")

    with pytest.raises(ControlError, match="no sound device; connect one"):
        decode_reply(answer(encode_request(Request("say", {})), refuse))


@pytest.mark.parametrize("text", ["a canary in the text"])
def test_a_bug_of_a_handler_tells_and_logs_no_text(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(_command: str, arguments: object) -> dict[str, object]:
        raise RuntimeError(f"cannot handle {arguments}")

    reply = answer(encode_request(Request("say", {"text": text})), break_down)
    with pytest.raises(ControlError, match="a mistake of its own"):
        decode_reply(reply)
    assert "RuntimeError at test_control_protocol.py:" in caplog.text
    assert "canary" not in caplog.text + reply.decode()


def test_a_result_that_json_cannot_hold_is_a_bug_of_the_handler() -> None:
    with pytest.raises(ControlError, match="a mistake of its own"):
        decode_reply(answer(encode_request(Request("status", {})), lambda *_: {"x": object()}))


@given(st.binary(max_size=200))
def test_any_bytes_are_answered_with_one_line(message: bytes) -> None:
    reply = answer(message, lambda *_: {})
    assert reply.count(b"\n") == 1
    assert isinstance(json.loads(reply)["ok"], bool)


@given(JSON)
def test_any_json_is_answered_with_one_line(fields: object) -> None:
    reply = answer(json.dumps(fields).encode(), lambda *_: {})
    assert json.loads(reply)["ok"] is False


def test_a_request_does_not_show_its_text() -> None:
    assert "canary" not in repr(Request("say", {"text": "canary"}))
