from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

import pytest

from speakd.engines.espeak import EspeakSynthesizer
from speakd.errors import EngineUnavailable
from speakd.synthesis.registry import GROUP, find_engines


def install(folder: Path, name: str, engines: str, **modules: str) -> None:
    """Put a package with entry points where `sys.path` finds it."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{engines}\n[console_scripts]\nx = y:z\n")
    for module, source in modules.items():
        (folder / f"{module}.py").write_text(source)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_the_built_in_engines_are_declared_as_everybody_elses() -> None:
    """Read from the source, so that it holds before anything is installed."""
    declared = tomllib.loads(Path("pyproject.toml").read_text())
    engines = declared["project"]["entry-points"][GROUP]
    found = find_engines([EntryPoint(name, value, GROUP) for name, value in engines.items()])
    assert {"espeak", "system"} <= set(found)
    assert found["espeak"].load() is EspeakSynthesizer
    for name in ("espeak", "system"):
        assert found[name].load().name == name


def test_an_installed_package_is_found_and_not_imported(site: Path) -> None:
    source = "from speakd.engines.skeleton import BeepSynthesizer as Horn"
    install(site, "horns", "horn = horns_module:Horn", horns_module=source)
    entry = find_engines()["horn"]
    assert (entry.target, entry.distribution) == ("horns_module:Horn", "horns")
    assert "horns_module" not in sys.modules
    assert entry.load().name == "beeper"


def test_one_broken_engine_takes_no_other_down(site: Path) -> None:
    install(
        site,
        "trouble",
        "raises = t_raises:E\nmisses = t_misses:E\nlacks = t_lacks:Nothing\nodd = t_odd:E\n"
        "half = t_half:E\nexits = t_exits:E\ngone = no_such_module_anywhere:E\nfine = t_fine:E",
        t_raises="raise RuntimeError('secret words')",
        t_misses="import a_module_that_nobody_has.sub",
        t_lacks="",
        t_odd="E = 7",
        t_half="from speakd.synthesis.api import Synthesizer\nclass E(Synthesizer): name = 'half'",
        t_exits="raise SystemExit(3)",
        t_fine="from speakd.engines.skeleton import BeepSynthesizer as E",
    )
    engines = find_engines()
    reasons = {}
    for name in ("raises", "misses", "lacks", "odd", "half", "exits", "gone"):
        with pytest.raises(EngineUnavailable) as caught:
            engines[name].load()
        reasons[name] = str(caught.value)
        assert "trouble" in caught.value.remedy
        assert "\n" not in reasons[name]
    assert "RuntimeError" in reasons["raises"]
    assert "secret" not in reasons["raises"]
    assert "a_module_that_nobody_has" in reasons["misses"]
    assert "not a Synthesizer" in reasons["odd"]
    assert "does not implement close, probe, synthesize, voices, warm_up" in reasons["half"]
    assert "SystemExit" in reasons["exits"]
    assert engines["fine"].load().name == "beeper"


def test_packages_with_broken_records_are_passed_over(site: Path) -> None:
    install(site, "horns", "horn = horns_module:Horn")
    for name, content in (("garbled", b"\xff\xfe\x00"), ("wrong", b"no section = x\n")):
        install(site, name, "x = y:z")
        (site / f"{name}-1.0.dist-info" / "entry_points.txt").write_bytes(content)
    install(site, "nameless", "nobody = y:z")
    (site / "nameless-1.0.dist-info" / "METADATA").unlink()
    assert "horn" in find_engines()


def test_nobody_takes_the_name_of_a_built_in_engine() -> None:
    class Distribution:
        name = "speakd"

    ours = EntryPoint("espeak", "speakd.engines.espeak:EspeakSynthesizer", GROUP)
    vars(ours)["dist"] = Distribution()
    theirs = EntryPoint("espeak", "evil:Engine", GROUP)
    for order in ([ours, theirs], [theirs, ours]):
        assert find_engines(order)["espeak"].target == ours.value


def test_the_listing_is_read_only_and_of_this_group_only(site: Path) -> None:
    install(site, "horns", "horn = horns_module:Horn")
    engines = find_engines()
    with pytest.raises(TypeError):
        engines["other"] = engines["horn"]  # type: ignore[index]  # that is the point
    assert "x" not in engines
    assert any(distribution.name == "horns" for distribution in distributions())


def test_finding_engines_imports_none_of_them() -> None:
    script = (
        "import sys\nfrom speakd.synthesis.registry import find_engines\nfind_engines()\n"
        "assert not [m for m in sys.modules if m.startswith('speakd.engines')], sys.modules\n"
        "assert 'numpy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
