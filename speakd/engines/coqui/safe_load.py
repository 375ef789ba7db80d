"""Loading model files without ever running what is in them.

A checkpoint is a pickle, and unpickling runs whatever its author wrote. While a model is loaded,
`weights_only` puts guards where Coqui opens files:

- `torch.load` unpickles weights and plain values only, whatever the caller or the environment
  asks for. There is no second, laxer attempt.
- `numpy.load` does the same for the statistics that some models keep in a pickled array.
- `fsspec.open`, through which Coqui reads configurations and checkpoints, opens no address.
- A file outside the model's folders is refused, and so is one that its folder's digests do not
  know or that differs from its SHA-256. It is opened once: what was hashed is what is read.
- A configuration names classes to import; those outside Coqui's own package are refused.

Old XTTS checkpoints hold their configuration as an object. Its classes are let in by name, as
`_Inert` objects that keep nothing, since only the weights are wanted. That also keeps Coqui from
writing such a file anew, which would spoil its digest.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import os
import pickle
import stat
import sys
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from speakd.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_FETCH_AGAIN = "remove the model and download it again"
_UNTRUSTED = "do not use this file; get the model from a source that you trust"
_OWN_PACKAGE = "TTS."

_INERT_CLASSES = (
    "TTS.config.shared_configs.BaseDatasetConfig",
    "TTS.tts.configs.xtts_config.XttsArgs",
    "TTS.tts.configs.xtts_config.XttsAudioConfig",
    "TTS.tts.configs.xtts_config.XttsConfig",
    "TTS.tts.models.xtts.XttsArgs",
    "TTS.tts.models.xtts.XttsAudioConfig",
    "TTS.utils.radam.RAdam",
)
"""What published Coqui checkpoints hold beside weights and plain values."""

_guard_lock = threading.RLock()
"""The guarded functions are one for the whole process, hence so is the lock."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder that a model may be loaded from.

    Attributes:
        path: The folder. Links that lead out of it are not followed.
        sha256: Hexadecimal digest of each file, by its path in the folder with `/` between the
            parts. None for a model of the user's own, whose digests nobody knows.
    """

    path: Path
    sha256: Mapping[str, str] | None = None


@contextmanager
def weights_only(folders: Sequence[ModelFolder]) -> Iterator[None]:
    """Guard the loading of one model; other threads that load one wait until it is over.

    Coqui must have been imported (`compat.import_coqui`), which also makes sure of a torch whose
    own unpickler is sound.

    Args:
        folders: Where the model's files lie, those of its vocoder included.

    Raises:
        ModelError: From within the block, when a file is refused.
    """
    guard = _Guard(folders)
    with _guard_lock, ExitStack() as stack:
        torch: Any = importlib.import_module("torch")
        numpy: Any = importlib.import_module("numpy")
        fsspec: Any = importlib.import_module("fsspec")
        known: list[Any] = [(_Inert, name) for name in _INERT_CLASSES]
        known += [dict, (_plain_dict, "collections.defaultdict")]
        stack.enter_context(torch.serialization.safe_globals(known))
        stack.enter_context(_replaced(torch, "load", guard.torch_load(torch.load)))
        stack.enter_context(_replaced(numpy, "load", guard.numpy_load))
        stack.enter_context(_replaced(fsspec, "open", guard.open))
        if "TTS" in sys.modules:
            tokenizer: Any = importlib.import_module("TTS.tts.utils.text.tokenizer")
            guarded = _only_own_classes(tokenizer.import_class)
            stack.enter_context(_replaced(tokenizer, "import_class", guarded))
        yield


class _Guard:
    """The guarded functions, for one set of folders."""

    def __init__(self, folders: Sequence[ModelFolder]) -> None:
        self._folders = [(folder.path.resolve(), folder.sha256) for folder in folders]

    def torch_load(self, load: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap `torch.load`."""

        def guarded(
            f: object,
            map_location: object = None,
            pickle_module: object = None,  # noqa: ARG001, another unpickler is never used
            *,
            weights_only: object = None,  # noqa: ARG001, whatever was asked for
            mmap: object = None,  # noqa: ARG001, a mapped file could change after hashing
            **_options: object,
        ) -> Any:
            with self._verified(f) as file:
                try:
                    loaded = load(file, map_location=map_location, weights_only=True)
                except MemoryError:
                    raise
                except Exception as error:  # what the bytes of a file can cause has no end
                    raise _refusal(file.path, error) from error
                file.check_unchanged()
                return loaded

        return guarded

    def numpy_load(self, file: object, *_args: object, **_options: object) -> Any:
        """Read one `.npy` file, objects in it only if they are arrays and plain values."""
        numpy: Any = importlib.import_module("numpy")
        with self._verified(file) as opened:
            try:
                is_objects = _npy_holds_objects(opened)
                if is_objects:
                    loaded = _ArrayUnpickler(opened).load()
                else:
                    opened.seek(0)
                    loaded = numpy.lib.format.read_array(opened, allow_pickle=False)
            except MemoryError:
                raise
            except Exception as error:  # what the bytes of a file can cause has no end
                raise _refusal(opened.path, error) from error
            opened.check_unchanged()
            return loaded

    def open(
        self, urlpath: str | os.PathLike[str], mode: str = "rb", *_args: object, **options: Any
    ) -> _Opened:
        """Open a local file of the model for reading, in the way of `fsspec.open`."""
        if mode not in {"r", "rt", "rb"}:
            raise ModelError("loading a model tried to write a file", remedy=_UNTRUSTED)
        file = self._open(os.fspath(urlpath))
        if mode == "rb":
            return _Opened(file)
        return _Opened(io.TextIOWrapper(file, encoding=options.get("encoding") or "utf-8"))

    def _verified(self, file: object) -> _VerifiedFile:
        if isinstance(file, _VerifiedFile):
            return file
        if isinstance(file, str | os.PathLike):
            return self._open(os.fspath(file))
        raise ModelError("loading a model tried to read something that is not one of its files")

    def _open(self, name: str) -> _VerifiedFile:
        if "://" in name or "::" in name:
            raise ModelError("the model wants to read from the network", remedy=_UNTRUSTED)
        path = Path(name).resolve()
        digest = self._expected_digest(path)
        try:
            file = _VerifiedFile(path)
        except OSError as error:
            reason = error.strerror or "it cannot be read"
            raise ModelError(f"{path.name}: {reason.lower()}", remedy=_FETCH_AGAIN) from error
        try:
            file.check_regular()
            if digest is not None:
                file.check_digest(digest)
        except BaseException:
            file.close()
            raise
        return file

    def _expected_digest(self, path: Path) -> str | None:
        for folder, digests in self._folders:
            if not path.is_relative_to(folder):
                continue
            if digests is None:
                return None
            digest = digests.get(path.relative_to(folder).as_posix())
            if digest is None:
                raise ModelError(
                    f"{path.name} was not there when the model was downloaded", remedy=_FETCH_AGAIN
                )
            return digest
        raise ModelError(
            f"{path.name} lies outside the model's folder and was not opened",
            remedy="copy all files of the model into one folder",
        )


