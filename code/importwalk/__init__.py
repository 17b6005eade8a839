"""Which code does a piece of Python reach, and has that code changed?

Only the source is read; nothing is imported or run. This package depends on nothing but
the standard library, so both the press and the science may use it.
"""

from importwalk.fingerprint import fingerprint
from importwalk.walk import Reach, SourceError, reach_of_module, reach_of_source

__all__ = ["Reach", "SourceError", "fingerprint", "reach_of_module", "reach_of_source"]
