"""Files that are damaged or hostile: MATLAB files, and arrays in the cache."""

from __future__ import annotations

import io
import pickle
import struct

import numpy as np
import pytest
import scipy.io
from hypothesis import given
from hypothesis import strategies as st

from nnlab.datasets import cache
from nnlab.datasets.matfile import MatFileError, read_images


class Evil:
    """Unpickling this writes a file."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return open, (str(self.marker), "w")


def element(kind, payload):
    return struct.pack("<II", kind, len(payload)) + payload + b"\0" * (-len(payload) % 8)


def matrix(klass, content, shape=(1, 1), name=b"", traits=0):
    flags = element(6, struct.pack("<BB6x", klass, traits))
    return element(14, flags + element(5, struct.pack("<2i", *shape)) + element(1, name) + content)


def mat(*variables):
    return b"MATLAB 5.0 MAT-file".ljust(124) + b"\x00\x01IM" + b"".join(variables)


IMAGE = matrix(9, element(2, b"\xff\x00\x01\xff\xff\x00"), (3, 2))
LABELS = matrix(9, element(2, b"\7\3"), (2, 1), b"labels")
FIELD = element(5, struct.pack("<i", 2)) + element(1, b"a\0") + IMAGE
TEXTS = [element(1, text) for text in (b"MCOS", b"handle", b"evil")]
HOSTILE = {
    "function handle": matrix(16, matrix(9, element(2, b"\1"))),
    "object": matrix(3, element(1, b"evil") + FIELD),
    "opaque object": element(14, element(6, struct.pack("<BB6x", 17, 0)) + b"".join(TEXTS)),
    "structure": matrix(2, FIELD),
    "text": matrix(4, element(4, b"h\0i\0"), (1, 2)),
    "sparse matrix": matrix(5, element(5, b"\0" * 4) * 2 + element(9, b"\0" * 8)),
    "cell": matrix(1, IMAGE),
    "double": matrix(6, element(9, b"\0" * 8)),
    "complex": matrix(9, element(2, b"\1") * 2, traits=8),
    "class 99": matrix(99, element(2, b"\1")),
    "an element of type 3": matrix(9, element(3, b"\1\0")),
    "an element of type 18": element(18, b"\0" * 8),
    "4 bytes and the shape": matrix(9, element(2, b"\1" * 4), (3, 1)),
    "1 bytes and the shape": matrix(9, element(2, b"\1"), (-1, -1)),
    "an empty image": matrix(9, element(2, b""), (0, 3)),
}


def with_cell(cell):
    return mat(matrix(1, IMAGE + cell, (2, 1), b"Data"), LABELS)


def test_good_file_is_read_column_by_column():
    images, labels = read_images(with_cell(IMAGE))
    assert [image.tolist() for image in images] == [[[255, 255], [0, 255], [1, 0]]] * 2
    assert labels.tolist() == [7, 3]
    assert labels.dtype == np.uint8


@pytest.mark.parametrize("kind", HOSTILE)
def test_everything_but_an_image_is_refused_by_name(kind):
    with pytest.raises(MatFileError, match=kind) as caught:
        read_images(with_cell(HOSTILE[kind]))
    assert "\n" not in str(caught.value)


def test_crafted_files_are_what_they_say():
    """SciPy, as a second reader, finds the same kinds in them."""
    for kind, name in [
        ("function handle", "MatlabFunction"),
        ("object", "MatlabObject"),
    ]:
        item = scipy.io.loadmat(io.BytesIO(with_cell(HOSTILE[kind])))["Data"][1, 0]
        assert type(item).__name__ == name


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "not a little-endian MATLAB 5 file"),
        (b"\x89HDF\r\n\x1a\n" * 30, "not a little-endian MATLAB 5 file"),
        (mat(LABELS), "no variable 'Data'"),
        (mat(matrix(1, IMAGE, name=b"Data")), "no variable 'labels'"),
        (mat(matrix(1, IMAGE, name=b"Data"), LABELS), "one for each image"),
        (with_cell(IMAGE)[:-9], "damaged|cut off"),
        (with_cell(IMAGE).replace(b"\7\3", b"\x0b\3"), "not a column of digits"),
        (mat(matrix(9, element(2, b"\1"), name=b"Data"), LABELS), "Data does not hold images"),
        (mat(matrix(1, b"", (0, 1), b"Data"), HOSTILE["function handle"]), "function handle"),
    ],
)
def test_other_files_are_refused(content, text):
    with pytest.raises(MatFileError, match=text):
        read_images(content)


def test_pickle_in_place_of_a_file_is_not_run(tmp_path):
    marker = tmp_path / "it ran"
    with pytest.raises(MatFileError):
        read_images(pickle.dumps(Evil(marker)))
    assert not marker.exists()


def scipy_file(compressed):
    data = np.empty((4, 1), object)
    for i in range(4):
        data[i, 0] = np.arange((i + 1) * 3, dtype=np.uint8).reshape(i + 1, 3)
    file = io.BytesIO()
    labels = np.arange(4, dtype=np.uint8)[:, None]
    scipy.io.savemat(file, {"Data": data, "labels": labels}, do_compression=compressed)
    return data[:, 0], file.getvalue()


@pytest.mark.parametrize("compressed", [False, True])
def test_files_that_scipy_writes_are_read(compressed):
    data, content = scipy_file(compressed)
    images, labels = read_images(content)
    for image, expected in zip(images, data, strict=True):
        np.testing.assert_array_equal(image, expected)
    assert labels.tolist() == [0, 1, 2, 3]


def test_compressed_bomb_is_refused(monkeypatch):
    monkeypatch.setattr("nnlab.datasets.matfile._MOST_BYTES", 300)
    with pytest.raises(MatFileError, match="too large"):
        read_images(scipy_file(compressed=True)[1])


@given(
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=4),
    st.integers(0, 10_000),
)
def test_damage_anywhere_is_an_error_or_harmless(compressed, changes, end):
    """With some bytes changed and the end cut off, SciPy's reader can die of a bus error."""
    content = bytearray(scipy_file(compressed)[1])
    for place, value in changes:
        content[place % len(content)] = value
    try:
        images, labels = read_images(bytes(content[: max(end, 1)]))
    except MatFileError:
        return
    assert len(images) == len(labels)
    assert {image.dtype.name for image in images} <= {"uint8"}


