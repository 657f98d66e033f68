"""The chapter on the development over all years held: the country, areas, money and questions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from is248.base.basis import INVENTED, weakest
from is248.base.numbers import unbroken
from is248.chapter import grids
from is248.chapter.area_series import AreaSeries
from is248.chapter.grant_series import CROSSES, GrantSeries
from is248.chapter.linked_questions import LinkedQuestions
from is248.chapter.sayable import Said
from is248.chapter.unit_pages import ASKS
from is248.measures.area_borders import COUNTRY
from is248.measures.areas import DENOMINATORS, FTE, RATE_SUFFIX, RATES
from is248.measures.series_over_years import Series, level_names, series_over_years
from is248.show import words, year_words
from is248.show.plots import developments
from is248.show.plots.developments import Lines, Other

if TYPE_CHECKING:
    from is248.chapter.displays import Displays, Drawn, Tabled
    from is248.show.paragraph import Bound, Text

KINDS = {"report": "trykt rapport", "document": "annet dokument", "answers": "svarene"}
_TOLD = {
    "derived": "regnet ut av et annet dokument",
    "mixed": "annet dokument; gruppene er regnet ut",
}
_INVENTED = "syntetiske svar"
_LINES = {"fte_total": "total", "fte_adult": "adult", "fte_child": "child"}
"""Lines of the national figure → their colours in labels.yml."""

_FEWEST = 2

_OPEN = (
    "Åpne punkter er tall fra andre dokumenter enn de trykte rapportene. De gjelder det som er "
    "rapportert, og ikke nødvendigvis alle kommuner. En loddrett strek viser hvor tallet kan ligge "
    "når det er regnet ut av et avrundet tall."
)
_AGES = (
    "Innbyggere 1. januar: voksne mot innbyggere fra 18 år, barn og unge mot innbyggere under 18 "
    "år. Statistisk sentralbyrå, tabell 07459."
)
_UNKNOWN = "Linjene stopper ved brudd og ved år uten tall; der er verken svar eller trykte summer."


@dataclass(frozen=True, eq=False)
class DevelopmentPages(Said):
    """The development of the country and its areas over all years held.

    In a sentence ``{answered}`` are the years with answers, ``{printed}`` those with printed sums
    of the country, ``{told}`` those that other documents tell of and ``{gaps}`` those that nothing
    is known of. ``{one}`` is the year where only one has answers. ``{since}`` is the first year
    after the last break before ``{year}``; ``{adult_rose}``, ``{child_rose}`` and their
    ``_rate_rose`` per inhabitant count from it, and ``{told_year}`` is the year where another
    document gives its sums. ``{later}`` is the last year after ``{year}`` with
    a sum, ``{later_fte}`` its FTE.

    Attributes:
        chapter: The chapter.
        series: All years in its borders.
    """

    chapter: Displays
    series: Series

    said: ClassVar = {
        "answered": lambda own, _: year_words.year_runs(own.series.years),
        "printed": lambda own, _: own._of_kind("report"),
        "told": lambda own, _: own._of_kind("document"),
        "gaps": lambda own, _: year_words.year_runs(own._gaps),
        "one": lambda own, _: own._only_year,
        "broken": lambda own, _: year_words.year_runs(own._breaks),
        "since": lambda own, _: own._first_since,
        "told_year": lambda own, _: own._told_year,
        "later": lambda own, _: year_words.year_runs(own._later[-1:]),
        "later_fte": lambda own, _: own._later_fte,
        "adult_rose": lambda own, spec: own._rose("fte_adult", spec),
        "child_rose": lambda own, spec: own._rose("fte_child", spec),
        "adult_rate_rose": lambda own, spec: own._rose(f"fte_adult{RATE_SUFFIX}", spec),
        "child_rate_rose": lambda own, spec: own._rose(f"fte_child{RATE_SUFFIX}", spec),
    }

    def caution(self) -> Text | None:
        """The caution that answers behind the page are made up, where any are."""
        held = list(self.series.answers.values())
        return self.chapter.caution(*held) if held else None

    def by(self, level: str) -> AreaSeries:
        """One division of the country: county, hf_area, region and so on."""
        return AreaSeries(self.chapter, self.series, self.chapter.grouping(level))

    # ---- the country ----------------------------------------------------------------------------

    def figure(self, item: str) -> Drawn | None:
        """FTE of the country over all years; None where there are fewer than two."""
        country, chapter = self.series.country, self.chapter
        if len(country.values) < _FEWEST:
            return None
        columns = list(_LINES)
        colours = {name: chapter.colour(colour) for name, colour in _LINES.items()}
        values = country.values[columns]
        lines = Lines(values, chapter.short_labels("fte"), colours, self._breaks, "Årsverk")
        low, high = country.low, country.high
        plot = developments.over_years(lines, self._other, low, high, self._last)
        notes = [_UNKNOWN, *self._other_told]
        return chapter.figure(
            item, plot, f"Årsverk i landet, {self._span}", data=grids.rows_of_years(values),
            alt=words.series_alt(values, chapter.short_labels("fte"), self._breaks),
            n=self._everyone, source=self._source, notes=notes, asks=list(ASKS.values()),
            cell_bases=grids.rows_of_years(country.bases),
        )  # fmt: skip

    def rates_figure(self, item: str) -> Drawn | None:
        """FTE of the country per inhabitants; None where fewer than two years have inhabitants."""
        country, chapter = self.series.country, self.chapter
        rates = self.series.country_rates.dropna(how="all")
        if len(rates) < _FEWEST:
            return None
        columns = dict(zip(RATES, FTE, strict=True))
        names = {rate: chapter.short_labels("fte")[fte] for rate, fte in columns.items()}
        colours = {rate: chapter.colour(_LINES[fte]) for rate, fte in columns.items()}
        breaks = [cut for cut in self._breaks if cut > rates.index[0]]
        lines = Lines(rates, names, colours, breaks, "Årsverk per 10 000 innbyggere")
        low, high = (
            rates * (frame / country.values).loc[rates.index].set_axis(list(RATES), axis=1)
            for frame in (country.low[list(FTE)], country.high[list(FTE)])
        )
        plot = developments.over_years(lines, self._other, low, high, self._last)
        bases = country.bases.loc[rates.index].set_axis(list(RATES), axis=1)
        return chapter.figure(
            item, plot, f"Årsverk per 10 000 innbyggere, {rates.index[0]}–{rates.index[-1]}",
            data=grids.rows_of_years(rates), alt=words.series_alt(rates, names, breaks),
            n=self._everyone, source=self._source, notes=[_AGES, *self._other_told],
            cell_bases=grids.rows_of_years(bases),
            asks=list(ASKS.values()), decimals=dict.fromkeys(RATES, 1),
        )  # fmt: skip

    def table(self, item: str) -> Tabled:
        """FTE of the country by year, per inhabitant, and where each year's are from."""
        country = self.series.country
        bases = country.bases.assign(**{rate: country.bases[fte] for fte, rate in
                                        zip(FTE, RATES, strict=True)})  # fmt: skip
        kinds = pd.Series({year: self._kind(year) for year in country.values.index}, dtype="object")
        frame = country.values.join(self.series.country_rates).assign(series_kind=kinds)
        bases["series_kind"] = "params"
        table = self.chapter.table(
            item, grids.rows_of_years(frame),
            f"Årsverk i landet og per 10 000 innbyggere, {self._span}", n=self._everyone,
            source=self._source, cell_bases=grids.rows_of_years(bases),
            decimals=dict.fromkeys(RATES, 1), asks=list(ASKS.values()),
        )  # fmt: skip
        return table.noted(_AGES)

    @cached_property
    def _other(self) -> Other:
        country = self.series.country
        told = [year for year, kind in country.kinds.items() if kind == "document"]
        made_up = [year for year in country.kinds if INVENTED in set(country.bases.loc[year])]
        return Other(told, made_up)

    @property
    def _other_told(self) -> list[str]:
        """Notes on the marks of the figures."""
        return [*([_OPEN] if self._other.elsewhere else []),
                *([CROSSES] if self._other.invented else [])]  # fmt: skip

    def _kind(self, year: int) -> str:
        country = self.series.country
        if told := _TOLD.get(country.notes.get(year, "")):
            return told
        invented = INVENTED in country.bases.loc[year].to_numpy()
        return _INVENTED if invented else KINDS[country.kinds[year]]

    @property
    def _everyone(self) -> str:
        return f"landet; {self.chapter.city} gjennom bydeler og etater"

    @property
    def _source(self) -> str:
        used = [KINDS[kind] for kind in KINDS if kind in self.series.country.kinds.values()]
        named = {"trykt rapport": "trykte rapporter", "annet dokument": "andre dokumenter"}
        return f"{words.listing(named.get(one, one) for one in used).text}, se tabellen"

    @property
    def _span(self) -> str:
        years = self.series.country.values.index
        return f"{years[0]}–{years[-1]}"

    @property
    def _last(self) -> int:
        """The year at which the axis ends: the last sum, or the last reform of the borders."""
        reforms = (reform.year for reform in self.series.borders.crossing.reforms)
        return int(max(*self.series.country.values.index, *reforms))

    @cached_property
    def _breaks(self) -> list[int]:
        years = self.series.country.values.index
        return [cut for cut in self.series.breaks if len(years) and years[0] < cut <= years[-1]]

    @property
    def _gaps(self) -> list[int]:
        """Years between the first and the last that nothing is known of, but for the breaks."""
        known = sorted(self.series.country.values.index)
        between = [y for a, b in pairwise(known) for y in range(a + 1, b)]
        return [year for year in between if year not in self._breaks]

    def _of_kind(self, kind: str) -> Bound:
        return year_words.year_runs(
            year for year, found in self.series.country.kinds.items() if found == kind
        )

    @property
    def _only_year(self) -> Bound:
        years = self.series.years
        return year_words.year_runs(years) if len(years) == 1 else words.missing()

    @property
    def _since(self) -> int | None:
        """The first year after the last break; none where it is the year before.

        That change is told by the chapter on FTE of the country.
        """
        year = self.chapter.year
        cut = max((cut for cut in self.series.breaks if cut <= year), default=0)
        known = [one for one in self.series.country.values.index if cut <= one < year - 1]
        return min(known, default=None)

    @property
    def _first_since(self) -> Bound:
        return year_words.year_runs([self._since] if self._since else [])

    @property
    def _told_year(self) -> Bound:
        year = self.chapter.year
        told = self.series.country.kinds.get(year) == "document"
        return year_words.year_runs([year] if told else [])

    def _rose(self, column: str, spec: str) -> Bound:
        """A change as a verb, as sure as the rounding of told numbers lets it be."""
        year, since, country = self.chapter.year, self._since, self.series.country
        if since is None or year not in country.values.index:
            return words.missing()
        fte, people = column.removesuffix(RATE_SUFFIX), 1.0
        if fte != column:
            counts = self.series.people[DENOMINATORS[fte]].reindex([since, year])
            people = float(counts[year] / counts[since])
        values, low, high = (f[fte] for f in (country.values, country.low, country.high))
        change, least, most = (
            (after / before / people - 1) * 100
            for after, before in ((values[year], values[since]), (low[year], high[since]),
                                  (high[year], low[since]))
        )  # fmt: skip
        on = weakest(country.bases[fte].loc[[since, year]])
        return year_words.rose_between(change, least, most, int(spec or 0)).on(on)

    @property
    def _later(self) -> list[int]:
        return [year for year in self.series.country.values.index if year > self.chapter.year]

    @property
    def _later_fte(self) -> Bound:
        if not self._later:
            return words.missing()
        country, last = self.series.country, self._later[-1]
        total = float(country.values["fte_total"][last])
        return words.fte(total).on(str(country.bases["fte_total"][last]))

    # ---- parts of the chapter -------------------------------------------------------------------

    @cached_property
    def grants(self) -> GrantSeries:
        """Grants to user involvement over years."""
        return GrantSeries(self.chapter, self.series, self._everyone)

    @cached_property
    def questions(self) -> LinkedQuestions:
        """The questions of all years, linked by concept."""
        return LinkedQuestions(self.chapter, self.series)

    # ---- all numbers in rows --------------------------------------------------------------------

    def tidy_table(self, item: str, level: str) -> Tabled:
        """The series of the country and one division, one row per number, for the workbook."""
        tidy = self.series.tidy([COUNTRY, self.chapter.grouping(level)], parts=False)
        levels = level_names(self.chapter.labels)
        named = {
            "series_year": tidy["year"].astype(str), "series_level": tidy["level"].map(levels),
            "series_area": tidy["name"], "series_measure": tidy["label"].map(unbroken),
            "series_value": tidy["value"], "series_unit": tidy["unit"].map(unbroken),
            "series_n": tidy["n"],
            "series_borders": tidy["borders"].astype(str),
            "series_estimated": tidy["estimated"].map({True: "ja", False: "nei"}),
        }  # fmt: skip
        index = pd.Index([str(at) for at in range(1, len(tidy) + 1)], name="case")
        frame = pd.DataFrame(named).set_axis(index)
        bases = pd.DataFrame({"series_value": tidy["basis"].to_numpy()}, index=index)
        bases = bases.assign(**dict.fromkeys(frame.columns.drop("series_value"), "params"))
        return self.chapter.table(
            item, frame, f"Alle tall i rader: landet og {self.chapter.grouping_in_titles(level)}, "
            f"{self._span}", n=f"{len(frame)} tall", source=self._source, place="workbook",
            cell_bases=bases,
        )  # fmt: skip


def development_pages(chapter: Displays) -> DevelopmentPages:
    """The chapter on the development over all years held.

    Args:
        chapter: The chapter, as it is opened.
    """
    return DevelopmentPages(chapter, series_over_years(chapter.year, chapter.project))
