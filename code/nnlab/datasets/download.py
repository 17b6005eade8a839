"""Fetch one file into the user's cache: checked, in bounded time, by one process at a time."""

from __future__ import annotations

import socket
import tempfile
import threading
import warnings
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from nnlab.datasets.sources import File

CONNECT_SECONDS = 5
SILENCE_SECONDS = 15  # the longest pause within a download
LOCK_SECONDS = 120  # the longest wait for another process that fetches the same file


class DownloadError(Exception):
    """A file could not be fetched. The text is one sentence that says why."""


def fetch(file: File, cache: Path) -> Path | bytes:
    """Download the file to its place below ``cache`` and return that path.

    Where the cache cannot be written, the content is returned instead. Does nothing if another
    process put the right file there in the meantime. Raises DownloadError.
    """
    target = cache / file.path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock", timeout=LOCK_SECONDS):
            return _retrieve(file, target.parent)
    except Timeout:
        raise DownloadError(
            f"Another process has been fetching {file.path} for {LOCK_SECONDS} s."
        ) from None
    except (OSError, NotImplementedError):  # filelock: this file system has no locks
        with tempfile.TemporaryDirectory() as scratch:
            return _retrieve(file, Path(scratch)).read_bytes()


def _quiet_pooch() -> ModuleType:
    """pooch, without what would be an error output of a chapter: progress, and tqdm's warning
    that a notebook has no widgets to show it in."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pooch
    pooch.get_logger().setLevel("WARNING")
    return pooch


def _retrieve(file: File, folder: Path) -> Path:
    """Try each address, and once more if a download broke off. pooch renames only what is whole
    and has the right checksum, and leaves alone a file that is there and right."""
    import requests

    pooch = _quiet_pooch()
    downloader = pooch.HTTPDownloader(timeout=(CONNECT_SECONDS, SILENCE_SECONDS))
    faults: dict[str, str] = {}
    for url in file.urls * 2:
        host = urlsplit(url).hostname
        if "no connection" in faults.get(host, ""):
            continue
        if problem := _unreachable(url):
            faults[host] = f"no connection to {host} ({problem})"
            continue
        name = Path(file.path).name
        try:
            return Path(
                pooch.retrieve(url, f"sha256:{file.sha256}", name, folder, None, downloader)
            )
        except requests.RequestException as error:
            faults[host] = f"{host} failed ({_short(error)})"
        except ValueError:  # pooch: the checksum differs
            faults[host] = f"what {host} sent has another checksum"
    raise DownloadError(f"Downloading {file.path} failed: {'; '.join(faults.values())}.")


def _unreachable(url: str) -> str:
    """Why no connection can be made in CONNECT_SECONDS; empty if one can.

    The limit of requests holds for each address of a host and not for looking them up.
    """
    from requests.utils import get_environ_proxies, prepend_scheme_if_needed, select_proxy

    proxy = select_proxy(url, get_environ_proxies(url))
    place = urlsplit(prepend_scheme_if_needed(proxy, "http") if proxy else url)
    address = (place.hostname, place.port or (443 if place.scheme == "https" else 80))
    outcome: list[str] = []

    def connect() -> None:
        try:
            socket.create_connection(address, CONNECT_SECONDS).close()
            outcome.append("")
        except OSError as error:
            outcome.append(error.strerror or str(error))

    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(CONNECT_SECONDS)
    return outcome[0] if outcome else f"no answer within {CONNECT_SECONDS} s"


def _short(error: Exception) -> str:
    """The innermost reason, on one line and without the addresses that requests puts in."""
    response = getattr(error, "response", None)
    if response is not None:
        return f"HTTP status {response.status_code}"
    return type(error).__name__
