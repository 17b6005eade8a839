"""``python -m nnlab.datasets``: fetch what is missing, and say where each set comes from."""

from __future__ import annotations

import sys

from nnlab.datasets import store
from nnlab.datasets.sources import SETS


def main() -> int:
    """Return 0 if every set is at hand, 1 if a stand-in would be used for one."""
    missing = False
    for name, files in SETS.items():
        try:
            obtained = store.obtain(files)
            print(f"{name}: {obtained.source}", *obtained.refused)
        except store.UnavailableError as error:
            missing = True
            print(f"{name}: stand-in. {error}")
    return int(missing)


if __name__ == "__main__":
    sys.exit(main())
