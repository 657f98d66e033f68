"""Inhabitants, FTE and rates by group of units: size class, county, HF area, health region.

Weighted means ratio of sums: every inhabitant counts the same. Unweighted means mean over units:
every municipality counts the same. The report shows the former; where the two part, small and large
municipalities differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.register.municipalities import count_oslo

if TYPE_CHECKING:
    from collections.abc import Mapping

POPULATIONS = ("pop_under18", "pop_18plus", "pop_total")
FTE = ("fte_adult", "fte_child", "fte_total")
DENOMINATORS: Mapping[str, str] = {
    "fte_adult": "pop_18plus",
    "fte_child": "pop_under18",
    "fte_total": "pop_total",
}
"""The inhabitants that each kind of FTE is measured against."""

RATE_SUFFIX = "_per10k"
RATES = tuple(f"{fte}{RATE_SUFFIX}" for fte in FTE)


def inhabitants_by(units: pd.DataFrame, by: str) -> pd.DataFrame:
    """Units and inhabitants by group, with per cent of the country.

    Args:
        units: One row per unit, from :func:`is248.register.municipalities.count_oslo`.
        by: Text column that groups them.

    Returns:
        One row per group and a last row ``total``; index ``by``. ``units_n`` and ``pop_*_n`` are
        counts, ``*_pct`` per cent of the total, unrounded. Missing inhabitants (agencies) count
        as none.
    """
    counts = units.groupby(by, sort=False)[list(POPULATIONS)].sum()
    counts.insert(0, "units", units[units["counted"]].groupby(by, sort=False).size())
    counts = with_total(counts)
    percent = counts / counts.loc[TOTAL] * 100
    pairs = [f"{column}_{kind}" for column in counts.columns for kind in ("n", "pct")]
    return counts.add_suffix("_n").join(percent.add_suffix("_pct")).loc[:, pairs]


def fte_by(units: pd.DataFrame, by: str, per: int = 10_000) -> pd.DataFrame:
    """FTE and FTE per inhabitants by group (weighted: ratio of sums).

    Args:
        units: One row per unit, from :func:`is248.register.municipalities.count_oslo`.
        by: Text column that groups them.
        per: Inhabitants that the rate is given per.

    Returns:
        One row per group and a last row ``total``; index ``by``. ``fte_adult``, ``fte_child``,
        ``fte_total`` in FTE and ``*_per10k``: FTE per ``per`` inhabitants from 18, under 18 and of
        all ages. Missing FTE (the residual) and inhabitants (agencies) count as none.
    """
    sums = with_total(units.groupby(by, sort=False)[[*FTE, *POPULATIONS]].sum())
    return sums[list(FTE)].join(rates(sums, per))


def rates(frame: pd.DataFrame, per: int = 10_000) -> pd.DataFrame:
    """FTE per inhabitants, row by row.

    Args:
        frame: Any rows with the columns of FTE and of inhabitants.
        per: Inhabitants that the rate is given per.

    Returns:
        The same rows with ``fte_adult_per10k``, ``fte_child_per10k``, ``fte_total_per10k``;
        missing where there are no inhabitants.
    """
    columns = {
        f"{fte}{RATE_SUFFIX}": frame[fte] / frame[people].where(frame[people] > 0) * per
        for fte, people in DENOMINATORS.items()
    }
    return pd.DataFrame(columns, index=frame.index)


def with_total(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows and a last row ``total`` with their sums; missing counts as none."""
    total = pd.DataFrame([frame.sum()], index=pd.Index([TOTAL], name=frame.index.name))
    return pd.concat([frame, total])


def spread_by(values: pd.DataFrame, by: str, column: str) -> pd.DataFrame:
    """Spread of a value over units, by group.

    Args:
        values: One row per unit with the columns ``by`` and ``column``.
        by: Text column that groups them.
        column: The value.

    Returns:
        One row per group and a last row ``total`` over all units; index ``by``: ``n`` (units with a
        value), ``mean`` (unweighted), ``q1``, ``median``, ``q3`` (linear interpolation between
        order statistics, R's type 7), ``minimum``, ``maximum``. Missing values are left out.
    """
    everything = values.assign(**{by: TOTAL})
    grouped = pd.concat([values, everything]).groupby(by, sort=False)
    return grouped.agg(
        n=(column, "count"),
        mean=(column, "mean"),
        q1=(column, lambda v: v.quantile(0.25)),
        median=(column, "median"),
        q3=(column, lambda v: v.quantile(0.75)),
        minimum=(column, "min"),
        maximum=(column, "max"),
    )


