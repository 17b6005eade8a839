"""All claims of the two reports that the book treats, by the chapter that treats them."""

from __future__ import annotations

from nnlab.claims import (
    activations,
    generalisation,
    hoda,
    initialisation,
    losses,
    mirrored,
    mnist,
    optimisation,
    playground,
    xnor,
)
from nnlab.claims.base import Claim
from nnlab.naming import lookup

CHAPTERS: dict[str, list[Claim]] = {
    "activations": activations.CLAIMS,
    "initialisation": initialisation.CLAIMS,
    "losses": losses.CLAIMS,
    "optimisation": optimisation.CLAIMS,
    "generalisation": generalisation.CLAIMS,
    "xnor": xnor.CLAIMS,
    "playground": playground.CLAIMS,
    "hoda": hoda.CLAIMS,
    "mnist": mnist.CLAIMS,
    "mirrored-mnist": mirrored.CLAIMS,
}
CLAIMS: list[Claim] = [claim for claims in CHAPTERS.values() for claim in claims]


def claim(identifier: str) -> Claim:
    """The claim of that id. Raises UnknownNameError."""
    return lookup("claim", identifier, {entry.id: entry for entry in CLAIMS})
