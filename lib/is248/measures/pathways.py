"""FTE by care pathway (chapter 5).

A unit that reports the two fields apart has its pathways split over two sets of columns; here they
are summed. A unit that filled in no pathway has not distributed its FTE: missing, not zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


PATHWAYS = ("pathway_1", "pathway_2", "pathway_3")
FORMS = ("joint", "mental_health", "substance_use")
GROUPS = ("adult", "child")
MEASURE, DISTRIBUTED = "measure", "pathways"
EXACT = 1e-6
"""FTE have two decimals; a difference below this is binary noise."""
_SHARE_COLUMNS = ("n", "fte", *(f"{path}_pct" for path in PATHWAYS))


def unit_fte(units: pd.DataFrame, group: str) -> pd.DataFrame:
    """FTE of each unit by measure and by pathway, reporting forms summed.

    Args:
        units: One row per unit with the answers.
        group: ``adult`` or ``child``.

    Returns:
        Index as ``units``: ``measure``, the columns of :data:`PATHWAYS` and ``pathways`` (their
        sum) in FTE. A sum is missing when no part of it was filled in; a blank part beside a
        filled one counts as none.
    """
    columns = {MEASURE: _sum(units, f"fte_{group}_measure_")}
    columns |= {path: _sum(units, f"fte_{group}_{path}_") for path in PATHWAYS}
    frame = pd.DataFrame(columns, index=units.index)
    return frame.assign(**{DISTRIBUTED: frame[list(PATHWAYS)].sum(axis=1, min_count=1)})


def _sum(units: pd.DataFrame, prefix: str) -> pd.Series[float]:
    named = [c for c in units.columns if str(c).startswith(prefix) and str(c).endswith(FORMS)]
    return units[named].astype("float64").sum(axis=1, min_count=1)


def fte_by_year(years: Mapping[int, pd.DataFrame], group: str) -> dict[int, pd.DataFrame]:
    """Year → :func:`unit_fte` of its units (year → one row per unit with the answers)."""
    return {year: unit_fte(units, group) for year, units in years.items()}


def rows_of(rows: Mapping[str, list[float]], columns: Sequence[str], name: str) -> pd.DataFrame:
    """A frame of rows by key: its columns, and the name of its index; without rows it is empty."""
    index = pd.Index(list(rows), name=name, dtype="object")
    return pd.DataFrame(list(rows.values()), index=index, columns=list(columns))


def coverage_of_fte(fte: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How much of the FTE was distributed on pathways, and by how many units.

    Args:
        fte: Group (adult, child) → its frame from :func:`unit_fte`, one row per unit that may
            answer.

    Returns:
        Rows ``fte_measures``, ``fte_pathways``, ``pct_pathways`` (index ``pathway_fte``), columns
        ``adult``, ``child``, ``total`` (FTE; the last row per cent) and ``units_adult``,
        ``units_child`` (units that may answer, units that did, per cent). FTE that nobody reported
        are missing.
    """
    both = [MEASURE, DISTRIBUTED]
    sums = pd.DataFrame({group: frame[both].sum(min_count=1) for group, frame in fte.items()}).T
    sums.loc[TOTAL] = sums.sum(min_count=1)
    for group, frame in fte.items():
        sums.loc[f"units_{group}"] = [len(frame), frame[DISTRIBUTED].notna().sum()]
    percent = sums[DISTRIBUTED] / sums[MEASURE].where(sums[MEASURE] > 0) * 100
    names = {MEASURE: "fte_measures", DISTRIBUTED: "fte_pathways"}
    return sums.rename(columns=names).assign(pct_pathways=percent).T.rename_axis("pathway_fte")


