"""Who may know whom."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import importwalk
from tests.conftest import ROOT

CODE = ROOT / "code"

# layer of nnlab -> the layers that it may reach; anything not listed is open to all
LAYERS = {
    "activations": {"activations"},
    "initialisers": {"initialisers"},
    "losses": {"losses", "activations"},
    "models": {"models", "activations", "initialisers"},
    "training": {"training", "models", "losses", "activations", "initialisers"},
    "statistics": {"statistics"},
    "reported": {"reported"},
    "datasets": {"datasets"},
    "experiments": {
        "experiments", "training", "models", "losses", "activations", "initialisers",
        "datasets",
    },
}  # fmt: skip
GUARDED = {*LAYERS, "studies", "figures", "claims", "widgets"}


def modules(package: str) -> list[str]:
    return [
        ".".join(path.relative_to(CODE).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((CODE / package).rglob("*.py"))
    ]


def reached(module: str) -> set[str]:
    return set(importwalk.reach_of_module(module, [CODE]).modules)


@pytest.mark.parametrize("module", modules("nnlab"))
def test_science_does_not_know_the_press(module):
    assert not {name for name in reached(module) if name.split(".")[0] == "bookrun"}


@pytest.mark.parametrize("module", modules("bookrun"))
def test_press_does_not_know_the_science(module):
    assert not {name for name in reached(module) if name.split(".")[0] == "nnlab"}


@pytest.mark.parametrize("module", modules("bookpdf"))
def test_the_printer_knows_only_the_pages(module):
    assert {name.split(".")[0] for name in reached(module)} == {"bookpdf"}


@pytest.mark.parametrize("module", modules("importwalk"))
def test_walk_knows_neither(module):
    reach = importwalk.reach_of_module(module, [CODE])
    assert {name.split(".")[0] for name in reach.modules} == {"importwalk"}
    assert not reach.libraries


@pytest.mark.parametrize("layer", LAYERS)
def test_layers(layer):
    for module in modules(f"nnlab/{layer}"):
        known = {name.split(".")[1] for name in reached(module) if name.count(".")}
        assert (known & GUARDED) <= LAYERS[layer], module


def test_every_package_is_in_a_layer():
    packages = {path.name for path in (CODE / "nnlab").iterdir() if path.is_dir()}
    assert packages - {"__pycache__"} == GUARDED


def test_mish_does_not_reach_the_xnor_chapter():
    import jupytext

    notebook = jupytext.read(ROOT / "book/experiments/xnor.md")
    cells = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    known = set(importwalk.reach_of_source(cells, [CODE]).modules)
    assert "nnlab.activations.relu" in known
    assert not known & {"nnlab.activations.mish", "nnlab.activations.catalogue"}


def test_numpy_side_loads_no_framework():
    heavy = ["torch", "tensorflow", "keras", "sphinx"]
    names = [m for m in modules("nnlab") if not m.endswith("__main__")]
    script = f"import sys, {', '.join(names)}; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", script], text=True).strip() == "[]"


def test_code_is_a_folder_not_a_package():
    import code

    assert not (CODE / "__init__.py").exists()
    assert Path(code.__file__).is_relative_to(sys.base_prefix)