def weighted_and_unweighted(
    weighted: pd.DataFrame, values: pd.DataFrame, by: str, column: str
) -> pd.DataFrame:
    """The ratio of sums beside the mean and quartiles over units.

    Args:
        weighted: From :func:`fte_by`.
        values: One row per unit with its rate, as for :func:`spread_by`.
        by: Text column that groups them.
        column: The rate, in both frames.

    Returns:
        One row per group and ``total``: ``n``, ``weighted``, ``mean``, ``q1``, ``median``, ``q3``.
    """
    spread = spread_by(values, by, column)
    joined = spread.join(weighted[column].rename("weighted"))
    return joined[["n", "weighted", "mean", "q1", "median", "q3"]]


def unit_rates(units: pd.DataFrame, appendix: pd.DataFrame | None) -> pd.DataFrame:
    """The rates of the counted units, as printed where there is an appendix.

    Args:
        units: One row per unit, from :func:`is248.register.municipalities.count_oslo`.
        appendix: The printed appendix, from :func:`is248.printed.report.appendix`; None when there
            is none: the rates are computed of FTE and inhabitants then.

    Returns:
        One row per counted unit that has a rate (the agencies have none): the register's columns
        with ``fte_*`` and ``*_per10k``, whole numbers where they are printed.
    """
    counted = units[units["counted"]]
    if appendix is None:
        counted = counted.join(rates(counted))
    else:
        counted = counted.drop(columns=list(FTE)).join(appendix[[*FTE, *RATES]])
    return counted[counted["fte_total_per10k"].notna()]


def size_bands(values: pd.DataFrame, size: str, column: str, bands: int) -> pd.DataFrame:
    """Quartiles of a value over units of like size.

    Args:
        values: One row per unit.
        size: Column of inhabitants.
        column: The value.
        bands: Number of bands with equally many units.

    Returns:
        One row per band, index ``band`` ("1", "2", …): ``n``, ``left`` and ``right`` (smallest and
        largest size), ``q1``, ``median``, ``q3``.
    """
    ranked = values[size].rank(method="first")
    names = [str(number) for number in range(1, bands + 1)]
    banded = values.assign(band=pd.qcut(ranked, bands, labels=names).astype(str))
    edges = banded.groupby("band")[size].agg(left="min", right="max")
    spread = spread_by(banded, "band", column).drop(index=TOTAL)
    return spread[["n"]].join(edges).join(spread[["q1", "median", "q3"]]).loc[names]


def rounded_sums(units: pd.DataFrame, appendix: pd.DataFrame, by: str, column: str) -> pd.DataFrame:
    """Sums of the printed whole numbers beside the sums that were calibrated to print.

    A whole number is off by a uniform error of variance 1/12 if rounding is fair, so a sum of n of
    them has a standard deviation of sqrt(n/12). A larger difference means that rounding was not
    fair: many units report halves, and halves are rounded up.

    Args:
        units: One row per unit, from :func:`is248.register.municipalities.count_oslo`.
        appendix: The printed appendix.
        by: Text column that groups them.
        column: The kind of FTE.

    Returns:
        One row per group and ``total``: ``n`` (units with FTE), ``integers``, ``calibrated``,
        ``difference`` (all FTE) and ``rounding_sd``.
    """
    both = pd.DataFrame({"integers": appendix[column].reindex(units.index), by: units[by]})
    both = both.assign(calibrated=units[column], n=both["integers"].notna().astype(int))
    sums = with_total(both.groupby(by, sort=False)[["n", "integers", "calibrated"]].sum())
    difference = sums["integers"] - sums["calibrated"]
    return sums.assign(difference=difference, rounding_sd=(sums["n"] / 12) ** 0.5)


SPREAD = ("n", "mean", "q1", "median", "q3")
"""The columns of :func:`weighted_and_unweighted` that rest on rates of single units."""


