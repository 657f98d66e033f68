"""Tests of differences between areas without the city, whose districts share one policy.

The districts answer one by one, but the city decides for them all: fifteen answers of one mind can
make a difference between counties, or hide one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.register.municipalities import are_parts

if TYPE_CHECKING:
    import pandas as pd

    from is248.chapter.labelled import Labelled


def without_city(units: pd.DataFrame, chapter: Labelled) -> pd.DataFrame:
    """The units outside the city: without its districts and agencies, or without it as one.

    Args:
        units: Units by register key.
        chapter: Knows the city.

    Example:
        >>> chapter = open_chapter("housing", 2016)
        >>> len(without_city(chapter.units("districts"), chapter))
        427
    """
    city = chapter.labels.city.code if chapter.labels.city else ""
    if units.empty:
        return units
    return units[~are_parts(units.index) & (units.index != city)]
