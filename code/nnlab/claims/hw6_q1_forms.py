"""The claims of hw6-q1 that mathematics decides, and their rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit

from nnlab.activations import derivative_forms as forms
from nnlab.activations.base import Activation
from nnlab.activations.mish import MISH
from nnlab.activations.relu import RELU
from nnlab.activations.sigmoid import SIGMOID
from nnlab.activations.swish import swish
from nnlab.activations.tanh import TANH
from nnlab.claims.base import Judgement, Verdict, claims_of
from nnlab.claims.judges import three_way

SOURCE = "HW6 report, question 1"
Array = np.ndarray
Function = Callable[[Array], Array]
NEAR = 1e-12  # absolute; float64 leaves some 1e-16
GRID = np.linspace(-20, 20, 4000)  # without 0
FAR = np.array([-800.0, -200.0, -40.0, 0.0, 40.0, 200.0, 800.0])
SWISH = swish()


def largest_gap(form: Function, derivative: Function, z: Array = GRID) -> float:
    """Largest |form - derivative| on z, both in float64."""
    return float(np.abs(form(z) - derivative(z)).max())


def broken(form: Function, z: Array = FAR) -> Array:
    """Those of the points where the form, in float64, is not a number or infinite."""
    with np.errstate(all="ignore"):
        return z[~np.isfinite(form(z))]


def judge_form(_: dict, form: Function, derivative: Function) -> Judgement:
    """The check fails for a form with a wrong sign, factor or exponent."""
    gap, bad = largest_gap(form, derivative), broken(form)
    right = gap < NEAR
    text = f"On {len(GRID):,} points of [-20, 20] it is off by {gap:.0e} at most."
    if right and len(bad):
        text += (
            f" As written it gives no number in float64 at z = {', '.join(f'{z:g}' for z in bad)}."
        )
    return Judgement(three_way(holds=right and not len(bad), fails=not right), text)


def judge_formulas(_: dict, mine: Function = MISH.value) -> Judgement:
    """The check fails for another function in the place of Mish."""
    z = GRID
    gaps = [
        np.abs(z * forms.sigma(z) - SWISH(z)).max(),
        np.abs(z * np.tanh(forms.softplus(z)) - mine(z)).max(),
    ]
    return Judgement(
        Verdict.HOLDS if max(gaps) < NEAR else Verdict.FAILS,
        f"As Ramachandran et al. (2017) and Misra (2020) define them; they agree with ours to "
        f"{max(gaps):.0e}.",
    )


def judge_slopes(_: dict, steep: Activation = RELU, flat=(SIGMOID, TANH)) -> Judgement:
    """The check fails if ``steep`` saturates too, or if one of ``flat`` does not."""
    z = np.array([0.1, 1.0, 10.0, 100.0])
    one = bool((steep.derivative(z) == 1).all())
    ends = [float(f.derivative(np.array([s * 30.0]))[0]) for f in flat for s in (-1, 1)]
    return Judgement(
        Verdict.HOLDS if one and max(ends) < 1e-9 else Verdict.FAILS,
        "Where ReLU is on, its derivative is 1. At |z| = 30 sigmoid's and tanh's are "
        f"{max(ends):.0e} at most: they fall off like exp(−|z|) and exp(−2|z|). Sigmoid's is "
        "never above 1/4.",
    )


def judge_bounds(_: dict, functions=(RELU, SWISH, MISH)) -> Judgement:
    """The check fails for a function that is bounded above, or unbounded below."""
    unbounded = all(float(f(np.array([1e6]))[0]) > 9e5 for f in functions)
    wide = np.concatenate([GRID, np.linspace(-1e6, 1e6, 20001)])
    least = {f.label: float(f(wide).min()) for f in functions}
    bounded = min(least.values()) > -10
    return Judgement(
        Verdict.HOLDS if unbounded and bounded else Verdict.FAILS,
        "Each is z times a factor that tends to 1 on the right and, faster than 1/z, to 0 on the "
        "left. Their least values: " + ", ".join(f"{k} {v:.4f}" for k, v in least.items()) + ".",
    )


def judge_saturation(_: dict, functions=(RELU, SWISH, MISH)) -> Judgement:
    """The check comes out otherwise for a function with a slope on both sides."""
    left = {f.label: float(f.derivative(np.array([-30.0]))[0]) for f in functions}
    right = min(float(f.derivative(np.array([30.0]))[0]) for f in functions)
    flat = all(abs(v) < 1e-9 for v in left.values())
    return Judgement(
        three_way(holds=right > 0.5 and not flat, fails=right <= 0.5),
        f"At z = 30 each has a slope of {right:.0f}. At z = -30 each has one of 1e-11 or less "
        "in size: bounded below, they saturate on the left.",
    )


def judge_smooth(_: dict, smooth=(SWISH, MISH), kinked: Activation = RELU) -> Judgement:
    """The check fails if a function among ``smooth`` has a kink."""
    h = 1e-6

    def jump(f: Activation) -> float:
        return abs(float((f(h) - f(0.0)) / h - (f(0.0) - f(-h)) / h))

    jumps = [jump(f) for f in smooth]
    return Judgement(
        Verdict.HOLDS if max(jumps) < 1e-4 and jump(kinked) > 1e-4 else Verdict.FAILS,
        "Swish and Mish are compositions of infinitely often differentiable functions. At 0 "
        f"the slopes from left and right differ by {jump(kinked):.0f} for ReLU, by "
        f"{max(jumps):.0e} for the two, at a step of 1e-6.",
    )


def minimum(f: Activation) -> tuple[float, float]:
    """(z, f(z)) at the least value of f between -5 and 0."""
    found = minimize_scalar(lambda z: float(f(z)), bounds=(-5, 0), options={"xatol": 1e-10})
    return float(found.x), float(found.fun)


def judge_monotonic(_: dict, falling=(SWISH, MISH), rising: Activation = RELU) -> Judgement:
    """The check fails for a monotone function in the place of Swish or Mish."""
    falls = [bool((np.diff(f(GRID)) < -NEAR).any()) for f in falling]
    rises = bool((np.diff(rising(GRID)) >= 0).all())
    places = "; ".join(
        f"{f.label} {v:.4f} at z = {z:.4f}" for f in falling for z, v in [minimum(f)]
    )
    return Judgement(
        Verdict.HOLDS if all(falls) and rises else Verdict.FAILS,
        f"ReLU never falls. The others fall up to their minimum and rise after it: {places}.",
    )


def judge_negative(_: dict, negative=(SWISH, MISH), zero: Activation = RELU) -> Judgement:
    """The check fails for a function that is 0 or positive left of 0."""
    z = np.linspace(-20, -0.01, 500)
    right = all(bool((f(z) < 0).all()) for f in negative) and bool((zero(z) == 0).all())
    return Judgement(
        Verdict.HOLDS if right else Verdict.FAILS,
        "z times a positive factor is negative where z is. Checked on 500 points.",
    )


def doubled(z: Array, beta: float) -> Array:
    """The report's 2zσ(βz)."""
    return 2 * z * expit(beta * z)


