"""Rounding, once, at display: half up, as in the printed reports.

Halves go away from zero (``2.5 -> 3``, ``-2.5 -> -3``). Binary noise below 1e-9 is removed first,
so that a share computed as ``0.285 * 100 = 28.499999999999996`` is the 28.5 it stands for.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

NOISE_DECIMALS = 9
"""Decimals beyond which a binary floating-point number is taken to be noise."""


def half_up(value: float, decimals: int = 0) -> Decimal:
    """Round half up (away from zero).

    Args:
        value: A finite number.
        decimals: Decimals to keep; negative keeps tens, hundreds and so on.

    Returns:
        The rounded number as an exact decimal; zero is never negative.

    Raises:
        ValueError: The number is not finite.
    """
    if not math.isfinite(value):
        raise ValueError(f"cannot round {value!r}: not a finite number")
    exact = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(str(value))
    clean = exact.quantize(Decimal(1).scaleb(-NOISE_DECIMALS), rounding=ROUND_HALF_EVEN)
    rounded = clean.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)
