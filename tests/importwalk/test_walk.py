"""The walk finds what Python would import, and says what it cannot know."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from importwalk import SourceError, fingerprint, reach_of_module, reach_of_source


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of packages with circular, relative and late imports."""
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "from . import b\n",
        "pkg/b.py": "import pkg.a\nfrom .sub import c\n",
        "pkg/sub/__init__.py": "WORD = 1\n",
        "pkg/sub/c.py": "from ..d import thing\nfrom . import WORD\n",
        "pkg/d.py": "import pytest\n\n\ndef thing():\n    import pkg.late\n",
        "pkg/late.py": "import json\n",
        "pkg/alone.py": "import torch.nn\n",
        "spaced/inner.py": "import pkg.alone\n",
        "single.py": "",
    }
    for place, text in files.items():
        path = tmp_path / "my code" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "my code"


def names(source: str, root: Path) -> set[str]:
    return set(reach_of_source(source, [root]).modules)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import pkg", {"pkg"}),
        ("import pkg.alone", {"pkg", "pkg.alone"}),
        ("from pkg import alone as x", {"pkg", "pkg.alone"}),
        ("from pkg.sub import WORD", {"pkg", "pkg.sub"}),
        ("import single", {"single"}),
        ("import spaced.inner", {"spaced.inner", "pkg", "pkg.alone"}),
        ("def f():\n    import pkg.late", {"pkg", "pkg.late"}),
        ("try:\n    import pkg.late\nexcept ImportError:\n    pass", {"pkg", "pkg.late"}),
        ("import importlib\nimportlib.import_module('pkg.late')", {"pkg", "pkg.late"}),
        ("import pkg.nothing", {"pkg"}),
        ("from . import pkg", set()),
        ("x = 1", set()),
    ],
)
def test_modules_reached(root, source, expected):
    assert names(source, root) == expected


def test_circular_and_relative_imports_are_walked_to_their_end(root):
    expected = {"pkg", "pkg.a", "pkg.b", "pkg.sub", "pkg.sub.c", "pkg.d", "pkg.late"}
    reach = reach_of_module("pkg.a", [root])
    assert set(reach.modules) == expected
    assert reach.libraries == {"pytest"}
    assert reach.unfollowed == ()


def test_the_walk_agrees_with_python(root):
    code = "import sys, pkg.a; print(sorted(m for m in sys.modules if m.startswith('pkg')))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    # pkg.late is imported by a function that nobody calls here.
    assert done.stdout.strip() == str(sorted(names("import pkg.a", root) - {"pkg.late"}))


def test_type_checking_imports_never_run(root):
    source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pkg.a\n"
    assert names(source, root) == set()
    assert names(source + "else:\n    import single\n", root) == {"single"}


@pytest.mark.parametrize(
    "source",
    [
        "import importlib\nimportlib.import_module(name)",
        "import importlib as il\nil.import_module('pkg.' + name)",
        "from importlib import import_module as load\nload(name)",
        "__import__(name)",
        "import runpy\nrunpy.run_path('x.py')",
        "from importlib import util\nutil.spec_from_file_location('x', place)",
        "import importlib\nimportlib.import_module('.late', __package__)",
    ],
)
def test_names_known_only_at_run_time_are_reported(root, source):
    reach = reach_of_source(source, [root], "chapter")
    line = source.count("\n") + 1
    assert reach.unfollowed == (f"chapter:{line}: import of a name known only at run time",)


def test_first_root_wins(root, tmp_path):
    (tmp_path / "other/single.py").parent.mkdir()
    (tmp_path / "other/single.py").write_text("import pkg\n")
    reach = reach_of_source("import single", [tmp_path / "other", root])
    assert reach.modules["single"] == tmp_path / "other/single.py"
    assert "pkg" in reach.modules


def test_edited_module_is_read_again(root):
    assert names("import single", root) == {"single"}
    (root / "single.py").write_text("import pkg.alone\n")
    assert names("import single", root) == {"single", "pkg", "pkg.alone"}


def test_errors_name_file_and_line(root):
    (root / "pkg/d.py").write_text("x = 1\ndef (\n")
    with pytest.raises(SourceError, match=r"d\.py, line 2: invalid syntax"):
        reach_of_source("import pkg.a", [root])
    with pytest.raises(SourceError, match="cells, line 1"):
        reach_of_source("1 +", [root], "cells")
    with pytest.raises(SourceError):
        reach_of_source("x = '\0'", [root])
    with pytest.raises(ModuleNotFoundError, match=r"no module 'pkg\.no' under"):
        reach_of_module("pkg.no", [root])


def test_fingerprint_sees_each_byte_or_only_behaviour(root):
    path = root / "single.py"
    modules = {"single": path}
    path.write_text('"""Doc."""\n\n\ndef f():\n    """Say."""\n    return 1  # one\n')
    exact, behaviour = fingerprint(modules), fingerprint(modules, behaviour_only=True)
    path.write_text("def f():\n    return 1\n")
    assert fingerprint(modules) != exact
    assert fingerprint(modules, behaviour_only=True) == behaviour
    path.write_text("def f():\n    return 2\n")
    assert fingerprint(modules, behaviour_only=True) != behaviour
    assert fingerprint({"renamed": path}) != fingerprint(modules)
