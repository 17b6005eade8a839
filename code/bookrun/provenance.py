"""How an execution came about: where, when, with what."""

from __future__ import annotations

import datetime
import platform
from functools import cache
from pathlib import Path
from typing import Any

from bookrun.config import Settings, available_cores


def describe(settings: Settings, seconds: float, libraries: dict[str, str | None]) -> dict:
    """The provenance of an execution that just finished.

    libraries: those that the chapter and the book's packages import by name.
    """
    now = datetime.datetime.now(datetime.UTC)
    return {
        "seconds": round(seconds, 1),
        "executed": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "libraries": libraries,
        "threads": settings.threads,
        "machine": machine(),
    }


@cache
def machine() -> dict[str, Any]:
    """Processor, cores, operating system and Python of this machine."""
    return {
        "processor": _processor(),
        "cores": available_cores(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass  # not Linux
    return platform.processor() or platform.machine()