def plain(z: Array, beta: float) -> Array:
    """The report's other form, without the 2: zσ(βz), Swish-β."""
    return z * expit(beta * z)


def statements(form: Callable[[Array, float], Array]) -> dict[str, float]:
    """How far a form is from each of the report's three statements, on [-20, 20]."""
    z = GRID
    return {
        "β = 0 gives z": float(np.abs(form(z, 0.0) - z).max()),
        "β = 1 gives Swish": float(np.abs(form(z, 1.0) - SWISH(z)).max()),
        "β → ∞ gives ReLU": float(np.abs(form(z, 1e6) - RELU(z)).max()),
    }


def judge_beta(_: dict, candidates: tuple[Callable, ...] = (doubled, plain)) -> Judgement:
    """The check comes out otherwise if one form fits all three statements."""
    kept = [[name for name, gap in statements(f).items() if gap < 1e-6] for f in candidates]
    best = max(len(names) for names in kept)
    return Judgement(
        three_way(holds=best == 3, fails=best < 3),
        f"With the factor 2: {', '.join(kept[0]) or 'none'}. Without: "
        f"{', '.join(kept[-1]) or 'none'}. No factor c fits: β = 0 needs c = 2, the other two "
        "need c = 1.",
    )


def delta(z: Array) -> Array:
    """sech²(softplus z)."""
    return TANH.derivative(np.logaddexp(0, z))


def with_delta(z: Array) -> Array:
    """Mish′."""
    return np.tanh(np.logaddexp(0, z)) + SWISH(z) * delta(z)


def without_delta(z: Array) -> Array:
    """Mish′ with Δ = 1: what Δ would have to precondition."""
    return np.tanh(np.logaddexp(0, z)) + SWISH(z)


