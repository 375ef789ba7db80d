"""Each patch is tried in a process of its own, because importing happens once in a process."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import textwrap
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speakd.engines.coqui import compat
from speakd.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Program = tuple[dict[str, str], Path]
pytestmark = pytest.mark.timeout(180)  # importing takes seconds, on a busy machine many
needs_coqui = pytest.mark.skipif(find_spec("TTS") is None, reason="needs the neural extra")

WITHOUT = """
from speakd.engines.coqui import compat
every = compat.patches
compat.patches = lambda phonemizer: tuple(p for p in every(phonemizer) if p.name != {name!r})
"""


def python(
    script: str, *, env: Mapping[str, str] | None = None, wrapper: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*wrapper, sys.executable, "-W", "error::ResourceWarning", "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
        env={**os.environ, **(env or {})},
    )


@pytest.fixture
def program_that_tells(tmp_path: Path) -> Program:
    """A folder for PATH with an `espeak-ng` that leaves a trace, and the trace."""
    trace = tmp_path / "was-run"
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("espeak-ng", "espeak"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho run >> {trace}\necho a b c 1.51 d\n")
        program.chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}, trace


def test_nothing_foreign_is_imported_or_changed_by_the_module_itself() -> None:
    result = python("""
        import os, sys
        before = dict(os.environ)
        import speakd.engines.coqui.compat as compat
        heavy = {"TTS", "torch", "torchaudio", "torchcodec", "numpy", "soundfile"}
        assert not heavy & set(sys.modules), heavy & set(sys.modules)
        compat.patches(None)
        assert not [name for name in sys.modules if name.startswith(("torch", "TTS"))]
        assert before == dict(os.environ)
    """)
    assert result.returncode == 0, result.stderr


@needs_coqui
def test_checking_versions_imports_nothing() -> None:
    result = python("""
        import sys
        import speakd.engines.coqui.compat as compat
        compat.check()
        assert not {"TTS", "torch", "transformers"} & set(sys.modules)
    """)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("found", "complaint"),
    [
        ({"torch": "2.9.1"}, "torch 2.9.1 is not supported, only >=2.10,<3"),
        ({"coqui-tts": "0.29.0"}, "coqui-tts 0.29.0"),
        ({"torchaudio": "2.10.0"}, "torchaudio 2.10.0"),
        ({"transformers": "6.0.0"}, "transformers 6.0.0"),
        ({"six": None}, "the package six is not installed"),
        ({"torch": None}, "the package torch is not installed"),
    ],
)
def test_what_is_not_supported_is_named_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch, found: dict[str, str | None], complaint: str
) -> None:
    installed: dict[str, str | None] = {
        "torch": "2.13.0+cpu",
        "torchaudio": "2.11.0",
        "coqui-tts": "0.28.0",
        "transformers": "5.23.0",
        "six": "1.17.0",
        "soundfile": "0.14.0",
    } | found

    def version(name: str) -> str:
        if (found := installed[name]) is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return found

    monkeypatch.setattr(importlib.metadata, "version", version)
    with pytest.raises(EngineUnavailable, match="speakd\\[neural\\]") as raised:
        compat.check()
    assert complaint in str(raised.value)


@needs_coqui
def test_models_of_every_kind_can_be_imported_and_the_log_stays_silent(
    program_that_tells: Program,
) -> None:
    env, trace = program_that_tells
    result = python(
        """
        import logging, sys, threading
        logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, force=True)
        from speakd.engines.coqui import compat
        results = []
        def load() -> None:
            results.append(compat.import_coqui())
        threads = [threading.Thread(target=load) for _ in range(4)]
        [t.start() for t in threads]; [t.join() for t in threads]
        assert len(results) == 4 and len({id(r) for r in results}) == 1
        stand_in = sys.modules["torchaudio._extension"]
        assert compat.import_coqui() is results[0]
        assert sys.modules["torchaudio._extension"] is stand_in
        import TTS.tts.models.tacotron2, TTS.tts.models.forward_tts, TTS.tts.models.vits
        import TTS.vocoder.models.hifigan_generator
        assert "transformers" not in sys.modules
        import TTS.tts.models.xtts, TTS.api
        assert "torchcodec" not in sys.modules
        from transformers.utils import import_utils
        assert not import_utils.is_torchcodec_available()

        from TTS.tts.configs.tacotron2_config import Tacotron2Config
        from TTS.tts.utils.text.tokenizer import TTSTokenizer
        config = Tacotron2Config(use_phonemes=True, phoneme_language="en", phonemizer="espeak")
        tokenizer, _ = TTSTokenizer.init_from_config(config)
        assert tokenizer.decode(tokenizer.text_to_ids("Anna, nine!")) == "ˈænə, nˈaɪn!"
        tokenizer.text_to_ids("canary \\U0001f424 canary")
        logging.getLogger("TTS.anything").critical("canary")
        from transformers.utils import logging as transformers_logging
        transformers_logging.get_logger("transformers.anything").error("canary")
        """,  # noqa: RUF001, phonemes are written in IPA
        env={**env, "HF_HUB_OFFLINE": "0", "TRANSFORMERS_VERBOSITY": "debug"},
    )
    assert result.returncode == 0, result.stderr
    assert "canary" not in result.stdout + result.stderr
    assert not trace.exists()


@needs_coqui
def test_a_reference_clip_is_read_without_ffmpeg(tmp_path: Path) -> None:
    result = python(f"""
        import numpy, soundfile
        tone = numpy.sin(numpy.arange(16000) / 20) / 2
        stereo = numpy.stack([tone, -tone], axis=1)
        for name in ("a.wav", "a.flac", "a.ogg", "a.mp3"):
            soundfile.write({str(tmp_path)!r} + "/" + name, stereo, 16000)
        from speakd.engines.coqui import compat
        compat.import_coqui()
        import torchaudio
        for name in ("a.wav", "a.flac", "a.ogg", "a.mp3"):
            clip, rate = torchaudio.load({str(tmp_path)!r} + "/" + name)
            assert rate == 16000 and clip.shape[0] == 2 and clip.dtype.is_floating_point
            assert abs(clip.shape[1] - 16000) < 2500 and 0.4 < clip.max() < 0.65, clip.max()
        torchaudio.functional.resample(clip, 16000, 22050)
        torchaudio.transforms.MelSpectrogram()(clip)
    """)
    assert result.returncode == 0, result.stderr


@needs_coqui
@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")
def test_building_and_loading_models_needs_no_network_interface(tmp_path: Path) -> None:
    result = python(
        f"""
        import socket
        try:
            socket.create_connection(("192.0.2.1", 80), timeout=1)
        except OSError as error:
            assert error.errno == 101, error  # network is unreachable
        from pathlib import Path
        from speakd.engines.coqui import compat
        from speakd.engines.coqui.safe_load import ModelFolder, weights_only
        compat.import_coqui()
        import huggingface_hub.constants, torch
        assert huggingface_hub.constants.HF_HUB_OFFLINE
        from TTS.config import load_config
        from TTS.tts.configs.tacotron2_config import Tacotron2Config
        from TTS.tts.models import setup_model
        from TTS.tts.configs.xtts_config import XttsConfig
        folder = Path({str(tmp_path)!r})
        config = Tacotron2Config(use_phonemes=True, phoneme_language="en-us", phonemizer="espeak")
        torch.save({{"model": setup_model(config).state_dict()}}, folder / "model.pth")
        config.save_json(str(folder / "config.json"))
        with weights_only([ModelFolder(folder)]):
            config = load_config(str(folder / "config.json"))
            model = setup_model(config)
            model.load_checkpoint(config, folder / "model.pth", eval=True)
        assert model.tokenizer.text_to_ids("Hello.")
        config = XttsConfig()
        small = dict(gpt_layers=1, gpt_n_model_channels=64, gpt_n_heads=4, decoder_input_dim=64)
        for name, value in dict(small, gpt_number_text_tokens=300).items():
            setattr(config.model_args, name, value)
        setup_model(config)
        """,
        wrapper=("unshare", "--map-root-user", "--net"),
    )
    assert result.returncode == 0, result.stderr


# When one of these fails, the packages have got better: take the patch out.


@needs_coqui
@pytest.mark.parametrize("name", ["torchaudio-extension", "torchcodec-discovery"])
def test_coqui_still_cannot_be_imported_without(name: str) -> None:
    result = python(
        WITHOUT.format(name=name)
        + textwrap.dedent("""
        from speakd.errors import EngineUnavailable
        assert {p.name: p for p in every(None)}[%r].needed()
        try:
            compat.import_coqui()
        except EngineUnavailable as error:
            assert "\\n" not in str(error)
            raise SystemExit(42)
        """)
        % name
    )
    assert result.returncode == 42, f"{name} is no longer needed: {result.stderr}"


@needs_coqui
def test_clips_still_cannot_be_read_without(tmp_path: Path) -> None:
    clip = tmp_path / "clip.wav"
    result = python(
        WITHOUT.format(name="clips-without-ffmpeg")
        + textwrap.dedent(f"""
        import numpy, soundfile
        soundfile.write({str(clip)!r}, numpy.zeros(1600), 16000)
        compat.import_coqui()
        import torchaudio
        try:
            torchaudio.load({str(clip)!r})
        except ImportError:
            raise SystemExit(42)
        """)
    )
    assert result.returncode == 42, f"the patch is no longer needed: {result.stderr}"


@needs_coqui
def test_coqui_still_runs_a_program_for_phonemes(program_that_tells: Program) -> None:
    env, trace = program_that_tells
    python(
        WITHOUT.format(name="embedded-phonemes")
        + textwrap.dedent("""
        compat.import_coqui()
        import TTS.tts.utils.text.phonemizers
        """),
        env=env,
    )
    assert trace.exists(), "the patch is no longer needed"


@needs_coqui
def test_numbers_are_said_without_checks_and_with_them_but_for_the_patch() -> None:
    script = """
        compat.import_coqui()
        from TTS.tts.utils.text.english.number_norm import normalize_numbers
        import sys
        assert normalize_numbers("It cost $5.20.") == "It cost five dollars twenty cents."
        raise SystemExit(42 if "typeguard" in sys.modules else 0)
    """
    patched = python("from speakd.engines.coqui import compat\n" + textwrap.dedent(script))
    assert patched.returncode == 0, patched.stderr
    without = python(WITHOUT.format(name="unchecked-numbers") + textwrap.dedent(script))
    assert without.returncode == 42, f"the patch is no longer needed: {without.stderr}"


@needs_coqui
@pytest.mark.skipif(find_spec("torch") is None, reason="needs the neural extra")
def test_a_torchaudio_of_the_same_build_is_left_alone(tmp_path: Path) -> None:
    for package, version in (("torch", "2.11.0+cu130"), ("torchaudio", "2.11.0+cu130")):
        Path(tmp_path / package).mkdir()
        Path(tmp_path / package / "__init__.py").touch()
        Path(tmp_path / package / "version.py").write_text(f"__version__ = '{version}'\n")
        Path(tmp_path / f"{package}-2.11.0.dist-info").mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {package}\nVersion: 2.11.0\n"
        Path(tmp_path / f"{package}-2.11.0.dist-info" / "METADATA").write_text(metadata)
    script = """
        from speakd.engines.coqui.compat import TorchaudioExtension
        raise SystemExit(42 if TorchaudioExtension().needed() else 0)
    """
    env = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{Path(compat.__file__).parents[3]}"}
    assert python(script, env=env).returncode == 0
    Path(tmp_path / "torch" / "version.py").write_text("__version__ = '2.11.0+cpu'\n")
    assert python(script, env=env).returncode == 42
