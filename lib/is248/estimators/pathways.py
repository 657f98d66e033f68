"""FTE by care pathway, how pathways are rated, and grants to user involvement (chapters 5 and 6).

A unit that reports the two fields apart has its pathways split over two sets of columns; here they
are summed. A unit that filled in no pathway has not distributed its FTE: missing, not zero.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.display.table import TOTAL
from is248.estimators import questions
from is248.estimators.national import Bounded
from is248.estimators.nonresponse import GROUPINGS, nonresponse
from is248.estimators.tidy import pick
from is248.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.display.table import Table
    from is248.survey.codebook import Codebook

PATHWAYS = ("pathway_1", "pathway_2", "pathway_3")
FORMS = ("joint", "mental_health", "substance_use")
GROUPS = ("adult", "child")
GOOD = ("very_good", "good")
POOR = ("poor", "very_poor")
MEASURE, DISTRIBUTED = "measure", "pathways"
EXACT = 1e-6
"""FTE have two decimals; a difference below this is binary noise."""

THOUSAND = 1_000
AMOUNT = "user_involvement_amount"
GRANT_COLUMNS = ("nominal_1000nok", "nominal_change_pct", "real_1000nok", "real_change_pct")


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


def coverage(units: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Which units distributed their FTE and rated their services, and whether the rest differ.

    Args:
        units: One row per unit with the answers, the agencies too.
        codebook: The questions.

    Returns:
        Index ``pathway_answer`` (``fte_adult``, ``rating_adult``, …): ``n`` units, ``answered_n``
        and ``answered_pct`` of them in any reporting form, and p of likelihood-ratio tests that
        response is the same by size class, county and HF area. Empty when nothing was asked.
    """
    rows: dict[str, list[float]] = {}
    for group in GROUPS:
        rated = [v.id for v in codebook.variables if v.id.startswith(f"assessment_{group}_")]
        answered = {
            f"fte_{group}": unit_fte(units, group)[DISTRIBUTED].notna(),
            f"rating_{group}": units[[c for c in rated if c in units]].notna().any(axis=1),
        }
        rows |= {key: _response(units, hit) for key, hit in answered.items() if hit.any()}
    columns = ["n", "answered_n", "answered_pct", *(f"p_{by}" for by in GROUPINGS)]
    return _rows(rows, columns, "pathway_answer")


def _rows(rows: Mapping[str, list[float]], columns: Sequence[str], name: str) -> pd.DataFrame:
    index = pd.Index(list(rows), name=name, dtype="object")
    return pd.DataFrame(list(rows.values()), index=index, columns=list(columns))


def _response(units: pd.DataFrame, answered: pd.Series[bool]) -> list[float]:
    asked = units.assign(answered=answered.astype("float64").where(answered))
    tests = nonresponse(asked, "answered", GROUPINGS)
    p = [float(pick(tests, "lr_test", by)["p"].iloc[0]) for by in GROUPINGS]
    return [len(units), int(answered.sum()), float(answered.mean() * 100), *p]


