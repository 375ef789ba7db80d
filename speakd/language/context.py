"""What the sentences around a sentence tell about its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speakd.language.evidence import Evidence

_STAYS = 0.7
"""How often a sentence is in the language of the one before."""

Belief = dict[str, float]
"""Probabilities of languages, by primary subtag; they sum to 1."""


class Context:
    """Follows the language through a row of sentences: a hidden Markov model.

    A change of script breaks nothing: each script remembers the language it was last seen in, so
    that English between Chinese lines stays English.

    Args:
        prior: How probable each language is before anything has been read. A language that is
            not listed is as probable as the least of these.
    """

    def __init__(self, prior: Mapping[str, float]) -> None:
        self._prior = prior
        self._least = min(prior.values(), default=1.0)
        self._last: dict[str, Belief] = {}
        self._shares_among: dict[tuple[str, ...], Belief] = {}

    def weigh(self, evidence: Evidence) -> Belief:
        """Weigh a sentence that has letters by itself and by those before it."""
        if len(evidence.weights) == 1:
            return dict.fromkeys(evidence.weights, 1.0)
        before = self._last.get(evidence.script or "", {})
        stays = _STAYS if before else 0.0
        shares = self._shares(evidence)
        return _normal(
            {
                each: weight * (stays * before.get(each, 0.0) + (1 - stays) * shares[each])
                for each, weight in evidence.weights.items()
            }
        )

    def look_ahead(
        self, evidence: Evidence, belief: Belief, following: Sequence[Evidence]
    ) -> Belief:
        """Correct a belief by what the next sentences tell.

        Args:
            evidence: What the sentence tells.
            belief: What `weigh` made of it.
            following: What the next sentences tell, in order.
        """
        ahead = [later for later in following if later.script == evidence.script]
        future = dict.fromkeys(
            belief.keys() | {each for later in ahead for each in later.weights}, 1.0
        )
        for later in reversed(ahead):
            shares = self._shares(later)
            fits = {each: weight * future[each] for each, weight in later.weights.items()}
            jumps = (1 - _STAYS) * sum(shares[each] * fits[each] for each in fits)
            future = _normal({each: _STAYS * fits.get(each, 0.0) + jumps for each in future})
        return _normal({each: belief[each] * future[each] for each in belief})

    def remember(self, evidence: Evidence, belief: Belief) -> None:
        """Go on behind a sentence that has letters, and of which `weigh` made `belief`."""
        self._last[evidence.script or ""] = belief

    def _shares(self, evidence: Evidence) -> Belief:
        """Say how probable each language is where nothing but the script is known."""
        among = evidence.among
        if among not in self._shares_among:
            self._shares_among[among] = _normal(
                {each: self._prior.get(each, self._least) for each in among}
            )
        return self._shares_among[among]


def _normal(weights: Mapping[str, float]) -> Belief:
    total = sum(weights.values()) or 1.0
    return {language: weight / total for language, weight in weights.items()}
