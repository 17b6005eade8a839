"""How far can the error on a sample be from the error on the population? (Hoeffding, 1963)"""

from __future__ import annotations

import numpy as np


# book: bounds
def gap_bound(examples: int, log_functions: float = 0.0, delta: float = 0.05) -> float:
    """With probability 1 - delta no function of a finite class has a larger gap.

    examples:      independent draws from the population, not used to choose the class.
    log_functions: natural logarithm of the number of functions; 0 for one function,
                   chosen before the examples were seen.
    A bound of 1 or more says nothing about an error rate.
    """
    return float(np.sqrt((log_functions + np.log(2 / delta)) / (2 * examples)))


def log_networks(parameters: int, bits: int = 32) -> float:
    """ln of the number of networks with so many parameters of so many bits."""
    return parameters * bits * np.log(2)


def examples_needed(gap: float, log_functions: float, delta: float = 0.05) -> int:
    """The least number of examples with a bound of at most ``gap``."""
    return int(np.ceil((log_functions + np.log(2 / delta)) / (2 * gap**2)))


# book: end
