"""Make ``import torchvision`` work where its C++ operators cannot load.

A torchvision built for CUDA beside a CPU build of torch finds no CUDA libraries, and its import
then stops at "operator torchvision::nms does not exist": it describes ``nms`` and ``qnms`` to
torch without checking that they exist. Declaring these two is enough for its data sets and
transforms; calling one of them still fails, as it must. Beside a matching torch this declares
nothing.
"""

from __future__ import annotations

import contextlib
import importlib.util
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

_SIGNATURE = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
_KEPT = []  # torch forgets a declaration when its Library object goes


def declare_missing_operators() -> list[str]:
    """Call before importing torchvision. Returns the operators that had to be declared."""
    import torch
    from torch import library

    _load_extension()
    missing = [name for name in ("nms", "qnms") if not hasattr(torch.ops.torchvision, name)]
    for name in missing:
        declared = library.Library("torchvision", "FRAGMENT")
        declared.define(name + _SIGNATURE)
        _KEPT.append(declared)
    return missing


def _load_extension() -> None:
    """Load torchvision's operators the way it does itself, if that is possible."""
    import torch

    home = Path(importlib.util.find_spec("torchvision").origin).parent
    for suffix in EXTENSION_SUFFIXES:
        extension = home / f"_C{suffix}"
        if extension.is_file():
            with contextlib.suppress(OSError):  # torchvision, too, goes on without it
                torch.ops.load_library(extension)
            return
