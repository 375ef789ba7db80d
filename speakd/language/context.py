"""What the sentences around a sentence tell about its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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

    def weigh(self, evidence: Evidence, following: Iterable[Evidence] = ()) -> Belief:
        """Weigh a sentence by itself, those before it, and those after it, as far as known.

        Args:
            evidence: What the sentence tells; it has letters.
            following: What the next sentences tell, in order.
        """
        future = dict.fromkeys(evidence.weights, 1.0)
        for later in reversed([each for each in following if each.script == evidence.script]):
            jump = sum(
                self._share(later, each) * later.weights[each] * future[each]
                for each in later.weights
            )
            future = {
                each: _STAYS * later.weights.get(each, 0.0) * future[each] + (1 - _STAYS) * jump
                for each in future
            }
            future = _normal(future)
        present = self._filter(evidence)
        return _normal({each: present[each] * future[each] for each in present})

    def remember(self, evidence: Evidence) -> None:
        """Go on behind a sentence that has letters."""
        if evidence.script is not None:
            self._last[evidence.script] = self._filter(evidence)

    def _filter(self, evidence: Evidence) -> Belief:
        before = self._last.get(evidence.script or "")
        stays = _STAYS if before else 0.0
        return _normal(
            {
                each: weight
                * (
                    stays * (before or {}).get(each, 0.0)
                    + (1 - stays) * self._share(evidence, each)
                )
                for each, weight in evidence.weights.items()
            }
        )

    def _share(self, evidence: Evidence, language: str) -> float:
        total = sum(self._prior.get(each, self._least) for each in evidence.weights)
        return self._prior.get(language, self._least) / total


def _normal(weights: Mapping[str, float]) -> Belief:
    total = sum(weights.values()) or 1.0
    return {language: weight / total for language, weight in weights.items()}
