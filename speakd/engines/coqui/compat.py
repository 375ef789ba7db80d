"""Everything that Coqui needs to run beside today's packages, and nothing else.

Supported: coqui-tts 0.28 on Python 3.11 to 3.13 with

- torch >= 2.10, because older ones can be made to run code by a file of mere weights
  (CVE-2026-24747); any build, CPU, CUDA or MPS;
- torchaudio >= 2.11, because older ones demand one exact torch and so bring CUDA along;
- transformers 4.57 to 5.x, the range that Coqui itself names below the next major version;
- six, which Coqui imports without declaring it, and soundfile.

Neither torchcodec nor FFmpeg nor an `espeak-ng` program is needed. Each `Patch` says what it is
for and is applied only while `needed`; `tests/engines/coqui/test_compat.py` goes without each in
turn and fails once that works. Nothing here is touched before `import_coqui` is called.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import logging
import os
import re
import sys
import threading
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from speakd.engines.coqui.phonemes import SEPARATOR, EspeakPhonemizer
from speakd.engines.coqui.preload import preload_torch
from speakd.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from speakd.engines.coqui.phonemes import Phonemizer

_logger = logging.getLogger(__name__)

_INSTALL = "install the neural voices with: pip install 'speakd[neural]'"

_SUPPORTED: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "torch": ((2, 10), (3,)),
    "torchaudio": ((2, 11), (3,)),
    "coqui-tts": ((0, 28), (0, 29)),
    "transformers": ((4, 57), (6,)),
    "six": ((1, 16), (2,)),
    "soundfile": ((0, 12), (1,)),
}
"""From (included) and to (excluded), by name of distribution."""

_import_lock = threading.RLock()
"""`sys.modules` is one for the whole process, hence so is the lock on filling it."""


class Patch(Protocol):
    """One thing about Coqui's surroundings that has to be put right.

    Attributes:
        name: How logs and tests call it.
        versions: What it is for.
    """

    name: str
    versions: str

    def needed(self) -> bool:
        """Tell whether Coqui would fail without it, here and with these packages."""

    def apply(self) -> None:
        """Put it right for the life of the process."""


class TorchaudioExtension:
    """Do without the C++ half of torchaudio.

    It is built against one torch and refuses every other, while Coqui uses the half that is
    written in Python: mel spectrograms and resampling.
    """

    name = "torchaudio-extension"
    versions = "torchaudio 2.x beside a torch of another version, or of another build (CPU, CUDA)"

    def needed(self) -> bool:
        """Compare what the two were built for, without importing either."""
        if "torchaudio" in sys.modules:
            return False
        torch, torchaudio = _build("torch"), _build("torchaudio")
        return torch != torchaudio

    def apply(self) -> None:
        """Put an empty extension where torchaudio looks for its own."""
        stand_in = ModuleType("torchaudio._extension", "Says that no extension is there.")

        def missing(attribute: str) -> object:
            if attribute.startswith("_IS_"):
                return False
            if attribute.startswith("fail_if_no_"):
                return _unchanged
            raise AttributeError(attribute)

        stand_in.__getattr__ = missing  # type: ignore[method-assign]
        sys.modules[stand_in.__name__] = stand_in


class ClipsWithoutFfmpeg:
    """Read reference clips with soundfile.

    `torchaudio.load` hands over to torchcodec, which needs FFmpeg's libraries the moment it
    reads a file.
    """

    name = "clips-without-ffmpeg"
    versions = "torchaudio >= 2.9"

    def needed(self) -> bool:
        """Look for torchcodec, without importing it."""
        return importlib.util.find_spec("torchcodec") is None

    def apply(self) -> None:
        """Replace `torchaudio.load`."""
        torchaudio: Any = importlib.import_module("torchaudio")
        torchaudio.load = load_clip


class EmbeddedPhonemes:
    """Phonemize on the embedded library.

    Coqui's own wrapper runs an `espeak-ng` program when it is imported, again when it lists
    languages, and for each sentence, which it hands over in a temporary file. Text that is being
    read has no business in a file, so this is needed even where the program exists.
    """

    name = "embedded-phonemes"
    versions = "coqui-tts whose espeak wrapper starts a program"
    _module = "TTS.tts.utils.text.phonemizers.espeak_wrapper"

    def __init__(self, phonemizer: Phonemizer) -> None:
        self._phonemizer = phonemizer

    def needed(self) -> bool:
        """Look into the wrapper's source: importing it would already start a program."""
        spec = importlib.util.find_spec("TTS") if self._module not in sys.modules else None
        if spec is None or not spec.submodule_search_locations:
            return False
        folder = Path(spec.submodule_search_locations[0])
        source = folder.joinpath(*self._module.split(".")[1:]).with_suffix(".py")
        return "subprocess" in source.read_text(encoding="utf-8")

    def apply(self) -> None:
        """Put a module with a class of the same name where Coqui will look for its wrapper.

        The class derives from one in Coqui's package, which imports the wrapper while it is
        itself imported: hence it is built when first asked for.
        """
        stand_in = ModuleType(self._module, "Coqui's espeak wrapper, on the embedded library.")

        def build(attribute: str) -> object:
            if attribute != "ESpeak":
                raise AttributeError(attribute)
            stand_in.ESpeak = _phonemizer_class(self._phonemizer)  # type: ignore[attr-defined]
            return stand_in.ESpeak

        stand_in.__getattr__ = build  # type: ignore[method-assign]
        sys.modules[stand_in.__name__] = stand_in


