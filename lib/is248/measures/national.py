"""FTE of the country: of the printed report where the year has one, else of the answers.

The print gives whole FTE. A share or change recomputed from them can differ from one that was
computed before rounding; the bounds here say by how much at most.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.data_files import data_folder, number, read_rows, read_source
from is248.base.keys import TOTAL
from is248.base.paths import Project, find_project
from is248.measures import fte
from is248.measures.areas import DENOMINATORS, with_total
from is248.measures.printed_fte import (
    HALF,
    PRINTED_SHARES,
    printed_forms,
    printed_real,
    printed_splits,
    printed_table,
    printed_words,
    rows_of,
)
from is248.printed import report as published
from is248.stats.bounds import Bounded
from is248.survey.freshness import has_answers, load
from is248.year.params import YearParams, load_year

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.survey.answers import Answers

FILE = "inhabitants_national.csv"


@dataclass(frozen=True)
class NationalFte:
    """FTE of the country.

    Attributes:
        year: Reporting year.
        splits: Name of :data:`is248.measures.printed_fte.PRINTED` → counts: one row per part and
            ``total``, columns ``fte_<year>``, oldest first.
        forms: Counts by reporting form, as :func:`is248.measures.fte.by_form` gives them.
        earlier: Name → printed shares ``pct_<year>`` in all years; none without print.
        real: Printed ``real_change_pct`` by group; no columns without print.
        told: Key → what the report says in its text: ``non_reporting_municipalities``,
            ``reference_week``; empty without print.
        answers: The answers that the numbers come from, by year; none with print.
        told_before: Group → what its FTE of the year before rest on, where that year's answers are
            not held and print tells them.
    """

    year: int
    splits: Mapping[str, pd.DataFrame]
    forms: pd.DataFrame
    earlier: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    real: pd.DataFrame = field(default_factory=pd.DataFrame)
    told: Mapping[str, float] = field(default_factory=dict)
    answers: Mapping[int, Answers] = field(default_factory=dict)
    told_before: Mapping[str, str] = field(default_factory=dict)

    @property
    def printed(self) -> bool:
        """Whether the numbers are the printed report's."""
        return not self.answers


def national_fte(year: int, project: Project | None = None) -> NationalFte:
    """FTE of the country in a year.

    Args:
        year: Reporting year.
        project: The project; found when not given.

    Returns:
        With a printed report its sums; else those of the answers of all years since the series
        began.

    Raises:
        DataError: A file is missing or wrong.
        UserError: Params do not name the printed table that an item needs.
    """
    project = project or find_project()
    params = load_year(year, project)
    made = _of_print if published.has_print(year, project) else _of_answers
    return made(params, project)


def _of_print(params: YearParams, project: Project) -> NationalFte:
    read, year = partial(printed_table, params, project), params.year
    return NationalFte(
        year,
        printed_splits(year, project),
        printed_forms(year, project),
        {name: read(item, rows_of(name)) for name, item in PRINTED_SHARES.items()},
        printed_real(year, project),
        printed_words(year, project),
    )


def _of_answers(params: YearParams, project: Project) -> NationalFte:
    known = range(params.series_start, params.year + 1)
    years = {year: load(year, project) for year in known if has_answers(year, project)}
    splits = {
        f"{group}_{split}": fte.by_split(years, group, split)
        for group in fte.GROUPS
        for split in ("measure", "education")
    }
    before = params.year - 1
    told = _told_before(params.year, project) if before not in years else {}
    groups = fte.by_group(years)
    if told:
        values = pd.Series({row: one.value for row, one in told.items()})
        groups.insert(len(groups.columns) - 1, f"fte_{before}", values)
    splits["group"] = groups
    bases = {row: one.basis for row, one in told.items()}
    return NationalFte(params.year, splits, fte.by_form(years), answers=years, told_before=bases)


def _told_before(year: int, project: Project) -> dict[str, published.Told]:
    """FTE of the year before by group, as print tells them; nothing where it does not tell all."""
    rows = (*fte.GROUPS, TOTAL)
    told = {row: published.told(f"fte_{row}", year - 1, year, project) for row in rows}
    return {} if any(math.isnan(one.value) for one in told.values()) else told


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


def last_years(counts: pd.DataFrame, last: int) -> pd.DataFrame:
    """The FTE of a year and of the year before, where there are any."""
    return counts.filter([f"fte_{last - 1}", f"fte_{last}"])


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


def shift(forms: pd.DataFrame, last: int) -> pd.DataFrame:
    """Change of the totals by reporting form from the year before.

    Args:
        forms: As for :func:`by_form`.
        last: The year.

    Returns:
        The same rows: ``change_fte`` and ``change_pct``; no columns without the year before.
    """
    before, after = f"total_fte_{last - 1}", f"total_fte_{last}"
    return change(forms, before, after).value if before in forms else forms[[]]


def inhabitants(project: Project | None = None) -> pd.DataFrame:
    """Inhabitants of the country on 1 January.

    Args:
        project: The project; found when not given.

    Returns:
        One row per year, index ``year`` (int): ``pop_under18``, ``pop_18plus``, ``pop_total``; none
        where the register has no file of them.

    Raises:
        DataError: The file is changed or holds something that is not a number.
    """
    folder = data_folder(project or find_project(), "municipalities")
    rows = read_rows(folder, FILE) if FILE in read_source(folder).files else []
    columns = ["pop_under18", "pop_18plus"]
    values = {
        int(row["year"]): [number(row[c], folder / FILE, at, c) for c in columns]
        for at, row in enumerate(rows, start=2)
    }
    frame = pd.DataFrame.from_dict(values, orient="index", columns=columns).rename_axis("year")
    return frame.assign(pop_total=frame.sum(axis=1))


def per_inhabitants(groups: pd.DataFrame, people: pd.DataFrame, last: int) -> pd.DataFrame:
    """FTE of the country per 10 000 inhabitants, in a year and the year before.

    Args:
        groups: Rows ``adult``, ``child`` and ``total``, columns ``fte_<year>``.
        people: From :func:`inhabitants`.
        last: The year.

    Returns:
        The same rows, each on the inhabitants of its own age and year: ``rate_<year>`` of both
        years and ``change_pct`` between them, unrounded; missing where no inhabitants are held.
    """
    both = [last - 1, last]
    of = {group: people[DENOMINATORS[f"fte_{group}"]].reindex(both) for group in groups.index}
    rates = groups[[f"fte_{year}" for year in both]].set_axis(both, axis=1) / pd.DataFrame(of).T
    moved = (rates[last] / rates[last - 1] - 1) * 100
    found = (rates * 10_000).set_axis([f"rate_{year}" for year in both], axis=1)
    return found.assign(change_pct=moved).rename_axis(index="group")


def column_order(column: str) -> int:
    """Where a column of counts, shares and changes stands: all counts first, changes last."""
    kinds = ("fte_", "pct_", "change_", "real_change_")
    return next(place for place, kind in enumerate(kinds) if column.startswith(kind))


def by_year(counts: pd.DataFrame) -> pd.DataFrame:
    """A series turned.

    Args:
        counts: One row per part, columns ``fte_<year>``.

    Returns:
        One row per year (index ``year``: int), one column per part.
    """
    turned = counts.T
    turned.index = pd.Index([int(str(c)[4:]) for c in turned.index], name="year")
    return turned.rename_axis(columns=None)


def cell_of(line: str, year: int) -> tuple[str, tuple[str, ...]]:
    """Row and columns of a series' table that a point of its figure shows."""
    return line, (f"fte_{year}",)


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
