"""The answers of this year beside those of the year before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.show import words
from is248.show.plots import series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.chapter.context import Chapter
    from is248.chapter.outcome import Outcome
    from is248.register.municipalities import Oslo
    from is248.show.figure import Figure
    from is248.show.paragraph import Text


def units_by_year(chapter: Chapter, oslo: Oslo) -> dict[int, pd.DataFrame]:
    """Year → units with their answers; this year alone where there are none of the year before."""
    before = {chapter.year - 1: chapter.before.units(oslo)} if chapter.before else {}
    return before | {chapter.year: chapter.units(oslo)}


def shares_by_year(outcome: Outcome, by: str) -> pd.DataFrame:
    """The shares with an outcome in two years, side by side.

    Args:
        outcome: The outcome this year.
        by: Grouping.

    Returns:
        One row per group and ``total`` that has a share in both years, index ``by``; the years as
        text are the columns, in per cent. Empty where the year before did not ask the question.
    """
    then, year = outcome.last_year(), outcome.chapter.year
    if then is None or not outcome.question.asked:
        return pd.DataFrame()
    before, now = then.shares(by).frame["pct"], outcome.shares(by).frame["pct"]
    shares = {str(year - 1): before, str(year): now}
    rows = [*outcome.chapter.order(by), TOTAL]
    return pd.DataFrame(shares).reindex(rows).dropna().rename_axis(by)


def slope_figure(
    chapter: Chapter,
    item: str,
    frame: pd.DataFrame,
    title: str,
    *,
    labels: Mapping[str, str],
    colours: Mapping[str, str],
    n: str,
    asks: Sequence[str],
) -> Figure | Text | None:
    """Shares in two years as lines, one per group.

    Args:
        chapter: The chapter.
        item: Id of the figure.
        frame: One row per group, two columns (the years as text), per cent.
        title: Caption without number.
        labels: Group → label.
        colours: Group → colour.
        n: Number of units and what they are.
        asks: Questions that the numbers come from.

    Returns:
        The figure; None where there is no year before.
    """
    if chapter.before is None:
        return None
    if frame.empty:
        return chapter.not_asked(item)
    return chapter.figure(
        item, series.slopes(frame, labels=_ends(labels), colours=colours), title,
        alt=words.slopes_alt(frame, labels), data=frame, n=n, asks=asks,
        headers={str(year): str(year) for year in frame.columns},
        source=chapter.source_of_two_years(item),
    )  # fmt: skip


def _ends(labels: Mapping[str, str]) -> Mapping[str, str]:
    """In parentheses where a name begins with a digit: a value stands before it."""
    if not any(name[:1].isdigit() for name in labels.values()):
        return labels
    return {key: f"({name})" for key, name in labels.items()}