class TorchcodecDiscovery:
    """Let Coqui find a torchcodec while it is imported.

    It refuses to be imported where none can be found, though it needs none to speak. The answer
    is remembered by Coqui; transformers, which would try to use it, must not see it.
    """

    name = "torchcodec-discovery"
    versions = "coqui-tts 0.27.3 and later beside torch >= 2.9"

    def needed(self) -> bool:
        """Look for torchcodec, without importing it."""
        return (
            "TTS" not in sys.modules
            and _release("torch") >= (2, 9)
            and importlib.util.find_spec("torchcodec") is None
        )

    def apply(self) -> None:
        """Import Coqui while an empty torchcodec can be found."""
        stand_in = ModuleType("torchcodec", "Is found, and holds nothing.")
        stand_in.__spec__ = ModuleSpec("torchcodec", loader=None)
        sys.modules["torchcodec"] = stand_in
        try:
            importlib.import_module("TTS")
            discovery = importlib.import_module("TTS.utils.import_utils")
            # Asked once more, so that the answer is remembered by every version.
            discovery.is_torchcodec_available()
        finally:
            del sys.modules["torchcodec"]


class UncheckedNumbers:
    """Import what says numbers without having each of its functions compiled anew.

    inflect has the arguments of its functions checked by typeguard, which parses all of inflect
    once for each of them: 1.6 s, in which a voice that speaks meanwhile stutters.
    """

    name = "unchecked-numbers"
    versions = "inflect 7.0 and later"

    def needed(self) -> bool:
        """Look for inflect, without importing it."""
        return "inflect" not in sys.modules and importlib.util.find_spec("inflect") is not None

    def apply(self) -> None:
        """Import inflect beside a typeguard that checks nothing."""
        stand_in: Any = ModuleType("typeguard", "Checks nothing.")
        stand_in.typechecked = _unchanged
        checking = sys.modules.get("typeguard")
        sys.modules["typeguard"] = stand_in
        try:
            importlib.import_module("inflect")
        finally:
            del sys.modules["typeguard"]
            if checking is not None:
                sys.modules["typeguard"] = checking


def patches(phonemizer: Phonemizer) -> tuple[Patch, ...]:
    """List all patches in the order in which they build on each other."""
    return (
        TorchaudioExtension(),
        ClipsWithoutFfmpeg(),
        EmbeddedPhonemes(phonemizer),
        TorchcodecDiscovery(),
        UncheckedNumbers(),
    )


def check() -> None:
    """Check that Coqui and all it needs are installed in versions that work, importing nothing.

    Raises:
        EngineUnavailable: A package is missing or of a version that is not supported.
    """
    for distribution, (lowest, end) in _SUPPORTED.items():
        try:
            release = _release(distribution)
        except importlib.metadata.PackageNotFoundError:
            raise EngineUnavailable(
                f"the package {distribution} is not installed", remedy=_INSTALL
            ) from None
        if not lowest <= release < end:
            found = ".".join(map(str, release))
            wanted = f">={'.'.join(map(str, lowest))},<{'.'.join(map(str, end))}"
            raise EngineUnavailable(
                f"{distribution} {found} is not supported, only {wanted}", remedy=_INSTALL
            )


