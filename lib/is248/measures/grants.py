"""Grants to user involvement, and the price level behind printed nominal and real amounts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.base.keys import TOTAL
from is248.base.numbers import format_number
from is248.measures import outcomes as questions
from is248.measures.lookup import answers_to
from is248.register.municipalities import AGENCY, RESIDUAL, count_oslo, lower_limits
from is248.stats.bounds import Bounded, exact
from is248.survey.told_frame import by_column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.survey.answers import Answers


def implied_prices(printed: pd.DataFrame) -> pd.DataFrame:
    """The price level behind printed nominal and real amounts.

    Args:
        printed: Table 6.1, index: year as text, in order.

    Returns:
        Per year ``price_level`` (last year of real kroner: 100) and ``price_change_pct``; beside
        them ``smooth_level``, halfway (geometrically) between the neighbours, and
        ``smooth_1000nok``: the real amount that it gives. The ends have no neighbours on both
        sides: NaN. Empty when nothing is printed.
    """
    if printed.empty:
        return pd.DataFrame()
    level = printed["nominal_1000nok"] / printed["real_1000nok"] * 100
    smooth = (level.shift(1) * level.shift(-1)) ** 0.5
    return pd.DataFrame(
        {
            "price_level": level,
            "price_change_pct": level.pct_change(fill_method=None) * 100,
            "smooth_level": smooth,
            "smooth_1000nok": printed["nominal_1000nok"] / smooth * 100,
        }
    )


def before_falls(prices: pd.DataFrame) -> list[str]:
    """The years before which prices would have to fall: their own level is likely too high.

    Args:
        prices: From :func:`implied_prices`.
    """
    if prices.empty:
        return []
    falling = prices["price_change_pct"].shift(-1) < 0
    return [str(year) for year in prices.index[falling]]


THOUSAND, MILLION = 1_000, 1_000_000
AMOUNT = "user_involvement_amount"
GRANT_COLUMNS = ("nominal_1000nok", "nominal_change_pct", "real_1000nok", "real_change_pct")


def units_of(register: pd.DataFrame, values: pd.DataFrame | None) -> pd.DataFrame:
    """What grants are summed over: the register with the city's parts, and their answers.

    Args:
        register: The municipal register.
        values: Answers, index: register key; None when there are none.

    Returns:
        One row per municipality, district, agency and the residual of inhabitants without one.
    """
    counted = count_oslo(register, "districts_and_agencies")
    return counted if values is None else by_column(values, counted.join)


def amounts(units: pd.DataFrame) -> pd.Series[float]:
    """Kroner granted by each unit; missing for no answer, also for "do not know"."""
    return answers_to(units, AMOUNT).astype("float64")


def grants_anything(units: pd.DataFrame) -> pd.Series[Any]:
    """Whether a unit granted something ("yes") or nothing ("no"); missing for no answer."""
    amount = amounts(units)
    return (amount > 0).map({True: "yes", False: "no"}).where(amount.notna())


def givers_by(units: pd.DataFrame, by: str, order: Sequence[str]) -> pd.DataFrame:
    """Per cent of the units that granted something, by group.

    Args:
        units: One row per unit with ``user_involvement_amount`` and ``by``.
        by: Grouping column.
        order: Its groups in order.

    Returns:
        As :func:`is248.measures.outcomes.shares_by`; empty when nobody told an amount.
    """
    given = grants_anything(units)
    if given.isna().all():
        return pd.DataFrame()
    return questions.shares_by(units.assign(gives=given), "gives", ["yes"], by, {by: order})


def unknown(answers: Answers, municipalities: pd.DataFrame) -> int:
    """How many municipalities say that they do not know the amount.

    Args:
        answers: The prepared answers, with the status of each cell without a value.
        municipalities: One row per municipality, index: register key.
    """
    told = answers.statuses_of([AMOUNT])
    silent = told[told["status"] == "dont_know"]["unit"]
    return int(silent.isin(municipalities.index).sum())


def own_size_class(units: pd.DataFrame, order: Sequence[str]) -> pd.Series[str]:
    """Size class with Oslo's districts by their own inhabitants, as in table 6.2.

    Args:
        units: The register by districts, with the residual of inhabitants without a district.
        order: The six size classes, smallest first.

    Returns:
        Index as ``units``: a district and the residual by their own inhabitants; an agency goes
        with the residual; a municipality keeps its class.
    """
    own = pd.cut(
        units["pop_total"], [*lower_limits(order), float("inf")], right=False, labels=list(order)
    )
    is_part = units["kind"].isin(["district", RESIDUAL])
    classes = units["size_class"].where(~is_part, own.astype("object"))
    rest = own[units["kind"] == RESIDUAL]
    return classes.mask(units["kind"] == AGENCY, str(rest.iloc[0])) if len(rest) else classes


def grants_by(units: pd.DataFrame, by: str) -> pd.DataFrame:
    """Grants to user involvement by group, per inhabitant (weighted: ratio of sums).

    Args:
        units: One row per unit with ``user_involvement_amount`` (kroner), ``pop_total`` and ``by``.
            Missing amounts and inhabitants count as none; units without a group in the total only.
        by: Grouping column.

    Returns:
        One row per group and ``total``, index ``by``: ``amount_1000nok``, ``pop_total_n`` and
        ``nok_per_inhabitant``, unrounded. Empty when nobody told an amount.
    """
    granted = amounts(units)
    if granted.isna().all():
        return pd.DataFrame()
    parts = {"amount_1000nok": granted / THOUSAND, "pop_total_n": units["pop_total"]}
    kept = pd.DataFrame({by: units[by], **parts})
    sums = kept.groupby(by, sort=False).sum()
    sums.loc[TOTAL] = kept.drop(columns=by).sum()
    people = sums["pop_total_n"]
    return sums.assign(nok_per_inhabitant=sums["amount_1000nok"] / people.where(people > 0) * 1000)


def units_with_half(granted: pd.Series[float]) -> int:
    """The fewest units that together granted half of the sum; 0 when nothing was granted.

    Args:
        granted: Kroner by unit, from :func:`amounts`.
    """
    ranked = granted.dropna().sort_values(ascending=False)
    reached = ranked.cumsum() >= ranked.sum() / 2
    return int((~reached).sum()) + 1 if ranked.sum() > 0 else 0


def grant_series(printed: pd.DataFrame, amount: float, year: int) -> Bounded:
    """Grants by year: earlier years from print, the last from the answers.

    Args:
        printed: Table 6.1, index: year as text.
        amount: Kroner granted in the last year, from the answers; NaN when nobody told it.
        year: That year; consumer prices are those of this year.

    Returns:
        One row per year, columns :data:`GRANT_COLUMNS`; amounts in 1 000 kroner. Earlier amounts
        are carried over (shown, not computed); all changes are computed from the amounts. Without
        print the last year only; empty frames without an amount.
    """
    if math.isnan(amount):
        return exact(pd.DataFrame(columns=list(GRANT_COLUMNS)))
    earlier = [key for key in printed.index if int(key) < year]
    shown = printed.reindex(index=earlier, columns=["nominal_1000nok", "real_1000nok"])
    shown.loc[str(year)] = amount / THOUSAND
    value = shown.copy()
    value.loc[earlier] = float("nan")
    for kind in ("nominal", "real"):
        change = shown[f"{kind}_1000nok"].pct_change(fill_method=None) * 100
        shown[f"{kind}_change_pct"] = change
        value[f"{kind}_change_pct"] = change
    columns = list(GRANT_COLUMNS)
    return Bounded(value[columns], value[columns], value[columns], shown[columns])


def grants_alt(shown: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Alt text of the series of grants: first, highest and last value of each line.

    Args:
        shown: One row per year, columns named in ``labels``, in 1 000 kroner.
        labels: Column → label.

    Returns:
        A sentence; empty without years.
    """
    if shown.empty:
        return ""
    said = []
    for key, label in labels.items():
        values = shown[key].dropna() / THOUSAND
        told = [(values.index[0], values.iloc[0]), (values.idxmax(), values.max())]
        told.append((values.index[-1], values.iloc[-1]))
        points = [f"{format_number(value, 1)} i {when}" for when, value in dict.fromkeys(told)]
        said.append(f"{label}: {', '.join(points)}")
    return f"Millioner kroner. {'; '.join(said)}."


def rate(shown: pd.DataFrame, group: str) -> float:
    """Kroner per inhabitant of a group of :func:`grants_by`; NaN when it has none."""
    return float(shown["nok_per_inhabitant"].get(group, math.nan)) if len(shown) else math.nan
