"""The command that asks for addresses outside the book, against a server of our own."""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading

from tests.conftest import ROOT


def links(folder):
    command = [sys.executable, ROOT / ".ci/links.py", folder]
    environment = os.environ | {"no_proxy": "127.0.0.1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, encoding="utf-8"
    )


def test_a_broken_address_is_named_with_its_page(tmp_path):
    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/nonsense":
                self.wfile.write(b"no HTTP at all\r\n\r\n")
                return
            there = ("/there", "/%D8%AF%D8%A7%D8%AF%D9%87?a=b%20c")
            self.send_response(200 if self.path in there else 404)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        at = f"http://127.0.0.1:{server.server_port}"
        good = f'<a class="x" href="{at}/there#part">a</a><a href="{at}/داده?a=b%20c">a</a>'
        (tmp_path / "a.html").write_text(good, encoding="utf-8")
        whole = links(tmp_path)
        bad = f'<a href="{at}/gone">b</a><a href="{at}/nonsense">b</a>'
        (tmp_path / "b.html").write_text(bad, encoding="utf-8")
        lost = links(tmp_path)
        server.shutdown()
        thread.join()
    assert (whole.returncode, whole.stdout) == (0, "links: 2 addresses, 0 broken\n")
    assert lost.returncode == 1
    assert f"broken: {at}/gone (HTTP Error 404: Not Found), linked in b.html" in lost.stderr
    assert f"broken: {at}/nonsense (no HTTP at all" in lost.stderr


def test_no_page_is_an_error(tmp_path):
    done = links(tmp_path)
    assert done.returncode == 1
    assert "build the book first" in done.stderr
