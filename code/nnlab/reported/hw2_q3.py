"""hw2-q3, the playground: the few numbers of a question that is told in pictures."""

NUMBERS = {
    "units": 3,  # stated for data set 2; that the others have as many is inferred
    "more-units": 5,
    "sigmoid-runs": 4,  # the run in which the sigmoid network got away, on data set 4
    "sigmoid-epoch": 500,
}
