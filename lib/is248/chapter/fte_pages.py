"""What the chapters on FTE show of the country: its splits as tables, figures and values to say."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from is248.base.basis import SYNTHETIC, weakest
from is248.base.keys import TOTAL
from is248.chapter import fte_told, grids
from is248.chapter.fte_part import SAID, Part
from is248.chapter.fte_told import MEASURES
from is248.chapter.sayable import Said
from is248.checks.unit_totals import told_silent
from is248.measures import national, printed_fte
from is248.show import words
from is248.show.plots import bars, series
from is248.stats.bounds import Bounded, exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Unpack

    from is248.chapter.displays import Displays, Drawn, Tabled
    from is248.chapter.grids import Looks
    from is248.measures.national import NationalFte
    from is248.show.bundle import Place
    from is248.show.paragraph import Bound, Text

_ADULTS, _CHILDREN = "årsverkene til voksne", "årsverkene til barn og unge"
_SPLITS: Mapping[str, tuple[str, str, str]] = {
    "group": ("Årsverk for voksne og for barn og unge", "årsverkene", "total"),
    "adult_measure": ("Årsverk for voksne etter tiltak", _ADULTS, "adult"),
    "child_measure": ("Årsverk for barn og unge etter tiltak", _CHILDREN, "child"),
    "adult_education": ("Årsverk for voksne etter utdanning", _ADULTS, "adult"),
    "child_education": ("Årsverk for barn og unge etter utdanning", _CHILDREN, "child"),
}
"""Split → its title, what its shares are of, and the colour of its bars."""

_REAL = (
    "Reell endring er gjengitt fra rapporten. Den utelater kommuner som har endret måten de "
    "rapporterer på. Kapitlet om datagrunnlaget regner den av svarene."
)
_CARRIED = "For årene før bruddet er bare andelene trykt. De er gjengitt, ikke regnet ut."


@dataclass(frozen=True)
class Split:
    """FTE of the country by measure, education or group.

    In a sentence ``{treatment}`` is the share of a part and ``{treatment_rose}`` its change; see
    :data:`SAID`. ``{first}`` is the first year, ``{most}`` the part that changed most.

    Attributes:
        chapter: The chapter.
        name: Of :data:`is248.measures.printed_fte.PRINTED`.
        counts: One row per part and ``total``, columns ``fte_<year>``.
        settings: N, source and questions of its items.
        earlier: Printed shares of all years, where counts of the first are not printed.
        real: Printed real change, where there is any.
        bases: What the counts rest on, in their shape, where answers were made to meet print.
        told: Row and measure of :data:`MEASURES` → what a change rests on that print tells itself.
    """

    chapter: Displays
    name: str
    counts: pd.DataFrame
    settings: Mapping[str, Any]
    earlier: pd.DataFrame = field(default_factory=pd.DataFrame)
    real: pd.DataFrame = field(default_factory=pd.DataFrame)
    bases: pd.DataFrame = field(default_factory=pd.DataFrame)
    told: Mapping[tuple[str, str], str] = field(default_factory=dict)

    # ---- in sentences ---------------------------------------------------------------------------

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`."""
        if name == "first":
            return words.year(self.years[0]).on("params")
        if name == "most":
            if not self.several:
                return words.missing()
            return words.name(self.chapter.label(self.rows, self._most).lower())
        known = {**{str(row): str(row) for row in self.counts.index}, "most": self._most}
        for head in sorted(known, key=len, reverse=True):
            if name == head or name.startswith(f"{head}_"):
                rest = name.removeprefix(head).removeprefix("_")
                return self.together(known[head]).bound(rest, spec)
        return None

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`."""
        rows = (*self.counts.index, "most")
        return [f"{row}_{name}".rstrip("_") for row in rows for name in SAID]

    def together(self, *rows: str, since: int = 0) -> Part:
        """Some parts together.

        Args:
            *rows: The parts.
            since: The year that changes are counted from; the year before when not given.
        """
        counts, shares = (
            frame.loc[list(rows)].sum().set_axis(self.years)
            for frame in (self.counts, self._shares.value)
        )
        real = self.real["real_change_pct"].get(rows[0], math.nan) if len(self.real) else math.nan
        year, breaks = self.chapter.year, self.chapter.params.series_breaks
        on = weakest(self.bases.loc[[*rows, TOTAL]].to_numpy().ravel()) if len(self.bases) else ""
        of = (year, since or year - 1, float(real), tuple(breaks), on)
        return Part(counts, shares, *of, self._rests(rows, changes=not since))

    def _rests(self, rows: Sequence[str], *, changes: bool) -> dict[str, str]:
        """Name in a sentence → what it rests on, where that is not all years of the split."""
        if (now := f"fte_{self.chapter.year}") not in self.bases:
            return {}
        own = self.bases[now][[*rows]]
        found = {"fte": weakest(own), "": weakest([*own, self.bases[now][TOTAL]])}
        told = {name: self.told.get((rows[0], kind), "") for name, kind in MEASURES.items()}
        return found | told if changes and len(rows) == 1 else found

    @property
    def rows(self) -> str:
        """What the rows are, in labels.yml."""
        return str(self.counts.index.name)

    @property
    def years(self) -> list[int]:
        """The years with counts."""
        return [int(str(column)[4:]) for column in self.counts.columns]

    @property
    def several(self) -> bool:
        """Whether there is more than one year."""
        return len(self.years) > 1

    @cached_property
    def _most(self) -> str:
        """The part that changed most, in FTE."""
        parts = [str(row) for row in national.parts_of(self.counts).index]
        return max(parts, key=lambda row: abs(self.together(row).change or 0))

    @cached_property
    def _shares(self) -> Bounded:
        return national.shares(self.counts).rename("fte", "pct")

    # ---- tables and figures ---------------------------------------------------------------------

    def table(self, item: str, **looks: Unpack[Looks]) -> Tabled:
        """Counts of the year and the year before, with their change; of groups their shares too."""
        counts = national.last_years(self.counts, self.chapter.year)
        content = national.with_change(counts)
        if self.name == "group":
            content = national.of_groups(counts, exact(self.real))
        title, shown = f"{self._title}, {_in_words(counts)}", _shown(self.chapter, content)
        notes = [_REAL] if len(self.real) else fte_told.notes(self.bases, self.chapter.year)
        return self._table(item, shown, title, **looks).noted(*notes)

    def _table(
        self, item: str, content: Bounded | pd.DataFrame, title: str, **looks: Unpack[Looks]
    ) -> Tabled:
        shown = content.shown if isinstance(content, Bounded) else content
        return self.chapter.table(
            item, content, title, cell_bases=self.bases_of(shown), **self.settings, **looks
        )

    def bases_of(self, shown: pd.DataFrame) -> pd.DataFrame | None:
        """What counts, shares and changes rest on: a share on its whole, a change on both years."""
        if self.bases.empty:
            return None
        found = {str(column): self._basis_of(str(column)) for column in shown}
        return pd.DataFrame(found, index=self.bases.index)

    def _basis_of(self, column: str) -> list[str]:
        kind, _, year = column.rpartition("_")
        on = self.bases[[f"fte_{year}"]] if f"fte_{year}" in self.bases else self.bases
        whole = () if kind == "fte" else on.loc[TOTAL]
        measure = MEASURES.get(column, "")
        return [self.told.get((str(key), measure)) or weakest([*row, *whole])
                for key, row in zip(on.index, on.to_numpy(), strict=True)]  # fmt: skip

    def figure(self, item: str, decimals: int = 0) -> Drawn:
        """Shares of the year as ranked bars."""
        _, of, colour = _SPLITS[self.name]
        share = national.parts_of(self._shares.value)[f"pct_{self.chapter.year}"]
        short = self.chapter.short_labels(self.rows)
        label, brief = self.chapter.label, self.rows == "education"
        names = [label(self.rows, str(key), short=brief) for key in share.index]
        plot = bars.ranked_bars(share, names, self.chapter.colour(colour), "prosent", decimals)
        alt = words.bars_alt(share, short, f"prosent av {of}")
        return self.chapter.figure(
            item, plot, f"{self._title}. Prosent", alt=alt, data=share.to_frame(),
            cell_bases=self.bases_of(share.to_frame()), **self.settings,
        )  # fmt: skip

    def series_table(self, item: str) -> Tabled | None:
        """Counts of all years; None where there is one."""
        return self._over_years(item, national.summed(self.counts))

    def shares_table(self, item: str, decimals: int = 0) -> Tabled | None:
        """Shares of all years; None where there is one.

        Args:
            item: Id of the table.
            decimals: Decimals of this year's.
        """
        content = self._shares
        if len(self.earlier):
            content = national.with_earlier(content, self.earlier)
        places = {f"pct_{self.chapter.year}": decimals}
        table = self._over_years(item, content, ". Prosent", decimals=places)
        return table.noted(_CARRIED) if table and len(self.earlier) else table

    def series_figure(self, item: str) -> Drawn | None:
        """Counts of all years as lines that stop at the breaks; None where there is one."""
        if not self.several:
            return None
        chapter, parts = self.chapter, national.parts_of(self.counts)
        frame, breaks = national.by_year(parts), chapter.params.series_breaks
        names, tones = chapter.short_labels(self.rows), chapter.colours(self.rows)
        plot = series.fte_lines(frame, names, tones, breaks)
        alt, title = words.series_alt(frame, names, breaks), f"{self._title}, {_span(self.counts)}"
        return chapter.figure(
            item, plot, title, alt=alt, data=parts, cell_bases=self.bases_of(parts),
            notes=chapter.in_full(self.rows), **self.settings,
        )  # fmt: skip

    def _over_years(
        self, item: str, content: Bounded, unit: str = "", **looks: Unpack[Looks]
    ) -> Tabled | None:
        if not self.several:
            return None
        title, shown = f"{self._title}, {_span(content.shown)}{unit}", _shown(self.chapter, content)
        return self._table(item, shown, title, **looks)

    @property
    def _title(self) -> str:
        return _SPLITS[self.name][0]


def _shown(chapter: Displays, content: Bounded) -> Bounded | pd.DataFrame:
    """What a table shows: of print with what its rounding allows, of answers the values."""
    return content if chapter.basis == "printed" else content.value


def _in_words(counts: pd.DataFrame) -> str:
    """The years of a table: "2015 og 2016"."""
    return words.listing(str(column)[4:] for column in counts.columns).text


def _span(frame: pd.DataFrame) -> str:
    """The first and last year of a table: "2007–2016"."""
    return f"{str(frame.columns[0])[4:]}–{str(frame.columns[-1])[4:]}"


@dataclass(frozen=True)
class NationalPages(Said):
    """The chapter on FTE of the country.

    In a sentence ``{missing}`` and ``{week}`` are what the report says of its data, ``{silent}``
    how many units sent no form, ``{broken}`` the years at which the series breaks.

    Attributes:
        chapter: The chapter, its items resting on print where there is print.
        fte: The numbers.
    """

    chapter: Displays
    fte: NationalFte

    said: ClassVar = {
        "missing": lambda pages, _: words.count(
            pages.fte.told.get("non_reporting_municipalities", math.nan), "kommune", "kommuner"
        ),
        "silent": lambda pages, _: pages._silent,
        "week": lambda pages, _: words.number(pages.fte.told.get("reference_week", math.nan)),
        "broken": lambda pages, _: pages._broken,
    }

    @property
    def _silent(self) -> Bound:
        """The units without a form, where there are any."""
        answers = self.chapter.as_read(self.chapter.year) if self.chapter.answers else None
        return words.count(told_silent(answers, self.chapter.year) or math.nan, "enhet", "enheter")

    @property
    def _broken(self) -> Bound:
        breaks = words.listing(map(str, self.chapter.params.series_breaks))
        return breaks.on("params") if breaks.value else words.missing()

    def split(self, name: str) -> Split:
        """A split of the FTE by its name in :data:`is248.measures.printed_fte.PRINTED`."""
        asks = ["fte_adult_measure", "fte_child_measure"] if name == "group" else [f"fte_{name}"]
        settings = {**self._settings, "asks": asks}
        earlier = self.fte.earlier.get(name, pd.DataFrame())
        real = self.fte.real if name == "group" else pd.DataFrame()
        counts, bases = self.fte.splits[name], self._held.get(name, pd.DataFrame())
        told = fte_told.changes(self.chapter.held, counts, self.chapter.year)
        return Split(self.chapter, name, counts, settings, earlier, real, bases, told)

    @cached_property
    def _held(self) -> dict[str, pd.DataFrame]:
        if self.chapter.basis != SYNTHETIC:
            return {}
        printed = printed_fte.printed_splits(self.chapter.year, self.chapter.project)
        told = fte_told.sums(self.chapter.held, self.fte.splits["group"], self.chapter.year)
        printed.setdefault("group", told)
        found = {name: printed_fte.held(counts, printed.get(name, pd.DataFrame()))
                 for name, counts in self.fte.splits.items()}  # fmt: skip
        if before := self.fte.told_before:
            found["group"][f"fte_{self.chapter.year - 1}"] = pd.Series(before)
        return found

    @property
    def crossed(self) -> bool:
        """Whether the series of the measures runs over a break."""
        years = self.split("adult_measure").years
        return any(years[0] < cut <= years[-1] for cut in self.chapter.params.series_breaks)

    def caution(self) -> Text | None:
        """The caution that the answers behind the page are made up, where they are."""
        return self.chapter.caution(*self.fte.answers.values()) if self.fte.answers else None

    def forms_table(self, item: str) -> Tabled:
        """FTE by reporting form."""
        years = [str(c)[10:] for c in self.fte.forms.columns if str(c).startswith("total_")]
        title = f"Årsverk etter rapporteringsform, {words.listing(years).text}"
        shown = _shown(self.chapter, national.by_form(self.fte.forms))
        return self._table(item, shown, title, cell_bases=self._held_forms)

    @property
    def _held_forms(self) -> pd.DataFrame | None:
        """What FTE by form of made-up answers rest on."""
        if self.chapter.basis != SYNTHETIC:
            return None
        forms = self.fte.forms
        return printed_fte.held(
            forms, printed_fte.printed_forms(self.chapter.year, self.chapter.project)
        )

    def shift_table(self, item: str) -> Tabled | None:
        """Change by reporting form; None where there is one year."""
        shift = national.shift(self.fte.forms, self.chapter.year)
        if shift.empty:
            return None
        title = f"Endring i årsverk etter rapporteringsform, {self._from_to}"
        return self._table(item, shift, title, place="workbook")

    def rates_table(self, item: str) -> Tabled | None:
        """FTE per inhabitants of both years and their growth; None where there is one year."""
        year, groups = self.chapter.year, self.fte.splits["group"]
        if f"fte_{year - 1}" not in groups:
            return None
        people = national.inhabitants(self.chapter.project)
        frame = national.per_inhabitants(groups, people, year)
        title = f"Årsverk per 10 000 innbyggere, {self._from_to}"
        made_up = self.chapter.basis == SYNTHETIC
        bases = fte_told.rates_rest(self.chapter.held, frame) if made_up else None
        table = self._table(item, frame, title, decimals={"change_pct": 1}, cell_bases=bases)
        return table.noted(
            "Regnet med uavrundede tall mot innbyggerne 1. januar hvert år: voksne mot innbyggere "
            "fra 18 år, barn og unge mot innbyggere under 18 år. Innbyggere: Statistisk "
            "sentralbyrå, tabell 07459."
        )

    def _table(
        self, item: str, content: pd.DataFrame | Bounded, title: str, place: Place = "page",
        cell_bases: pd.DataFrame | None = None, **looks: Unpack[Looks],
    ) -> Tabled:  # fmt: skip
        asks = ["fte_adult_measure", "fte_child_measure"]
        return self.chapter.table(
            item, content, title, asks=asks, place=place, cell_bases=cell_bases,
            **self._settings, **looks,
        )  # fmt: skip

    @property
    def _from_to(self) -> str:
        return f"{self.chapter.year - 1}–{self.chapter.year}"

    @cached_property
    def _settings(self) -> dict[str, Any]:
        municipalities = int((self.chapter.register["kind"] == "municipality").sum())
        n = f"{municipalities} kommuner; {self.chapter.city} gjennom bydeler og etater"
        made = list(self.fte.answers.values())
        return {"n": n, "source": grids.from_answers(made, "") if made else None}


def national_pages(chapter: Displays) -> NationalPages:
    """The chapter on FTE of the country, of print where the year has it, else of the answers.

    Args:
        chapter: The chapter, as it is opened.
    """
    fte = national.national_fte(chapter.year, chapter.project)
    basis = "printed" if fte.printed else grids.basis_of(fte.answers.values())
    return NationalPages(replace(chapter, rests_on=basis), fte)
