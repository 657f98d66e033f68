"""How municipalities rate their services along each care pathway (chapter 5)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.base.numbers import format_number
from is248.base.rounding import half_up
from is248.measures import outcomes as questions
from is248.measures.lookup import answers_to
from is248.measures.pathways import DISTRIBUTED, FORMS, GROUPS, PATHWAYS, rows_of, unit_fte
from is248.measures.repeated import paired
from is248.stats.multiplicity import holm
from is248.stats.nonresponse import GROUPINGS, response_p
from is248.stats.proportions import wilson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.survey.codebook import Codebook

GOOD = ("very_good", "good")
POOR = ("poor", "very_poor")
MILD, SEVERE = "pathway_1", "pathway_3"
CHANGE = "rating_change"
"""Category of params/labels.yml: group and pathway ("adult_pathway_1")."""


def question(group: str, pathway: str, form: str) -> str:
    """Id of the rating of a pathway: for example ``assessment_adult_pathway_3_joint``."""
    return f"assessment_{group}_{pathway}_{form}"


def questions_of(group: str, *forms: str) -> list[str]:
    """Ids of the ratings of all pathways, for the reporting forms named, else for all."""
    return [question(group, path, form) for form in forms or FORMS for path in PATHWAYS]


def scale(codebook: Codebook) -> dict[str, str]:
    """Answers when services are rated, best first: ``<code>_pct`` → label; empty if not asked."""
    for variable in codebook.variables:
        if variable.id.startswith("assessment_"):
            return {f"{code}_pct": label for code, label in variable.categories.items()}
    return {}


def coverage(units: pd.DataFrame) -> pd.DataFrame:
    """Which units distributed their FTE and rated their services, and whether the rest differ.

    Args:
        units: One row per unit with the answers, the agencies too.

    Returns:
        Index ``pathway_answer`` (``fte_adult``, ``rating_adult``, …): ``n`` units, ``answered_n``
        and ``answered_pct`` of them in any reporting form, and p of likelihood-ratio tests that
        response is the same by size class, county and HF area, adjusted over the three (Holm).
        Empty when nothing was asked.
    """
    rows: dict[str, list[float]] = {}
    for group in GROUPS:
        answered = {
            f"fte_{group}": unit_fte(units, group)[DISTRIBUTED].notna(),
            f"rating_{group}": _rated_any(units, questions_of(group)),
        }
        rows |= {key: _response(units, hit) for key, hit in answered.items() if hit.any()}
    columns = ["n", "answered_n", "answered_pct", *(f"p_{by}" for by in GROUPINGS)]
    return rows_of(rows, columns, "pathway_answer")


def _rated_any(units: pd.DataFrame, names: Sequence[str]) -> pd.Series[bool]:
    return units[[name for name in names if name in units]].notna().any(axis=1)


def _response(units: pd.DataFrame, answered: pd.Series[bool]) -> list[float]:
    asked = units.assign(answered=answered.astype("float64").where(answered))
    p = response_p(asked, "answered", GROUPINGS)
    return [len(units), int(answered.sum()), float(answered.mean() * 100), *p]


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
    known = {v.id: v for v in codebook.variables}
    rows = {}
    for path in PATHWAYS:
        variable = known.get(question(group, path, form))
        if variable and questions.asked(units, variable):
            found = questions.distribution(units, variable)
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


def limits(shown: pd.DataFrame, pathway: str, *codes: str) -> tuple[float, float]:
    """Wilson's interval around :func:`rated`, in per cent; NaN when the pathway was not asked."""
    if pathway not in shown.index:
        return float("nan"), float("nan")
    low, high = wilson(rated_n(shown, pathway, *codes), rated_n(shown, pathway))
    return low * 100, high * 100