def coverage_of_fte(fte: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How much of the FTE was distributed on pathways, and by how many units.

    Args:
        fte: Group (adult, child) → its frame from :func:`unit_fte`, one row per unit that may
            answer.

    Returns:
        Rows ``fte_measures``, ``fte_pathways``, ``pct_pathways`` (index ``pathway_fte``), columns
        ``adult``, ``child``, ``total`` (FTE; the last row per cent) and ``units_adult``,
        ``units_child`` (units that may answer, units that did, per cent).
    """
    sums = {group: [frame[MEASURE].sum(), frame[DISTRIBUTED].sum()] for group, frame in fte.items()}
    sums[TOTAL] = [sum(values) for values in zip(*sums.values(), strict=True)]
    units = {f"units_{g}": [len(f), f[DISTRIBUTED].notna().sum()] for g, f in fte.items()}
    rows = pd.Index(["fte_measures", "fte_pathways"], name="pathway_fte")
    frame = pd.DataFrame(sums | units, index=rows, dtype="float64")
    turned = frame.T
    measures = turned["fte_measures"]
    percent = turned["fte_pathways"] / measures.where(measures > 0) * 100
    return turned.assign(pct_pathways=percent).T


def by_pathway(years: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """FTE by pathway, in FTE and in per cent of the distributed FTE.

    Args:
        years: Year → its frame from :func:`unit_fte`.

    Returns:
        One row per pathway and ``total``, index ``pathway``: ``fte_<year>`` and ``pct_<year>``,
        unrounded; missing for a pathway that nobody filled in.
    """
    sums = pd.DataFrame({y: frame[list(PATHWAYS)].sum(min_count=1) for y, frame in years.items()})
    sums.loc[TOTAL] = sums.sum(min_count=1)
    percent = sums / sums.loc[TOTAL] * 100
    return sums.add_prefix("fte_").join(percent.add_prefix("pct_")).rename_axis("pathway")


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
        ``within_pct`` (of those that distributed).
    """
    rows: dict[str, list[float]] = {}
    for key, frame in fte.items():
        known, near = int(frame[DISTRIBUTED].notna().sum()), int(within(frame, tolerance).sum())
        shares = [near / n * 100 if n else float("nan") for n in (len(frame), known)]
        rows[key] = [len(frame), known, near, *shares]
    columns = ["n", "answered_n", "within", "within_all_pct", "within_pct"]
    return _rows(rows, columns, "group")


def shares_by_choice(frame: pd.DataFrame, tolerances: Iterable[float]) -> pd.DataFrame:
    """The distribution on pathways under other choices of units and weights.

    Args:
        frame: From :func:`unit_fte`.
        tolerances: Greatest difference between pathways and measures, in FTE.

    Returns:
        Index ``pathway_choice``: ``all`` (all that distributed), ``within_<tolerance>`` and
        ``unweighted`` (mean of the units' own shares; those without FTE on pathways have none).
        Columns: ``n`` units, ``fte`` on pathways and ``<pathway>_pct``, unrounded.
    """
    chosen = {"all": frame[frame[DISTRIBUTED].notna()]}
    chosen |= {f"within_{limit:g}": frame[within(frame, limit)] for limit in tolerances}
    rows = {key: _pooled(part) for key, part in chosen.items()}
    own = frame[frame[DISTRIBUTED] > 0]
    shares = own[list(PATHWAYS)].fillna(0.0).div(own[DISTRIBUTED], axis=0).mean() * 100
    rows["unweighted"] = [len(own), own[DISTRIBUTED].sum(), *shares]
    columns = ["n", "fte", *(f"{path}_pct" for path in PATHWAYS)]
    return _rows(rows, columns, "pathway_choice")


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
        :func:`shares_by_choice`.
    """
    known = frame[frame[DISTRIBUTED].notna()]
    groups = units[by].reindex(known.index)
    rows = {key: _pooled(known[groups == key]) for key in order if (groups == key).any()}
    rows[TOTAL] = _pooled(known)
    columns = ["n", "fte", *(f"{path}_pct" for path in PATHWAYS)]
    return _rows(rows, columns, by)


def scale(codebook: Codebook) -> dict[str, str]:
    """Answers when services are rated, best first: ``<code>_pct`` → label; empty if not asked."""
    for variable in codebook.variables:
        if variable.id.startswith("assessment_"):
            return {f"{code}_pct": label for code, label in variable.categories.items()}
    return {}


def ratings(units: pd.DataFrame, codebook: Codebook, group: str, form: str) -> pd.DataFrame:
    """How the services of each pathway are rated by those of one reporting form.

    Args:
        units: One row per unit with the answers.
        codebook: The questions.
        group: ``adult`` or ``child``.
        form: ``joint``, ``mental_health`` or ``substance_use``.

    Returns:
        One row per pathway that anybody rated, index ``pathway``: ``<code>_pct`` per answer, of
        those that answered, and ``n``. Empty when none was asked.
    """
    names = {path: f"assessment_{group}_{path}_{form}" for path in PATHWAYS}
    known = {v.id: v for v in codebook.variables}
    rows = {}
    for path, name in names.items():
        if name in known and questions.asked(units, known[name]):
            found = questions.distribution(units, known[name])
            shares = found["pct"].drop(TOTAL).add_suffix("_pct").to_dict()
            rows[path] = shares | {"n": found["n"][TOTAL]}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("pathway")


def rated(shown: pd.DataFrame, pathway: str, *codes: str) -> float:
    """Per cent that rated a pathway by one of the codes; NaN when it was not asked."""
    if pathway not in shown.index:
        return float("nan")
    return float(shown[[f"{code}_pct" for code in codes]].sum(axis=1)[pathway])


def rated_n(shown: pd.DataFrame, pathway: str, *codes: str) -> float:
    """How many rated a pathway, by one of the codes or at all; NaN when it was not asked."""
    if pathway not in shown.index:
        return float("nan")
    n = float(shown["n"][pathway])
    return round(rated(shown, pathway, *codes) * n / 100) if codes else n


def ratings_alt(shown: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Alt text of rated pathways: good, middle and poor answers of each.

    Args:
        shown: From :func:`ratings`.
        names: Pathway → label.
    """
    said = [
        f"{names[path]}: {format_number(rated(shown, path, *GOOD))} prosent godt eller svært godt, "
        f"{format_number(rated(shown, path, *POOR))} dårlig eller svært dårlig"
        for path in map(str, shown.index)
    ]
    return f"Vurdering av tilbudet. {'; '.join(said)}."


def rows_with_n(shown: pd.DataFrame, names: Mapping[str, str]) -> dict[str, str]:
    """Row → label with the number of answers: "Forløp 1 (375)"."""
    return {str(key): f"{names[str(key)]} ({int(n)})" for key, n in shown["n"].items()}


def paired(before: pd.Series[str], after: pd.Series[str], codes: Sequence[str]) -> dict[str, float]:
    """Whether the same units answer two single choices alike (McNemar's exact test).

    Args:
        before: Answers to the one, index: unit.
        after: Answers to the other, index: unit.
        codes: The answers counted.

    Returns:
        ``n`` units that answered both, ``gained`` (with one of the codes only after), ``lost``
        (only before) and two-sided exact ``p``; p is 1 when none changed and NaN when n is zero.

    Source:
        McNemar (1947), Psychometrika 12; the exact version is a binomial test on the discordant.
    """
    from scipy.stats import binomtest

    both = pd.DataFrame({"before": before, "after": after}).dropna()
    first, last = both["before"].isin(list(codes)), both["after"].isin(list(codes))
    gained, lost = int((last & ~first).sum()), int((first & ~last).sum())
    p = float(binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0
    return {"n": len(both), "gained": gained, "lost": lost, "p": p if len(both) else float("nan")}


def rating_changes(years: Mapping[int, pd.DataFrame], form: str) -> pd.DataFrame:
    """Good and very good ratings in two years, and whether the same units changed their mind.

    Args:
        years: Year → one row per unit with the answers; two years, the first one first.
        form: The reporting form.

    Returns:
        One row per group and pathway rated in both years, index ``rating_change``
        ("adult_pathway_1"): ``pct_<year>`` of those that answered that year, and of the units that
        answered both ``n``, ``gained``, ``lost`` and ``p`` as :func:`paired`.
    """
    rows = {}
    for key in (f"{group}_{path}" for group in GROUPS for path in PATHWAYS):
        given = [column(units, f"assessment_{key}_{form}") for units in years.values()]
        if len(given) > 1 and all(answers.notna().any() for answers in given):
            shares = [answers.dropna().isin(GOOD).mean() * 100 for answers in given]
            columns = {f"pct_{y}": share for y, share in zip(years, shares, strict=True)}
            rows[key] = columns | paired(given[0], given[-1], GOOD)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("rating_change")


def totals_of(shares: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """The total rows of several frames of shares, one row per key.

    Args:
        shares: Key → from :func:`is248.estimators.questions.shares_by`; empty ones are left out.
        name: What the keys are: the name of the index.
    """
    rows = {key: frame.loc[TOTAL] for key, frame in shares.items() if len(frame)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(name)


def column(units: pd.DataFrame, name: str) -> pd.Series[Any]:
    """A column of answers; all missing when the year does not have it."""
    if name in units:
        return units[name]
    return pd.Series(None, index=units.index, dtype="object", name=name)


def own_size_class(units: pd.DataFrame, order: Sequence[str]) -> pd.Series[str]:
    """Size class with Oslo's districts by their own inhabitants, as in table 6.2.

    Args:
        units: The register by districts, with the residual of inhabitants without a district.
        order: The six size classes, smallest first.

    Returns:
        Index as ``units``: a district and the residual by their own inhabitants; an agency goes
        with the residual; a municipality keeps its class.
    """
    limits = [0, *(int("".join(filter(str.isdigit, key.split("-")[0]))) for key in order[1:])]
    own = pd.cut(units["pop_total"], [*limits, float("inf")], right=False, labels=list(order))
    is_part = units["kind"].isin(["district", "residual"])
    classes = units["size_class"].where(~is_part, own.astype("object"))
    rest = own[units["kind"] == "residual"]
    return classes.mask(units["kind"] == "agency", str(rest.iloc[0])) if len(rest) else classes


def grants_by(units: pd.DataFrame, by: str) -> pd.DataFrame:
    """Grants to user involvement by group, per inhabitant (weighted: ratio of sums).

    Args:
        units: One row per unit with ``user_involvement_amount`` (kroner), ``pop_total`` and ``by``.
            Missing amounts and inhabitants count as none; units without a group in the total only.
        by: Grouping column.

    Returns:
        One row per group and ``total``, index ``by``: ``amount_1000nok``, ``pop_total_n`` and
        ``nok_per_inhabitant``, unrounded.
    """
    kept = pd.DataFrame(
        {
            by: units[by],
            "amount_1000nok": column(units, AMOUNT).astype("float64") / THOUSAND,
            "pop_total_n": units["pop_total"],
        }
    )
    sums = kept.groupby(by, sort=False).sum()
    total = kept.drop(columns=by).sum()
    sums.loc[TOTAL] = total
    people = sums["pop_total_n"]
    return sums.assign(nok_per_inhabitant=sums["amount_1000nok"] / people.where(people > 0) * 1000)


def grant_series(printed: pd.DataFrame, amount: float, year: int) -> Bounded:
    """Grants by year: earlier years from print, the last from the answers.

    Args:
        printed: Table 6.1, index: year as text.
        amount: Kroner granted in the last year, from the answers.
        year: That year; consumer prices are those of this year.

    Returns:
        One row per year, columns :data:`GRANT_COLUMNS`; amounts in 1 000 kroner. Earlier amounts
        are carried over (shown, not computed); all changes are computed from the amounts.
    """
    earlier = [key for key in printed.index if int(key) < year]
    amounts = ["nominal_1000nok", "real_1000nok"]
    shown = printed.loc[earlier, amounts].copy()
    shown.loc[str(year)] = amount / THOUSAND
    value = shown.copy()
    value.loc[earlier] = float("nan")
    for kind in ("nominal", "real"):
        change = shown[f"{kind}_1000nok"].pct_change(fill_method=None) * 100
        shown[f"{kind}_change_pct"] = change
        value[f"{kind}_change_pct"] = change
    columns = list(GRANT_COLUMNS)
    return Bounded(value[columns], value[columns], value[columns], shown[columns])


def implied_prices(printed: pd.DataFrame) -> pd.DataFrame:
    """The price level behind printed nominal and real amounts.

    Args:
        printed: Table 6.1, index: year as text, in order.

    Returns:
        Per year ``price_level`` (last year of real kroner: 100) and ``price_change_pct``; beside
        them ``smooth_level``, halfway (geometrically) between the neighbours, and
        ``smooth_1000nok``: the real amount that it gives. The ends have no neighbours on both
        sides: NaN.
    """
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


def grants_alt(shown: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Alt text of the series of grants: first, highest and last value of each line.

    Args:
        shown: One row per year, columns named in ``labels``, in 1 000 kroner.
        labels: Column → label.
    """
    said = []
    for key, label in labels.items():
        values = shown[key].dropna() / THOUSAND
        told = [(values.index[0], values.iloc[0]), (values.idxmax(), values.max())]
        told.append((values.index[-1], values.iloc[-1]))
        points = [f"{format_number(value, 1)} i {when}" for when, value in dict.fromkeys(told)]
        said.append(f"{label}: {', '.join(points)}")
    return f"Millioner kroner. {'; '.join(said)}."


def weighted_share(units: pd.DataFrame, name: str, codes: Sequence[str], weight: str) -> float:
    """Per cent of the inhabitants of the units that answered who live where a code was given.

    Args:
        units: One row per unit with the answers.
        name: A single choice.
        codes: The answers counted.
        weight: Column of inhabitants.

    Returns:
        The ratio of sums in per cent; NaN when nobody answered.
    """
    given = column(units, name).astype("object")
    known = units.loc[given.notna(), weight]
    hit = known[given.dropna().isin(list(codes))]
    return float(hit.sum() / known.sum() * 100) if known.sum() else float("nan")


def answers_by_year(
    years: Mapping[int, pd.DataFrame], name: str, codes: Sequence[str]
) -> pd.DataFrame:
    """Answers to a single choice by year, with those who did not answer.

    Args:
        years: Year → one row per unit with the answers.
        name: The question.
        codes: Its answers, in order.

    Returns:
        Rows: the codes, ``total`` (answers), ``not_stated`` and ``municipalities`` (units);
        columns ``n_<year>`` and ``pct_<year>`` (of those that answered; missing in the last two).
    """
    columns = {}
    for year, units in years.items():
        given = column(units, name).astype("object").dropna().value_counts()
        counts = given.reindex(list(codes), fill_value=0).astype("float64")
        total = float(counts.sum())
        counts[TOTAL] = total
        columns[f"pct_{year}"] = counts / (total or float("nan")) * 100
        counts["not_stated"] = len(units) - total
        counts["municipalities"] = float(len(units))
        columns[f"n_{year}"] = counts
    ordered = [f"{kind}_{year}" for kind in ("n", "pct") for year in years]
    rows = [*codes, TOTAL, "not_stated", "municipalities"]
    return pd.DataFrame(columns).reindex(index=rows, columns=ordered)


def grants_anything(units: pd.DataFrame) -> pd.Series[Any]:
    """Whether a unit granted something ("yes") or nothing ("no"); missing for no answer."""
    amount = column(units, AMOUNT).astype("float64")
    return (amount > 0).map({True: "yes", False: "no"}).where(amount.notna())


def with_units(table: Table, units: Mapping[str, str]) -> Table:
    """The same table with other units of its columns (column → unit)."""
    columns = tuple(replace(c, unit=units.get(c.key, c.unit)) for c in table.grid.columns)
    return replace(table, grid=replace(table.grid, columns=columns))
