"""FTE per inhabitant of every area over years: panels, slopes, a table and values to say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from is248.base.basis import weakest
from is248.base.numbers import unbroken
from is248.chapter.sayable import Said
from is248.chapter.unit_pages import ASKS
from is248.measures.area_borders import COUNTRY
from is248.measures.areas import RATE_SUFFIX
from is248.show import words
from is248.show.plots import developments
from is248.show.plots.developments import MOST_PANELS, Lines
from is248.show.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.chapter.displays import Displays, Drawn, Tabled
    from is248.measures.series_over_years import Series
    from is248.show.paragraph import Bound

UNIT = "Årsverk per 10 000 innbyggere i samme alder"
GROUPS: Mapping[str, str] = {"adult": "Voksne", "child": "Barn og unge"}
MARK = "a"

_ESTIMATED = (
    "Anslått: en kommune som er delt, eller som er slått sammen og her vist i gamle grenser, er "
    "fordelt etter innbyggere."
)
_GREY = "De grå linjene bak er landet. Alle ruter har samme skala."


@dataclass(frozen=True, eq=False)
class AreaSeries(Said):
    """One division of the country over the years with answers.

    In a sentence ``{areas}`` is how many areas there are, ``{risen}`` how many of them have more
    FTE per inhabitant in ``{until}`` than in ``{since}``, ``{estimated}`` how many of the ``{all}``
    values rest on a divided municipality.

    Attributes:
        chapter: The chapter.
        series: All years in its borders.
        level: The division.
    """

    chapter: Displays
    series: Series
    level: str

    said: ClassVar = {
        "areas": lambda own, _: words.number(len(own.rates)).on("register"),
        "since": lambda own, _: own._end(0),
        "until": lambda own, _: own._end(-1),
        "risen": lambda own, _: own._risen,
        "estimated": lambda own, _: own._counted_estimates,
        "sure": lambda own, _: own._all_sure,
        "all": lambda own, _: words.number(own.estimated.size).on("register"),
    }

    @cached_property
    def by_year(self) -> Mapping[int, pd.DataFrame]:
        """Year → FTE and rates by area; see :meth:`Series.by_area`."""
        return {year: self.series.by_area(self.level, year) for year in self.series.years}

    def _wide(self, column: str) -> pd.DataFrame:
        found = {year: frame[column] for year, frame in self.by_year.items()}
        frame = pd.DataFrame(found)
        known = [key for key in self.chapter.order(self.level) if key in frame.index]
        return frame.reindex(known).rename_axis(index=self.level)

    @cached_property
    def rates(self) -> pd.DataFrame:
        """FTE per 10 000 inhabitants of all ages: one row per area, one column per year."""
        return self._wide(f"fte_total{RATE_SUFFIX}")

    @cached_property
    def estimated(self) -> pd.DataFrame:
        """Whether a value rests on a divided unit, in the shape of :attr:`rates`."""
        return self._wide("estimated").astype(bool)

    @cached_property
    def _shown(self) -> pd.DataFrame:
        """Rates of adults and of children, ``<group>_rate_<year>``."""
        frames = [
            self._wide(f"fte_{group}{RATE_SUFFIX}").add_prefix(f"{group}_rate_") for group in GROUPS
        ]
        return frames[0].join(frames[1])

    @cached_property
    def _bases(self) -> pd.DataFrame:
        on = {name: self.series.basis_of(int(name[-4:])) for name in self._shown.columns}
        return pd.DataFrame(on, index=self._shown.index)

    @property
    def held(self) -> bool:
        """Whether there are two years to compare, and areas."""
        return len(self.series.years) > 1 and len(self.rates) > 0

    # ---- tables and figures ---------------------------------------------------------------------

    def figure(self, item: str) -> Drawn | None:
        """A panel for every area; None with one year, or more areas than have room."""
        if not self.held or len(self.rates) > MOST_PANELS:
            return None
        names = self.chapter.short_labels(self.level)
        panels = {str(key): self._lines(row) for key, row in self._shown.iterrows()}
        open_years = {
            str(key): {int(year) for year in row.index[row]}
            for key, row in self.estimated.iterrows()
        }
        country = self._country
        lines = Lines(country, GROUPS, self.chapter.colours("group"), self.series.breaks, UNIT)
        plot = developments.small_multiples(panels, country, open_years, lines, names)
        notes = [_GREY, *([f"Åpne punkter er anslått. {_ESTIMATED}"] if self._any else [])]
        return self.chapter.figure(
            item, plot, self._title, alt=unbroken(self._alt), data=self._shown, n=self._n,
            notes=notes,
            cell_bases=self._bases, **self._settings,
        )  # fmt: skip

    def _lines(self, row: pd.Series[float]) -> pd.DataFrame:
        found = {
            group: row.filter(like=f"{group}_rate_").rename(lambda name: int(name[-4:]))
            for group in GROUPS
        }
        return pd.DataFrame(found)

    @property
    def _country(self) -> pd.DataFrame:
        rates = self.series.country_rates.reindex(list(self.series.years))
        return pd.DataFrame({group: rates[f"fte_{group}{RATE_SUFFIX}"] for group in GROUPS})

    def slopes(self, item: str) -> Drawn | None:
        """The first and the last year as slopes; None over a break, or where they have no room."""
        if not self.held or any(self._since < cut <= self._until for cut in self.series.breaks):
            return None
        ends = self.rates[[self._since, self._until]].dropna()
        country = self.series.country_rates[f"fte_total{RATE_SUFFIX}"].reindex(ends.columns)
        if ends.empty or country.isna().any():
            return None
        frame = pd.concat([ends, country.to_frame(COUNTRY).T])
        names = {**self.chapter.short_labels(self.level), COUNTRY: "Landet"}
        colours = [self.chapter.colour(name) for name in ("neutral", "adult")]
        unit = "Årsverk per 10 000 innbyggere"
        plot = developments.area_slopes(frame, names, COUNTRY, colours, unit)
        shown = ends.rename(columns=lambda year: f"rate_{year}")
        on = {f"rate_{year}": self.series.basis_of(year) for year in (self._since, self._until)}
        title = f"Årsverk per innbygger etter {self._by}, {self._since} og {self._until}"
        ends_alt = self._span(ends)
        return None if plot is None else self.chapter.figure(
            item, plot, title, data=shown, n=self._n, alt=unbroken(ends_alt),
            cell_bases=pd.DataFrame(on, index=shown.index), **self._settings,
        )  # fmt: skip

    def table(self, item: str) -> Tabled:
        """Rates of adults and of children by area and year; estimates are marked."""
        table = self.chapter.table(
            item, self._shown, self._title, n=self._n, cell_bases=self._bases, **self._settings,
        )  # fmt: skip
        return self._marked(table) if isinstance(table, Table) and self._any else table

    def _marked(self, table: Table) -> Table:
        marks = {
            (str(area), f"{group}_rate_{year}"): MARK
            for area, row in self.estimated.iterrows()
            for year in row.index[row]
            for group in GROUPS
        }
        grid = replace(table.grid, marks=marks)
        return replace(table, grid=grid, notes=(*table.notes, {"mark": MARK, "text": _ESTIMATED}))

    # ---- words ----------------------------------------------------------------------------------

    @property
    def _by(self) -> str:
        return self.chapter.grouping_in_titles(self.level)

    @property
    def _title(self) -> str:
        years = words.listing(map(str, self.series.years)).text
        return f"Årsverk per 10 000 innbyggere etter {self._by}, {years}"

    @property
    def _n(self) -> str:
        reported = {year: round(frame["n"].sum()) for year, frame in self.by_year.items()}
        said = words.listing(f"{n} i {year}" for year, n in reported.items()).text
        return f"kommuner, bydeler og etater som meldte årsverk: {said}"

    @property
    def _settings(self) -> dict[str, Any]:
        made = words.listing(map(str, self.series.years)).text
        source = f"årsverk og innbyggere for {made} i grensene for {self.series.year}"
        return {"source": source, "asks": list(ASKS.values())}

    @property
    def _alt(self) -> str:
        said = [
            f"{label.lower()} i {self._until}: {self._range(f'{group}_rate_{self._until}')}"
            for group, label in GROUPS.items()
        ]
        return f"En rute for hver av {len(self.rates)} grupper. {UNIT}, {'; '.join(said)}."

    def _range(self, column: str) -> str:
        known = self._shown[column].dropna()
        low, high = (words.number(value, 1).text for value in (known.min(), known.max()))
        return f"fra {low} til {high}"

    def _span(self, ends: pd.DataFrame) -> str:
        said = [
            f"I {year} gikk gruppene fra {words.number(ends[year].min(), 1).text} til "
            f"{words.number(ends[year].max(), 1).text} årsverk per 10 000 innbyggere."
            for year in ends
        ]
        return " ".join(said)

    @property
    def _since(self) -> int:
        return self.series.years[0]

    @property
    def _until(self) -> int:
        return self.series.years[-1]

    def _end(self, at: int) -> Bound:
        return words.year(self.series.years[at]).on("params") if self.held else words.missing()

    @property
    def _any(self) -> bool:
        return bool(self.estimated.to_numpy().any())

    @property
    def _counted_estimates(self) -> Bound:
        count = int(self.estimated.to_numpy().sum())
        return words.number(count).on("register") if count else words.missing()

    @property
    def _all_sure(self) -> Bound:
        said = words.name(f"etter {self._by}").on("register")
        return words.missing() if self._any or self.rates.empty else said

    @property
    def _risen(self) -> Bound:
        if not self.held or any(self._since < cut <= self._until for cut in self.series.breaks):
            return words.missing()
        ends = self.rates[[self._since, self._until]].dropna()
        risen = (ends[self._until] > ends[self._since]).sum()
        on = weakest(self.series.basis_of(year) for year in (self._since, self._until))
        return words.number(float(risen)).on(on)
