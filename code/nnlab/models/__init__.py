"""Models: a NumPy multilayer perceptron, trained as a batch of networks at once."""
