"""FTE by care pathway.

A unit that reports the two fields apart has its pathways split over two sets of columns; here they
are summed. A unit that filled in no pathway has not distributed its FTE: missing, not zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.stats.logit import GROUPINGS, response_p

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
    return units[_named(units, prefix)].astype("float64").sum(axis=1, min_count=1)


def _named(units: pd.DataFrame, prefix: str) -> list[str]:
    return [c for c in units.columns if str(c).startswith(prefix) and str(c).endswith(FORMS)]


def coverage(units: pd.DataFrame) -> pd.DataFrame:
    """Which units distributed their FTE and rated their services, and whether the rest differ.

    Args:
        units: One row per unit with the answers, the agencies too.

    Returns:
        Index ``pathway_answer`` (``fte_adult``, ``rating_adult``, …): ``n`` units, ``answered_n``
        and ``answered_pct`` of them in any reporting form, and p of permutation tests that response
        is the same by size class, county and HF area, adjusted over the three (Holm).
        Empty when nothing was asked.
    """
    rows: dict[str, list[float]] = {}
    for group in GROUPS:
        rated = units[_named(units, f"assessment_{group}_")].notna().any(axis=1)
        spread = unit_fte(units, group)[DISTRIBUTED].notna()
        answered = {f"fte_{group}": spread, f"rating_{group}": rated}
        rows |= {key: _response(units, hit) for key, hit in answered.items() if hit.any()}
    columns = ["n", "answered_n", "answered_pct", *(f"p_{by}" for by in GROUPINGS)]
    return _rows_of(rows, columns, "pathway_answer")


def _response(units: pd.DataFrame, answered: pd.Series[bool]) -> list[float]:
    asked = units.assign(answered=answered.astype("float64").where(answered))
    p = response_p(asked, "answered", GROUPINGS)
    return [len(units), int(answered.sum()), float(answered.mean() * 100), *p]


def skewed(covered: pd.DataFrame, level: float) -> list[str]:
    """The answers of :func:`coverage` whose response differs between groups at a level."""
    found = (covered.filter(regex="^p_") < level).any(axis=1)
    return [str(key) for key in covered.index[found]]


def _rows_of(rows: Mapping[str, list[float]], columns: Sequence[str], name: str) -> pd.DataFrame:
    index = pd.Index(list(rows), name=name, dtype="object")
    return pd.DataFrame(list(rows.values()), index=index, columns=list(columns))


def coverage_of_fte(units: pd.DataFrame) -> pd.DataFrame:
    """How much of the FTE was distributed on pathways, and by how many units.

    Args:
        units: One row per unit that may answer.

    Returns:
        Rows ``fte_measures``, ``fte_pathways``, ``pct_pathways`` (index ``pathway_fte``), columns
        ``adult``, ``child``, ``total`` (FTE; the last row per cent) and ``units_adult``,
        ``units_child`` (units that may answer, units that did, per cent). FTE that nobody reported
        are missing.
    """
    fte, both = {group: unit_fte(units, group) for group in GROUPS}, [MEASURE, DISTRIBUTED]
    sums = pd.DataFrame({group: frame[both].sum(min_count=1) for group, frame in fte.items()}).T
    sums.loc[TOTAL] = sums.sum(min_count=1)
    for group, frame in fte.items():
        sums.loc[f"units_{group}"] = [len(frame), frame[DISTRIBUTED].notna().sum()]
    percent = sums[DISTRIBUTED] / sums[MEASURE].where(sums[MEASURE] > 0) * 100
    names = {MEASURE: "fte_measures", DISTRIBUTED: "fte_pathways"}
    return sums.rename(columns=names).assign(pct_pathways=percent).T.rename_axis("pathway_fte")


def distributed_n(units: pd.DataFrame, group: str) -> int:
    """How many units distributed their FTE."""
    return int(unit_fte(units, group)[DISTRIBUTED].notna().sum())


def by_pathway(years: Mapping[int, pd.DataFrame], group: str) -> pd.DataFrame:
    """FTE by pathway, in FTE and in per cent of the distributed FTE.

    Args:
        years: Year → one row per unit with the answers.
        group: ``adult`` or ``child``.

    Returns:
        One row per pathway and ``total``, index ``pathway``: ``fte_<year>`` and ``pct_<year>``,
        unrounded; missing for a pathway that nobody filled in. Empty when nobody distributed FTE in
        the last year.
    """
    if not distributed_n(list(years.values())[-1], group):
        return pd.DataFrame()
    paths = {year: unit_fte(units, group)[list(PATHWAYS)] for year, units in years.items()}
    sums = pd.DataFrame({year: frame.sum(min_count=1) for year, frame in paths.items()})
    sums.loc[TOTAL] = sums.sum(min_count=1)
    percent = sums / sums.loc[TOTAL] * 100
    return sums.add_prefix("fte_").join(percent.add_prefix("pct_")).rename_axis("pathway")


def yearly_shares(shown: pd.DataFrame) -> pd.DataFrame:
    """The shares alone, one column per year, for a slope chart.

    Args:
        shown: Has columns ``pct_<year>``, such as :func:`by_pathway`.

    Returns:
        One row per row of ``shown`` but the total, columns: year as text, per cent. Empty with
        fewer than two years.
    """
    shares = shown.drop(index=TOTAL, errors="ignore").filter(regex="^pct_")
    if shares.shape[1] < 2:  # noqa: PLR2004 - a slope has two ends
        return pd.DataFrame()
    return shares.rename(columns=lambda name: str(name).removeprefix("pct_")).dropna()


def share_change(yearly: pd.DataFrame) -> pd.Series[float]:
    """How the shares of :func:`yearly_shares` changed, in percentage points.

    Returns:
        Index: every pathway; missing without two years.
    """
    if yearly.empty:
        return pd.Series(float("nan"), index=list(PATHWAYS))
    return (yearly.iloc[:, -1] - yearly.iloc[:, 0]).reindex(list(PATHWAYS))


def ranked(shown: pd.DataFrame, names: Mapping[str, str]) -> pd.Series[float]:
    """Per cent by pathway in the last year of :func:`by_pathway`, the largest first.

    Args:
        shown: From :func:`by_pathway`.
        names: Pathway → what to call it.

    Returns:
        Index: the names of all pathways; missing, and last, where nobody filled it in.
    """
    last = shown.iloc[:, -1] if len(shown) else pd.Series(dtype="float64")
    known = last.astype("float64").reindex(list(PATHWAYS)).sort_values(ascending=False)
    return known.rename(index=dict(names))


def within(frame: pd.DataFrame, tolerance: float) -> pd.Series[bool]:
    """Units whose FTE by pathway are those by measure, within so many FTE.

    Args:
        frame: From :func:`unit_fte`.
        tolerance: FTE; zero for equal.
    """
    return (frame[DISTRIBUTED] - frame[MEASURE]).abs() <= tolerance + EXACT


def margins(units: pd.DataFrame, tolerance: float) -> pd.DataFrame:
    """How many units distributed as many FTE as they reported by measure.

    Args:
        units: One row per unit that may answer.
        tolerance: FTE by which the two may differ.

    Returns:
        One row per group, index ``group``: ``n`` units, ``answered_n`` that distributed, ``within``
        of those within the tolerance, ``within_all_pct`` (of all) and ``within_pct`` (of those that
        distributed). Groups without any answer are left out.
    """
    rows: dict[str, list[float]] = {}
    for group in GROUPS:
        near = int(within(unit_fte(units, group), tolerance).sum())
        if known := distributed_n(units, group):
            rows[group] = [len(units), known, near, near / len(units) * 100, near / known * 100]
    columns = ["n", "answered_n", "within", "within_all_pct", "within_pct"]
    return _rows_of(rows, columns, "group")


def year_before(units: pd.DataFrame, tolerance: float) -> pd.DataFrame:
    """:func:`margins` of the year before, with who kept silent and how much was distributed.

    Returns:
        Columns ``n``, ``answered_n``, ``silent_n``, ``distributed_pct`` (of the FTE by measure),
        ``within`` and ``within_all_pct``.
    """
    frame = margins(units, tolerance)
    spread = coverage_of_fte(units).T["pct_pathways"].reindex(frame.index)
    found = frame.assign(silent_n=frame["n"] - frame["answered_n"], distributed_pct=spread)
    return found[["n", "answered_n", "silent_n", "distributed_pct", "within", "within_all_pct"]]


def shares_by_choice(units: pd.DataFrame, group: str, tolerance: float) -> pd.DataFrame:
    """The distribution on pathways under other choices of units and weights.

    Args:
        units: One row per unit with the answers.
        group: ``adult`` or ``child``.
        tolerance: Difference between pathways and measures that is let pass, in FTE.

    Returns:
        Index ``pathway_choice``: ``all`` (all that distributed), ``within`` (the tolerance),
        ``equal`` (no difference) and ``unweighted`` (mean of the units' own shares; those without
        FTE on pathways have none). Columns: ``n`` units, ``fte`` on pathways and
        ``<pathway>_pct``, unrounded. Empty when nobody distributed.
    """
    frame = unit_fte(units, group)
    if not frame[DISTRIBUTED].notna().any():
        return pd.DataFrame()
    chosen = {"all": frame[frame[DISTRIBUTED].notna()], "within": frame[within(frame, tolerance)]}
    chosen["equal"] = frame[within(frame, 0)]
    rows = {key: _pooled(part) for key, part in chosen.items()}
    own = frame[frame[DISTRIBUTED] > 0]
    shares = own[list(PATHWAYS)].fillna(0.0).div(own[DISTRIBUTED], axis=0).mean() * 100
    rows["unweighted"] = [len(own), own[DISTRIBUTED].sum(), *shares]
    return _rows_of(rows, _SHARE_COLUMNS, "pathway_choice")


def moved(choices: pd.DataFrame, key: str) -> float:
    """How far a choice moves the share of any pathway at most, in percentage points.

    Args:
        choices: From :func:`shares_by_choice`.
        key: The choice, set against all that distributed.

    Returns:
        NaN when nobody distributed.
    """
    if choices.empty:
        return float("nan")
    shares = choices[[f"{path}_pct" for path in PATHWAYS]].T
    return float((shares[key] - shares["all"]).abs().max())


def _pooled(frame: pd.DataFrame) -> list[float]:
    total = float(frame[DISTRIBUTED].sum())
    sums = frame[list(PATHWAYS)].sum()
    return [len(frame), total, *(sums / total * 100 if total else sums * float("nan"))]


def shares_by_area(units: pd.DataFrame, group: str, by: str, order: Sequence[str]) -> pd.DataFrame:
    """The distribution on pathways by group of units: FTE summed, then divided.

    Args:
        units: One row per unit with the answers and the column ``by``; those without a value of it
            count in the total.
        group: ``adult`` or ``child``.
        by: Grouping column.
        order: Its groups in order.

    Returns:
        One row per group with answers and ``total``, index ``by``; columns as
        :func:`shares_by_choice`. Empty when nobody distributed.
    """
    frame = unit_fte(units, group)
    known = frame[frame[DISTRIBUTED].notna()]
    if known.empty:
        return pd.DataFrame()
    areas = units[by].reindex(known.index)
    rows = {key: _pooled(known[areas == key]) for key in order if (areas == key).any()}
    rows[TOTAL] = _pooled(known)
    return _rows_of(rows, _SHARE_COLUMNS, by)
