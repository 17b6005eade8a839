"""All claims of the two reports that the book treats so far."""

from __future__ import annotations

from nnlab.claims import activations, hoda, initialisation, mnist, optimisation, playground, xnor
from nnlab.claims.base import Claim

_MODULES = (activations, initialisation, optimisation, xnor, playground, hoda, mnist)
CLAIMS: list[Claim] = [claim for module in _MODULES for claim in module.CLAIMS]
