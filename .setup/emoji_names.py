"""Build `speakd/text/emoji/names.zip` from Unicode's CLDR.

Fetch the data with `npm pack cldr-annotations-full cldr-annotations-derived-full`, unpack both into
one folder, and run `python .setup/emoji_names.py FOLDER`. The names are under the licence
Unicode-3.0, which is kept beside them.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from speakd.config.voice_options import VoiceOptions
from speakd.text.rules.emoji import EMOJI_SEQUENCE, UNHEARD
from speakd.text.sign_names import SYMBOLS

_TARGET = Path(__file__).resolve().parents[1] / "speakd" / "text" / "emoji"
_MORE = ("el", "et", "he", "hr", "id", "lt", "lv", "sk", "sl", "th", "vi")
_NAMES_IN_CLDR = {"nb": "no"}
_WHEN = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    """Write the file."""
    source = Path(sys.argv[1])
    with zipfile.ZipFile(_TARGET / "names.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for language in sorted({*VoiceOptions().enabled_languages, *_MORE}):
            lines = [f"{emoji}\t{name}" for emoji, name in sorted(_names(source, language).items())]
            # The same data gives the same file.
            member = zipfile.ZipInfo(language, _WHEN)
            file.writestr(member, "\n".join(lines), zipfile.ZIP_DEFLATED)
            print(language, len(lines))
    licence = next(source.glob("**/*cldr-annotations-full*/package/LICENSE"))
    shutil.copyfile(licence, _TARGET / "LICENSE")


def _names(source: Path, language: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for kind in ("annotationsDerived", "annotations"):
        folder = _NAMES_IN_CLDR.get(language, language)
        file = next(source.glob(f"**/{kind}/{folder}/annotations.json"))
        for emoji, entry in json.loads(file.read_text("utf-8"))[kind]["annotations"].items():
            if "tts" in entry and re.fullmatch(f"{EMOJI_SEQUENCE}|[{SYMBOLS}]", emoji):
                # Skin tones are not said, and "flag: France" is no beginning of a list.
                name = entry["tts"][0].split(":")
                if not UNHEARD.search(emoji):
                    names[emoji] = " ".join(map(str.strip, name))
    return names


if __name__ == "__main__":
    main()
