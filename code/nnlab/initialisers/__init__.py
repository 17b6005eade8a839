"""Weight initialisers, one family a module.

Weights are always drawn here, in NumPy, from the seed's own stream, and copied into
PyTorch and Keras models: one definition, and the same weights in every framework.
"""
