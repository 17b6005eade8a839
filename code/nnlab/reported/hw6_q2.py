"""hw6-q2, losses: two first losses, a largest one, and the epochs read off two pictures."""

NUMBERS = {
    "first-bce": 0.69,
    "first-mse": 0.25,
    "half": 0.5,
    "largest-mse": 1,
    "best-epoch": 60,  # "about": read off a picture that is not in the report's text
    "epochs": 100,
}
