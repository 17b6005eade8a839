"""All claims of the two reports that the book treats so far."""

from __future__ import annotations

from nnlab.claims import activations, hoda, xnor
from nnlab.claims.base import Claim

CLAIMS: list[Claim] = [*activations.CLAIMS, *hoda.CLAIMS, *xnor.CLAIMS]