def judge_preconditioner(_: dict, slope: Function = with_delta) -> Judgement:
    """The check comes out otherwise where Δ multiplies the whole derivative."""
    z = np.linspace(-3, 3, 6001)
    product = slope(z) * without_delta(z)
    least = float(product.min())
    ratio = slope(z) / without_delta(z)
    middle = delta(np.linspace(-15, 15, 3001))  # further out float64 rounds it to 1 or 0
    between = bool(((middle > 0) & (middle < 1)).all())
    holds = least >= 0 and bool(np.allclose(ratio, delta(z), atol=1e-6))
    at = float(z[product.argmin()])
    return Judgement(
        three_way(holds=holds, fails=least < 0),
        f"Δ lies in (0, 1){'' if between else ' not everywhere'}, so diag(Δ) is symmetric "
        "positive definite. But Δ multiplies one of two terms, inside the derivative. A unit "
        f"with its input at {at:.3f} has slope {float(slope(np.array([at]))[0]):+.4f} with Δ "
        f"and {float(without_delta(np.array([at]))[0]):+.4f} without: no positive definite "
        "matrix turns the one gradient into the other.",
    )


_claim = claims_of("hw6-q1-", SOURCE)


_FORM = (
    "The form against the derivative in float64. Holds if they agree to 1e-12 on [-20, 20] and "
    "the form, as written, gives a number at each of -800, -200, -40, 0, 40, 200, 800; with a "
    "caveat if only the first; else does not hold."
)

CLAIMS = [
    _claim(
        "formulas",
        "Swish is zσ(z) and Mish is z tanh(softplus z).",
        "Against the definitions of the papers. Holds if they agree to 1e-12.",
        "activations-swish-mish",
        judge_formulas,
    ),
    _claim(
        "swish-slope",
        "Swish′ = Swish + σ (1 − Swish).",
        _FORM,
        "activations-derivatives",
        lambda _: judge_form(_, forms.swish_slope, SWISH.derivative),
    ),
    _claim(
        "mish-slope",
        "Mish′ = Mish/z + Swish · sech²(softplus z).",
        _FORM,
        "activations-derivatives",
        lambda _: judge_form(_, forms.mish_slope, MISH.derivative),
    ),
    _claim(
        "mish-closed",
        "Mish′ = eᶻω/δ² with ω = 4(z+1) + 4e²ᶻ + e³ᶻ + eᶻ(4z+6) and δ = 2eᶻ + e²ᶻ + 2.",
        _FORM,
        "activations-derivatives",
        lambda _: judge_form(_, forms.mish_slope_closed, MISH.derivative),
    ),
    _claim(
        "slope-one",
        "ReLU's derivative is 1 for every positive input; sigmoid's and tanh's fall rapidly to 0 "
        "for large and small inputs.",
        "Derivatives at z = 0.1 to 100, and at -30 and 30. Holds if the first are all 1 and the "
        "second below 1e-9.",
        "activations-table",
        judge_slopes,
    ),
    _claim(
        "bounds",
        "ReLU, Swish and Mish are all unbounded above and bounded below.",
        "Proof by the limits of the factor of z, checked numerically. Holds if all three pass.",
        "activations-table",
        judge_bounds,
    ),
    _claim(
        "saturation",
        "Being unbounded above prevents saturation.",
        "Slopes at z = 30 and z = -30. Holds if no side is flat; with a caveat if only the right "
        "is not; else does not hold.",
        "activations-table",
        judge_saturation,
    ),
    _claim(
        "smooth",
        "Swish and Mish are smooth; ReLU has no derivative at 0.",
        "One-sided difference quotients at 0. Holds if they differ for ReLU only.",
        "activations-table",
        judge_smooth,
    ),
    _claim(
        "monotonic",
        "Swish and Mish are not monotonic; ReLU is.",
        "Differences on a grid of 4,000 points. Holds if some are negative for the two and none "
        "for ReLU.",
        "activations-table",
        judge_monotonic,
    ),
    _claim(
        "negative",
        "For negative inputs ReLU gives 0, Swish and Mish give negative values.",
        "Signs on 500 negative points. Holds if all are so.",
        "activations-table",
        judge_negative,
    ),
    _claim(
        "beta-forms",
        "Swish becomes 2zσ(βz): β = 0 gives z, β → ∞ ReLU, β = 1 Swish.",
        "Each statement against both forms of the report, with the factor 2 and without. Holds if "
        "one form satisfies all three to 1e-6; else does not hold.",
        "activations-beta",
        judge_beta,
    ),
    _claim(
        "preconditioner",
        "In Mish′, Δ = sech²(softplus z) works like a preconditioner, the inverse of a symmetric "
        "positive definite matrix.",
        "A preconditioner P is symmetric positive definite, so that no gradient g has g·Pg < 0. "
        "Holds if Mish′ is Δ times its value with Δ = 1; does not hold if the two somewhere "
        "have opposite signs; otherwise holds with a caveat.",
        "activations-preconditioner",
        judge_preconditioner,
    ),
]
