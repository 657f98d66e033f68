"""FTE and inhabitants of single units in every year that is held, in the borders of one year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import weakest
from is248.measures.area_borders import SINGLE

if TYPE_CHECKING:
    from is248.measures.series_over_years import Series


def held_fte(series: Series) -> pd.DataFrame:
    """FTE of every municipality and district in all years held.

    Args:
        series: All years with answers in the borders of one.

    Returns:
        One row per municipality, district or agency and year, index ``code`` and ``year``: FTE,
        inhabitants, rates ``*_per10k``, ``estimated`` (a reform divided a unit) and ``basis``. FTE
        are missing where a part of the municipality did not report.
    """
    levels = [level for level in SINGLE if level in series.borders.levels]
    found = {
        year: pd.concat([series.by_area(one, year) for one in levels]) for year in series.years
    }
    frame = pd.concat(found, names=["year", "code"])
    frame["basis"] = [
        weakest([series.basis_of(int(year)), "reconstructed" if estimated else ""])
        for year, estimated in zip(
            frame.index.get_level_values("year"), frame["estimated"], strict=True
        )
    ]
    return frame.reorder_levels(["code", "year"]).sort_index()
