"""Counts carried from one year's municipalities to another's, across reforms, both ways.

Onwards in time a municipality goes whole to the one that it is part of; only where one was split
are shares needed, and they are estimates. Back in time a merged municipality is divided as its
parts had inhabitants, which is an estimate too. Sums are kept; what is estimated is marked.
"""

from __future__ import annotations

import math
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from is248.base.data_files import data_folder, read_rows, read_source
from is248.base.errors import DataError
from is248.register.reforms import FOLDER, Reform, load_reforms

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from is248.base.paths import Project

    Floats = NDArray[np.float64]

SPLITS = "split_shares.csv"
_PAIR = ["from", "to"]
_DIGITS = 6
"""Decimals of a count beyond which nothing but the error of arithmetic is left."""


class Crossing(NamedTuple):
    """What borders became of borders.

    Attributes:
        reforms: From :func:`is248.register.reforms.load_reforms`.
        splits: Old code and new code → share of the old unit's inhabitants.
    """

    reforms: Sequence[Reform]
    splits: dict[tuple[str, str], float]


def load_crossing(project: Project) -> Crossing:
    """The reforms and the shares of splits in ``data/municipalities``.

    Raises:
        DataError: A file is missing or changed, or the shares of a split are not one together.
    """
    reforms = load_reforms(project)
    folder = data_folder(project, FOLDER)
    rows = read_rows(folder, SPLITS) if SPLITS in read_source(folder).files else []
    splits = {(row["from_code"], row["to_code"]): float(row["share"]) for row in rows}
    for (_, old), group in _targets(reforms).items():
        if len(group) > 1 and not math.isclose(sum(splits.get((old, new), 0) for new in group), 1):
            raise DataError(
                f"{SPLITS}: {old} er delt i {', '.join(group)}, men andelene mangler eller er ikke "
                "én til sammen. Før en rad for hver del, med andel mellom 0 og 1."
            )
    return Crossing(reforms, splits)


def codes_in(codes: Collection[str], start: int, end: int, reforms: Sequence[Reform]) -> set[str]:
    """The codes that a later year has.

    Args:
        codes: Codes of the first year.
        start: The first year.
        end: The later year, or the same.
        reforms: All reforms.
    """
    found = {*codes}
    for year in range(start + 1, end + 1):
        own = [reform for reform in reforms if reform.year == year]
        found = found - {reform.before for reform in own} | {reform.after for reform in own}
    return found


def crosswalk(people: pd.Series, start: int, end: int, crossing: Crossing) -> pd.DataFrame:
    """How the units of one year are made of those of another.

    Args:
        people: Inhabitants (or another weight) of each unit in the borders of the earlier of the
            two years; index code. They divide what was merged when counts are carried back.
        start: Year of the counts.
        end: Year of the borders that they are wanted in; before or after.
        crossing: From :func:`load_crossing`.

    Returns:
        One row per pair of units, columns ``from``, ``to``, ``share`` (of the unit's count that
        goes there; one together for each ``from``) and ``estimated`` (whether the share rests on
        inhabitants or on a share of a split, and not on borders alone). A merged unit all of whose
        parts have no inhabitants is divided evenly.
    """
    codes = pd.Index(people.index.astype(str))
    same = pd.DataFrame({"from": codes, "to": codes, "share": 1.0, "estimated": False})
    years = range(min(start, end) + 1, max(start, end) + 1)
    onwards = reduce(lambda pairs, year: _onwards(pairs, year, crossing), years, same)
    return onwards if end >= start else _backwards(onwards, people)


def carry(counts: pd.DataFrame, pairs: pd.DataFrame, *, whole: bool = False) -> pd.DataFrame:
    """Counts in other borders.

    Args:
        counts: One row per unit, index code, numbers only; a missing number is unknown.
        pairs: From :func:`crosswalk`.
        whole: Whether counts are of whole things, such as people: parts are then whole too, and
            the largest remainders get what rounding leaves.

    Returns:
        One row per unit of the other year, index ``code`` in the order of the codes; the columns of
        ``counts``, each with the same sum as before, and ``estimated``: whether any part of the row
        is an estimate. A unit that gets a part of an unknown count is unknown.

    Raises:
        DataError: A unit of the counts has no row in the crosswalk.
    """
    if lost := sorted({*counts.index.astype(str)} - {*pairs["from"]}):
        raise DataError(f"Ingen overgang for {', '.join(lost[:5])}: kodene er av et annet år.")
    there = pairs[pairs["from"].isin(counts.index)].sort_values(_PAIR, ignore_index=True)
    parts = counts.loc[there["from"]].mul(there["share"].to_numpy(), axis=0)
    if whole:
        parts = parts.apply(lambda part: _whole(part.to_numpy(), counts[part.name], there))
    to = there["to"].to_numpy()
    sums = parts.groupby(to).sum().mask(parts.isna().groupby(to).any())
    estimated = there.groupby("to")["estimated"].any()
    return sums.assign(estimated=estimated).rename_axis(index="code")


def _targets(reforms: Sequence[Reform]) -> dict[tuple[int, str], list[str]]:
    """Year and old code → the codes that came in its place."""
    found: dict[tuple[int, str], list[str]] = {}
    for reform in reforms:
        found.setdefault((reform.year, reform.before), []).append(reform.after)
    return found


def _onwards(pairs: pd.DataFrame, year: int, crossing: Crossing) -> pd.DataFrame:
    """Pairs whose second unit is followed through the reforms of one year."""
    moves = [reform for reform in crossing.reforms if reform.year == year]
    if not moves:
        return pairs
    shares = [crossing.splits.get((m.before, m.after), 1.0) for m in moves]
    step = pd.DataFrame({"to": [m.before for m in moves], "next": [m.after for m in moves],
                         "part": shares})  # fmt: skip
    joined = pairs.merge(step, on="to", how="left")
    joined["to"] = joined["next"].fillna(joined["to"])
    part = joined["part"].fillna(1.0)
    joined["share"] *= part
    joined["estimated"] |= part < 1
    return joined.groupby(_PAIR, as_index=False).agg({"share": "sum", "estimated": "any"})


def _backwards(onwards: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """The way back: each later unit is divided as its parts had inhabitants."""
    weight = onwards["share"] * people.loc[onwards["from"]].to_numpy(dtype=float)
    total = weight.groupby(onwards["to"]).transform("sum")
    many = onwards.groupby("to")["from"].transform("size")
    even = (1 / many).to_numpy()
    share = np.where(total > 0, weight / total.where(total > 0, 1.0), even)
    back = pd.DataFrame({"from": onwards["to"], "to": onwards["from"], "share": share})
    return back.assign(estimated=(many > 1) | onwards["estimated"])


def _whole(part: Floats, before: pd.Series, there: pd.DataFrame) -> Floats:
    """Parts of whole counts made whole, unit by unit, by the largest remainders."""
    floor = np.floor(np.round(part, _DIGITS))
    frame = pd.DataFrame({"unit": there["from"], "floor": floor, "rest": part - floor})
    left = before.loc[there["from"]].to_numpy(dtype=float)
    left = left - frame.groupby("unit")["floor"].transform("sum").to_numpy()
    place = frame.groupby("unit")["rest"].rank(method="first", ascending=False)
    rounded: Floats = floor + (place.to_numpy() <= np.round(left))
    return rounded
