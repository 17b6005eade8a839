"""All claims of the two reports that the book treats so far."""

from __future__ import annotations

from nnlab.claims import hoda, initialisation, xnor
from nnlab.claims.base import Claim

CLAIMS: list[Claim] = [*initialisation.CLAIMS, *hoda.CLAIMS, *xnor.CLAIMS]
