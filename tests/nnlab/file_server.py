"""A local web server with faults, and settings that keep a test away from the user's folders."""

from __future__ import annotations

import hashlib
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from nnlab.datasets.sources import File

CONTENT = bytes(range(256)) * 400


class FileServer:
    """Serves CONTENT at every address; ``faults`` are used up first, one a request."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/file.bin"
        self.requests: list[str] = []
        self.faults: list[str] = []

    def file(self, path: str = "set/file.bin", url: str | None = None) -> File:
        digest = hashlib.sha256(CONTENT).hexdigest()
        return File(path, len(CONTENT), digest, (url or self.url,))

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.requests.append(handler.path)
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "missing":
            handler.send_error(404)
            return
        body = b"x" * len(CONTENT) if fault == "other content" else CONTENT
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if fault in ("dies", "stalls"):
            body = body[: len(body) // 2]
        if fault == "slow":
            time.sleep(1)
        handler.wfile.write(body)
        if fault == "stalls":
            handler.wfile.flush()
            time.sleep(1.5)


@contextmanager
def serving(monkeypatch):
    """A running FileServer, reached without any proxy of this machine."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            files.answer(self)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        files = FileServer(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield files
        finally:
            server.shutdown()
            thread.join()
