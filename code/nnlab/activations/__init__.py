"""Activation functions, one module each: formula, derivative, framework forms, colour, label.

Import the one you need (``from nnlab.activations.relu import RELU``): a chapter is executed
again only when an activation that it imports changes. To look one up by name, use
``nnlab.activations.catalogue``, which imports them all.
"""
