"""FTE of every unit by measure, education and pathway, beside the groups that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from is248.measures.areas import DENOMINATORS, FTE, POPULATIONS
from is248.measures.fte import fte_columns
from is248.register.municipalities import are_parts, count_oslo, oslo_for
from is248.year.labels import city_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.survey.answers import Answers

SPLITS = ("measure", "education", "pathway")
"""The three ways in which the form splits the FTE."""


def fte_parts(answers: Answers) -> pd.DataFrame:
    """FTE of every unit by measure, education and pathway, joint and separate together.

    Args:
        answers: The answers of a year.

    Returns:
        One row per reporting unit, and one for the city that reports by its districts (the sum of
        its parts); columns ``fte_<group>_<split>_<part>``, of the public questions alone. A blank
        counts as none where another field of the same split was filled in; all are missing where
        none was.
    """
    columns, held = fte_columns(answers.codebook), answers.values.columns
    public = {v.id for v in answers.codebook.variables if v.access == "public"}
    known = columns[columns.index.isin(public.intersection(held))]
    known = known.assign(split="fte_" + known["group"] + "_" + known["split"])
    known["part"] = known["split"] + "_" + known["part"]
    fields = answers.values[list(known.index)].astype("float64")
    sums = fields.T.groupby(known["part"], sort=False).sum().T
    filled = fields.notna().T.groupby(known["split"]).any().T
    split = known.drop_duplicates("part").set_index("part")["split"]
    found = sums.where(filled[split.loc[sums.columns]].to_numpy())
    if city := city_code(found.index):
        found.loc[city] = found[are_parts(found.index)].sum(min_count=1)
    return found.rename_axis(index="code")


def parts_of_split(columns: Sequence[str], group: str, split: str) -> dict[str, str]:
    """Columns of one split → its parts, as labels.yml knows them."""
    begins = f"fte_{group}_{split}_"
    cut = begins if split != "pathway" else f"fte_{group}_"  # the pathways are but numbered
    return {column: column.removeprefix(cut) for column in columns if column.startswith(begins)}


@dataclass(frozen=True)
class BesideGroups:
    """The units of a year beside the groups that they belong to, the country among them.

    Attributes:
        units: One row per unit: the register's columns, FTE, FTE by part.
        rates: One row per unit: the same FTE per inhabitants of the age that they are for.
        groups: Grouping → one row per group with FTE and inhabitants.
        group_rates: Grouping → the rates of its groups: ratios of sums, as chapter 4 has them.
    """

    units: pd.DataFrame
    rates: pd.DataFrame
    groups: Mapping[str, pd.DataFrame]
    group_rates: Mapping[str, pd.DataFrame]


COUNTRY = "country"
"""The grouping whose only group is the country, and that group."""


def beside_groups(
    units: pd.DataFrame, parts: pd.DataFrame, groupings: Sequence[str], per: int
) -> BesideGroups:
    """Every unit's FTE beside those of its groups.

    Args:
        units: The register with inhabitants and FTE, one row per unit.
        parts: From :func:`fte_parts`; without rows in a year without answers.
        groupings: Columns of the register that group the units.
        per: Inhabitants that rates are given per.
    """
    whole = units.join(parts)
    fte = [*FTE, *parts.columns]
    numbers = [*fte, *POPULATIONS]
    sums = {by: _sums(whole, by, numbers) for by in groupings}
    sums[COUNTRY] = count_oslo(whole, "one")[numbers].sum().to_frame(COUNTRY).T
    rates = {by: rates_of(frame, fte, per) for by, frame in sums.items()}
    return BesideGroups(whole, rates_of(whole, fte, per), sums, rates)


def _sums(units: pd.DataFrame, by: str, numbers: Sequence[str]) -> pd.DataFrame:
    return count_oslo(units, oslo_for(by)).groupby(by, sort=False)[list(numbers)].sum()


def rates_of(frame: pd.DataFrame, fte: Sequence[str], per: int) -> pd.DataFrame:
    """FTE per inhabitants of the age that they are for; missing where there are none.

    Args:
        frame: Any rows with FTE and inhabitants.
        fte: Columns of FTE: the groups' own, or ``fte_<group>_...``.
        per: Inhabitants that the rate is given per.
    """
    people = {column: frame[DENOMINATORS["_".join(column.split("_")[:2])]] for column in fte}
    return pd.DataFrame(
        {column: frame[column] / of.where(of > 0) * per for column, of in people.items()},
        index=frame.index,
    )
