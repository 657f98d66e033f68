"""What a source tells of the FTE of the country in a year without a report that is held."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import FITTED, INVENTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.survey.held import Held

_EVERYBODY = "districts_and_agencies"

_BEFORE = (
    "Tallene for året før er ikke svar. De står i kilden eller er regnet av tall som står der, og "
    "kan da være litt høyere eller lavere."
)

MEASURES: Mapping[str, str] = {
    "change_fte": "change", "rose_fte": "change", "change": "change_pct", "rose": "change_pct",
    "change_pct": "change_pct",
}  # fmt: skip
"""Name in a sentence, or column → measure of a change that a source may tell itself."""


def sums(held: Held, groups: pd.DataFrame, year: int) -> pd.DataFrame:
    """The FTE that are told, as a printed table would give them.

    Args:
        held: What is told of the year's answers.
        groups: FTE by group.
        year: The year.

    Returns:
        Column ``fte_<year>``, a row for each group of which they are told.
    """
    told = {str(key): _told(held, str(key), "sum") for key in groups.index}
    middle = {key: sum(between) / 2 for key, between in told.items() if between}
    return pd.DataFrame({f"fte_{year}": pd.Series(middle, dtype="float64")})


def rates_rest(held: Held, frame: pd.DataFrame) -> pd.DataFrame:
    """What rates of made-up answers rest on: their growth may be told, they are not.

    Args:
        held: What is told of the year's answers.
        frame: From :func:`is248.measures.national.per_inhabitants`.

    Returns:
        Bases in the shape of the frame.
    """
    found = pd.DataFrame(INVENTED, index=frame.index, columns=frame.columns)
    for group, growth in frame["change_pct"].items():
        low, high = _told(held, str(group), "growth_per_inhabitant") or (math.nan, math.nan)
        if low <= growth <= high:
            found.loc[[group], "change_pct"] = FITTED
    return found


def changes(held: Held, groups: pd.DataFrame, year: int) -> dict[tuple[str, str], str]:
    """The changes from the year before that are told, whatever is told of both years.

    Args:
        held: What is told of the year's answers.
        groups: FTE by group.
        year: The year.

    Returns:
        Group and measure → what the change rests on; those that are not told are left out.
    """
    now, then = (groups.get(f"fte_{at}", pd.Series(dtype="float64")) for at in (year, year - 1))
    ours = {"change": now - then, "change_pct": (now - then) / then * 100}
    found = {}
    for measure, values in ours.items():
        for group, value in values.items():
            low, high = _told(held, str(group), measure) or (math.nan, math.nan)
            if low <= value <= high:
                found[str(group), measure] = FITTED
    return found


def notes(bases: pd.DataFrame, year: int) -> list[str]:
    """What stands below a table whose year before comes from the source and not from answers.

    Args:
        bases: What the FTE of a split rest on; empty where nothing is said.
        year: The year.
    """
    told = {*bases.get(f"fte_{year - 1}", ())} & {"printed", "reconstructed"}
    return [_BEFORE] if told else []


def _told(held: Held, group: str, measure: str) -> tuple[float, float] | None:
    return held.value(f"fte_{group}", who=_EVERYBODY, base="", measure=measure)