def import_coqui(phonemizer: Phonemizer | None = None) -> ModuleType:
    """Import Coqui, offline and with its logs silenced.

    Takes seconds and hundreds of megabytes the first time. Any thread may call; later calls
    return the same package and leave everything as it is.

    Args:
        phonemizer: Serves the models that were trained on phonemes; the embedded library if
            none is given. Built once: the one of the first call stays.

    Returns:
        The package `TTS`. Import the parts of it that are needed in the usual way; small voices
        do well not to import `TTS.api` or XTTS, which bring transformers along.

    Raises:
        EngineUnavailable: Coqui cannot be imported here.
    """
    with _import_lock:
        if (loaded := sys.modules.get("TTS")) is not None:
            return loaded
        check()
        _go_offline()
        _silence()
        preload_torch()
        try:
            for patch in patches(phonemizer or EspeakPhonemizer()):
                if patch.needed():
                    patch.apply()
                    _logger.debug("applied %s (%s)", patch.name, patch.versions)
            return importlib.import_module("TTS")
        except (ImportError, OSError, RuntimeError, AttributeError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise EngineUnavailable(
                f"the neural voices cannot be imported ({reason})", remedy=_INSTALL
            ) from error


def load_clip(path: str | os.PathLike[str]) -> tuple[Any, int]:
    """Read a sound file as `torchaudio.load` would.

    Args:
        path: A file in any format that libsndfile reads: WAV, FLAC, MP3, Ogg.

    Returns:
        A float32 tensor of shape `(channels, frames)` in [-1, 1], and its rate in Hz.
    """
    soundfile: Any = importlib.import_module("soundfile")
    torch: Any = importlib.import_module("torch")
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return torch.from_numpy(samples.T.copy()), int(rate)


def _go_offline() -> None:
    # Read when these packages are imported. Whatever a user's environment says, nothing in the
    # reading path opens a connection.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    # They write to standard error by themselves, past the log that leaves foreign messages out.
    os.environ["TRANSFORMERS_VERBOSITY"] = os.environ["HF_HUB_VERBOSITY"] = "critical"
    if (hub := sys.modules.get("huggingface_hub.constants")) is not None:
        hub.HF_HUB_OFFLINE = True  # type: ignore[attr-defined]


def _silence() -> None:
    # Coqui logs the sentences that it speaks, some of them as warnings.
    for name in ("TTS", "trainer"):
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)


def _phonemizer_class(phonemizer: Phonemizer) -> type[Any]:
    base: type[Any] = importlib.import_module("TTS.tts.utils.text.phonemizers.base").BasePhonemizer
    punctuation = importlib.import_module("TTS.tts.utils.text.punctuation").Punctuation
    default_punctuation: str = punctuation.default_puncs()
    # Old names that models still carry in their configuration.
    renamed = {"en": "en-us", "zh-cn": "cmn"}

    class ESpeak(base):  # type: ignore[misc]
        """What Coqui knows under this name, without the program."""

        def __init__(
            self,
            language: str,
            punctuations: str = default_punctuation,
            *,
            backend: str | None = None,  # noqa: ARG002, models name the program they were made with
            keep_puncs: bool = True,
        ) -> None:
            super().__init__(
                renamed.get(language, language), punctuations=punctuations, keep_puncs=keep_puncs
            )

        @staticmethod
        def name() -> str:
            return "espeak"

        @classmethod
        def is_available(cls) -> bool:
            return True

        @staticmethod
        def supported_languages() -> dict[str, str]:
            return dict(phonemizer.languages())

        def version(self) -> str:
            return "embedded"

        def _phonemize(self, text: str, separator: str = "") -> str:
            return phonemizer.phonemize(text, self._language).replace(SEPARATOR, separator)

    return ESpeak


def _unchanged(function: Callable[..., Any]) -> Callable[..., Any]:
    return function


def _release(distribution: str) -> tuple[int, ...]:
    version = importlib.metadata.version(distribution)
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:3])


def _build(package: str) -> tuple[tuple[int, ...], str]:
    """Return what decides whether two builds go together: (major, minor) and `cpu` or `cu...`.

    The name of the build stands in the package only, as registries strip it from the metadata.
    """
    spec = importlib.util.find_spec(package)
    label = ""
    if spec is not None and spec.submodule_search_locations:
        source = Path(spec.submodule_search_locations[0], "version.py")
        found = re.search(r"__version__ = '[^'+]*\+?([^']*)'", source.read_text(encoding="utf-8"))
        label = found[1] if found else ""
    return _release(package)[:2], label
