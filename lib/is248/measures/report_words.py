"""What the report tells in words, beside ours: rankings, limits of p-values, groups onwards."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from is248.base.keys import TOTAL
from is248.printed import report as published

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


def told(year: int, chapter: int | None, key: str) -> str:
    """What the report tells under a key, as printed; nothing in a year without a printed report.

    Args:
        year: Reporting year.
        chapter: Number of the chapter.
        key: Key in statements.csv.
    """
    if not published.has_print(year):
        return ""
    frame = published.statements(year)
    found = frame[(frame["chapter"] == str(chapter)) & (frame["key"] == key)]["value"]
    return str(found.iloc[0]) if len(found) else ""


def as_told(frame: pd.DataFrame, words: str, *, lowest: bool = False) -> str:
    """The extreme groups, in the words of the report where they are the same groups.

    Args:
        frame: ``pct`` by group, with or without a row ``total``.
        words: Names told, joined by "; ": as many groups are named.
        lowest: Whether the lowest are named.

    Returns:
        ``words`` when the groups are the same, in whatever order they are told and with or without
        "-området"; else ours, the most extreme first. Groups that share the last place are all
        named. Nothing when nothing is told or nobody answered.
    """
    names = [name.strip() for name in words.split(";") if name.strip()]
    known = frame.drop(index=TOTAL, errors="ignore")
    if not names or "pct" not in known.columns or not known["pct"].notna().any():
        return ""
    values = known["pct"].dropna().sort_values(ascending=lowest, kind="stable")
    last = float(values.iloc[min(len(names), len(values)) - 1])
    ours = values[values <= last if lowest else values >= last].index.map(str)
    same = {_area(name) for name in ours} == {_area(name) for name in names}
    return words if same else "; ".join(ours)


def within_told(p: float, limit: float, *, above: bool) -> float:
    """A p-value beside a limit that the report tells instead of a number.

    Args:
        p: Ours.
        limit: The limit told: the report has "p over" or "p under" it.
        above: Whether it tells that p is over the limit, or under it.

    Returns:
        The limit where ours keeps to what is told, else ours.
    """
    keeps = p > limit if above else p < limit
    return limit if keeps else p


def onwards(groups: Sequence[str], order: Sequence[str], start: str) -> str:
    """Whether a finding holds from one group on, in the words of the report.

    Args:
        groups: The groups that it holds in.
        order: All groups, from south to north.
        start: The first of those that the report names.

    Returns:
        "<start> og nordover" when it holds there and in all later groups, whatever holds before
        them; else "ikke i " and those in which it does not hold.
    """
    named = list(order)[list(order).index(start) :]
    lacking = [group for group in named if group not in groups]
    return f"ikke i {', '.join(lacking)}" if lacking else f"{start} og nordover"


def lower_bound(groups: Sequence[str]) -> float:
    """Inhabitants from which the first of some size classes begins: 10 000 for "10000-20000".

    Args:
        groups: Size classes in order.

    Returns:
        The bound, 0 for the open lowest class; NaN without groups.
    """
    if not groups:
        return math.nan
    return 0.0 if groups[0].startswith("<") else float(re.findall(r"\d+", groups[0])[0])


def _area(name: str) -> str:
    return name.removesuffix("-området")
