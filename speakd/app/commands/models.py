"""`speakd models`: list, download, verify, remove and find neural models."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speakd.app.commands.settings import load_config
from speakd.app.paths import data_folder
from speakd.app.terminal import width, wrapped
from speakd.config.load import read_engine_options
from speakd.engines.coqui.models.catalog import Catalog
from speakd.engines.coqui.models.download import download_model
from speakd.engines.coqui.models.store import ModelStore
from speakd.engines.coqui.models.transfer import Transfer
from speakd.engines.coqui.options import CoquiOptions
from speakd.errors import ModelError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence
    from typing import TextIO

    from speakd.config.schema import Config
    from speakd.engines.coqui.models.catalog import CatalogModel, Licence
    from speakd.engines.coqui.models.transfer import Progress

_BAR_WIDTH = 30
_INDENT = 5


def models_folder(config: Config) -> Path:
    """Return the folder in which models lie.

    Raises:
        ConfigError: The engine's own table is wrong.
    """
    options = read_engine_options(CoquiOptions, config, "coqui")
    if options.models_folder:
        return Path(options.models_folder).expanduser()
    return data_folder() / "models"


def run(
    args: argparse.Namespace,
    *,
    catalog: Catalog | None = None,
    transfer: Transfer | None = None,
    terminal: TextIO | None = None,
) -> int:
    """Carry out one of the commands.

    Args:
        args: What `add_models_parser` understood.
        catalog: The known models; speakd's own if none is given.
        transfer: Fetches files; one that shows a bar if none is given.
        terminal: Where a person answers, if it is a terminal; standard input if none is given.

    Returns:
        The exit code.

    Raises:
        ModelError: What could not be done, and what to do about it.
    """
    store = ModelStore(args.models_dir or models_folder(load_config(args.config)))
    match args.action:
        case "list":
            return _list(catalog or Catalog.read(), store)
        case "download":
            wanted = (catalog or Catalog.read()).with_vocoder(args.model)
            if args.force:
                missing = list(wanted)
            else:
                missing = [model for model in wanted if not _is_there(model, store)]
            _ask_consent(missing, store, terminal or sys.stdin, is_accepted=args.accept_license)
            return _download(missing, store, transfer or Transfer(on_progress=_Bar(sys.stderr)))
        case "verify":
            return _verify(args.models or [model.id for model in store.installed()], store)
        case "remove":
            store.remove(args.model)
            print(f"{args.model} is removed")
            return 0
        case _:
            print(store.get(args.model).path if args.model else store.root)
            return 0


def _list(catalog: Catalog, store: ModelStore) -> int:
    there = {model.id: model for model in store.installed()}
    rows = [("", "MODEL", "SPEED", "SIZE", "LICENCE")]
    languages: dict[str, Sequence[str]] = {}
    for model in catalog:
        installed = there.pop(model.id, None)
        size = installed.size if installed else model.size
        licence = model.licence.name + (" (asks)" if model.licence.needs_consent else "")
        rows.append((_mark(installed), model.id, model.speed or "", _size(size), licence))
        languages[model.id] = model.languages
    rows += [("*", model.id, "", _size(model.size), "") for model in there.values()]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
        spoken = languages.get(row[1], ())
        if any(f"/{language}/" not in row[1] for language in spoken):  # else the id tells it
            print(wrapped(f"{'':{_INDENT}}{' '.join(spoken)}", width(), _INDENT))
    print(f"\n* is downloaded, in {store.root}")
    return 0


def _mark(installed: object) -> str:
    return "*" if installed else ""


def _size(size: int | None) -> str:
    return f"{size / 1e6:,.0f} MB" if size else ""


def _is_there(model: CatalogModel, store: ModelStore) -> bool:
    return any(installed.id == model.id for installed in store.installed())


def _ask_consent(
    models: Iterable[CatalogModel], store: ModelStore, terminal: TextIO, *, is_accepted: bool
) -> None:
    for model in models:
        licence = model.licence
        if not licence.needs_consent or store.has_consent(licence.name):
            continue
        if not is_accepted and not _ask(model.id, licence, terminal):
            raise ModelError(
                f"the licence {licence.name} of {model.id} was not agreed to",
                remedy=f"read {licence.url} and run the command with --accept-license",
            )
        store.record_consent(licence.name)


def _ask(model_id: str, licence: Licence, terminal: TextIO) -> bool:
    if not terminal.isatty():
        return False
    print(f"{model_id}: {licence.summary or licence.name}", file=sys.stderr)
    print(f"Read it at {licence.url}", file=sys.stderr)
    print("Do you agree? [y/N] ", end="", file=sys.stderr, flush=True)
    return terminal.readline().strip().lower() in {"y", "yes"}


def _download(models: Iterable[CatalogModel], store: ModelStore, transfer: Transfer) -> int:
    is_any = False
    for model in models:
        is_any = True
        installed = download_model(model, store, transfer)
        print(f"{model.id} is ready ({installed.size / 1e6:,.0f} MB)")
    if not is_any:
        print("everything is there already")
    return 0


def _verify(model_ids: Sequence[str], store: ModelStore) -> int:
    is_well = True
    if not model_ids:
        print("no model is downloaded; `speakd models list` shows what there is")
    for model_id in model_ids:
        problems = store.verify(model_id)
        is_well = is_well and not problems
        print(f"{model_id}: {'damaged' if problems else 'whole'}")
        for problem in problems:
            print(f"  {problem}")
    return 0 if is_well else 1


class _Bar:
    """Shows progress: a bar on a terminal, elsewhere a line for every tenth."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._show: Callable[[Progress], None] = (
            self._draw if stream.isatty() else self._write_tenths
        )
        self._shown: object = None

    def __call__(self, progress: Progress) -> None:
        self._show(progress)

    def _draw(self, progress: Progress) -> None:
        received = f"{progress.received / 1e6:,.1f}"
        if progress.total is None:
            line = f"{progress.name}  {received} MB"
        else:
            filled = _BAR_WIDTH * progress.received // max(1, progress.total)
            bar = "#" * filled + "-" * (_BAR_WIDTH - filled)
            line = f"{progress.name}  [{bar}] {received}/{progress.total / 1e6:,.1f} MB"
        is_whole = progress.received == progress.total
        if line != self._shown:
            self._shown = line
            self._stream.write(f"\r\x1b[K{line}" + ("\n" if is_whole else ""))
            self._stream.flush()

    def _write_tenths(self, progress: Progress) -> None:
        if progress.total is None:
            tenth = (progress.name, progress.received // 10_000_000)
            line = f"{progress.name} {progress.received // 1_000_000} MB"
        else:
            tenth = (progress.name, 10 * progress.received // max(1, progress.total))
            line = f"{progress.name} {10 * tenth[1]} %"
        if tenth != self._shown:
            self._shown = tenth
            self._stream.write(line + "\n")
            self._stream.flush()
