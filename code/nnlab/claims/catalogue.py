"""All claims of the two reports that the book treats so far."""

from __future__ import annotations

from nnlab.claims import activations, generalisation, hoda, initialisation, mnist, playground, xnor
from nnlab.claims.base import Claim

_MODULES = (activations, initialisation, generalisation, xnor, playground, hoda, mnist)
CLAIMS: list[Claim] = [claim for module in _MODULES for claim in module.CLAIMS]
