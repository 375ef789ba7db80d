"""Choosing the next token: repetition penalty, temperature, top k, top p, dice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class Sampler:
    """How a token is chosen; the usual steps in the usual order.

    Attributes:
        temperature: Above 1 the choice is bolder, below it is more careful.
        top_k: Only so many of the best are considered.
        top_p: Of these, only the best that together have this probability.
        repetition_penalty: Tokens that were chosen before are made less likely by this factor.
    """

    temperature: float
    top_k: int
    top_p: float
    repetition_penalty: float

    def choose(self, logits: Tensor, before: Tensor) -> Tensor:
        """Choose a token.

        Args:
            logits: Shape `(1, tokens)`.
            before: The tokens so far, shape `(1, any)`.

        Returns:
            Shape `(1, 1)`.
        """
        logits = logits.float()
        seen = logits.gather(1, before)
        penalty = self.repetition_penalty
        logits = logits.scatter(1, before, torch.where(seen < 0, seen * penalty, seen / penalty))
        logits = logits / self.temperature
        best = torch.topk(logits, min(self.top_k, logits.shape[-1]))
        logits = logits.masked_fill(logits < best.values[..., -1:], -torch.inf)
        ascending, order = logits.sort(descending=False)
        unlikely = ascending.softmax(-1).cumsum(-1) <= 1 - self.top_p
        unlikely[..., -1] = False
        logits = logits.masked_fill(unlikely.scatter(1, order, unlikely), -torch.inf)
        return torch.as_tensor(torch.multinomial(logits.softmax(-1), 1))