class _VerifiedFile(io.BufferedReader):
    """A file that stays open from its check to its use."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path, "rb", opener=_open_at_once))
        self.path = path
        self._state = self._current_state()

    def check_regular(self) -> None:
        if not stat.S_ISREG(os.fstat(self.fileno()).st_mode):
            raise ModelError(f"{self.path.name} is not a regular file", remedy=_FETCH_AGAIN)

    def check_digest(self, expected: str) -> None:
        actual = hashlib.file_digest(self, "sha256").hexdigest()
        self.seek(0)
        if actual != expected.lower():
            raise ModelError(
                f"{self.path.name} is not the file that was downloaded", remedy=_FETCH_AGAIN
            )

    def check_unchanged(self) -> None:
        if self._current_state() != self._state:
            raise ModelError(f"{self.path.name} changed while it was read", remedy=_FETCH_AGAIN)

    def _current_state(self) -> tuple[int, int, int]:
        status = os.fstat(self.fileno())
        return status.st_size, status.st_mtime_ns, status.st_ctime_ns


class _Opened:
    """What `fsspec.open` returns: something that gives the file when entered."""

    def __init__(self, file: _VerifiedFile | io.TextIOWrapper) -> None:
        self._file = file

    def __enter__(self) -> _VerifiedFile | io.TextIOWrapper:
        return self._file

    def __exit__(self, *_: object) -> None:
        self._file.close()


class _Inert:
    """Stands for an object of a known class in a checkpoint, and does nothing at all."""

    def __new__(cls, *_args: object, **_options: object) -> Self:
        return super().__new__(cls)

    def __init__(self, *_args: object, **_options: object) -> None: ...

    def __setstate__(self, _state: object) -> None: ...


def _plain_dict(*_default_factory: object) -> dict[Any, Any]:
    """Stand for `defaultdict`, into which torch's own unpickler would put nothing."""
    return {}


class _ArrayUnpickler(pickle.Unpickler):
    """Unpickles arrays and plain values, and knows no other name."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        numpy: Any = importlib.import_module("numpy")
        multiarray = numpy._core.multiarray  # noqa: SLF001, where pickled arrays point
        known = {
            "ndarray": numpy.ndarray,
            "dtype": numpy.dtype,
            "_reconstruct": multiarray._reconstruct,  # noqa: SLF001, likewise
            "scalar": multiarray.scalar,
        }
        is_numpy = module_name in {"numpy", "numpy.core.multiarray", "numpy._core.multiarray"}
        if is_numpy and global_name in known:
            return known[global_name]
        if (module_name, global_name) == ("_codecs", "encode"):
            return _encode_latin1
        raise pickle.UnpicklingError(f"{module_name}.{global_name}")


def _open_at_once(path: str, flags: int) -> int:
    # A pipe in the place of a file must be refused, not waited for.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _encode_latin1(text: str, encoding: str) -> bytes:
    if encoding != "latin1":
        raise pickle.UnpicklingError("_codecs.encode")
    return text.encode("latin1")


def _npy_holds_objects(file: _VerifiedFile) -> bool:
    """Read the header and leave `file` where the data begins."""
    npy: Any = importlib.import_module("numpy.lib.format")
    version = npy.read_magic(file)
    read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    _shape, _is_fortran, dtype = read_header(file)
    return bool(dtype.hasobject)


def _refusal(path: Path, error: Exception) -> ModelError:
    if isinstance(error, ModelError):
        return error
    is_code = isinstance(error, pickle.UnpicklingError) or "TorchScript" in str(error)
    if is_code and path.stat().st_size:
        return ModelError(
            f"{path.name} is damaged, or holds more than weights, and was not loaded",
            remedy=_UNTRUSTED,
        )
    return ModelError(f"{path.name} is damaged and was not loaded", remedy=_FETCH_AGAIN)


def _only_own_classes(import_class: Callable[[str], Any]) -> Callable[[str], Any]:
    def guarded(module_path: str) -> Any:
        if not module_path.startswith(_OWN_PACKAGE):
            raise ModelError("the model's configuration names foreign code", remedy=_UNTRUSTED)
        return import_class(module_path)

    return guarded


@contextmanager
def _replaced(owner: Any, name: str, value: object) -> Iterator[None]:
    original = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, original)
