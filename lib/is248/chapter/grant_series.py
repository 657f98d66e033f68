"""Grants to user involvement over years in the chapter on development."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from is248.base.basis import INVENTED
from is248.chapter import grids
from is248.chapter.sayable import Said
from is248.measures.grants import AMOUNT, THOUSAND
from is248.measures.grants_over_years import NOMINAL, PER_PERSON, REAL, Grants, grants_over_years
from is248.show import words, year_words
from is248.show.plots import developments
from is248.show.plots.developments import Lines, Other

if TYPE_CHECKING:
    from is248.chapter.displays import Displays, Drawn, Tabled
    from is248.measures.series_over_years import Series

_MONEY = {NOMINAL: "Løpende kroner", REAL: "Faste kroner"}
_TITLE = "Bevilget til brukermedvirkning i organisert form"
_FEWEST = 2
CROSSES = "Bleke kryss er oppdiktede tall."


@dataclass(frozen=True, eq=False)
class GrantSeries(Said):
    """Grants by the year that they are of.

    In a sentence ``{prices_of}`` is the year of the real kroner, ``{last_real}`` the last year with
    a price level and ``{last_nominal}`` the last with an amount.

    Attributes:
        chapter: The chapter.
        series: All years in its borders.
        everyone: Who the amounts are of.
    """

    chapter: Displays
    series: Series
    everyone: str

    said: ClassVar = {
        "prices_of": lambda own, _: year_words.year_runs(
            [own.grants.prices_of] if own.grants.prices_of else []
        ),
        "last_real": lambda own, _: year_words.year_runs(
            own.grants.values[REAL].dropna().index[-1:]
        ),
        "last_nominal": lambda own, _: year_words.year_runs(
            own.grants.values[NOMINAL].dropna().index[-1:]
        ),
    }

    @cached_property
    def grants(self) -> Grants:
        """Grants to user involvement by the year that they are of."""
        return grants_over_years(self.series.answers, self.series.people, self.series.project)

    def figure(self, item: str) -> Drawn | None:
        """Nominal and real grants over years; None where there are fewer than two."""
        values = self.grants.values[list(_MONEY)].dropna(how="all", axis=1)
        if len(values) < _FEWEST:
            return None
        tones = [self.chapter.colour(name) for name in ("series_1", "series_2")]
        shown, colours = values / THOUSAND, dict(zip(_MONEY, tones, strict=True))
        breaks = [cut for cut in self.series.breaks if shown.index[0] < cut <= shown.index[-1]]
        lines = Lines(shown, _MONEY, colours, breaks, "Millioner kroner")
        made_up = [year for year, basis in self.grants.bases.items() if basis == INVENTED]
        other, last = Other(invented=made_up), int(shown.index[-1])
        plot = developments.over_years(lines, other, shown, shown, last)
        ends = words.series_alt(shown, _MONEY, breaks).replace(" årsverk", " millioner kroner")
        return self.chapter.figure(
            item, plot, f"{_TITLE}, {shown.index[0]}–{shown.index[-1]}", alt=ends,
            notes=[CROSSES] if made_up else [], data=grids.rows_of_years(values),
            cell_bases=self._bases(values), **self._settings,
        )  # fmt: skip

    def table(self, item: str) -> Tabled:
        """Grants by year: nominal, real, and per inhabitant."""
        values = self.grants.values.dropna(how="all", axis=1)
        order = [NOMINAL, "nominal_change_pct", REAL, "real_change_pct", PER_PERSON]
        shown = values[[name for name in order if name in values]]
        span = f", {shown.index[0]}–{shown.index[-1]}" if len(shown) else ""
        return self.chapter.table(
            item, grids.rows_of_years(shown), f"{_TITLE}{span}. Beløp i 1 000 kroner",
            cell_bases=self._bases(shown), spans={"real_change_pct": "Faste kroner"},
            **self._settings,
        )  # fmt: skip

    def _bases(self, shown: pd.DataFrame) -> pd.DataFrame:
        rows = {year: self.grants.bases[int(year)] for year in shown.index}
        return grids.rows_of_years(pd.DataFrame({name: pd.Series(rows) for name in shown}))

    @property
    def _settings(self) -> dict[str, Any]:
        return {"n": self.everyone, "asks": [AMOUNT],
                "source": "trykte rapporter, og svarene der ingen rapport er trykt"}  # fmt: skip
