"""SciPy's second-order methods, with their way and their work noted."""

from __future__ import annotations

import warnings

import numpy as np

from nnlab.naming import lookup
from nnlab.training.trace import Counted, Objective, Trace

Array = np.ndarray

# name -> (SciPy's method, what it is given, its option for the gradient's norm at the end)
METHODS = {
    "l-bfgs": ("L-BFGS-B", None, "gtol"),
    "newton-cg": ("trust-ncg", "hessp", "gtol"),
    "trust": ("trust-exact", "hess", "gtol"),
}


def minimise(objective: Objective, x: Array, method: str, steps: int, stop: float = 0.0) -> Trace:
    """Up to so many iterations of the method of that name (a key of METHODS) from (n,) x.

    "newton-cg" takes products with the Gauss-Newton matrix, which for an objective without hidden
    layers is the Hessian. Raises UnknownNameError.
    """
    from scipy import optimize

    name, wanted, tolerance = lookup("method", method, METHODS)
    counted, x = Counted(objective), np.array(x, float)
    counted.log(x, *counted.value_and_gradient(x))
    counted.work = 0  # SciPy evaluates the start itself
    given = {
        None: {},
        "hess": {"hess": counted.hessian},
        "hessp": {"hessp": counted.gauss_newton_times},
    }[wanted]

    def after(x: Array) -> None:
        counted.log(x, *objective.value_and_gradient(x))

    options = {"maxiter": steps, tolerance: stop}
    if name == "L-BFGS-B":
        options |= {"ftol": 0.0, "maxfun": 20 * steps}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it stopped at maxiter is seen in the trace
        optimize.minimize(
            counted.value_and_gradient, x, jac=True, method=name, callback=after,
            options=options, **given,
        )  # fmt: skip
    return counted.trace()
