"""Grants to organised user involvement as tables, a figure and values to say (chapter 6)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import weakest
from is248.base.keys import TOTAL
from is248.chapter import rests
from is248.chapter.sayable import Values
from is248.measures import grants
from is248.measures.group_tests import share_p
from is248.measures.repeated import paired
from is248.printed import report as published
from is248.show import words
from is248.show.plots import series

if TYPE_CHECKING:
    from is248.chapter.context import Chapter
    from is248.chapter.displays import Drawn, Tabled
    from is248.show.bundle import Place
    from is248.show.paragraph import Bound
    from is248.stats.bounds import Bounded

SERIES = "table-grants"
LINES = {"nominal_1000nok": "Løpende kroner", "real_1000nok": "Faste kroner"}
SIZE = "size_class"
AMONG = "kommuner, bydeler og etater"


@dataclass(frozen=True)
class Grants:
    """Grants of one year, the year before the form asks; earlier years are printed.

    In a sentence ``{amount}`` is what all granted (million kroner), ``{granted}`` the year,
    ``{change}`` and ``{real}`` the change from the year before, ``{breaks}`` where the series
    breaks and ``{half}`` the fewest units with half of the sum. ``{nothing}`` is how many
    municipalities granted nothing, ``{nothing_share}`` their share of all and ``{rest}`` that of
    the others, ``{unknown}`` who does not know; ``{smallest}`` and ``{largest}`` the shares that
    granted something in the size classes at the ends, ``{p}`` the test of size.
    ``{before_amount}``, ``{before_nothing}`` and ``{before_share}`` are of the answers the year
    before; ``{both}``, ``{gained}``, ``{lost}`` and ``{change_p}`` of those that answered in both.

    Attributes:
        chapter: The chapter.
    """

    chapter: Chapter

    @property
    def year(self) -> int:
        """The year that the grants are of."""
        return self.chapter.year - 1

    @property
    def when(self) -> str:
        """Year of the grants and of the answers, for titles."""
        return f"{self.year}, oppgitt i {self.chapter.year}"

    @cached_property
    def units(self) -> pd.DataFrame:
        """Districts, agencies and inhabitants without a district among the units."""
        answers = self.chapter.answers
        return grants.units_of(self.chapter.register, answers.values if answers else None)

    @cached_property
    def municipalities(self) -> pd.DataFrame:
        """Municipalities, Oslo as one, with ``gives``: "yes" or "no"."""
        units = self.chapter.units("one")
        return units.assign(gives=grants.grants_anything(units))

    @cached_property
    def printed(self) -> pd.DataFrame:
        """The printed series, index ``År``; empty in a year without it."""
        number = self.chapter.page.printed.get(SERIES, "").removeprefix("table-")
        if not number or not published.has_print(self.chapter.year, self.chapter.project):
            return pd.DataFrame().rename_axis("År")
        return published.table(self.chapter.year, number, self.chapter.project).rename_axis("År")

    @cached_property
    def yearly(self) -> Bounded:
        """Amounts and changes by year; see :func:`grants.grant_series`."""
        total = grants.amounts(self.units).sum(min_count=1)
        return grants.grant_series(self.printed, total, self.year)

    def by(self, by: str) -> pd.DataFrame:
        """Amounts, inhabitants and kroner per inhabitant by group; districts by their own size."""
        units = self.units
        if by == SIZE:
            units = units.assign(**{SIZE: grants.own_size_class(units, self.chapter.order(SIZE))})
        return grants.grants_by(units, by)

    def rests(
        self, amount: float, by: str = "", group: str = TOTAL, *, city_whole: bool = False
    ) -> str:
        """What a sum of grants rests on.

        Args:
            amount: Kroner.
            by: What groups the units; size is that of the districts themselves.
            group: A group of it, or the total.
            city_whole: Whether the city counts as one municipality.
        """
        asked = self.chapter.question(grants.AMOUNT)
        if city_whole:
            return rests.basis(asked, "sum", amount, by=by, group=group)
        own = f"own_{by}" if by == SIZE else by
        asked = asked.counting("districts_and_agencies")
        return rests.basis(asked, "sum", amount, by=own, group=group)

    # ---- tables and figures ---------------------------------------------------------------------

    @property
    def _note(self) -> str:
        told = "er regnet ut av svarene; tidligere beløp er trykt i rapporten."
        return f"Beløpet for {self.year} {told}"

    def table(self, item: str) -> Tabled:
        """The series by year."""
        title = f"Bevilget til brukermedvirkning i organisert form til og med {self.when}. "
        return self.chapter.table(
            item, self.yearly, f"{title}Beløp i 1 000 kroner", n=self._everyone, basis="printed",
            decimals={"real_change_pct": 0}, spans={"real_change_pct": LINES["real_1000nok"]},
            asks=[grants.AMOUNT], cell_bases=self._yearly_rests,
        ).noted(self._note)  # fmt: skip

    @property
    def _yearly_rests(self) -> pd.DataFrame:
        """The last year is of the answers; earlier ones are printed."""
        shown = self.yearly.shown
        return pd.DataFrame(self._total_rests, index=shown.index[-1:], columns=shown.columns)

    @property
    def _total_rests(self) -> str:
        return self.rests(float(grants.amounts(self.units).sum()))

    def figure(self, item: str) -> Drawn | None:
        """The series as lines; none in a year without earlier ones."""
        shown = self.yearly.shown
        if self.printed.empty:
            return None
        if shown.empty:
            return self.chapter.not_asked(item)
        lines = shown[list(LINES)].rename(index=int) / grants.THOUSAND
        tones = [self.chapter.colour(name) for name in ("series_1", "series_2")]
        colours, breaks = dict(zip(LINES, tones, strict=True)), self.chapter.params.series_breaks
        plot = series.lines_with_breaks(lines, LINES, colours, breaks, "Millioner kroner")
        title = f"Bevilget til brukermedvirkning i organisert form til og med {self.when}"
        return self.chapter.figure(
            item, plot, title, alt=grants.grants_alt(shown, LINES), data=shown,
            n=self._everyone, basis="printed", notes=[self._note], asks=[grants.AMOUNT],
            cell_bases=self._yearly_rests,
        )  # fmt: skip

    def per_inhabitant(
        self, item: str, frame: pd.DataFrame, about: str, n: str = AMONG, *, place: Place = "page"
    ) -> Tabled:
        """Amounts per inhabitant by group.

        Args:
            item: Id of the table.
            frame: From :meth:`by`, or :func:`grants.grants_by` on other units.
            about: What the title says of the groups: "etter område".
            n: Units and what they are, when the city is not counted by its parts.
            place: Where it stands.
        """
        people, counted = "pop_total_n", self.chapter.params.inhabitants.basis
        title, by = f"Bevilget til brukermedvirkning {about}, {self.when}", str(frame.index.name)
        sums = (frame["amount_1000nok"] * grants.THOUSAND).items() if len(frame) else ()
        on = {key: self.rests(nok, by, str(key), city_whole=n != AMONG) for key, nok in sums}
        bases = pd.DataFrame({"amount_1000nok": on}, dtype="object")
        bases["nok_per_inhabitant"] = [weakest([basis, counted]) for basis in on.values()]
        return self.chapter.table(
            item, frame, title, n=n, bases={people: counted}, spans={people: "Innbyggere"},
            asks=[grants.AMOUNT], place=place, cell_bases=bases,
        )  # fmt: skip

    def givers(self, item: str) -> Tabled:
        """How many municipalities granted something, by size."""
        title = f"Kommuner som bevilget noe til brukermedvirkning, etter størrelse, {self.when}"
        n = f"{self.municipalities['gives'].notna().sum()} kommuner som oppga et beløp"
        return self.chapter.table(item, self._givers, title, n=n, asks=[grants.AMOUNT])

    def prices(self, item: str) -> Tabled | None:
        """The price level behind the printed amounts; none in a year without them."""
        behind = grants.implied_prices(self.printed)
        if behind.empty:
            return None
        title = f"Prisnivået som ligger bak de trykte beløpene i faste kroner i {self.chapter.year}"
        return self.chapter.table(
            item, behind, title, n="alle trykte år", basis="printed", place="workbook",
            source="beregnet av tallene i rapporten",
        ).noted(
            "Prisnivået er løpende beløp delt på fast beløp; siste år er satt til hundre.",
            "Det glattede nivået ligger geometrisk midt mellom året før og året etter.",
        )  # fmt: skip

    def odd_price(self) -> Values:
        """The first year whose price level is likely too high: ``odd``, ``told``, ``smooth``."""
        behind = grants.implied_prices(self.printed)
        odd = grants.before_falls(behind)
        if not odd:
            return Values.unknown("odd", "told", "smooth")
        amounts = self.printed["real_1000nok"][odd[0]], behind["smooth_1000nok"][odd[0]]
        told, smooth = map(words.number, amounts)
        return Values(odd=words.name(odd[0]), told=told, smooth=smooth)

    @property
    def _everyone(self) -> str:
        return f"{self.chapter.counted_units('one')}, {self.chapter.city} som én"

    @cached_property
    def _givers(self) -> pd.DataFrame:
        return grants.givers_by(self.municipalities, SIZE, self.chapter.order(SIZE))

    # ---- in sentences ---------------------------------------------------------------------------

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`."""
        return self._values.bound(name, spec)

    def names(self) -> list[str]:
        """As :meth:`Sayable.names`."""
        return list(self._values)

    @cached_property
    def _values(self) -> Values:
        amounts, last = grants.amounts(self.units), self.yearly.shown.tail(1)
        known = len(self.yearly.shown) > 1
        changes = [last[f"{kind}_change_pct"].iloc[0] if known else math.nan
                   for kind in ("nominal", "real")]  # fmt: skip
        cut = words.listing(map(str, self.chapter.params.series_breaks)).on("params")
        total = amounts.sum(min_count=1) / grants.MILLION
        half = words.count(grants.units_with_half(amounts), "enhet", "enheter")
        return Values(
            amount=words.number(total).on(self._total_rests),
            granted=words.year(self.year).on("params"),
            change=words.rose(changes[0], "prosent").on(self._total_rests),
            real=words.rose(changes[1], "prosent").on(self._total_rests),
            breaks=cut if cut.value else words.missing(),
            half=half if amounts.notna().any() else words.missing(),
            **self._of_givers(),
            **self._of_the_year_before(),
        )

    def _of_givers(self) -> Values:
        units, shares = self.municipalities, self._givers
        asked = not shares.empty
        pct = shares["pct"].drop(TOTAL) if asked else pd.Series(dtype="float64")
        nothing = float((units["gives"] == "no").sum()) if asked else math.nan
        answers = self.chapter.answers
        unknown = grants.unknown(answers, units) if answers and asked else math.nan
        p = share_p(units, "gives", ["yes"], {SIZE: self.chapter.order(SIZE)})
        return Values(
            nothing=words.number(nothing),
            nothing_share=words.percent(nothing / len(units) * 100),
            rest=words.percent(100 - nothing / len(units) * 100),
            unknown=words.capital(words.count(unknown, "kommune", "kommuner")),
            smallest=words.percent(pct.iloc[0] if asked else math.nan),
            largest=words.percent(pct.iloc[-1] if asked else math.nan),
            p=words.p_value(p),
        )

    def _of_the_year_before(self) -> Values:
        before = Grants(self.chapter.before) if self.chapter.before else None
        now = self.municipalities["gives"]
        then = before.municipalities["gives"] if before else now.where(now.isna())
        both, asked = paired(then, now, ["yes"]), then.notna().any()
        nothing = float((then == "no").sum()) if asked else math.nan
        amount = grants.amounts(before.units).sum(min_count=1) if before else math.nan
        on = before.rests(float(amount)) if before else ""
        counts = {"both": both["n"], "gained": both["gained"], "lost": both["lost"]}
        return Values(
            before_nothing=words.number(nothing),
            before_share=words.percent(nothing / len(then) * 100),
            before_amount=words.number(amount / grants.MILLION).on(on),
            change_p=words.p_value(both["p"]),
            **{k: words.number(v) if both["n"] else words.missing() for k, v in counts.items()},
        )
