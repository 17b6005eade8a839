"""Hoda, MNIST, its negatives and the stand-ins, with independent judges."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nnlab.datasets import cache, hoda, mnist, negatives, sources, standin
from nnlab.datasets.base import Part
from nnlab.datasets.identities import identities
from nnlab.datasets.resize import resize, resize_each
from nnlab.naming import UnknownNameError

DATA = os.environ.get("NNLAB_DATA")
real = pytest.mark.skipif(not DATA, reason="needs the real data: set NNLAB_DATA")


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """Hoda, loaded once, with a cache of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NNLAB_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield hoda.load()


@pytest.fixture
def offline(monkeypatch, tmp_path):
    """No source has anything."""
    monkeypatch.delenv("NNLAB_DATA", raising=False)
    monkeypatch.setenv("NNLAB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("nnlab.datasets.download._unreachable", lambda _: "network is down")


def sha256(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


# Resizing


def resize_by_loops(image, height, width):
    """OpenCV's fixed-point rule for one image, one pixel at a time."""

    def taps(size, target, place):
        x = np.float32((place + 0.5) * size / target - 0.5)
        first = int(np.floor(x))
        part = np.float32(x - first)
        weights = round(float((1 - part) * 2048)), round(float(part * 2048))
        return [min(max(i, 0), size - 1) for i in (first, first + 1)], weights

    result = np.zeros((height, width), np.uint8)
    for i in range(height):
        (top, bottom), beta = taps(image.shape[0], height, i)
        for j in range(width):
            (left, right), alpha = taps(image.shape[1], width, j)
            rows = [
                int(image[r, left]) * alpha[0] + int(image[r, right]) * alpha[1]
                for r in (top, bottom)
            ]
            result[i, j] = (
                sum(b * (s >> 4) >> 16 for b, s in zip(beta, rows, strict=True)) + 2
            ) >> 2
    return result


@pytest.mark.parametrize("shape", [(28, 20), (4, 3), (1, 1), (5, 5), (10, 10), (62, 7)])
def test_resize_equals_plain_loops(rng, shape):
    image = rng.integers(0, 256, shape, dtype=np.uint8)
    for target in [(5, 5), (28, 20), (1, 9)]:
        expected = resize_by_loops(image, *target)
        np.testing.assert_array_equal(resize(image[None], *target)[0], expected)


def test_resize_each_keeps_the_order(rng):
    images = [rng.integers(0, 256, (3 + i % 3, 4), dtype=np.uint8) for i in range(10)]
    together = resize_each(images, 5, 5)
    for image, result in zip(images, together, strict=True):
        np.testing.assert_array_equal(result, resize(image[None], 5, 5)[0])


@pytest.mark.parametrize("bad", [np.zeros((2, 3, 4)), np.zeros((3, 4), np.uint8),
                                 np.zeros((1, 0, 4), np.uint8)])  # fmt: skip
def test_resize_refuses_other_arrays(bad):
    with pytest.raises(ValueError, match="expected"):
        resize(bad, 5, 5)


# Hoda


@real
def test_hoda_is_bit_exact(digits):
    """The hashes were made with OpenCV, which also made that of the whole set."""
    assert (digits.identity, digits.source, digits.note) == (sources.HODA.sha256, "NNLAB_DATA", "")
    assert {a.dtype.name for p in (digits.train, digits.test) for a in (p.x, p.y)} == {"uint8"}
    assert [sha256(a) for p in (digits.train, digits.test) for a in (p.x, p.y)] == [
        "7ae257c31589e688d50ac2596e1e1b9a4a8dff93b90ddbc74ca6e4351f2ac5ca",
        "602d2a564fe210759aa365153cf5093f39ad88ef19457053ea67c3389964af8d",
        "ebb44ad1d459cf2af549d87343e586d7ce0aea12b363300eb843b5e2e900861c",
        "12f5e735d47ca60917604cd9db1f9ed355e6a1c0c6cbafbbf302b1a69655b6fd",
    ]
    assert digits.others.x.shape == (58_800, 25)
    assert (
        sha256(digits.others.x)
        == "37ba3e02f3868691d804d8a014fe6d55bdf981269f43944f25e0b5cda019233d"
    )
    labels = np.concatenate([digits.train.y, digits.test.y, digits.others.y])
    assert np.bincount(labels).tolist() == [6_000] * 10


@real
def test_hoda_begins_as_documented(digits):
    assert digits.train.y[:10].tolist() == [6, 5, 0, 2, 7, 0, 7, 5, 0, 7]
    assert digits.test.y[:10].tolist() == [7, 2, 3, 1, 5, 5, 4, 7, 3, 2]
    assert digits.train.x[0].reshape(5, 5).tolist() == [
        [153, 229, 0, 0, 255],
        [255, 0, 77, 255, 0],
        [0, 255, 255, 0, 0],
        [0, 255, 77, 0, 0],
        [0, 255, 0, 0, 0],
    ]


@real
def test_three_nearest_neighbours_give_exactly_096(digits):
    from sklearn.neighbors import KNeighborsClassifier

    judge = KNeighborsClassifier(3).fit(digits.train.x.astype(float), digits.train.y)
    assert judge.score(digits.test.x.astype(float), digits.test.y) == 0.96


@real
def test_scipy_reads_the_same_images(digits):
    from scipy.io import loadmat

    content = loadmat(Path(DATA, sources.HODA.path))
    for part, indices in [("train", [0, 999]), ("test", [199, 0]), ("others", [58_799])]:
        images = hoda.images(part, indices)
        for index, image in zip(indices, images, strict=True):
            row = hoda.ROWS[part].start + index
            np.testing.assert_array_equal(image, content["Data"][row, 0])
            assert set(np.unique(image)) <= {0, 255}
            small = resize(image[None], 5, 5).ravel()
            np.testing.assert_array_equal(small, getattr(digits, part).x[index])
    np.testing.assert_array_equal(digits.others.y, content["labels"][1_200:, 0])


@real
def test_hoda_comes_from_the_cache_the_second_time(digits, monkeypatch):
    monkeypatch.setattr("nnlab.datasets.matfile.read_images", None)
    np.testing.assert_array_equal(hoda.load().others.x, digits.others.x)


@real
@pytest.mark.parametrize("fault", ["hostile", "unwritable"])
def test_hoda_copes_with_a_bad_cache(digits, monkeypatch, tmp_path, fault):
    place = tmp_path / "cache"
    monkeypatch.setenv("NNLAB_CACHE", str(place))
    if fault == "unwritable":
        place.write_text("a file where the folder should be")
        assert hoda.load().refused == ()
        return
    monkeypatch.setattr(cache, "code_version", lambda *_: "version")
    place.mkdir()
    file = place / f"hoda-5x5-{sources.HODA.sha256[:12]}-version.npz"
    np.savez(file, x=np.array([print], object), y=np.zeros(60_000, np.uint8))
    loaded = hoda.load()
    assert "version.npz in the cache is damaged" in loaded.refused[0]
    np.testing.assert_array_equal(loaded.others.x, digits.others.x)
    assert hoda.load().refused == ()


@real
@pytest.mark.usefixtures("offline")
def test_damaged_hoda_gives_a_stand_in_that_names_it(monkeypatch, tmp_path):
    (tmp_path / "hoda").mkdir()
    content = Path(DATA, sources.HODA.path).read_bytes()
    (tmp_path / "hoda/Data_hoda_full.mat").write_bytes(content[:-1] + b"\0")
    monkeypatch.setenv("NNLAB_DATA", str(tmp_path))
    loaded = hoda.load()
    assert loaded.is_stand_in
    assert "hoda/Data_hoda_full.mat in NNLAB_DATA is refused: its sha256" in loaded.note
    assert loaded.refused == (
        "hoda/Data_hoda_full.mat in NNLAB_DATA is refused: its sha256 is "
        f"{hashlib.sha256(content[:-1] + bytes(1)).hexdigest()[:12]}…, not 39629eb75189….",
    )


@pytest.mark.usefixtures("offline")
def test_hoda_images_name_a_wrong_place():
    with pytest.raises(UnknownNameError, match=r"unknown part of Hoda 'tests'.*'test'"):
        hoda.images("tests", [0])
    with pytest.raises(IndexError, match="test has the places 0 to 199, not 200"):
        hoda.images("test", [200])
    with pytest.raises(IndexError, match="not -1"):
        hoda.images("test", [-1])


# Stand-ins


@pytest.mark.usefixtures("offline")
def test_hoda_stand_in_has_the_real_shapes_and_says_why():
    loaded = hoda.load()
    shapes = [getattr(loaded, name).x.shape for name in hoda.ROWS]
    assert shapes == [(1_000, 25), (200, 25), (58_800, 25)]
    assert [getattr(loaded, name).y.shape for name in hoda.ROWS] == [(1_000,), (200,), (58_800,)]
    assert loaded.train.x.dtype == loaded.train.y.dtype == np.uint8
    assert loaded.source == "stand-in"
    assert loaded.is_stand_in
    assert "did not use the Hoda data but a stand-in" in loaded.note
    assert "no connection to github.com (network is down)" in loaded.note
    assert identities(frozenset({"nnlab.datasets.hoda"})) == {"hoda": loaded.identity}
    (image,) = hoda.images("test", [3])
    assert image.shape == (28, 20)
    assert set(np.unique(image)) == {0, 255}
    np.testing.assert_array_equal(resize(image[None], 5, 5).ravel(), loaded.test.x[3])


@pytest.mark.usefixtures("offline")
def test_stand_in_is_always_the_same_and_can_be_learnt():
    from sklearn.neighbors import KNeighborsClassifier

    loaded, again = hoda.load(), hoda.load()
    np.testing.assert_array_equal(loaded.others.x, again.others.x)
    judge = KNeighborsClassifier(3).fit(loaded.train.x.astype(float), loaded.train.y)
    assert judge.score(loaded.test.x.astype(float), loaded.test.y) > 0.75


@pytest.mark.usefixtures("offline")
def test_mnist_stand_in_has_the_real_shapes_and_loads_no_torch():
    loaded = mnist.load()
    assert (loaded.train.x.shape, loaded.test.x.shape) == ((60_000, 28, 28), (10_000, 28, 28))
    assert loaded.train.y.shape == (60_000,)
    assert loaded.train.x.dtype == loaded.test.y.dtype == np.uint8
    assert loaded.train.x.max() > 200
    assert "did not use the MNIST data" in loaded.note
    assert identities(frozenset({"nnlab.datasets.mnist"})) == {"mnist": loaded.identity}


def test_stand_in_shares_no_original(monkeypatch):
    """Each original has its own grey value here, so a shared one would show."""
    labels = np.arange(200, dtype=np.uint8)
    images = np.ones((200, 8, 8), np.uint8) * (labels[:, None, None] + 50)
    monkeypatch.setattr(standin, "_originals", lambda: (images, labels))
    first, second = standin.digits([standin.Share(400, 120), standin.Share(50, 80)], 28, 20)
    assert not set(first.y) & set(second.y)
    assert len(set(first.y)) == 120
    assert len(second.y) == 50
    np.testing.assert_array_equal(first.x.max(axis=(1, 2)), first.y + 50)
    with pytest.raises(ValueError, match="201 originals were asked for, but there are 200"):
        standin.digits([standin.Share(1, 201)], 28, 20)


# MNIST


def idx(name):
    """An independent parser of the idx format."""
    content = gzip.decompress(Path(DATA, "mnist", name).read_bytes())
    assert content[:3] == b"\0\0\x08"
    axes = content[3]
    shape = [int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big") for i in range(axes)]
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)


@real
def test_mnist_equals_an_independent_parse():
    before = sorted(Path(DATA).rglob("*"))
    loaded = mnist.load()
    assert (loaded.source, loaded.note) == ("NNLAB_DATA", "")
    for part, name in [(loaded.train, "train"), (loaded.test, "t10k")]:
        np.testing.assert_array_equal(part.x, idx(f"{name}-images-idx3-ubyte.gz"))
        np.testing.assert_array_equal(part.y, idx(f"{name}-labels-idx1-ubyte.gz"))
        assert part.x.dtype == part.y.dtype == np.uint8
    assert sorted(Path(DATA).rglob("*")) == before
    scaled = loaded.train.x / np.float32(255)
    assert (round(float(scaled.mean()), 4), round(float(scaled.std()), 4)) == (
        mnist.MEAN,
        mnist.DEVIATION,
    )


@real
def test_pinned_files_are_those_of_torchvision():
    from nnlab.datasets.torchvision_ops import declare_missing_operators

    declare_missing_operators()
    from torchvision.datasets import MNIST

    assert [name for name, _ in MNIST.resources] == [Path(f.path).name for f in sources.MNIST]
    for file, (name, md5) in zip(sources.MNIST, MNIST.resources, strict=True):
        assert hashlib.md5(Path(DATA, file.path).read_bytes()).hexdigest() == md5
        assert file.urls == tuple(mirror + name for mirror in MNIST.mirrors)


def run(script):
    return subprocess.check_output([sys.executable, "-W", "error", "-c", script], text=True)


def test_torchvision_can_be_imported_and_its_operators_still_fail_when_called():
    script = """
from nnlab.datasets.torchvision_ops import declare_missing_operators
missing = declare_missing_operators()
import torch, torchvision
from torchvision import datasets, transforms
assert declare_missing_operators() == []
if missing:
    try:
        torch.ops.torchvision.nms(torch.zeros(1, 4), torch.zeros(1), 0.5)
    except NotImplementedError:
        print("declared only")
else:
    print(torch.ops.torchvision.nms(torch.zeros(1, 4), torch.zeros(1), 0.5).tolist())
"""
    assert run(script).strip() in ("declared only", "[0]")


def test_beside_a_matching_torchvision_nothing_is_declared():
    """A library that defines the operators itself stands in for a matching torchvision."""
    script = """
from torch import library
from nnlab.datasets import torchvision_ops
def matching():
    declared = library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        declared.define(name + "(Tensor a, Tensor b, float c) -> Tensor")
    torchvision_ops._KEPT.append(declared)
torchvision_ops._load_extension = matching
print(torchvision_ops.declare_missing_operators(), len(torchvision_ops._KEPT))
import torchvision
"""
    assert run(script).strip() == "[] 1"


# Negatives


@pytest.fixture
def part(rng):
    return Part(rng.integers(0, 256, (7, 28, 28), dtype=np.uint8), np.arange(7, dtype=np.uint8))


def test_negatives_by_their_definition(part):
    both = negatives.with_negatives(part, "one-minus")
    assert both.x.shape == (14, 28, 28)
    assert both.x.dtype == np.float32
    np.testing.assert_allclose(both.x[:7], part.x / 255, rtol=1e-6)
    np.testing.assert_allclose(both.x[7:], 1 - part.x / 255, atol=1e-7)
    assert both.y.tolist() == [*range(7), *range(7)]

    centred = negatives.with_negatives(part, "centred")
    np.testing.assert_allclose(centred.x[:7], part.x / 255 - 0.5, atol=1e-7)
    np.testing.assert_array_equal(centred.x[7:], -centred.x[:7])
    np.testing.assert_allclose(centred.x, both.x - 0.5, atol=1e-7)
    assert part.take(slice(2)).x.shape == (2, 28, 28)


def test_unknown_form_is_named(part):
    with pytest.raises(UnknownNameError, match=r"unknown form of negatives 'centered'.*'centred'"):
        negatives.with_negatives(part, "centered")
    with pytest.raises(UnknownNameError):
        negatives.load("x")


@real
def test_negatives_of_mnist():
    loaded = negatives.load()
    assert loaded.train.x.shape == (120_000, 28, 28)
    assert loaded.test.x.shape == (20_000, 28, 28)
    assert loaded.test.y.shape == (20_000,)
    assert loaded.source == "NNLAB_DATA"
    np.testing.assert_allclose(loaded.test.x[:10_000] + loaded.test.x[10_000:], 1, atol=1e-6)
