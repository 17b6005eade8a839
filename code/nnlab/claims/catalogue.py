"""All claims of the two reports that the book treats so far."""

from __future__ import annotations

from nnlab.claims import activations, hoda, playground, xnor
from nnlab.claims.base import Claim

CLAIMS: list[Claim] = [*activations.CLAIMS, *hoda.CLAIMS, *playground.CLAIMS, *xnor.CLAIMS]
