"""hw2-q4, Hoda: what the report prints of its three models."""

NUMBERS = {
    "m0-parameters": 260,
    "m1-parameters": 550,
    "m2-parameters": 3455,
    "m0-test-accuracy": 0.87,  # "up to 87 per cent"; its losses are not printed
    "m1-accuracy": 0.9210,
    "m1-loss": 0.2594,
    "m1-test-accuracy": 0.9050,
    "m1-test-loss": 0.2957,
    "m2-accuracy": 0.9890,
    "m2-loss": 0.0459,
    "m2-test-accuracy": 0.9250,
    "m2-test-loss": 0.2590,
    "m2-accuracy-99": 0.9910,
    "m2-loss-99": 0.0480,
    "m2-test-accuracy-99": 0.9300,
    "m2-test-loss-99": 0.2620,
    "train-images": 1000,
    "test-images": 200,
    "epochs": 100,
    "batch": 64,
}
