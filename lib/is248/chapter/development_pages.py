"""The chapter on the development over all years held: the country, areas, money and questions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from is248.base.basis import INVENTED, weakest
from is248.chapter.area_series import AreaSeries
from is248.chapter.sayable import Said
from is248.chapter.unit_pages import ASKS
from is248.measures.areas import FTE, RATE_SUFFIX, RATES
from is248.measures.borders import COUNTRY
from is248.measures.grants import AMOUNT, THOUSAND
from is248.measures.grants_over_years import NOMINAL, PER_PERSON, REAL, Grants, grants_over_years
from is248.measures.series_over_years import MEASURES, Series, series_over_years
from is248.measures.shares_over_years import CHANGED, ONCE, SAME, Linked, linked
from is248.show import words
from is248.show.plots import developments
from is248.show.plots.developments import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from is248.chapter.displays import Displays, Drawn, Tabled
    from is248.show.paragraph import Bound, Text

YEAR = "År"
KINDS = {"report": "trykt rapport", "document": "annet dokument", "answers": "svarene"}
_TOLD = {
    "derived": "regnet ut av et annet dokument",
    "mixed": "annet dokument; gruppene er regnet ut",
}
_INVENTED = "syntetiske svar"
_LINES = {"fte_total": "total", "fte_adult": "adult", "fte_child": "child"}
"""Lines of the national figure → their colours in labels.yml."""

_MONEY = {NOMINAL: "Løpende kroner", REAL: "Faste kroner"}
_VERDICTS = {SAME: "ja", CHANGED: "nei"}
_FEWEST = 2
_APART = ("mental_health", "substance_use")
_RUN = 3
"""So many years in a row are written with a dash."""

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
    ``_rate_rose`` per inhabitant count from it. ``{later}`` is the last year after ``{year}`` with
    a sum, ``{later_fte}`` its FTE. ``{alike}`` and ``{changed}`` count the questions of more than
    one year, ``{once}`` those of one.

    Attributes:
        chapter: The chapter.
        series: All years in its borders.
    """

    chapter: Displays
    series: Series

    said: ClassVar = {
        "answered": lambda own, _: _years(own.series.years),
        "printed": lambda own, _: own._of_kind("report"),
        "told": lambda own, _: own._of_kind("document"),
        "gaps": lambda own, _: _years(own._gaps),
        "one": lambda own, _: own._only_year,
        "broken": lambda own, _: _years(own._breaks),
        "since": lambda own, _: own._first_since,
        "later": lambda own, _: _years(own._later[-1:]),
        "later_fte": lambda own, _: own._later_fte,
        "adult_rose": lambda own, spec: own._rose("fte_adult", spec),
        "child_rose": lambda own, spec: own._rose("fte_child", spec),
        "adult_rate_rose": lambda own, spec: own._rose(f"fte_adult{RATE_SUFFIX}", spec),
        "child_rate_rose": lambda own, spec: own._rose(f"fte_child{RATE_SUFFIX}", spec),
        "alike": lambda own, _: own._questions(SAME),
        "changed": lambda own, _: own._questions(CHANGED),
        "once": lambda own, _: own._questions(ONCE),
        "prices_of": lambda own, _: _years([own.grants.prices_of] if own.grants.prices_of else []),
        "last_real": lambda own, _: _years(own.grants.values[REAL].dropna().index[-1:]),
        "last_nominal": lambda own, _: _years(own.grants.values[NOMINAL].dropna().index[-1:]),
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
        open_years = [year for year, kind in country.kinds.items() if kind == "document"]
        plot = developments.over_years(lines, open_years, country.low, country.high, self._last)
        notes = [_UNKNOWN, *([_OPEN] if open_years else [])]
        return chapter.figure(
            item, plot, f"Årsverk i landet, {self._span}", data=_by_text(values),
            alt=words.series_alt(values, chapter.short_labels("fte"), self._breaks),
            n=self._everyone, source=self._source, notes=notes, asks=list(ASKS.values()),
            cell_bases=_by_text(country.bases),
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
        open_years = [year for year, kind in country.kinds.items() if kind == "document"]
        plot = developments.over_years(lines, open_years, low, high, self._last)
        bases = country.bases.loc[rates.index].set_axis(list(RATES), axis=1)
        return chapter.figure(
            item, plot, f"Årsverk per 10 000 innbyggere, {rates.index[0]}–{rates.index[-1]}",
            data=_by_text(rates), alt=words.series_alt(rates, names, breaks), n=self._everyone,
            source=self._source, notes=[_AGES], cell_bases=_by_text(bases),
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
            item, _by_text(frame), f"Årsverk i landet og per 10 000 innbyggere, {self._span}",
            n=self._everyone, source=self._source, cell_bases=_by_text(bases),
            decimals=dict.fromkeys(RATES, 1), asks=list(ASKS.values()),
        )  # fmt: skip
        return table.noted(_AGES)

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
        return _years(year for year, found in self.series.country.kinds.items() if found == kind)

    @property
    def _only_year(self) -> Bound:
        years = self.series.years
        return _years(years) if len(years) == 1 else words.missing()

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
        return _years([self._since] if self._since else [])

    def _rose(self, column: str, spec: str) -> Bound:
        frame = self.series.country.values.join(self.series.country_rates)
        year, since = self.chapter.year, self._since
        if since is None or year not in frame.index:
            return words.missing()
        change = (frame[column][year] / frame[column][since] - 1) * 100
        fte = column.removesuffix(RATE_SUFFIX)
        on = weakest(self.series.country.bases[fte].loc[[since, year]])
        return words.rose(float(change), "prosent", int(spec or 0)).on(on)

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

    # ---- money ----------------------------------------------------------------------------------

    @cached_property
    def grants(self) -> Grants:
        """Grants to user involvement by the year that they are of."""
        return grants_over_years(self.series.answers, self.series.people, self.series.project)

    def grants_figure(self, item: str) -> Drawn | None:
        """Nominal and real grants over years; None where there are fewer than two."""
        values = self.grants.values[list(_MONEY)].dropna(how="all", axis=1)
        if len(values) < _FEWEST:
            return None
        tones = [self.chapter.colour(name) for name in ("series_1", "series_2")]
        shown, colours = values / THOUSAND, dict(zip(_MONEY, tones, strict=True))
        breaks = [cut for cut in self.series.breaks if shown.index[0] < cut <= shown.index[-1]]
        lines = Lines(shown, _MONEY, colours, breaks, "Millioner kroner")
        plot = developments.over_years(lines, [], shown, shown, int(shown.index[-1]))
        ends = words.series_alt(shown, _MONEY, breaks).replace(" årsverk", " millioner kroner")
        return self.chapter.figure(
            item, plot, f"{self._grants_title}, {shown.index[0]}–{shown.index[-1]}", alt=ends,
            data=_by_text(values), cell_bases=self._money_bases(values), **self._money,
        )  # fmt: skip

    def grants_table(self, item: str) -> Tabled:
        """Grants by year: nominal, real, and per inhabitant."""
        values = self.grants.values.dropna(how="all", axis=1)
        order = [NOMINAL, "nominal_change_pct", REAL, "real_change_pct", PER_PERSON]
        shown = values[[name for name in order if name in values]]
        span = f", {shown.index[0]}–{shown.index[-1]}" if len(shown) else ""
        return self.chapter.table(
            item, _by_text(shown), f"{self._grants_title}{span}. Beløp i 1 000 kroner",
            cell_bases=self._money_bases(shown), spans={"real_change_pct": "Faste kroner"},
            **self._money,
        )  # fmt: skip

    _grants_title = "Bevilget til brukermedvirkning i organisert form"

    def _money_bases(self, shown: pd.DataFrame) -> pd.DataFrame:
        rows = {year: self.grants.bases[int(year)] for year in shown.index}
        return _by_text(pd.DataFrame({name: pd.Series(rows) for name in shown}))

    @property
    def _money(self) -> dict[str, Any]:
        return {"n": self._everyone, "asks": [AMOUNT],
                "source": "trykte rapporter, og svarene der ingen rapport er trykt"}  # fmt: skip

    # ---- questions ------------------------------------------------------------------------------

    @cached_property
    def linked(self) -> Mapping[str, Linked]:
        """The questions of all years with answers, linked by concept."""
        return linked({year: one.codebook for year, one in self.series.answers.items()})

    def _questions(self, verdict: str) -> Bound:
        count = sum(one.verdict == verdict for one in self.linked.values())
        said = words.number(count) if self.linked else words.missing()
        return said.on("params")

    def comparable_table(self, item: str, *, changed: bool = False) -> Tabled | None:
        """Which questions several years ask, and whether they can be compared.

        Args:
            item: Id of the table.
            changed: Whether only those that cannot are shown, on the page; None without any.
        """
        wanted = (CHANGED,) if changed else (SAME, CHANGED)
        several = {key: one for key, one in self.linked.items() if one.verdict in wanted}
        if not several:
            return None
        rows = {
            key: [_years(one.asked).text, _VERDICTS[one.verdict], one.note]
            for key, one in several.items()
        }
        columns = ["asked_years", "comparable", "question_note"]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        return self.chapter.table(
            item, frame.rename_axis(index="question"), "Spørsmål stilt i flere år"
            f"{' som er endret' if changed else ''}, {_years(self.series.years).text}",
            n=f"{len(self.linked)} spørsmål", basis="params", source="kodebøkene for årene",
            place="page" if changed else "workbook",
            row_labels={key: one.latest.label for key, one in several.items()},
        )  # fmt: skip

    def shares_table(self, item: str) -> Tabled:
        """The country's shares over years, of questions asked alike.

        What separate reporters of one field answered stands in the rows of ``is248 series`` alone.
        """
        tidy = self._tidy_country
        apart = [one.latest.id for one in self.linked.values() if one.latest.form in _APART]
        shares = tidy[~tidy["measure"].isin(MEASURES) & (tidy["unit"] == "prosent")]
        shares = shares[~shares["measure"].str.partition("__")[0].isin(apart)]
        wide, bases = (
            shares.pivot_table(values, "measure", "year", aggfunc="first", sort=False)
            .add_prefix("pct_") for values in ("value", "basis")
        )  # fmt: skip
        labels = dict(zip(shares["measure"], shares["label"], strict=True))
        return self.chapter.table(
            item, wide.rename_axis(index="question", columns=None),
            f"Andeler over tid, {words.listing(map(str, self.series.years)).text}",
            n=f"kommunene som svarte hvert år, {self.chapter.city} som én", cell_bases=bases,
            source=f"svarene på IS-24/8 for {words.listing(map(str, self.series.years)).text}",
            row_labels=labels,
        )  # fmt: skip

    @cached_property
    def _tidy_country(self) -> pd.DataFrame:
        return self.series.tidy([COUNTRY])

    # ---- all numbers in rows --------------------------------------------------------------------

    def tidy_table(self, item: str, level: str) -> Tabled:
        """The series of the country and one division, one row per number, for the workbook."""
        tidy = self.series.tidy([COUNTRY, self.chapter.grouping(level)], parts=False)
        named = {
            "series_year": tidy["year"].astype(str), "series_level": tidy["level"],
            "series_area": tidy["name"], "series_measure": tidy["label"],
            "series_value": tidy["value"], "series_unit": tidy["unit"], "series_n": tidy["n"],
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


def _by_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of years by their text, as items name rows."""
    return frame.set_axis(pd.Index([str(year) for year in frame.index], name=YEAR))


def _years(years: Iterable[int]) -> Bound:
    """Years in a row, runs of them with a dash: "2007–2013, 2015 og 2016"; none is missing."""
    runs: list[list[int]] = []
    for year in sorted(int(year) for year in years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    said = [part for run in runs for part in
            ([f"{run[0]}–{run[-1]}"] if len(run) >= _RUN else map(str, run))]  # fmt: skip
    return words.listing(said).on("params") if said else words.missing()


def development_pages(chapter: Displays) -> DevelopmentPages:
    """The chapter on the development over all years held.

    Args:
        chapter: The chapter, as it is opened.
    """
    return DevelopmentPages(chapter, series_over_years(chapter.year, chapter.project))
