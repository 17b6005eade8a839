"""Where files come from, with every fault that we know of provoked."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from nnlab.datasets import __main__ as command
from nnlab.datasets import cache, download, identities, store
from nnlab.datasets.sources import SETS, File
from tests.nnlab.file_server import CONTENT, serving

NOWHERE = "http://nnlab.invalid/file.bin"


@pytest.fixture
def server(monkeypatch):
    with serving(monkeypatch) as files:
        yield files


@pytest.fixture(autouse=True)
def folders(monkeypatch, tmp_path):
    """An empty NNLAB_DATA and a cache that does not exist yet."""
    (tmp_path / "data/set").mkdir(parents=True)
    monkeypatch.setenv("NNLAB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NNLAB_CACHE", str(tmp_path / "cache"))
    return tmp_path


def whole_files(folder):
    return [p.name for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock"]


def test_nnlab_data_comes_first_then_cache_then_download(server, folders):
    file = server.file()
    assert store.obtain([file]).source == "download"
    assert (folders / "cache/set/file.bin").read_bytes() == CONTENT
    assert store.obtain([file]).source == "cache"
    (folders / "data/set/file.bin").write_bytes(CONTENT)
    obtained = store.obtain([file])
    assert (obtained.source, obtained.contents, obtained.refused) == ("NNLAB_DATA", (CONTENT,), ())
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (CONTENT[:-1], "it has 102,399 bytes, not 102,400"),
        (b"", "it has 0 bytes"),
        (b"x" * len(CONTENT), "its sha256 is"),
    ],
    ids=["truncated", "empty", "another file"],
)
def test_damaged_file_is_refused_by_name_and_the_next_source_is_used(
    server, folders, content, text
):
    bad = folders / "data/set/file.bin"
    bad.write_bytes(content)
    obtained = store.obtain([server.file()])
    assert (obtained.source, obtained.contents) == ("download", (CONTENT,))
    (remark,) = obtained.refused
    assert remark.startswith("set/file.bin in NNLAB_DATA is refused: " + text)
    assert bad.read_bytes() == content  # NNLAB_DATA is never written to
    assert str(folders) not in remark


def test_damaged_file_in_the_cache_is_fetched_again(server, folders):
    cached = folders / "cache/set/file.bin"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(CONTENT[:1000])
    obtained = store.obtain([server.file()])
    assert obtained.source == "download"
    assert "set/file.bin in the cache is refused" in obtained.refused[0]
    assert cached.read_bytes() == CONTENT


def test_unreadable_places_are_passed_over(server, folders, monkeypatch):
    (folders / "data/set/file.bin").mkdir()
    assert "is refused" in store.obtain([server.file()]).refused[0]
    os.mkfifo(folders / "data/set/pipe.bin")  # reading it would never end
    assert "is refused" in store.obtain([server.file("set/pipe.bin")]).refused[0]
    monkeypatch.setenv("NNLAB_DATA", str(folders / "no such folder"))
    assert store.obtain([server.file()]).source == "cache"


def test_unreadable_file_is_refused_by_name(server, folders, monkeypatch):
    (folders / "data/set/file.bin").write_bytes(CONTENT)

    def denied(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", denied)
    with pytest.raises(store.RefusedError, match=r"set/file\.bin in NNLAB_DATA cannot be read"):
        store._read(server.file(), "NNLAB_DATA", folders / "data")


@pytest.mark.parametrize("fault", ["dies", "other content"])
def test_broken_download_is_tried_again(server, folders, fault):
    server.faults = [fault]
    assert store.obtain([server.file()]).contents == (CONTENT,)
    assert len(server.requests) == 2
    assert whole_files(folders) == ["file.bin"]


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("dies", "127.0.0.1 failed (ChunkedEncodingError)"),
        ("other content", "what 127.0.0.1 sent has another checksum"),
        ("missing", "127.0.0.1 failed (HTTP status 404)"),
        ("stalls", "127.0.0.1 failed (ConnectionError)"),
    ],
)
def test_download_that_keeps_failing_leaves_nothing(server, folders, fault, text, monkeypatch):
    monkeypatch.setattr(download, "SILENCE_SECONDS", 0.3)
    server.faults = [fault] * 2
    with pytest.raises(store.UnavailableError) as caught:
        store.obtain([server.file()])
    assert text in str(caught.value)
    assert "There is no set/file.bin in NNLAB_DATA." in str(caught.value)
    assert whole_files(folders) == []


def test_second_mirror_is_used_when_the_first_refuses(server):
    server.faults = ["missing"]
    file = server.file()
    mirrored = File(file.path, file.size, file.sha256, (NOWHERE, server.url, server.url + "2"))
    assert store.obtain([mirrored]).contents == (CONTENT,)
    assert server.requests == ["/file.bin", "/file.bin2"]


def test_no_network_is_told_with_its_reason(server, monkeypatch):
    monkeypatch.delenv("NNLAB_DATA")
    with pytest.raises(store.UnavailableError) as caught:
        store.obtain([server.file(url=NOWHERE)])
    assert "NNLAB_DATA is not set." in str(caught.value)
    assert "no connection to nnlab.invalid (" in str(caught.value)


def test_silent_network_takes_bounded_time(server, monkeypatch):
    """Name resolution and each address of a host may hang; the limit holds for all together."""
    released = threading.Event()

    def hang(*_):
        released.wait(20)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", hang)
    monkeypatch.setattr(download, "CONNECT_SECONDS", 0.2)
    start = time.monotonic()
    with pytest.raises(store.UnavailableError, match=r"no answer within 0\.2 s"):
        store.obtain([server.file()])
    assert time.monotonic() - start < 2
    released.set()


def test_connect_timeout_is_five_seconds():
    assert download.CONNECT_SECONDS == 5


def test_proxy_is_used(server, monkeypatch):
    monkeypatch.setenv("http_proxy", server.url.removesuffix("/file.bin"))
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert store.obtain([server.file(url=NOWHERE)]).contents == (CONTENT,)
    assert server.requests == [NOWHERE]


def test_cache_that_cannot_be_written(server, folders, monkeypatch):
    (folders / "plain").write_text("a file where the folder should be")
    monkeypatch.setenv("NNLAB_CACHE", str(folders / "plain"))
    obtained = store.obtain([server.file()])
    assert (obtained.source, obtained.contents) == ("download", (CONTENT,))
    assert whole_files(folders) == ["plain"]


def test_full_disk_under_the_cache(server, folders, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pooch.core.shutil.move", full)
    with pytest.raises(store.UnavailableError, match="No space left"):
        store.obtain([server.file()])
    assert whole_files(folders) == []


def test_two_processes_fetch_once(server):
    server.faults = ["slow"]
    script = (
        "from nnlab.datasets import store; from nnlab.datasets.sources import File\n"
        f"store.obtain([{server.file()!r}])"
    )
    both = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(2)]
    assert [process.wait(30) for process in both] == [0, 0]
    assert len(server.requests) == 1


def test_lock_of_a_killed_process_is_free(server, folders):
    (folders / "cache/set").mkdir(parents=True)
    script = (
        "import time, filelock; lock = filelock.FileLock('cache/set/file.bin.lock')\n"
        "lock.acquire(); print('locked', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script], cwd=folders, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout.readline() == "locked\n"
        (folders / "cache/set/tmp1234").write_bytes(CONTENT[:77])  # its half-written download
        holder.kill()
    assert store.obtain([server.file()]).contents == (CONTENT,)


def test_lock_that_is_held_too_long_is_told(server, folders, monkeypatch):
    from filelock import FileLock

    monkeypatch.setattr(download, "LOCK_SECONDS", 0.1)
    (folders / "cache/set").mkdir(parents=True)
    with (
        FileLock(folders / "cache/set/file.bin.lock"),
        pytest.raises(store.UnavailableError, match="Another process has been fetching"),
    ):
        store.obtain([server.file()])


def test_identity_needs_no_network_and_follows_the_files(server, folders, monkeypatch):
    file = server.file()
    monkeypatch.setitem(SETS, "hoda", (file,))
    monkeypatch.setitem(SETS, "mnist", (file, file))

    def now(*modules):
        return identities.identities(frozenset(modules))

    absent = now("nnlab.datasets.hoda", "nnlab.datasets", "numpy")
    assert absent == {
        "hoda": "stand-in: There is no set/file.bin in NNLAB_DATA. "
        "There is no set/file.bin in the cache."
    }
    (folders / "data/set/file.bin").write_bytes(CONTENT[:-1])
    assert "is refused: it has 102,399 bytes" in now("nnlab.datasets.hoda")["hoda"]
    (folders / "data/set/file.bin").write_bytes(CONTENT)
    both = now("nnlab.datasets.hoda", "nnlab.datasets.mnist", "nnlab.datasets.negatives")
    assert both["hoda"] == file.sha256
    assert len(both["mnist"]) == 64
    assert both["mnist"] != file.sha256
    assert now("nnlab.datasets.playground") == {}
    assert server.requests == []


def test_unchanged_file_is_hashed_once(server, folders, monkeypatch):
    (folders / "data/set/file.bin").write_bytes(CONTENT)
    assert store.identity([server.file()]) == server.file().sha256
    monkeypatch.setattr(store, "_read", lambda *_: pytest.fail("read again"))
    assert store.identity([server.file()]) == server.file().sha256


def test_identities_load_nothing_heavy():
    heavy = ["torch", "tensorflow", "keras", "scipy", "sklearn", "pooch"]
    script = (
        "import sys; from nnlab.datasets.identities import identities\n"
        "identities(frozenset({'nnlab.datasets.hoda', 'nnlab.datasets.mnist'}))\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True).strip() == "[]"


def test_command_fetches_and_lists(server, monkeypatch, capsys):
    monkeypatch.setitem(SETS, "hoda", (server.file(),))
    monkeypatch.setitem(SETS, "mnist", (server.file("set/other.bin", NOWHERE),))
    assert command.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "hoda: download"
    assert lines[1].startswith("mnist: stand-in. There is no set/other.bin in NNLAB_DATA.")


def test_default_cache_is_the_users(monkeypatch):
    monkeypatch.delenv("NNLAB_CACHE")
    assert cache.folder().name == "nnlab"