def by_pathway(years: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """FTE by pathway, in FTE and in per cent of the distributed FTE.

    Args:
        years: Year → its frame from :func:`unit_fte`.

    Returns:
        One row per pathway and ``total``, index ``pathway``: ``fte_<year>`` and ``pct_<year>``,
        unrounded; missing for a pathway that nobody filled in. Empty when nobody distributed FTE in
        the last year.
    """
    if not has_answers(list(years.values())[-1]):
        return pd.DataFrame()
    sums = pd.DataFrame({y: frame[list(PATHWAYS)].sum(min_count=1) for y, frame in years.items()})
    sums.loc[TOTAL] = sums.sum(min_count=1)
    percent = sums / sums.loc[TOTAL] * 100
    return sums.add_prefix("fte_").join(percent.add_prefix("pct_")).rename_axis("pathway")


def share_change(yearly: pd.DataFrame) -> pd.Series[float]:
    """How the shares changed, in percentage points.

    Args:
        yearly: From :func:`yearly_shares`.

    Returns:
        Index: every pathway; missing without two years.
    """
    if yearly.empty:
        return pd.Series(float("nan"), index=list(PATHWAYS))
    return (yearly.iloc[:, -1] - yearly.iloc[:, 0]).reindex(list(PATHWAYS))


def severe_by_area(shown: pd.DataFrame, labels: Mapping[str, str]) -> pd.Series[float]:
    """Per cent along the pathway of the gravest problems, by the label of the area.

    Args:
        shown: From :func:`shares_by_area`.
        labels: Area → label.
    """
    if shown.empty:
        return pd.Series(dtype="float64")
    shares = shown[f"{PATHWAYS[-1]}_pct"].drop(TOTAL).dropna()
    return shares.rename(index=dict(labels))


def has_answers(frame: pd.DataFrame) -> bool:
    """Whether any unit distributed its FTE.

    Args:
        frame: From :func:`unit_fte`.
    """
    return bool(frame[DISTRIBUTED].notna().any())


def ranked(shown: pd.DataFrame, year: int) -> pd.Series[float]:
    """Per cent by pathway in one year, the largest first.

    Args:
        shown: From :func:`by_pathway`.
        year: One of its years.

    Returns:
        Index: pathway, without the total. Empty when ``shown`` is.
    """
    if shown.empty:
        return pd.Series(dtype="float64")
    return shown[f"pct_{year}"].drop(TOTAL).sort_values(ascending=False)


def yearly_shares(shown: pd.DataFrame) -> pd.DataFrame:
    """The shares alone, one column per year, for a slope chart.

    Args:
        shown: From :func:`by_pathway` or :func:`is248.measures.ratings.rating_changes`.

    Returns:
        One row per row of ``shown`` but the total, columns: year as text, per cent. Empty with
        fewer than two years.
    """
    shares = shown.drop(index=TOTAL, errors="ignore").filter(regex="^pct_")
    if shares.shape[1] < 2:  # noqa: PLR2004 - a slope has two ends
        return pd.DataFrame()
    return shares.rename(columns=lambda name: str(name).removeprefix("pct_")).dropna()


def within(frame: pd.DataFrame, tolerance: float) -> pd.Series[bool]:
    """Units whose FTE by pathway are those by measure, within so many FTE.

    Args:
        frame: From :func:`unit_fte`.
        tolerance: FTE; zero for equal.
    """
    return (frame[DISTRIBUTED] - frame[MEASURE]).abs() <= tolerance + EXACT


def margins(fte: Mapping[str, pd.DataFrame], tolerance: float) -> pd.DataFrame:
    """How many units distributed as many FTE as they reported by measure.

    Args:
        fte: Key → its frame from :func:`unit_fte`.
        tolerance: FTE by which the two may differ.

    Returns:
        One row per key, index ``group``: ``n`` units that may answer, ``answered_n`` that
        distributed, ``within`` of those within the tolerance, ``within_all_pct`` (of all) and
        ``within_pct`` (of those that distributed). Keys without any answer are left out.
    """
    rows: dict[str, list[float]] = {}
    for key, frame in fte.items():
        known, near = int(frame[DISTRIBUTED].notna().sum()), int(within(frame, tolerance).sum())
        if known:
            rows[key] = [len(frame), known, near, near / len(frame) * 100, near / known * 100]
    columns = ["n", "answered_n", "within", "within_all_pct", "within_pct"]
    return rows_of(rows, columns, "group")


def shares_by_choice(frame: pd.DataFrame, tolerance: float) -> pd.DataFrame:
    """The distribution on pathways under other choices of units and weights.

    Args:
        frame: From :func:`unit_fte`.
        tolerance: Difference between pathways and measures that is let pass, in FTE.

    Returns:
        Index ``pathway_choice``: ``all`` (all that distributed), ``within`` (the tolerance),
        ``equal`` (no difference) and ``unweighted`` (mean of the units' own shares; those without
        FTE on pathways have none). Columns: ``n`` units, ``fte`` on pathways and
        ``<pathway>_pct``, unrounded. Empty when nobody distributed.
    """
    if not has_answers(frame):
        return pd.DataFrame()
    chosen = {"all": frame[frame[DISTRIBUTED].notna()], "within": frame[within(frame, tolerance)]}
    chosen["equal"] = frame[within(frame, 0)]
    rows = {key: _pooled(part) for key, part in chosen.items()}
    own = frame[frame[DISTRIBUTED] > 0]
    shares = own[list(PATHWAYS)].fillna(0.0).div(own[DISTRIBUTED], axis=0).mean() * 100
    rows["unweighted"] = [len(own), own[DISTRIBUTED].sum(), *shares]
    return rows_of(rows, _SHARE_COLUMNS, "pathway_choice")


def moved(choices: pd.DataFrame, key: str) -> float:
    """How far a choice moves the share of any pathway at most, in percentage points.

    Args:
        choices: From :func:`shares_by_choice`.
        key: The choice, set against all that distributed.
    """
    shares = choices[[f"{path}_pct" for path in PATHWAYS]].T
    return float((shares[key] - shares["all"]).abs().max())


def _pooled(frame: pd.DataFrame) -> list[float]:
    total = float(frame[DISTRIBUTED].sum())
    sums = frame[list(PATHWAYS)].sum()
    return [len(frame), total, *(sums / total * 100 if total else sums * float("nan"))]


def shares_by_area(
    frame: pd.DataFrame, units: pd.DataFrame, by: str, order: Sequence[str]
) -> pd.DataFrame:
    """The distribution on pathways by group of units: FTE summed, then divided.

    Args:
        frame: From :func:`unit_fte`.
        units: The same units with the column ``by``; those without a group count in the total.
        by: Grouping column.
        order: Its groups in order.

    Returns:
        One row per group with answers and ``total``, index ``by``; columns as
        :func:`shares_by_choice`. Empty when nobody distributed.
    """
    if not has_answers(frame):
        return pd.DataFrame()
    known = frame[frame[DISTRIBUTED].notna()]
    groups = units[by].reindex(known.index)
    rows = {key: _pooled(known[groups == key]) for key in order if (groups == key).any()}
    rows[TOTAL] = _pooled(known)
    return rows_of(rows, _SHARE_COLUMNS, by)