# The cache of arrays


@pytest.fixture
def kept(monkeypatch, tmp_path):
    monkeypatch.setenv("NNLAB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache/name.npz"


SHAPE = {"x": (2, 3)}
X = {"x": np.arange(6, dtype=np.uint8).reshape(2, 3)}


def test_arrays_come_back(kept):
    assert cache.load("name", SHAPE) is None
    cache.save("name", X)
    np.testing.assert_array_equal(cache.load("name", SHAPE)["x"], X["x"])
    assert [path.name for path in kept.parent.iterdir()] == ["name.npz"]


def test_pickled_objects_in_the_cache_are_not_run(kept, tmp_path):
    marker = tmp_path / "it ran"
    kept.parent.mkdir()
    np.savez(kept, x=np.array([Evil(marker)] * 2, object))
    with pytest.raises(ValueError, match=r"name\.npz in the cache is damaged.*allow_pickle"):
        cache.load("name", SHAPE)
    kept.write_bytes(pickle.dumps(Evil(marker)))
    with pytest.raises(ValueError, match=r"name\.npz in the cache is damaged"):
        cache.load("name", SHAPE)
    assert not marker.exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[:-20],
        lambda whole: whole[:0],
        lambda whole: whole[:60] + bytes(8) + whole[68:],
    ],
    ids=["truncated", "empty", "overwritten"],
)
def test_damaged_arrays_are_refused_by_name(kept, damage):
    cache.save("name", X)
    kept.write_bytes(damage(kept.read_bytes()))
    with pytest.raises(ValueError, match=r"name\.npz in the cache is damaged"):
        cache.load("name", SHAPE)


@pytest.mark.parametrize("wrong", [{"x": X["x"].T}, {"x": X["x"] * 1.0}, {"y": X["x"]}])
def test_other_arrays_are_refused_by_name(kept, wrong):
    cache.save("name", wrong)
    with pytest.raises(ValueError, match=r"name\.npz in the cache is damaged"):
        cache.load("name", SHAPE)
    with kept.open("wb") as file:
        np.save(file, X["x"])  # a single array where an archive should be
    with pytest.raises(ValueError, match=r"name\.npz in the cache is damaged"):
        cache.load("name", SHAPE)


def test_cache_that_cannot_be_written_is_no_error(kept):
    kept.parent.write_text("a file where the folder should be")
    cache.save("name", X)
    assert cache.load("name", SHAPE) is None


def test_save_that_fails_leaves_nothing(kept, monkeypatch):
    def full(file, **_):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full)
    cache.save("name", X)
    assert list(kept.parent.iterdir()) == []


def test_code_version_follows_the_source(tmp_path):
    import types

    module = types.ModuleType("module")
    module.__file__ = str(tmp_path / "module.py")
    versions = set()
    for text in ("a = 1", "a = 2", "a = 1"):
        (tmp_path / "module.py").write_text(text)
        versions.add(cache.code_version(module))
    assert len(versions) == 2
