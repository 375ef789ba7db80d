"""Libraries of other systems, as far as ctypes would hold a caller to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Function:
    """A function of a library, with what ctypes was told of it."""

    def __init__(self, answer: Callable[..., object]) -> None:
        self.answer = answer
        self.calls: list[tuple[Any, ...]] = []
        self.restype: Any = None
        self.argtypes: tuple[Any, ...] = ()

    def __call__(self, *arguments: Any) -> object:
        for wanted, argument in zip(self.argtypes, arguments, strict=True):
            wanted.from_param(argument)  # as ctypes does
        self.calls.append(arguments)
        return self.answer(*arguments)


class Library:
    """A library with these functions and no others."""

    def __init__(self, answers: Mapping[str, Callable[..., object]]) -> None:
        self._functions = {name: Function(answer) for name, answer in answers.items()}

    def __getattr__(self, name: str) -> Function:
        return self._functions[name]
