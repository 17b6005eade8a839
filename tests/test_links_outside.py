"""The command that asks for addresses outside the book, against a server of our own."""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading

from tests.conftest import ROOT


def links(folder):
    command = [sys.executable, ROOT / ".ci/links.py", folder]
    return subprocess.run(command, capture_output=True, text=True)


def test_a_broken_address_is_named_with_its_page(tmp_path):
    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/there" else 404)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        at = f"http://127.0.0.1:{server.server_port}"
        (tmp_path / "a.html").write_text(f'<a class="x" href="{at}/there#part">a</a>')
        whole = links(tmp_path)
        (tmp_path / "b.html").write_text(f'<a href="{at}/gone">b</a>')
        lost = links(tmp_path)
        server.shutdown()
        thread.join()
    assert (whole.returncode, whole.stdout) == (0, "links: 1 addresses, 0 broken\n")
    assert lost.returncode == 1
    assert f"broken: {at}/gone (HTTP Error 404: Not Found), linked in b.html" in lost.stderr


def test_no_page_is_an_error(tmp_path):
    done = links(tmp_path)
    assert done.returncode == 1
    assert "build the book first" in done.stderr
