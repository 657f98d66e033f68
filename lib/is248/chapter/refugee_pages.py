"""What the offers of chapter 16 rest on: counted outside the city, and in its districts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.chapter import rests

if TYPE_CHECKING:
    from is248.chapter.asked import Asked


def rests_of(offers: Asked, frame: pd.DataFrame) -> pd.DataFrame:
    """What each number of a table of offers rests on.

    Args:
        offers: The question.
        frame: From :func:`is248.measures.refugees.inside_and_outside`.

    Returns:
        Bases in the shape of the frame. The units of a share are the register's, so it holds where
        its count does.

    Example:
        >>> from is248.measures.refugees import inside_and_outside
        >>> offers = open_chapter("refugees", 2016).question("refugee_services")
        >>> frame = inside_and_outside(offers.units_as("districts"), offers.variable, 428)
        >>> rests_of(offers, frame).shape == frame.shape
        True
    """
    found = {str(option): _rests(offers, str(option), row) for option, row in frame.iterrows()}
    return pd.DataFrame.from_dict(found, orient="index", columns=list(frame.columns))


def _rests(offers: Asked, option: str, row: pd.Series[float]) -> list[str]:
    outside = rests.basis(offers, "count", row["municipalities_n"], [option], units=rests.OUTSIDE)
    inside = rests.basis(offers.districts(), "count", row["districts_n"], [option])
    return [outside] * 2 + [inside] * 2
