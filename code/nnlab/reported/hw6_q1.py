"""hw6-q1, activation functions: formulas and statements, and no measured number."""

NUMBERS: dict[str, float] = {}
