"""Phoneme times to frame durations, one whole number of frames per input character."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from espeak_source import Phone

SEPARATORS = frozenset(" !,-.:;?—…“”\"'")
_STRESS = frozenset("ˈˌ")


class MisalignedError(ValueError):
    """The characters and the phonemes do not tell the same sentence."""


def durations(
    characters: str, phones: Sequence[Phone], frames_per_sample: float, frames: int
) -> list[int]:
    """Return how many frames each character lasts.

    Every character lasts at least one frame, because `ForwardTTS.format_durations` rounds up to
    one at inference: a space or a stress mark takes its frame from what follows.

    Args:
        characters: The model's input.
        phones: The teacher's phonemes, in order, pauses with an empty name.
        frames_per_sample: Frames of the spectrogram for one sample of the teacher.
        frames: Length of the spectrogram; the durations add up to it.

    Raises:
        MisalignedError: The phonemes are not those of `characters`, or do not fit into `frames`.
    """
    groups = _group(characters, phones)
    lasting: list[int] = []
    begin = 0
    for index, (group, _) in enumerate(groups):
        last = index + 1 == len(groups)
        end = frames if last else round(groups[index + 1][1] * frames_per_sample)
        end = max(end, begin + len(group))
        lasting += _share(group, end - begin)
        begin = end
    if begin != frames:
        raise MisalignedError("more characters than frames")
    return lasting


def _group(characters: str, phones: Sequence[Phone]) -> list[tuple[str, int]]:
    """Return runs of characters and the sample at which each begins."""
    groups: list[tuple[str, int]] = []
    position = 0
    pause: int | None = None
    for phone in phones:
        if not phone.name:
            pause = phone.start if pause is None else pause
            continue
        gap = position
        while gap < len(characters) and characters[gap] in SEPARATORS:
            gap += 1
        if gap > position:
            groups.append((characters[position:gap], phone.start if pause is None else pause))
        if not characters.startswith(phone.name, gap):
            raise MisalignedError("other phonemes than characters")
        groups.append((phone.name, phone.start))
        position, pause = gap + len(phone.name), None
    rest = characters[position:]
    if pause is None or not rest or not SEPARATORS.issuperset(rest):
        raise MisalignedError("no closing mark")
    groups.append((rest, pause))
    return groups


def _share(group: str, frames: int) -> list[int]:
    """Give a stress mark one frame and the other characters an equal part of the rest."""
    marks = sum(character in _STRESS for character in group)
    others = len(group) - marks
    shares = []
    left = frames - marks
    for character in group:
        if character in _STRESS:
            shares.append(1)
            continue
        part = round(left / others)
        shares.append(part)
        left -= part
        others -= 1
    return shares
