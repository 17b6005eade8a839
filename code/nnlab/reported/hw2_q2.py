"""hw2-q2, four questions of theory: the report gives no number."""

NUMBERS: dict[str, float] = {}
