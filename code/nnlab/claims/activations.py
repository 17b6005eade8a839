"""All claims of the chapter on activations."""

from __future__ import annotations

from nnlab.claims import hw2_q2a, hw6_q1_forms, hw6_q1_records
from nnlab.claims.base import Claim

CLAIMS: list[Claim] = [*hw2_q2a.CLAIMS, *hw6_q1_forms.CLAIMS, *hw6_q1_records.CLAIMS]
