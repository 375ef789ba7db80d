"""The hotkey door: chords to what the reader does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from speakd.chord import Chord


def bindings(
    chords: Mapping[str, Iterable[Chord]], actions: Mapping[str, Callable[[], object]]
) -> dict[Chord, Callable[[], None]]:
    """Bind each configured chord to its action.

    Args:
        chords: The chords of each action, by the action's name in `[hotkeys]`.
        actions: What each action does; must do no more than post.
    """

    def without_result(action: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            action()

        return run

    return {
        chord: without_result(actions[name]) for name, bound in chords.items() for chord in bound
    }
