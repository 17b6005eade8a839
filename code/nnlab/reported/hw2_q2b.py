"""hw2-q2b, zero weights and zero biases: the report argues and prints no number."""

NUMBERS: dict[str, float] = {}
