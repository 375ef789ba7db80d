from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from speakd.config.load import MAX_BYTES, load, parse, read_engine_options
from speakd.config.options import option
from speakd.config.schema import Config
from speakd.errors import ConfigError, ConfigProblem


def problems(data: bytes) -> list[ConfigProblem]:
    with pytest.raises(ConfigError) as caught:
        parse(data, "config.toml")
    return list(caught.value.problems)


def only_problem(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert caught.value.source == str(path)
    [problem] = caught.value.problems
    return str(problem)


def write(folder: Path, data: bytes) -> Path:
    path = folder / "config.toml"
    path.write_bytes(data)
    return path


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load(None) == Config()
    assert load(tmp_path / "none.toml", must_exist=False) == Config()


def test_a_file_that_was_named_must_exist(tmp_path: Path) -> None:
    assert only_problem(tmp_path / "none.toml") == "there is no such file"


@pytest.mark.parametrize("data", [b"", b"\n", b"# nothing\n", b"\xef\xbb\xbf", b"[reader]\r\n"])
def test_an_empty_file_means_the_defaults(tmp_path: Path, data: bytes) -> None:
    assert load(write(tmp_path, data)) == Config()


def test_the_null_device_is_an_empty_file() -> None:
    assert load(Path(os.devnull)) == Config()


def test_a_byte_order_mark_is_stepped_over(tmp_path: Path) -> None:
    config = load(write(tmp_path, b"\xef\xbb\xbf[reader]\r\nrate = 2\r\n"))
    assert config.reader.rate == 2.0


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    assert only_problem(tmp_path) == "is a folder, not a file"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert only_problem(tmp_path / "pipe") == "is not a regular file"


def test_a_terminal_is_not_waited_for() -> None:
    ours, theirs = os.openpty()
    assert only_problem(Path(os.ttyname(theirs))).startswith("cannot be read: ")
    os.close(ours)
    os.close(theirs)


def test_an_empty_device_is_an_empty_configuration() -> None:
    assert load(Path("/dev/null")).reader == Config().reader


def test_an_unreadable_file_says_why(tmp_path: Path) -> None:
    path = write(tmp_path, b"")
    if os.geteuid() == 0:  # whom no permission stops
        path = Path("/proc/self/mem")
    else:
        path.chmod(0)
    assert only_problem(path).startswith("cannot be read: ")


def test_a_path_through_a_file_says_why(tmp_path: Path) -> None:
    assert only_problem(write(tmp_path, b"") / "config.toml") == "cannot be read: Not a directory"


def test_a_file_without_end_is_given_up(tmp_path: Path) -> None:
    assert "larger than 256 KiB" in only_problem(Path("/dev/zero"))
    assert "larger than 256 KiB" in only_problem(write(tmp_path, b"#" * (MAX_BYTES + 1)))


def test_bytes_that_are_not_utf8_are_placed() -> None:
    [problem] = problems(b"a = 1\nb = '\xff'\n")
    assert (problem.line, problem.message) == (2, "is not UTF-8; save it as UTF-8")
    [problem] = problems("a = 1".encode("utf-16"))
    assert problem.message == "is UTF-16; save it as UTF-8"


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"[reader]\nrate = = 2\n", 2, "not TOML at column 8: invalid value"),
        (b"[reader]\r\n\r\nrate 2\r\n", 3, "not TOML at column 6: expected '=' after a key"),
        (b"[reader\n", 1, "not TOML at column 8: expected ']' at the end of a table declaration"),
        (b"\n\nrate =", 3, "not TOML at the end: invalid value"),
        (b"a = " + b"9" * 5000, None, "not TOML: a number is too long"),
        (b"a = " + b"[" * 100_000, None, "not TOML: nested too deeply"),
    ],
)
def test_what_is_not_toml_is_placed(data: bytes, line: int | None, message: str) -> None:
    [problem] = problems(data)
    assert problem.line == line
    assert problem.message.startswith(message)


PARTS = [b"a", b"'a b'", b'"a.b"', b"a-1 "]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("before", "after"), [(b"", b" = 1"), (b"[", b"]"), (b"x = {", b"= 1}")])
def test_a_key_of_thousands_of_parts_costs_no_time(
    part: bytes, before: bytes, after: bytes
) -> None:
    key = b".".join([part] * (MAX_BYTES // len(part) // 2))
    [problem] = problems(b"[reader]\nrate = 2\n" + before + key + after)
    assert (problem.line, problem.message) == (3, "a key may have 64 parts at most")


@pytest.mark.parametrize("data", [b"a" * MAX_BYTES, b'"' * MAX_BYTES, b"a " * (MAX_BYTES // 2)])
def test_what_is_one_long_word_costs_no_time(data: bytes) -> None:
    [problem] = problems(data)
    assert problem.message.startswith("not TOML")


def test_dots_in_words_and_comments_are_no_parts() -> None:
    alphabet = ". ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    config = parse(f"# {alphabet}.\n[pronunciation]\nabc = '{alphabet}'\n".encode(), "it")
    assert config.pronunciation["abc"]


def test_every_problem_has_its_line() -> None:
    data = b"""\
[voices.languages]
english = "espeak"
"*" = ":"

[reader]
volume = true
wile_speaking = "stop"

[redaer]
x = 1

[hotkeys]
read = [
  "ctrl+option+cmd+p",
  "ctrl+nonsense",
]
"""
    found = [(problem.line, problem.key, problem.suggestion) for problem in problems(data)]
    assert found == [
        (2, "voices.languages.english", ""),
        (3, 'voices.languages."*"', ""),
        (6, "reader.volume", ""),
        (7, "reader.wile_speaking", "while_speaking"),
        (9, "redaer", "reader"),
        (15, "hotkeys.read[1]", ""),
    ]


@dataclass(frozen=True)
class EngineOptions:
    depth: int = option(3, "How deep.", minimum=0)


def test_an_engine_reads_its_own_table() -> None:
    config = parse(b"[engines.deep]\ndepth = 5\n", "config.toml")
    assert read_engine_options(EngineOptions, config, "deep") == EngineOptions(5)
    assert read_engine_options(EngineOptions, config, "other") == EngineOptions()
    assert read_engine_options(EngineOptions, Config(), "deep") == EngineOptions()


def test_problems_of_an_engine_are_placed_in_the_file() -> None:
    config = parse(b"[engines.deep]\ndept = 5\n\ndepth = -1\n", "config.toml")
    with pytest.raises(ConfigError) as caught:
        read_engine_options(EngineOptions, config, "deep")
    assert caught.value.source == "config.toml"
    assert [(problem.line, problem.key) for problem in caught.value.problems] == [
        (2, "engines.deep.dept"),
        (4, "engines.deep.depth"),
    ]


WORDS = ["[", "]", "[[", "=", ".", ",", "{", "}", '"', "'", '"""', "\n", "#", "a", "reader", "1"]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
@example('[reader]\nrate = {a = "')
def test_no_document_whatever_gets_past_the_error_tree(text: str) -> None:
    with contextlib.suppress(ConfigError):
        parse(text.encode(), "config.toml")


@given(st.binary(max_size=60))
def test_no_bytes_whatever_get_past_the_error_tree(data: bytes) -> None:
    with contextlib.suppress(ConfigError):
        parse(data, "config.toml")