def ranked_areas(frame: pd.DataFrame) -> pd.DataFrame:
    """The groups without the country's total."""
    return frame.drop(index=TOTAL)


def adults_first(inhabitants: pd.DataFrame) -> pd.DataFrame:
    """Columns of :func:`inhabitants_by`, adults before children, as tables 4.5 and 4.7 print."""
    order = ("units", "pop_18plus", "pop_under18", "pop_total")
    return inhabitants[[f"{column}_{kind}" for column in order for kind in ("n", "pct")]]


def per_thousand(rates_: pd.DataFrame) -> pd.DataFrame:
    """Rates per 1 000, with a label for each unit.

    Args:
        rates_: From :func:`unit_rates`.

    Returns:
        The same rows with ``adult_per1000``, ``child_per1000`` and ``label``: the unit's name, and
        its county where several units share the name.
    """
    shared = rates_["name"].duplicated(keep=False)
    label = rates_["name"].where(~shared, rates_["name"] + " (" + rates_["county"] + ")")
    return rates_.assign(
        adult_per1000=rates_["fte_adult_per10k"] / 10,
        child_per1000=rates_["fte_child_per10k"] / 10,
        label=label,
    )


def share_between(values: pd.DataFrame, by: str, column: str) -> float:
    """Per cent of the variance over units that lies between groups (eta squared).

    Args:
        values: One row per unit.
        by: Text column that groups them.
        column: The value; missing values are left out.

    Returns:
        Sum of squares between the groups' means over the sum of squares, times 100. A description
        of these units; it grows with the number of groups also when they do not differ, see
        :func:`share_by_chance`.
    """
    known = values[values[column].notna()]
    means = known.groupby(by)[column].transform("mean")
    centre = known[column].mean()
    return float(((means - centre) ** 2).sum() / ((known[column] - centre) ** 2).sum() * 100)


def share_by_chance(values: pd.DataFrame, by: str, column: str) -> float:
    """What :func:`share_between` is on average when units are dealt to the groups by lot.

    Args:
        values: One row per unit.
        by: Text column that groups them.
        column: The value; missing values are left out.

    Returns:
        The number of groups less one over the number of units less one, times 100.
    """
    known = values[values[column].notna()]
    return (known[by].nunique() - 1) / (len(known) - 1) * 100


RATE_SPREAD = tuple(
    f"{group}_{part}" for group in ("adult", "child") for part in ("mean", "q1", "q3")
)
"""The columns of :func:`group_rates` that rest on rates of single units."""


def group_rates(weighted: pd.DataFrame, rates_: pd.DataFrame, by: str) -> pd.DataFrame:
    """Rates of adults and of children by group, with the spread of the units.

    Args:
        weighted: From :func:`fte_by`.
        rates_: One row per unit with its rate, from :func:`unit_rates`.
        by: Text column that groups them.

    Returns:
        One row per group and ``total``: ``adult_weighted``, ``adult_mean``, ``adult_q1``,
        ``adult_q3`` and the same for ``child``.
    """
    wanted = ["weighted", "mean", "q1", "q3"]
    halves = [
        weighted_and_unweighted(weighted, rates_, by, f"fte_{group}{RATE_SUFFIX}")[
            wanted
        ].add_prefix(f"{group}_")
        for group in ("adult", "child")
    ]
    return halves[0].join(halves[1])


def by_oslo_choice(units: pd.DataFrame, appendix: pd.DataFrame | None) -> pd.DataFrame:
    """The country's unweighted mean rate under each answer to the Oslo question.

    Args:
        units: All units, from :func:`is248.register.municipalities.load_units`.
        appendix: As for :func:`unit_rates`.

    Returns:
        One row per answer, index ``oslo``: ``n`` (units with a rate) and the mean of
        ``fte_adult_per10k``, ``fte_child_per10k``, ``fte_total_per10k``.
    """
    rows = {}
    for oslo in ("one", "districts"):
        found = unit_rates(count_oslo(units, oslo), appendix)
        rows[oslo] = {"n": len(found), **found[list(RATES)].mean()}
    return pd.DataFrame(rows).T.rename_axis("oslo")
