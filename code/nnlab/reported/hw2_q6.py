"""hw2-q6, MNIST: what the report prints of its two runs. Epochs count from 0."""

NUMBERS = {
    "accuracy-7": 0.9672174840085288,
    "loss-7": 0.13670013420894914,
    "test-accuracy-7": 0.9539211783439491,
    "test-loss-7": 0.2182631044393512,
    "accuracy-8": 0.9700659648187633,
    "loss-8": 0.12528903029825805,
    "test-accuracy-8": 0.9633757961783439,
    "test-loss-8": 0.17160165696671814,
    "test-accuracy-goal": 0.95,  # "above 95 per cent", after the tenth epoch too
    "back-from": 0.96,  # of the test accuracy, after epoch 8
    "back-to": 0.95,
    "gain-low": 1,  # points, of the smaller learning rate
    "gain-high": 2,
    "turn": 5,  # the epoch after which it overfits, read from a plot that is lost
    "rate-a": 1e-2,
    "rate-b": 1e-3,
    "epochs": 10,
    "batch": 64,
    "mean": 0.1307,
    "deviation": 0.3081,
}
