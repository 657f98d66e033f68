"""Words for years in a row, and for changes whose ends are known within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.numbers import NBSP, format_number, is_missing
from is248.base.rounding import half_up
from is248.show import words
from is248.show.paragraph import Bound

if TYPE_CHECKING:
    from collections.abc import Iterable

_RUN = 3
"""So many years in a row are written with a dash."""


def year_runs(years: Iterable[int]) -> Bound:
    """Years in a row, runs of them with a dash: "2007–2013, 2015 og 2016"; none is missing."""
    runs: list[list[int]] = []
    for value in sorted(map(int, years)):
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    said: list[str] = []
    for run in runs:
        said += [f"{run[0]}–{run[-1]}"] if len(run) >= _RUN else map(str, run)
    return words.listing(said).on("params") if said else words.missing()


def rose_between(value: float, least: float, most: float, decimals: int = 0) -> Bound:
    """A change in per cent as a verb, with its bounds where they are shown as different numbers.

    Args:
        value: The change.
        least: The least that it may be.
        most: The most.
        decimals: Decimals wanted; none where bounds are told.

    Returns:
        "økte med 6,1 prosent", or "økte med 46 til 49 prosent"; missing where not even its sign is
        known.
    """
    if is_missing(least) or is_missing(most) or half_up(least, decimals) == half_up(most, decimals):
        return words.rose(value, "prosent", decimals)
    ends = sorted(abs(float(half_up(end, 0))) for end in (least, most))
    if least < 0 < most:
        return words.missing("prosent")
    if ends[0] == ends[1]:
        return words.rose(value, "prosent")
    verb = "økte med" if value > 0 else "gikk ned med"
    said = " til ".join(format_number(end) for end in ends)
    return Bound(float(value), f"{verb} {said}{NBSP}prosent", "prosent")
