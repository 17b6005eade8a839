"""hw2-q5, XNOR: p(label is 1) at the four points, before and after training."""

NUMBERS = {
    "before-00": 0.7819563,
    "before-01": 0.83897195,
    "before-10": 0.88531668,
    "before-11": 0.91813449,
    "after-00": 0.95340432,
    "after-01": 0.0101688,
    "after-10": 0.01041628,
    "after-11": 0.99339687,
    "hidden-units": 3,
    "rate": 0.1,
    "epochs": 500,
}
