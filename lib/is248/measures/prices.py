"""The price level behind printed nominal and real amounts, and where it is odd."""

from __future__ import annotations

import pandas as pd


def implied_prices(printed: pd.DataFrame) -> pd.DataFrame:
    """The price level behind printed nominal and real amounts.

    Args:
        printed: Table 6.1, index: year as text, in order.

    Returns:
        Per year ``price_level`` (last year of real kroner: 100) and ``price_change_pct``; beside
        them ``smooth_level``, halfway (geometrically) between the neighbours, and
        ``smooth_1000nok``: the real amount that it gives. The ends have no neighbours on both
        sides: NaN. Empty when nothing is printed.
    """
    if printed.empty:
        return pd.DataFrame()
    level = printed["nominal_1000nok"] / printed["real_1000nok"] * 100
    smooth = (level.shift(1) * level.shift(-1)) ** 0.5
    return pd.DataFrame(
        {
            "price_level": level,
            "price_change_pct": level.pct_change(fill_method=None) * 100,
            "smooth_level": smooth,
            "smooth_1000nok": printed["nominal_1000nok"] / smooth * 100,
        }
    )


def before_falls(prices: pd.DataFrame) -> list[str]:
    """The years before which prices would have to fall: their own level is likely too high.

    Args:
        prices: From :func:`implied_prices`.
    """
    if prices.empty:
        return []
    falling = prices["price_change_pct"].shift(-1) < 0
    return [str(year) for year in prices.index[falling]]
