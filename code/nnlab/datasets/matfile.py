"""Read labelled images from a MATLAB 5 file, and nothing else that such a file can hold.

A strict reader of our own, because a damaged file can crash SciPy's. It knows a column of 2-D
uint8 images and a column of labels; function handles, objects, structures, text and nested cells
are refused by name. Nothing in the file is built or called.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

_INT8, _UINT8, _INT32, _UINT32, _MATRIX, _COMPRESSED = 1, 2, 5, 6, 14, 15
_CELL, _DOUBLE, _BYTES = 1, 6, 9
_CLASSES = {
    1: "cell", 2: "structure", 3: "object", 4: "text", 5: "sparse matrix", 6: "double",
    7: "single", 8: "int8", 9: "uint8", 16: "function handle", 17: "opaque object",
}  # fmt: skip
_MOST_BYTES = 200_000_000  # unpacked; Hoda has 39 million


class MatFileError(ValueError):
    """The content is not a MATLAB file of labelled images. The text says what was met instead."""


def read_images(content: bytes) -> tuple[list[np.ndarray], np.ndarray]:
    """Images and labels of a MATLAB 5 file that holds ``Data`` and ``labels``.

    Returns N read-only arrays (h, w) uint8 of varying shapes, and (N,) uint8 labels, 0 to 9.
    Raises MatFileError for anything else.
    """
    if content[124:128] != b"\x00\x01IM":
        raise MatFileError("this is not a little-endian MATLAB 5 file.")
    try:
        variables = _variables(memoryview(content)[128:])
        images = _images(variables["Data"])
        labels = _bytes("labels", variables["labels"], {_DOUBLE, _BYTES}).ravel()
    except KeyError as error:
        raise MatFileError(f"the file has no variable {error}.") from None
    except (struct.error, zlib.error) as error:
        raise MatFileError(f"the file is damaged ({error}).") from error
    if len(images) != len(labels) or (labels > 9).any():
        raise MatFileError("labels is not a column of digits, one for each image.")
    return images, labels


def _images(variable: memoryview) -> list[np.ndarray]:
    klass, _, _, cells = _matrix("Data", variable)
    if klass != _CELL:
        raise MatFileError(f"Data does not hold images but is {_CLASSES[klass]}.")
    images = []
    while cells:
        cell, cells = _expect(_MATRIX, cells)
        image = _bytes(f"Data[{len(images)}]", cell, {_BYTES})
        if not image.size:
            raise MatFileError(f"Data[{len(images)}] is an empty image.")
        images.append(image)
    return images


def _variables(content: memoryview) -> dict[str, memoryview]:
    """Name -> matrix of each variable, unpacked but not yet looked into."""
    variables = {}
    while content:
        kind, payload, content = _element(content)
        if kind == _COMPRESSED:
            unpacking = zlib.decompressobj()
            unpacked = unpacking.decompress(payload, _MOST_BYTES)
            if not unpacking.eof:
                raise MatFileError("a compressed variable is cut off or too large.")
            payload, _ = _expect(_MATRIX, memoryview(unpacked))
        elif kind != _MATRIX:
            raise MatFileError(f"an element of type {kind} stands where a variable should.")
        _, name, _, _ = _matrix("a variable", payload)
        variables[name] = payload
    return variables


def _bytes(label: str, matrix: memoryview, classes: set[int]) -> np.ndarray:
    """A matrix (h, w) of one of the classes, whose numbers are stored as single bytes."""
    klass, _, shape, content = _matrix(label, matrix)
    if klass not in classes:
        raise MatFileError(f"{label} is not made of bytes but is {_CLASSES[klass]}.")
    pixels, rest = _expect(_UINT8, content)
    if rest or min(shape) < 0 or shape[0] * shape[1] != len(pixels):
        raise MatFileError(f"{label} has {len(pixels)} bytes and the shape {shape}.")
    return np.frombuffer(pixels, np.uint8).reshape(shape, order="F")


def _matrix(label: str, matrix: memoryview) -> tuple[int, str, tuple[int, int], memoryview]:
    """(class, name, shape, content) of a matrix of two axes."""
    flags, rest = _expect(_UINT32, matrix)
    klass, traits = struct.unpack("<BB6x", flags)
    if klass not in (_CELL, _DOUBLE, _BYTES) or traits:
        kind = "complex, global or logical" if traits else _CLASSES.get(klass, f"class {klass}")
        raise MatFileError(f"{label} does not hold images or labels but is {kind}.")
    shape, rest = _expect(_INT32, rest)
    name, content = _expect(_INT8, rest)
    if len(shape) != 8:
        raise MatFileError(f"{label} has {len(shape) // 4} axes, not 2.")
    return klass, bytes(name).decode("ascii", "replace"), struct.unpack("<2i", shape), content


def _expect(kind: int, content: memoryview) -> tuple[memoryview, memoryview]:
    """(payload, what follows) of an element that must be of that type."""
    found, payload, rest = _element(content)
    if found != kind:
        raise MatFileError(f"an element of type {found} stands where {kind} should.")
    return payload, rest


def _element(content: memoryview) -> tuple[int, memoryview, memoryview]:
    """(type, payload, what follows) of the first element."""
    kind, size = struct.unpack_from("<II", content)
    if kind >> 16:  # a short one: its payload, up to four bytes, lies in the tag itself
        kind, size, start, end = kind & 0xFFFF, kind >> 16, 4, 8
    else:
        # All are padded to eight bytes, but for the compressed.
        start, end = 8, 8 + (size if kind == _COMPRESSED else size + -size % 8)
    payload = content[start : start + size]
    if len(payload) < size or start + size > end:
        raise MatFileError("the file is cut off.")
    return kind, payload, content[end:]
