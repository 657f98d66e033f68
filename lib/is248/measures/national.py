"""Shares and changes of national FTE, recomputed from printed counts, with what rounding allows.

The print gives whole FTE. A share or change recomputed from them can differ from one that was
computed before rounding; the bounds here say by how much at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.measures.areas import DENOMINATORS, POPULATIONS, with_total
from is248.register.municipalities import count_oslo
from is248.stats.bounds import Bounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HALF = 0.5
"""A printed whole number stands for anything within half a unit of it."""


def parts_of(counts: pd.DataFrame) -> pd.DataFrame:
    """The rows without the total."""
    return counts.drop(index=TOTAL)


def summed(counts: pd.DataFrame) -> Bounded:
    """Counts whose total is recomputed from the parts.

    Args:
        counts: One row per part and a row ``total``, printed whole numbers; NaN counts as none.

    Returns:
        The same rows; the total recomputed, shown as printed. A sum of k rounded numbers is
        uncertain by k halves.
    """
    value = with_total(parts_of(counts))
    slack = pd.DataFrame(0.0, index=value.index, columns=value.columns)
    slack.loc[TOTAL] = parts_of(counts).notna().sum() * HALF
    return Bounded(value, value - slack, value + slack, counts.loc[value.index])


def across(counts: pd.DataFrame, parts: Mapping[str, Sequence[str]]) -> Bounded:
    """Columns that sum other columns, recomputed.

    Args:
        counts: Any rows, printed whole numbers.
        parts: Column to recompute → the columns that it sums.

    Returns:
        The recomputed columns; shown as printed.
    """
    value = pd.DataFrame({new: counts[list(old)].sum(axis=1) for new, old in parts.items()})
    slack = pd.Series({new: len(old) * HALF for new, old in parts.items()})
    return Bounded(value, value - slack, value + slack, counts[list(parts)])


def shares(counts: pd.DataFrame) -> Bounded:
    """Per cent of the column sum.

    Args:
        counts: One row per part and a row ``total``, printed whole numbers.

    Returns:
        Per cent of the sum of the parts, unrounded; the total is 100. The bounds move a part by
        half a unit and all others by half a unit the other way.
    """
    parts = parts_of(counts)
    others = parts.sum() - parts
    slack = (len(parts) - 1) * HALF
    value = _hundred(_percent(parts, others))
    low = _hundred(_percent(parts - HALF, others + slack))
    high = _hundred(_percent(parts + HALF, others - slack))
    return Bounded(value, low, high, value)


def _percent(part: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    part = part.clip(lower=0)
    return part / (part + others) * 100


def _hundred(frame: pd.DataFrame) -> pd.DataFrame:
    index = pd.Index([TOTAL], name=frame.index.name)
    return pd.concat([frame, pd.DataFrame(100.0, index=index, columns=frame.columns)])


def change(frame: pd.DataFrame, before: str, after: str) -> Bounded:
    """Change between two columns of printed whole numbers.

    Args:
        frame: Any rows with both columns.
        before: Column of the first year.
        after: Column of the last year.

    Returns:
        ``change_fte`` in FTE and ``change_pct`` in per cent of the first year (missing where it is
        zero), unrounded.
    """
    first, last = frame[before], frame[after]
    value = _change(first, last)
    low = _change((first + HALF).where(first > 0), (last - HALF).clip(lower=0))
    high = _change((first - HALF).clip(lower=0), last + HALF)
    return Bounded(value, low, high, value)


def _change(first: pd.Series[float], last: pd.Series[float]) -> pd.DataFrame:
    percent = (last / first.where(first > 0) - 1) * 100
    return pd.DataFrame({"change_fte": last - first, "change_pct": percent})


def fte_columns(frame: pd.DataFrame, last: int) -> list[str]:
    """The FTE columns of a printed series up to a year, oldest first."""
    named = [str(column) for column in frame.columns if str(column).startswith("fte_")]
    return [column for column in named if int(column[4:]) <= last]


def last_years(counts: pd.DataFrame, last: int, many: int = 2) -> pd.DataFrame:
    """The FTE of the last years of a table, at most so many."""
    return counts[fte_columns(counts, last)[-many:]]


def in_words(counts: pd.DataFrame, last: int) -> str:
    """The years of a table as a title tells them: "2015 og 2016", or "2015"."""
    return " og ".join(column[4:] for column in fte_columns(counts, last))


def by_form(forms: pd.DataFrame) -> Bounded:
    """FTE by reporting form with recomputed totals, down and across.

    Args:
        forms: Columns ``adult_fte_<year>``, ``child_fte_<year>`` and ``total_fte_<year>``; rows as
            for :func:`summed`.

    Returns:
        The same columns: the totals of rows as sums of adults and children, those of columns as
        sums of the forms.
    """
    totals = [str(column) for column in forms.columns if str(column).startswith("total_")]
    parts = {t: [t.replace("total_", f"{group}_") for group in ("adult", "child")] for t in totals}
    down = summed(forms.drop(columns=totals))
    return down.join(across(forms, parts)).select(list(forms.columns))


def with_change(counts: pd.DataFrame) -> Bounded:
    """Counts of two years with the change between them; of one year alone without.

    Args:
        counts: One row per part and a row ``total``; one or two columns, the first year first.
    """
    if len(counts.columns) == 1:
        return summed(counts)
    before, after = map(str, counts.columns)
    return summed(counts).join(change(counts, before, after))


def of_groups(counts: pd.DataFrame, *more: Bounded) -> Bounded:
    """Counts with their shares and change: all counts first, changes last.

    Args:
        counts: As for :func:`with_change`.
        *more: Further columns with the same rows.
    """
    joined = with_change(counts).join(shares(counts).rename("fte", "pct"), *more)
    return joined.select(sorted(joined.value.columns, key=column_order))


def shift(forms: pd.DataFrame) -> pd.DataFrame:
    """Change of the totals by reporting form between the first and the last year.

    Args:
        forms: As for :func:`by_form`.

    Returns:
        The same rows: ``change_fte`` and ``change_pct``; no columns when there is one year only.
    """
    totals = [str(column) for column in forms.columns if str(column).startswith("total_")]
    if len(totals) == 1:
        return forms[[]]
    return change(forms, totals[0], totals[-1]).value


def per_inhabitants(groups: pd.DataFrame, units: pd.DataFrame, per: int = 10_000) -> pd.DataFrame:
    """FTE of the country per inhabitants.

    Args:
        groups: Rows ``adult``, ``child`` and ``total``, columns of FTE.
        units: The register, from :func:`is248.register.municipalities.load_units`; its inhabitants
            serve every column.
        per: Inhabitants that the rate is given per.
    """
    people = count_oslo(units, "one")[list(POPULATIONS)].sum()
    of = {group: people[DENOMINATORS[f"fte_{group}"]] for group in groups.index}
    return groups.div(pd.Series(of), axis=0) * per


def column_order(column: str) -> int:
    """Where a column of counts, shares and changes stands: all counts first, changes last."""
    kinds = ("fte_", "pct_", "change_", "real_change_")
    return next(place for place, kind in enumerate(kinds) if column.startswith(kind))


def by_year(counts: pd.DataFrame, last: int) -> pd.DataFrame:
    """A printed series turned: one row per year.

    Args:
        counts: One row per part, columns ``fte_<year>``.
        last: The last year wanted.

    Returns:
        One row per year (index ``year``: int), one column per part.
    """
    turned = counts[fte_columns(counts, last)].T
    turned.index = pd.Index([int(str(c)[4:]) for c in turned.index], name="year")
    return turned.rename_axis(columns=None)


def with_earlier(shares_: Bounded, printed: pd.DataFrame) -> Bounded:
    """Recomputed shares after the shares of earlier years, which are only printed.

    Args:
        shares_: Recomputed shares of the years whose counts are printed.
        printed: The printed shares of all years; it may have rows that later years lack.

    Returns:
        All printed rows and columns: earlier years carried over (not computed: NaN in the values,
        the print in what is shown), later ones recomputed.
    """
    return shares_._each(lambda frame: _beside(frame, printed, carry=frame is shares_.shown))


def _beside(frame: pd.DataFrame, printed: pd.DataFrame, *, carry: bool) -> pd.DataFrame:
    earlier = [column for column in printed.columns if column not in frame.columns]
    left = printed[earlier] if carry else printed[earlier] * float("nan")
    return left.join(frame)
