"""All claims of the two reports that the book treats so far."""

from __future__ import annotations

from nnlab.claims import hoda, mnist, xnor
from nnlab.claims.base import Claim

CLAIMS: list[Claim] = [*hoda.CLAIMS, *mnist.CLAIMS, *xnor.CLAIMS]
