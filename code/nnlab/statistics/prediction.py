"""Where will one more run fall?"""

from __future__ import annotations

import numpy as np


def prediction_interval(sample: np.ndarray, level: float = 0.95) -> tuple[float, float]:
    """Distribution-free interval for one more draw from whatever the sample was drawn from.

    Between two order statistics, as many from each end: of n + 1 exchangeable draws the last
    is as likely to take any rank, so the interval [x_(k), x_(n+1-k)] holds it with probability
    1 - 2k/(n + 1) (Wilks, 1941). k is the largest that still gives ``level``.

    Raises ValueError where the sample is too small to promise that level.
    """
    sample = np.sort(np.asarray(sample, float))
    k = int(np.floor((len(sample) + 1) * (1 - level) / 2 + 1e-9))
    if k < 1:
        raise ValueError(
            f"{len(sample)} values are too few for a {level:.0%} prediction interval."
        )
    return float(sample[k - 1]), float(sample[-k])
