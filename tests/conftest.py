"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
# Silence before TensorFlow loads: its banner is not a warning that we could mend.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20_26)


def need(tool: str | None, reason: str) -> None:
    """Skip the test where ``tool`` is missing; in CI, where it must be there, fail."""
    if tool:
        return
    if os.environ.get("CI"):
        pytest.fail(f"CI must have it: {reason}")
    pytest.skip(reason)
