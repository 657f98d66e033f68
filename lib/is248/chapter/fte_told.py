"""What FTE of made-up answers rest on: printed sums, or numbers that are told one by one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import FITTED, SYNTHETIC
from is248.measures import printed_fte

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.chapter.displays import Displays
    from is248.measures.national import NationalFte

MEASURES: Mapping[str, str] = {
    "change_fte": "change", "rose_fte": "change", "change": "change_pct", "rose": "change_pct",
    "change_pct": "change_pct",
}  # fmt: skip
"""Name in a sentence, or column → measure of a change that print may tell itself."""

WHO = "districts_and_agencies"
"""The units that FTE of the country are of, as held margins name them."""


def held_splits(chapter: Displays, fte: NationalFte) -> dict[str, pd.DataFrame]:
    """What the splits of made-up answers rest on, each in the shape of its counts.

    Args:
        chapter: The chapter.
        fte: Its numbers.

    Returns:
        Name of the split → bases; nothing where somebody gave the answers.
    """
    if chapter.basis != SYNTHETIC:
        return {}
    printed = printed_fte.printed_splits(chapter.year, chapter.project)
    found = {
        name: printed_fte.held(counts, printed.get(name, pd.DataFrame()))
        for name, counts in fte.splits.items()
    }
    groups, now = found["group"], f"fte_{chapter.year}"
    groups[now] = [_told(chapter, fte, str(row), "sum") or groups[now][row] for row in groups.index]
    before = {f"fte_{fte.told_year}": "printed"} if fte.told_year else {}
    return found | {"group": groups.assign(**before)}


def held_changes(chapter: Displays, fte: NationalFte) -> dict[tuple[str, str], str]:
    """What changes of made-up answers rest on that print tells itself, whatever it tells of both years.

    Args:
        chapter: The chapter.
        fte: Its numbers.

    Returns:
        Row of the groups and measure → basis; those that print does not tell are left out.
    """
    rows = fte.splits["group"].index if chapter.basis == SYNTHETIC else ()
    keys = [(str(row), measure) for row in rows for measure in dict.fromkeys(MEASURES.values())]
    return {key: basis for key in keys if (basis := _told(chapter, fte, *key))}


def _told(chapter: Displays, fte: NationalFte, row: str, measure: str) -> str:
    """What a number of the country rests on that a told number holds; empty where none does."""
    counts = fte.splits["group"].loc[row]
    now, then = (counts.get(f"fte_{year}", math.nan) for year in (chapter.year, chapter.year - 1))
    ours = {"sum": now, "change": now - then, "change_pct": (now - then) / then * 100}[measure]
    held = chapter.held.value(f"fte_{row}", who=WHO, measure=measure, base="")
    return FITTED if held and held[0] <= ours <= held[1] else ""
