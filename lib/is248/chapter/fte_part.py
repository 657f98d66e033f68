"""A part of the FTE of the country, or several together, as a sentence asks it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.base.numbers import MISSING
from is248.show import words
from is248.show.paragraph import Bound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True)
class Part:
    """One part of a split, or several together; in a sentence itself a share.

    Attributes:
        counts: FTE by year.
        shares: Per cent of the split by year.
        year: The year.
        since: The year that changes are counted from.
        real: The printed real change in per cent; NaN where there is none.
        breaks: Years at which the series breaks.
        basis: What the numbers rest on, where not what the chapter does.
        told: Name → what a change rests on that print tells itself.
    """

    counts: pd.Series[float]
    shares: pd.Series[float]
    year: int
    since: int
    real: float = math.nan
    breaks: tuple[int, ...] = ()
    basis: str = ""
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def broken(self) -> str:
        """The breaks between the two years of the change, in a row."""
        return ", ".join(str(cut) for cut in self.breaks if self.since < cut <= self.year)

    @property
    def change(self) -> float:
        """Change in FTE; NaN where one of the years has none."""
        return float(self.counts.get(self.year, math.nan) - self.counts.get(self.since, math.nan))

    @property
    def change_pct(self) -> float:
        """Change in per cent."""
        return self.change / self.counts.get(self.since, math.nan) * 100

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`; see :data:`SAID`."""
        if name not in SAID:
            return None
        value, said = SAID[name][0](self), SAID[name][1]
        missing = value is None or value == "" or pd.isna(value)
        found = Bound(None, MISSING) if missing else said(value, int(spec or 0))
        return found.on("params" if name in _KNOWN else self.told.get(name) or self.basis)

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`."""
        return SAID


_KNOWN = ("since", "broken")
"""Names of years, which are known whatever was answered."""

SAID: Mapping[str, tuple[Callable[[Part], Any], Callable[[Any, int], Bound]]] = {
    "": (lambda part: part.shares.get(part.year), words.percent),
    "first": (lambda part: part.shares.iloc[0], words.percent),
    "fte": (lambda part: part.counts.get(part.year), words.fte),
    "change_fte": (lambda part: part.change, words.fte),
    "change": (lambda part: part.change_pct, words.percent),
    "since": (lambda part: part.since, lambda v, _: words.year(v)),
    "broken": (lambda part: part.broken, lambda v, _: words.name(v)),
    "real": (lambda part: part.real, words.percent),
    "rose_fte": (lambda part: part.change, lambda v, spec: words.rose(v, "årsverk", spec)),
    "rose": (lambda part: part.change_pct, lambda v, spec: words.rose(v, "prosent", spec)),
}
"""What a sentence can name of a part: ``{part}`` its share, ``{part_fte}`` its FTE this year,
``{part_first}`` its share in the first year, ``{part_rose}`` its change as a verb."""
