"""What chapters show of FTE and inhabitants by area: tables, figures and values to say."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from is248.base.keys import TOTAL
from is248.chapter.sayable import Values
from is248.chapter.unit_pages import ASKS, FtePages
from is248.measures import areas
from is248.measures.fte import unit_fte
from is248.printed.report import has_print
from is248.register.municipalities import oslo_for
from is248.show import words
from is248.show.plots import dots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from is248.chapter.displays import Displays, Drawn, Tabled
    from is248.register.municipalities import Oslo
    from is248.show.paragraph import Bound, Text
    from is248.year.params import Basis

_UNITS: Mapping[Oslo, tuple[str, str, str]] = {
    "one": ("Kommuner og innbyggere", "Kommuner", "kommuner, {city} som én"),
    "districts": (
        "Kommuner, bydeler og innbyggere", "Kommuner og bydeler", "kommuner og bydeler",
    ),
    "districts_and_agencies": (
        "Kommuner, bydeler, etater og innbyggere", "Enheter", "kommuner, bydeler og etater",
    ),
}  # fmt: skip
"""How Oslo counts → what is counted: in a title, in a header, and after N."""

_BANDS = 10
_ADULTS_FIRST = ("hf_area", "region")
"""Groupings whose inhabitants are shown adults first, as the report does."""


@dataclass(frozen=True)
class Areas:
    """FTE and inhabitants by one grouping of the units.

    In a sentence ``{adult_high:3}`` and ``{child_low}`` are the areas with the highest and lowest
    rates, ``{adult_first}`` and ``{adult_last}`` the rates of the first and last, ``{adult_mean}``
    and ``{adult_weighted}`` the country's two means, ``{adult_between}`` the share of the variance
    between units that lies between areas and ``{adult_chance}`` what it is by chance,
    ``{people_high:2}`` the areas with most inhabitants and ``{people_top:2}`` their share of the
    country, ``{groups}`` how many areas there are.

    Attributes:
        pages: The chapter's pages.
        by: The grouping.
    """

    pages: AreaPages
    by: str

    @property
    def chapter(self) -> Displays:
        """The chapter."""
        return self.pages.chapter

    @cached_property
    def units(self) -> pd.DataFrame:
        """The units, with Oslo as the grouping counts it."""
        return self.pages.fte.counted(oslo_for(self.by))

    @cached_property
    def weighted(self) -> pd.DataFrame:
        """FTE and rates by area; see :func:`areas.fte_by`."""
        return areas.fte_by(self.units, self.by)

    @cached_property
    def inhabitants(self) -> pd.DataFrame:
        """Units and inhabitants by area; see :func:`areas.inhabitants_by`."""
        found = areas.inhabitants_by(self.units, self.by)
        return areas.adults_first(found) if self.by in _ADULTS_FIRST else found

    @cached_property
    def rates(self) -> pd.DataFrame:
        """The rates of the units; see :func:`areas.unit_rates`."""
        return self.pages.fte.rates(self.units)

    @cached_property
    def spread(self) -> pd.DataFrame:
        """Rates of adults and children by area; see :func:`areas.group_rates`."""
        return areas.group_rates(self.weighted, self.rates, self.by)

    # ---- tables and figures ---------------------------------------------------------------------

    def inhabitants_table(self, item: str) -> Tabled:
        """Units and inhabitants by area."""
        what, span, _ = _UNITS[oslo_for(self.by)]
        title = f"{what} etter {self._by}, 1. januar {self.chapter.params.inhabitants_of}"
        spans = {"units_n": span, "units_pct": span}
        estimated = self.by == "size_class" and not self.pages.people_hold
        units = self.pages.people_basis if estimated else "register"
        return self.chapter.table(
            item, self.inhabitants, title, n=self._n, basis=self.pages.people_basis,
            source=self.pages.register_source, spans=spans,
            bases={"units_n": units, "units_pct": units},
        )  # fmt: skip

    def table(self, item: str) -> Tabled:
        """FTE and rates by area."""
        title = f"Årsverk og årsverk per innbygger etter {self._by}"
        return self.chapter.table(item, self.weighted, title, n=self._n, asks=list(ASKS.values()))

    def figure(self, item: str) -> Drawn:
        """Rates by area with the spread of the units; size classes in order, others ranked."""
        labels, ranked = self.chapter.labels, self.by != "size_class"
        plot = dots.adult_and_child(self.spread, labels, self.by, ranked=ranked)
        alt = words.rates_alt(self.spread, self._names)
        return self.chapter.figure(
            item, plot, f"Årsverk per innbygger etter {self._by}", alt=alt, data=self.spread,
            n=self._n, bases=self.pages.of_rates(areas.RATE_SPREAD), asks=list(ASKS.values()),
        )  # fmt: skip

    def spread_table(self, item: str, group: str) -> Tabled:
        """The ratio of sums beside mean and quartiles over units, of adults or children."""
        ages = {"adult": "fra 18 år", "child": "under 18 år"}
        frame = areas.weighted_and_unweighted(
            self.weighted, self.rates, self.by, f"fte_{group}_per10k"
        )
        return self.chapter.table(
            item, frame, f"Årsverk per 10 000 innbyggere {ages[group]}, veid og uveid",
            n=f"{len(self.rates)} enheter med egne innbyggere",
            bases=self.pages.of_rates(areas.SPREAD), asks=[ASKS[group]], place="workbook",
        )  # fmt: skip

    @property
    def _by(self) -> str:
        return self.chapter.grouping_in_titles(self.by)

    @property
    def _n(self) -> str:
        return self.pages.counted(oslo_for(self.by))

    # ---- in sentences ---------------------------------------------------------------------------

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`."""
        group, _, what = name.partition("_")
        if name == "groups":
            return words.number(len(areas.ranked_areas(self.weighted))).on("register")
        if group == "people" and what in {"high", "top"}:
            people = self._people(int(spec or 1), named=what == "high")
            return people.on(self.pages.people_basis)
        if group not in ASKS:
            return None
        if what in {"between", "chance"}:
            return self._variance(f"fte_{group}_per10k", by_chance=what == "chance")
        if what in {"weighted", "mean"}:
            on = self.pages.sums_basis if what == "weighted" else self.pages.rates_basis
            return words.number(self.spread[name][TOTAL], int(spec or 0)).on(on)
        rate = self._rate(group, what, spec)
        return rate.on(self.pages.sums_basis) if rate else None

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`."""
        own = ("high", "low", "first", "last", "between", "chance", "weighted", "mean")
        return ["groups", "people_high", "people_top", *(f"{g}_{o}" for g in ASKS for o in own)]

    def _variance(self, column: str, *, by_chance: bool) -> Bound:
        if by_chance:
            chance = areas.share_by_chance(self.rates, self.by, column)
            return words.percent(chance).on("register")
        between = areas.share_between(self.rates, self.by, column)
        return words.percent(between).on(self.pages.rates_basis)

    @property
    def _names(self) -> dict[str, str]:
        """What the areas are called inside a sentence."""
        short = self.chapter.short_labels(self.by)
        groups = self.by == "size_class"
        return {k: self.chapter.running(self.by, k) if groups else short[k] for k in short}

    def _rate(self, group: str, what: str, spec: str) -> Bound | None:
        order = self.chapter.order(self.by)
        rates = self.weighted[f"fte_{group}_per10k"].reindex(order).dropna()
        if what in {"first", "last"}:
            return words.number(rates.iloc[0 if what == "first" else -1])
        if what in {"high", "low"}:
            names = [self._names[str(key)] for key in rates.index]
            return words.ranking(names, rates, top=int(spec or 1), lowest=what == "low")
        return None

    def _people(self, top: int, *, named: bool) -> Bound:
        if not self.pages.people_hold:
            return words.missing()
        shares = areas.ranked_areas(self.inhabitants)["pop_total_pct"]
        if named:
            return words.ranking(map(str, shares.index), shares, top=top)
        return words.percent(float(shares.nlargest(top).sum()))

    def small_and_large(self) -> Values:
        """How many live in the two smallest size classes, and in the largest.

        Returns:
            ``few`` (per cent of the municipalities) and ``people`` (of the inhabitants) below
            ``limit``; ``large`` (of the inhabitants) from ``over``; ``smallest``, the upper limit
            of the first class. Of inhabitants that are no count, and that no print of their year
            holds, only the limits.
        """
        first, second, *_, last = self.chapter.order("size_class")
        shares = self.inhabitants[["units_pct", "pop_total_pct"]]
        few = shares.loc[[first, second]].sum()
        limits = {"smallest": _limits(first)[-1], "limit": _limits(second)[-1],
                  "over": _limits(last)[0]}  # fmt: skip
        basis, hold = self.pages.people_basis, self.pages.people_hold
        told = {"people": few["pop_total_pct"], "large": shares["pop_total_pct"][last]}
        return Values(
            few=words.percent(few["units_pct"]).on("register") if hold else words.missing(),
            **{k: words.percent(v).on(basis) if hold else words.missing() for k, v in told.items()},
            **{name: words.number(limit).on("params") for name, limit in limits.items()},
        )

    def without_agencies(self) -> Values:
        """What the city's agencies mean for the area that they stand in.

        Returns:
            ``host``, the area; its rates for adults ``without`` them and at ``present``;
            ``agencies``, their FTE for adults. All missing where there are no agencies.
        """
        is_agency = self.units["kind"] == "agency"
        if not is_agency.any():
            return Values.unknown("host", "without", "present", "agencies")
        host, column = self.units.loc[is_agency, self.by].iloc[0], "fte_adult_per10k"
        without, on = areas.fte_by(self.units[~is_agency], self.by), self.pages.sums_basis
        return Values(
            host=words.name(host).on("register"),
            without=words.number(without.loc[host, column]).on(on),
            present=words.number(self.weighted.loc[host, column]).on(on),
            agencies=words.fte(self.units.loc[is_agency, "fte_adult"].sum()).on(on),
        )


def _limits(size_class: str) -> list[int]:
    """The numbers of inhabitants in the key of a size class: "2000-5000" has two."""
    return [int(number) for number in re.findall(r"\d+", size_class)]


@dataclass(frozen=True)
class AreaPages(FtePages):
    """FTE by area in a chapter.

    In a sentence ``{one}``, ``{districts}`` and ``{agencies}`` are how many units there are by how
    Oslo counts, ``{people}`` and ``{fte}`` what inhabitants and FTE rest on, ``{per}`` the
    inhabitants that a rate is given per.

    Attributes:
        chapter: The chapter; its items rest on what sums of FTE rest on.
        fte: FTE of every unit.
    """

    def by(self, grouping: str) -> Areas:
        """FTE and inhabitants by county, hf_area, region or size_class."""
        return Areas(self, self.chapter.grouping(grouping))

    @property
    def people_basis(self) -> Basis:
        """What inhabitants rest on."""
        return self.chapter.params.inhabitants.basis

    @property
    def people_hold(self) -> bool:
        """Whether sums of inhabitants are counted, or held by what was printed of their year."""
        params = self.chapter.params
        printed = has_print(params.inhabitants_of, self.chapter.project)
        return printed or self.people_basis != "reconstructed"

    @property
    def register_source(self) -> str | None:
        """Where inhabitants come from; None where they are as printed."""
        made_up = self.people_basis == "reconstructed"
        if self.chapter.params.inhabitants.is_own:
            return f"Statistisk sentralbyrå{', bydelene rekonstruert' if made_up else ''}"
        if self.fte.appendix is not None:
            return None
        return f"kommuneregisteret{', innbyggere rekonstruert' if made_up else ''}"

    def counted(self, oslo: Oslo) -> str:
        """N and what the units are, by how Oslo counts."""
        return f"{self._number(oslo)} {_UNITS[oslo][2].format(city=self._city)}"

    @property
    def _city(self) -> str:
        return self.chapter.city

    def _number(self, oslo: Oslo) -> int:
        return int(self.fte.counted(oslo)["counted"].sum())

    def _rests_on(self, basis: Basis) -> Bound:
        return words.name(self.chapter.labels.basis[basis]).on("params")

    said: ClassVar = {
        "one": lambda pages, _: words.number(pages._number("one")).on("register"),
        "districts": lambda pages, _: words.number(pages._number("districts")).on("register"),
        "agencies": lambda p, _: words.number(p._number("districts_and_agencies")).on("register"),
        "people": lambda pages, _: pages._rests_on(pages.people_basis),
        "fte": lambda pages, _: pages._rests_on(pages.fte.basis),
        "per": lambda p, _: words.number(p.chapter.params.thresholds.rate_per).on("params"),
    }

    def say_inhabitants(self, item: str) -> Text | None:
        """The caution that inhabitants were counted in another year, where they were."""
        year, counted = self.chapter.year, self.chapter.params.inhabitants_of
        if counted == year:
            return None
        return self.chapter.say(
            item,
            "Innbyggerne er talt ved inngangen til {counted}; tall for {year} finnes ikke her. "
            "Ratene er derfor litt for lave der innbyggertallet vokste imellom.",
            role="caution", basis=self.people_basis, counted=words.year(counted),
        )  # fmt: skip

    # ---- single units ---------------------------------------------------------------------------

    def size_figure(self, item: str) -> Drawn:
        """The rate of every municipality by its inhabitants, with quartiles of ten bands."""
        rate, unit = "fte_total_per10k", "Årsverk per 10 000 innbyggere"
        plot = dots.rate_by_size(
            self._rates, self._bands, size="pop_total", rate=rate,
            colour=self.chapter.colour("adult"), unit=unit,
        )  # fmt: skip
        note = (
            "Strekene er medianen og det grå feltet den midterste halvdelen i ti grupper med like "
            "mange kommuner."
        )
        return self.chapter.figure(
            item, plot, "Årsverk per innbygger etter innbyggertall, hver kommune et punkt",
            alt=words.bands_alt(self._bands), data=self._bands, n=self.counted("one"),
            basis=self.rates_basis, notes=[note], asks=list(ASKS.values()),
            bases={"left": self.people_basis, "right": self.people_basis},
        )  # fmt: skip

    @cached_property
    def _rates(self) -> pd.DataFrame:
        return self.fte.rates(self.fte.counted("one"))

    @cached_property
    def _bands(self) -> pd.DataFrame:
        return areas.size_bands(self._rates, "pop_total", "fte_total_per10k", _BANDS)

    def bands(self) -> Values:
        """Of the smallest and the largest band: ``q1``, ``q3``, ``large_q1``, ``large_q3``."""
        ends = {"": self._bands.iloc[0], "large_": self._bands.iloc[-1]}
        return Values(
            {f"{end}{q}": words.number(band[q]).on(self.rates_basis)
             for end, band in ends.items() for q in ("q1", "q3")}
        )  # fmt: skip

    def rounding_table(self, item: str) -> Tabled | None:
        """Sums of printed whole numbers beside sums that meet the print; None without print."""
        if self.fte.appendix is None:
            return None
        units = self.fte.counted("one")
        frame = areas.rounded_sums(units, self.fte.appendix, "region", "fte_adult")
        return self.chapter.table(
            item, frame, "Årsverk for voksne: summen av hele tall mot kalibrerte tall",
            n=self.counted("one"), basis="printed", asks=[ASKS["adult"]],
            bases=dict.fromkeys(("calibrated", "difference"), self.sums_basis),
        )  # fmt: skip

    def oslo_table(self, item: str) -> Tabled:
        """The country's mean rate under each answer to the Oslo question."""
        return self.chapter.table(
            item, areas.by_oslo_choice(self.fte.units, self.fte.appendix),
            f"Uveid snitt av årsverk per 10 000 innbyggere etter hvordan {self._city} teller",
            n="alle enheter med egne innbyggere", basis=self.rates_basis,
            bases={"n": "register"}, asks=list(ASKS.values()),
        )  # fmt: skip


def area_pages(chapter: Displays) -> AreaPages:
    """FTE by area: of the printed appendix where the year has one, else of the answers.

    Args:
        chapter: The chapter, as it is opened.
    """
    fte = unit_fte(chapter.year, chapter.project)
    return AreaPages(replace(chapter, rests_on=fte.basis), fte)
