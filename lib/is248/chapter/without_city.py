"""Tests of differences between areas without the city, whose districts share one policy.

The districts answer one by one, but the city decides for them all: fifteen answers of one mind can
make a difference between counties, or hide one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from is248.base.numbers import is_missing
from is248.checks.nonresponse import LEVEL
from is248.register.municipalities import are_parts, oslo_for
from is248.show import words
from is248.show.paragraph import Bound

if TYPE_CHECKING:
    import pandas as pd

    from is248.chapter.grouped import Grouped
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


def p_without_city(tested: Grouped, *control: str) -> float:
    """P of the same test, the city left out.

    Args:
        tested: Shares by group.
        *control: Groupings controlled for.

    Returns:
        Not adjusted, as ``tested.p(*control)``; NaN when the question is not asked.

    Example:
        >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
        >>> 0 <= p_without_city(grant.yes.shares("county"), "size_class") <= 1
        True
    """
    units = tested.units
    if units is None and tested.asked:
        units = tested.outcome.question.units_as(tested.oslo or oslo_for(tested.by))
    if units is None:
        return float("nan")
    return replace(tested, units=without_city(units, tested.chapter)).p(*control)


def clause(chapter: Labelled, by: str, p: float, without: float, level: float = LEVEL) -> Bound:
    """What the test says without the city, where that is another verdict; else no words.

    Args:
        chapter: Knows the city and what the groups are called.
        by: The grouping.
        p: Of the test with the city, adjusted if its verdict is.
        without: Of the test without it, adjusted in the same way.
        level: Level of the verdict.

    Returns:
        For the end of a sentence: "; uten Oslo skiller fylkene seg ikke statistisk sikkert
        (p = 0,120)". Its value is ``without``.

    Example:
        >>> chapter = open_chapter("housing", 2016)
        >>> clause(chapter, "county", 0.04, 0.03).text
        ''
    """
    if is_missing(p) or is_missing(without) or (p < level) == (without < level):
        return Bound(without, "", "p")
    verb, rest = words.differs(without, level).text.split(" ", 1)
    groups = chapter.labels.category(by).definite_many or "gruppene"
    told = f"; uten {chapter.city} {verb} {groups} {rest} ({words.p_value(without).text})"
    return Bound(without, told, "p")
