"""What espeak calls its languages, and what BCP 47 calls them.

Shared by the two engines that speak with espeak, embedded and as a program.

A tag stands at one voice only, so each has one answer: `en` is American and `pt` Brazilian, as
CLDR's likely subtags have it; English elsewhere follows Britain, Spanish in the Americas its own
voice, and `zh` is Mandarin except in Hong Kong and Macau.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from speakd.types import LanguageTag, language_tag

if TYPE_CHECKING:
    from collections.abc import Iterable

_AMERICAS = "AR BO CL CO CR CU DO EC GT HN MX NI PA PE PR PY SV US UY VE"
_COMMONWEALTH = "AU IE IN KE MT MY NG NZ SG ZA"
_LUSOPHONE = "AO CV GW MO MZ ST TL"

_TAGS: dict[str, tuple[str, ...]] = {
    "ca-ba": ("ca-x-balear",),
    "ca-nw": ("ca-x-nw",),
    "ca-va": ("ca-valencia",),
    "chr-us-qaaa-x-west": ("chr-Qaaa-US-x-west",),  # it reads a transliteration only
    "cmn": ("cmn", "zh", "zh-CN", "zh-SG", "zh-TW", "zh-Hans", "zh-Hant"),
    "en-gb": ("en-GB", "en-001", *(f"en-{region}" for region in _COMMONWEALTH.split())),
    "en-sc": ("en-GB-scotland",),
    "en-uk-north": ("en-GB-x-gbclan",),
    "en-uk-rp": ("en-GB-x-rp",),
    "en-uk-wmids": ("en-GB-x-gbcwmd",),
    "en-us": ("en-US", "en", "en-CA", "en-PH"),
    "en-us-nyc": ("en-US-x-nyc",),
    "en-wi": ("en-029",),
    "es": ("es", "es-ES"),
    "es-419": ("es-419", *(f"es-{region}" for region in _AMERICAS.split())),
    "es-la": ("es-419", *(f"es-{region}" for region in _AMERICAS.split())),
    "fa-pin": ("fa-Latn",),
    "fr-fr": ("fr-FR", "fr", "fr-CA", "fr-LU"),
    "he": ("he", "iw"),
    "hr": ("hr", "sh"),
    "hy": ("hy", "hy-arevela"),
    "hy-west": ("hyw", "hy-arevmda"),
    "hyw": ("hyw", "hy-arevmda"),
    "id": ("id", "in"),
    "ku": ("ku", "kmr"),
    "nb": ("nb", "no", "nn"),
    "no": ("nb", "no", "nn"),
    "piqd": ("tlh", "tlh-Piqd"),
    "pt": ("pt-PT", *(f"pt-{region}" for region in _LUSOPHONE.split())),
    "pt-br": ("pt-BR", "pt"),
    "pt-pt": ("pt-PT", *(f"pt-{region}" for region in _LUSOPHONE.split())),
    "py": ("art-x-pyash",),
    "ru-cl": ("ru-x-classic",),
    "sr": ("sr", "sr-Cyrl", "sr-Latn"),
    "vi-hue": ("vi-VN-x-central",),
    "vi-sgn": ("vi-VN-x-south",),
    "xex": ("art-x-xextan",),
    "yue": ("yue", "zh-HK", "zh-MO", "zh-Hant-HK", "zh-Hant-MO"),
    "zh": ("cmn", "zh", "zh-CN", "zh-SG", "zh-TW", "zh-Hans", "zh-Hant"),
    "zh-yue": ("yue", "zh-HK", "zh-MO", "zh-Hant-HK", "zh-Hant-MO"),
}
"""espeak's codes, of versions old and new, that are not BCP 47 or stand for more than one tag."""


def espeak_tags(code: str) -> tuple[LanguageTag, ...]:
    """Name the languages that espeak's language `code` speaks, best first."""
    known = _TAGS.get(code.lower())
    return tuple(map(LanguageTag, known)) if known else (language_tag(code),)


def name_voices(voices: Iterable[tuple[str, str]]) -> list[tuple[str, tuple[LanguageTag, ...]]]:
    """Give each voice its languages, no tag twice.

    Args:
        voices: The code of each voice's first language and the path of its file.

    Returns:
        For each voice that has a language of its own, its file and its languages. A second voice
        for a language goes by the name of its file where that is a tag, such as
        `yue-Latn-jyutping`; otherwise it is left out.
    """
    named: list[tuple[str, tuple[LanguageTag, ...]]] = []
    taken: set[LanguageTag] = set()
    for code, file in voices:
        own_name = file.rpartition("/")[2]
        for tags in (espeak_tags(code), (language_tag(own_name),)):
            free = tuple(tag for tag in tags if tag not in taken)
            if free and free[0] == tags[0]:
                named.append((file, free))
                taken.update(free)
                break
    return named
