"""Running torch modules as a stream that can be called off inside a layer stack."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import torch

from speakd.engines.coqui.streaming.api import Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import nn

    from speakd.cancel import CancelToken

Parameters = ParamSpec("Parameters")
Item = TypeVar("Item")


class Interrupter:
    """Stops the inference of some modules between two of their layers.

    Args:
        modules: The modules; hooks stay on all of their layers.
    """

    def __init__(self, *modules: nn.Module) -> None:
        self._cancel: CancelToken | None = None
        for module in modules:
            for layer in module.modules():
                if next(layer.children(), None) is None:
                    layer.register_forward_pre_hook(self._before_layer)

    def watch(self, cancel: CancelToken | None) -> None:
        """Obey `cancel` from now on; nobody if it is None."""
        self._cancel = cancel

    def check(self) -> None:
        """Raise `Interrupted` if the work was called off."""
        if self._cancel is not None and self._cancel.cancelled:
            raise Interrupted

    def _before_layer(self, _module: nn.Module, _inputs: Any) -> None:
        self.check()


def in_inference_mode(
    generator: Callable[Parameters, Iterator[Item]],
) -> Callable[Parameters, Iterator[Item]]:
    """Run a generator's body without gradients, and its consumer as it was.

    torch keeps the mode by thread: one that is entered around a `yield` leaks into whoever asks
    for the next item.
    """

    @functools.wraps(generator)
    def wrapped(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Iterator[Item]:
        items = generator(*args, **kwargs)
        try:
            while True:
                with torch.inference_mode():
                    item = next(items, _END)
                if item is _END:
                    return
                yield item
        finally:
            close = getattr(items, "close", None)
            if close is not None:
                close()

    return wrapped


_END: Any = object()


def remove_weight_norm(module: nn.Module) -> None:
    """Multiply weight norms out, which are otherwise worked out anew for each window."""
    for layer in module.modules():
        for name in list(getattr(layer, "parametrizations", {})):
            torch.nn.utils.parametrize.remove_parametrizations(layer, name)
        if hasattr(layer, "weight_g"):
            torch.nn.utils.remove_weight_norm(layer)
