"""Running torch modules as a stream that can be called off inside a layer stack."""

from __future__ import annotations

import functools
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import torch

from speakd.engines.coqui.streaming.api import Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import nn

    from speakd.audio import Samples
    from speakd.cancel import CancelToken
    from speakd.engines.coqui.streaming.api import SpeechRequest

    Stream = Callable[[Any, SpeechRequest, CancelToken], Iterator[Samples]]


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

    def watch(self, cancel: CancelToken) -> None:
        """Obey `cancel` from now on."""
        self._cancel = cancel

    def check(self) -> None:
        """Raise `Interrupted` if the work was called off."""
        if self._cancel is not None and self._cancel.cancelled:
            raise Interrupted

    def _before_layer(self, _module: nn.Module, _inputs: Any) -> None:
        self.check()


def in_inference_mode(stream: Stream) -> Stream:
    """Run a model's `stream` without gradients and in its precision, its consumer as it was.

    torch keeps such modes by thread: one that is entered around a `yield` leaks into whoever asks
    for the next item.
    """

    @functools.wraps(stream)
    def wrapped(model: Any, request: SpeechRequest, cancel: CancelToken) -> Iterator[Samples]:
        pieces = stream(model, request, cancel)
        try:
            while True:
                with ExitStack() as modes:
                    modes.enter_context(torch.inference_mode())
                    if model.precision != "float32":
                        dtype = getattr(torch, model.precision)
                        modes.enter_context(torch.autocast(model.device, dtype))
                    piece = next(pieces, None)
                if piece is None:
                    return
                yield piece
        finally:
            pieces.close()  # type: ignore[attr-defined]

    return wrapped


def remove_weight_norm(module: nn.Module) -> None:
    """Multiply weight norms out, which are otherwise worked out anew for each window."""
    for layer in module.modules():
        for name in list(getattr(layer, "parametrizations", {})):
            torch.nn.utils.parametrize.remove_parametrizations(layer, name)
        if hasattr(layer, "weight_g"):
            torch.nn.utils.remove_weight_norm(layer)