def counted(shown: pd.DataFrame, pathway: str, *codes: str) -> dict[str, str]:
    """A rating by few units in words: how many of how many, and the interval in per cent.

    Returns:
        ``of`` ("7 av 28") and ``limits`` ("13–43"); empty when the pathway was not asked.
    """
    if pathway not in shown.index:
        return {}
    low, high = limits(shown, pathway, *codes)
    part, n = rated_n(shown, pathway, *codes), rated_n(shown, pathway)
    return {
        "of": f"{format_number(part)} av {format_number(n)}",
        "limits": f"{format_number(low)}–{format_number(high)}",
    }


def mean(values: Sequence[float]) -> float:
    """The plain mean of several shares; NaN of none."""
    return sum(values) / len(values) if values else float("nan")


def alike(*values: float) -> float:
    """The value that a statement tells of several pathways at once.

    Returns:
        The first one when all are the same rounded to whole numbers, else NaN: the statement then
        has no one number to be compared with.
    """
    if not values or any(map(math.isnan, values)):
        return float("nan")
    return values[0] if len({half_up(value, 0) for value in values}) == 1 else float("nan")


def good_shares(units: pd.DataFrame, codebook: Codebook, form: str) -> pd.DataFrame:
    """Good and very good ratings of every group and pathway, with intervals.

    Args:
        units: One row per unit with the answers.
        codebook: The questions.
        form: The reporting form.

    Returns:
        Index ``rating_change`` ("adult_pathway_1"): the columns of
        :data:`is248.measures.outcomes.PERCENT_COLUMNS` (Wilson), of those that answered. Empty
        when none was asked.
    """
    rows = {}
    for group in GROUPS:
        shown = ratings(units, codebook, group, form)
        for path in map(str, shown.index):
            n, good = rated_n(shown, path), rated_n(shown, path, *GOOD)
            low, high = limits(shown, path, *GOOD)
            rows[f"{group}_{path}"] = [n, good, rated(shown, path, *GOOD), low, high]
    return rows_of(rows, questions.PERCENT_COLUMNS, CHANGE)


def rating_changes(years: Mapping[int, pd.DataFrame], form: str) -> pd.DataFrame:
    """Good and very good ratings in two years, and whether the same units changed their mind.

    Args:
        years: Year → one row per unit with the answers; two years, the first one first.
        form: The reporting form.

    Returns:
        One row per group and pathway rated in both years, index ``rating_change``
        ("adult_pathway_1"): ``pct_<year>`` of those that answered that year, and of the units that
        answered both ``n``, ``gained``, ``lost`` and ``p`` as :func:`paired`, with ``p_holm``
        adjusted over the rows.
    """
    rows = {}
    for group, path in ((group, path) for group in GROUPS for path in PATHWAYS):
        given = [answers_to(units, question(group, path, form)) for units in years.values()]
        if len(given) > 1 and all(answers.notna().any() for answers in given):
            shares = [answers.dropna().isin(GOOD).mean() * 100 for answers in given]
            columns = {f"pct_{y}": share for y, share in zip(years, shares, strict=True)}
            rows[f"{group}_{path}"] = columns | paired(given[0], given[-1], GOOD)
    found = pd.DataFrame.from_dict(rows, orient="index").rename_axis(CHANGE)
    return found.assign(p_holm=holm(found["p"])) if rows else found


def sure(changes: pd.DataFrame, level: float, column: str = "p") -> list[str]:
    """The rows that changed more than chance explains.

    Args:
        changes: From :func:`rating_changes`.
        level: Rows with p below it.
        column: ``p`` or ``p_holm``.
    """
    return [str(key) for key in changes.index[changes[column] < level]] if len(changes) else []


def ratings_alt(shown: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Alt text of rated pathways: good and poor answers of each.

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
    return {str(key): f"{names[str(key)]} ({int(shown['n'][key])})" for key in shown.index}


def answers_in_words(shown: pd.DataFrame, who: str) -> str:
    """N of rated pathways: "284–312 enheter som …", a single number where all are the same."""
    if shown.empty:
        return who
    low, high = int(shown["n"].min()), int(shown["n"].max())
    return f"{low} {who}" if low == high else f"{low}–{high} {who}"
