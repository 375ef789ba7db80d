"""Model files that lie, against the guards. What is malicious in them would leave a trace."""

from __future__ import annotations

import hashlib
import importlib
import io
import os
import pickle
import threading
import zipfile
from collections import Counter, OrderedDict, defaultdict
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from speakd.engines.coqui import compat
from speakd.engines.coqui.safe_load import ModelFolder, weights_only
from speakd.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(find_spec("TTS") is None, reason="needs the neural extra")


class Malicious:
    """Creates a file when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, tuple[str, ...]]:
        return os.mkdir, (str(self.trace),)


@pytest.fixture(scope="session")
def torch() -> Any:
    compat.import_coqui()
    return importlib.import_module("torch")


@pytest.fixture
def numpy() -> Any:
    return importlib.import_module("numpy")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model").mkdir()
    return tmp_path / "model"


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    return tmp_path / "code-was-run"


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def load_fsspec(path: Path) -> Any:
    return importlib.import_module("trainer.io").load_fsspec(path, map_location="cpu")


def save(torch: Any, content: object, path: Path, *, as_zip: bool = True) -> Path:
    torch.save(content, path, _use_new_zipfile_serialization=as_zip)
    return path


def test_weights_and_plain_values_are_loaded(torch: Any, folder: Path) -> None:
    content = {"model": OrderedDict(w=torch.arange(3.0)), "step": 7, "config": {"a": [1, None]}}
    path = save(torch, content, folder / "model.pth")
    with weights_only([ModelFolder(folder, digests(folder))]):
        by_path, by_coqui = torch.load(path), load_fsspec(path)
    for loaded in (by_path, by_coqui):
        assert loaded["model"]["w"].tolist() == [0, 1, 2]
        assert loaded["config"] == {"a": [1, None]}


@pytest.mark.parametrize("as_zip", [True, False], ids=["zip", "legacy"])
@pytest.mark.parametrize("options", [{}, {"weights_only": False}, {"pickle_module": pickle}])
@pytest.mark.parametrize("forced", ["0", "1"])
def test_a_malicious_checkpoint_runs_nothing(
    torch: Any,
    folder: Path,
    trace: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    options: dict[str, Any],
    forced: str,
    as_zip: bool,
) -> None:
    path = save(torch, {"model": Malicious(trace)}, folder / "model.pth", as_zip=as_zip)
    monkeypatch.setenv("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", forced)
    with (
        pytest.raises(ModelError, match=r"model\.pth is damaged, or holds more than weights"),
        weights_only([ModelFolder(folder, digests(folder))]),
    ):
        torch.load(path, **options)
    with pytest.raises(ModelError), weights_only([ModelFolder(folder)]):
        load_fsspec(path)
    assert not trace.exists()


def test_the_malicious_checkpoint_is_one(torch: Any, folder: Path, trace: Path) -> None:
    path = save(torch, {"model": Malicious(trace)}, folder / "model.pth")
    torch.load(path, weights_only=False)
    assert trace.exists()


def test_a_malicious_xtts_checkpoint_gets_no_second_attempt(
    torch: Any, folder: Path, trace: Path
) -> None:
    path = save(torch, {"config": Malicious(trace), "model": {}}, folder / "model.pth")
    xtts = importlib.import_module("TTS.tts.models.xtts").Xtts
    with pytest.raises(ModelError), weights_only([ModelFolder(folder)]):
        xtts._load_checkpoint(None, path)
    assert not trace.exists()


@pytest.mark.parametrize("module", ["TTS.tts.configs.xtts_config", "TTS.tts.models.xtts"])
def test_a_legacy_xtts_checkpoint_gives_its_weights_and_is_left_as_it_is(
    torch: Any, folder: Path, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    legacy = importlib.import_module("TTS.tts.configs.xtts_config")
    xtts = importlib.import_module("TTS.tts.models.xtts").Xtts
    config = legacy.XttsConfig()
    config.datasets = [importlib.import_module("TTS.config.shared_configs").BaseDatasetConfig()]
    for name in ("XttsArgs", "XttsAudioConfig"):
        monkeypatch.setattr(getattr(legacy, name), "__module__", module)
    content = {"config": config, "model": {"w": torch.ones(2)}}
    path = save(torch, content, folder / "model.pth")
    monkeypatch.undo()
    before = path.read_bytes()
    with weights_only([ModelFolder(folder, digests(folder))]):
        weights = xtts._load_checkpoint(None, path)
    assert weights["w"].tolist() == [1, 1]
    assert path.read_bytes() == before


def test_what_old_trainers_left_behind_is_let_in(torch: Any, folder: Path) -> None:
    losses: defaultdict[str, Any] = defaultdict(dict)
    losses["epoch"] = {"loss": 0.5}
    radam = importlib.import_module("TTS.utils.radam").RAdam([torch.nn.Parameter(torch.ones(1))])
    content = {"model": {"w": torch.ones(1)}, "losses": losses, "optimizer": radam}
    path = save(torch, content, folder / "model.pth")
    with weights_only([ModelFolder(folder)]):
        assert load_fsspec(path)["model"]["w"].tolist() == [1]


def test_a_real_vocoder_loads(torch: Any, folder: Path) -> None:
    configs = importlib.import_module("TTS.vocoder.configs.hifigan_config")
    config = configs.HifiganConfig(
        generator_model_params={
            "upsample_factors": [8, 8, 4],
            "upsample_kernel_sizes": [16, 16, 8],
            "upsample_initial_channel": 8,
            "resblock_kernel_sizes": [3],
            "resblock_dilation_sizes": [[1, 3]],
            "resblock_type": "2",
        }
    )
    models = importlib.import_module("TTS.vocoder.models")
    vocoder = models.setup_model(config)
    save(torch, {"model": vocoder.state_dict()}, folder / "model.pth")
    config.save_json(folder / "config.json")
    with weights_only([ModelFolder(folder, digests(folder))]):
        read = importlib.import_module("TTS.config").load_config(str(folder / "config.json"))
        loaded = models.setup_model(read)
        loaded.load_checkpoint(read, folder / "model.pth", eval=True)
    assert loaded.inference(torch.zeros(1, 80, 10)).shape[-1] > 256 * 9


@pytest.mark.parametrize("kept", [0, 10, 300, -40])
@pytest.mark.parametrize("as_zip", [True, False])
def test_a_truncated_file_is_called_damaged(
    torch: Any, folder: Path, kept: int, *, as_zip: bool
) -> None:
    path = save(torch, {"w": torch.ones(100)}, folder / "model.pth", as_zip=as_zip)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ModelError, match="damaged") as raised, weights_only([ModelFolder(folder)]):
        torch.load(path)
    assert "\n" not in str(raised.value)


@pytest.mark.filterwarnings("ignore:'torch.load' received a zip file")
def test_torchscript_is_refused(torch: Any, folder: Path) -> None:
    assert torch
    with zipfile.ZipFile(folder / "model.pth", "w") as archive:
        for name in ("constants.pkl", "data.pkl"):
            archive.writestr(f"model/{name}", pickle.dumps({}, protocol=2))
        archive.writestr("model/version", "3")
    with (
        pytest.raises(ModelError, match="or holds more than weights"),
        weights_only([ModelFolder(folder)]),
    ):
        torch.load(folder / "model.pth")


def test_a_wrong_digest_is_refused_before_anything_is_read(
    torch: Any, folder: Path, trace: Path
) -> None:
    path = save(torch, {"w": torch.ones(1)}, folder / "model.pth")
    known = digests(folder)
    save(torch, Malicious(trace), path)
    with (
        pytest.raises(ModelError, match="is not the file that was downloaded"),
        weights_only([ModelFolder(folder, known)]),
    ):
        torch.load(path)
    assert not trace.exists()


def test_a_file_that_was_added_later_is_refused(torch: Any, folder: Path) -> None:
    known = digests(folder)
    path = save(torch, {"w": torch.ones(1)}, folder / "speakers.pth")
    with (
        pytest.raises(ModelError, match="was not there when the model was downloaded"),
        weights_only([ModelFolder(folder, known)]),
    ):
        torch.load(path)


def test_a_file_swapped_after_the_check_is_refused(torch: Any, folder: Path) -> None:
    fsspec = importlib.import_module("fsspec")
    path = save(torch, {"w": torch.ones(1)}, folder / "model.pth")
    known = digests(folder)
    other = save(torch, {"w": torch.zeros(1)}, folder / "other.pth")
    with weights_only([ModelFolder(folder, known)]), fsspec.open(str(path), "rb") as checked:
        other.replace(path)
        with pytest.raises(ModelError, match="changed while it was read"):
            torch.load(checked)


def test_a_file_overwritten_after_the_check_is_refused(torch: Any, folder: Path) -> None:
    fsspec = importlib.import_module("fsspec")
    path = save(torch, {"w": torch.ones(1)}, folder / "model.pth")
    known = digests(folder)
    os.utime(path, (0, 0))
    other = save(torch, {"w": torch.zeros(1)}, folder / "other.pth").read_bytes()
    with weights_only([ModelFolder(folder, known)]), fsspec.open(str(path), "rb") as checked:
        path.write_bytes(other)
        with pytest.raises(ModelError, match="changed while it was read"):
            torch.load(checked)


@pytest.mark.parametrize("name", ["../outside.pth", "link.pth", "{outside}"])
def test_a_file_outside_the_folders_is_refused(torch: Any, folder: Path, name: str) -> None:
    outside = save(torch, {"w": torch.ones(1)}, folder.parent / "outside.pth")
    (folder / "link.pth").symlink_to(outside)
    path = folder / name.format(outside=outside)
    with (
        pytest.raises(ModelError, match=r"outside\.pth lies outside the model's folder"),
        weights_only([ModelFolder(folder)]),
    ):
        torch.load(path)


def test_a_folder_whose_name_begins_alike_is_another(torch: Any, folder: Path) -> None:
    twin = folder.with_name("model-evil")
    twin.mkdir()
    path = save(torch, {"w": torch.ones(1)}, twin / "model.pth")
    with pytest.raises(ModelError), weights_only([ModelFolder(folder)]):
        torch.load(path)


def test_bytes_of_unknown_origin_are_refused(torch: Any, folder: Path) -> None:
    stream = io.BytesIO()
    torch.save({"w": torch.ones(1)}, stream)
    stream.seek(0)
    with pytest.raises(ModelError), weights_only([ModelFolder(folder)]):
        torch.load(stream)


@pytest.mark.parametrize("address", ["http://192.0.2.1/a.pth", "filecache::http://192.0.2.1/a"])
@pytest.mark.parametrize("function", ["torch.load", "fsspec.open", "numpy.load"])
def test_an_address_is_never_opened(folder: Path, address: str, function: str, torch: Any) -> None:
    assert torch
    module, name = function.split(".")
    owner = importlib.import_module(module)
    with (
        pytest.raises(ModelError, match="wants to read from the network"),
        weights_only([ModelFolder(folder)]),
    ):
        getattr(owner, name)(address)


def test_nothing_is_written_through_coqui(folder: Path) -> None:
    fsspec = importlib.import_module("fsspec")
    with pytest.raises(ModelError), weights_only([ModelFolder(folder)]):
        fsspec.open(str(folder / "config.json"), "w")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes in folders are POSIX's")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(torch: Any, folder: Path) -> None:
    os.mkfifo(folder / "model.pth")
    with (
        pytest.raises(ModelError, match="not a regular file"),
        weights_only([ModelFolder(folder)]),
    ):
        torch.load(folder / "model.pth")


def test_a_missing_file_is_named(torch: Any, folder: Path) -> None:
    with (
        pytest.raises(ModelError, match=r"model\.pth: no such file"),
        weights_only([ModelFolder(folder)]),
    ):
        torch.load(folder / "model.pth")


def test_statistics_are_read_and_malicious_ones_run_nothing(
    numpy: Any, folder: Path, trace: Path, torch: Any
) -> None:
    assert torch
    stats = {"mel_mean": numpy.arange(3.0), "mel_std": numpy.float32(2), "audio_config": {"a": 1}}
    numpy.save(folder / "scale_stats.npy", stats, allow_pickle=True)
    numpy.save(folder / "plain.npy", numpy.arange(4))
    numpy.save(folder / "evil.npy", numpy.array({"x": Malicious(trace)}), allow_pickle=True)
    with weights_only([ModelFolder(folder, digests(folder))]):
        loaded = numpy.load(folder / "scale_stats.npy", allow_pickle=True).item()
        assert loaded["mel_mean"].tolist() == [0, 1, 2]
        assert loaded["mel_std"] == 2
        assert loaded["audio_config"] == {"a": 1}
        assert numpy.load(folder / "plain.npy").tolist() == [0, 1, 2, 3]
        with pytest.raises(ModelError, match=r"evil\.npy is damaged, or holds more than weights"):
            numpy.load(folder / "evil.npy", allow_pickle=True)
    assert not trace.exists()
    numpy.load(folder / "evil.npy", allow_pickle=True)
    assert trace.exists()


def test_a_configuration_imports_no_foreign_class(torch: Any, folder: Path) -> None:
    assert torch
    config_class = importlib.import_module("TTS.tts.configs.tacotron2_config").Tacotron2Config
    tokenizer_class = importlib.import_module("TTS.tts.utils.text.tokenizer").TTSTokenizer
    config = config_class()
    config.characters = importlib.import_module("TTS.tts.configs.shared_configs").CharactersConfig(
        characters_class="antigravity.geohash", characters="abc", punctuations="."
    )
    with (
        pytest.raises(ModelError, match="names foreign code"),
        weights_only([ModelFolder(folder)]),
    ):
        tokenizer_class.init_from_config(config)
    config.characters.characters_class = "TTS.tts.utils.text.characters.Graphemes"
    with weights_only([ModelFolder(folder)]):
        tokenizer_class.init_from_config(config)


def test_everything_is_put_back_even_after_a_refusal(
    torch: Any, numpy: Any, folder: Path, trace: Path
) -> None:
    fsspec = importlib.import_module("fsspec")
    tokenizer = importlib.import_module("TTS.tts.utils.text.tokenizer")
    path = save(torch, Malicious(trace), folder / "model.pth")

    def now() -> list[Any]:
        # Torch keeps them in a set: their order means nothing.
        allowed = Counter(map(repr, torch.serialization.get_safe_globals()))
        return [torch.load, numpy.load, fsspec.open, tokenizer.import_class, allowed]

    before = now()
    with weights_only([ModelFolder(folder)]):
        assert [a is b for a, b in zip(now()[:4], before, strict=False)] == [False] * 4
    with pytest.raises(ModelError), weights_only([ModelFolder(folder)]):
        torch.load(path)
    assert now() == before


def test_two_loads_wait_for_each_other(torch: Any, folder: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    save(torch, {"w": torch.ones(1)}, folder / "model.pth")
    save(torch, {"w": torch.zeros(1)}, second / "model.pth")
    started, results = threading.Event(), []

    def load_second() -> None:
        started.set()
        with weights_only([ModelFolder(second)]):
            results.append(torch.load(second / "model.pth")["w"].tolist())

    thread = threading.Thread(target=load_second)
    with weights_only([ModelFolder(folder)]):
        thread.start()
        started.wait(10)
        thread.join(0.1)
        assert thread.is_alive()
        assert torch.load(folder / "model.pth")["w"].tolist() == [1]
    thread.join(20)
    assert results == [[0]]
