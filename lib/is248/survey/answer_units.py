"""Answers by unit of analysis: how Oslo counts, and what Oslo answers as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.register.municipalities import are_agencies, are_parts, count_oslo
from is248.survey.columns import answer_columns
from is248.year.labels import city_code

if TYPE_CHECKING:
    from collections.abc import Hashable

    from is248.register.municipalities import Oslo
    from is248.survey.answers import Answers
    from is248.survey.codebook import Codebook

OSLO_RULE = "most_districts"
"""How Oslo answers as one: as most of its districts; an option that more than half crossed."""


def answer_units(answers: Answers, units: pd.DataFrame, oslo: Oslo) -> pd.DataFrame:
    """Answers beside the register, one row per unit of analysis.

    Args:
        answers: The prepared answers.
        units: The register, from :func:`is248.register.municipalities.load_units`.
        oslo: How Oslo counts.

    Returns:
        One row per counted unit (index: register key): the register's columns and
        every answer column. A unit without answers has NA. Under "one" Oslo has one row: numbers
        summed over districts and agencies, choices by :data:`OSLO_RULE`, no open answers.
    """
    counted = count_oslo(units, oslo)
    register = counted[counted["counted"]].drop(columns="counted")
    values = answers.values
    if oslo == "one":
        values = pd.concat([values, oslo_as_one(values, answers.codebook)])
    return register.join(values)


def oslo_as_one(values: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Oslo's answers as one unit.

    Args:
        values: One row per unit with answers, index: register key.
        codebook: The questions.

    Returns:
        One row, index: the city's code; columns and dtypes as in ``values``. None without a city.
    """
    parts = values[are_parts(values.index)]
    if parts.empty:
        return parts
    districts = parts[~are_agencies(parts.index)]
    known = [column for column in answer_columns(codebook) if column.name in values]
    number, cross, choice = (
        {column.name: column.variable for column in known if column.kind == kind}
        for kind in ("number", "cross", "choice")
    )
    answer = {
        **parts[list(number)].sum(min_count=1),
        **_crossed_by_most(districts[list(cross)]),
        **{c: _most_given(districts[c], list(asked.categories)) for c, asked in choice.items()},
    }
    row = pd.DataFrame([answer], index=pd.Index([city_code(parts.index)], name=values.index.name))
    return row.reindex(columns=values.columns).astype(values.dtypes.to_dict())


def _crossed_by_most(districts: pd.DataFrame) -> dict[Hashable, object]:
    given = districts.count()
    most = districts.eq(1).sum() * 2 > given
    return {c: m if g else pd.NA for c, m, g in zip(districts, most, given, strict=True)}


def _most_given(districts: pd.Series[str], order: list[str]) -> object:
    """The answer that most districts gave; of equally many the first in the codebook."""
    counts = districts.value_counts()
    return min(
        counts.index, key=lambda code: (-counts[code], order.index(str(code))), default=pd.NA
    )
