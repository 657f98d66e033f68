"""What a sheet shows of one municipality or district, beside the groups that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, cast

import pandas as pd

from is248.base.basis import INVENTED, of_answers
from is248.base.errors import UserError, suggestion_of_label
from is248.base.paths import find_project
from is248.chapter.reform_words import reforms_in_words
from is248.chapter.sayable import Said
from is248.chapter.sheet_year import GROUPS, KINDS, YearOfSheets, year_of_sheets
from is248.chapter.unit_pages import ASKS
from is248.measures.areas import FTE, RATES
from is248.measures.unit_parts import COUNTRY, parts_of_split
from is248.register.history import history
from is248.show import words
from is248.show.plots.developments import Lines, Other, over_years
from is248.show.plots.series import LOW_MM
from is248.show.table import Table

if TYPE_CHECKING:
    from is248.chapter.context import Chapter
    from is248.chapter.displays import Drawn, Tabled
    from is248.show.paragraph import Bound, Text

_THE = {"kommune": "Kommunen", "bydel": "Bydelen"}
_SPLITS = {"measure": "tiltak", "education": "utdanning", "pathway": "hovedforløp"}
_WHO = {"adult": "voksne", "child": "barn og unge"}
_AGES = {"adult": "fra 18 år", "child": "under 18 år"}
_MARK = "a"
_ESTIMATED = (
    "Anslått: en kommunesammenslåing eller grenseendring deler tallet etter innbyggere, og ingen "
    "har rapportert det for akkurat dette området."
)


@dataclass(frozen=True)
class SheetPages(Said):
    """The sheet of one municipality or district.

    In a sentence ``{name}`` is what it is called, ``{unit}`` what it is ("Kommunen"),
    ``{inhabitants}`` how many live there at the beginning of ``{as_of}``, ``{county}``,
    ``{hf_area}`` and ``{size}`` where it belongs, ``{fte}`` and ``{rate}`` its FTE in all and per
    ``{per}`` inhabitants, ``{country_rate}`` the country's.

    Attributes:
        of_year: What all sheets of the year share.
        code: The unit's code.
    """

    of_year: YearOfSheets
    code: str

    @property
    def chapter(self) -> Chapter:
        """The year as notebooks know it."""
        return self.of_year.chapter

    @cached_property
    def unit(self) -> pd.Series:
        """The unit's row: register, FTE and inhabitants."""
        return cast("pd.Series", self.of_year.beside.units.loc[self.code])

    @cached_property
    def name(self) -> str:
        """What the unit is called."""
        return self.of_year.title(self.code)

    @property
    def kind(self) -> str:
        """What the unit is, in words."""
        return KINDS[str(self.unit["kind"])]

    # ---- what it rests on -----------------------------------------------------------------------

    def caution(self) -> Text | None:
        """That answers are made up, and which numbers of the sheet are; nothing on real ones."""
        return self.chapter.caution(*self.of_year.over_years.answers.values())

    def foundation(self) -> Text | None:
        """Which of the year's numbers somebody gave; nothing where all are from the unit itself."""
        if not (self.chapter.answers and self.chapter.answers.synthetic):
            return None
        printed = (
            "Årsverkene i alt for {year} er trykt i rapporten. Fordelingen på tiltak, utdanning og "
            "hovedforløp er oppdiktet, og sier ingenting om {name}."
        )
        made_up = (
            "Ingen har oppgitt årsverkene for {year}: alt om {name} er oppdiktet. Arket viser bare "
            "hvordan det blir når kommunenes egne svar er på plass."
        )
        template = made_up if self.of_year.fte.appendix is None else printed
        if self.chapter.params.inhabitants.basis == "reconstructed":
            template += " Innbyggertallet er rekonstruert, og kan avvike fra det offisielle."
        return self.chapter.say("text-foundation", template, self, role="caution", basis="params")

    # ---- what became of it ----------------------------------------------------------------------

    def history(self) -> Text | None:
        """The reforms behind the unit and before it; nothing where there are none."""
        said = reforms_in_words(history(self.code, self.chapter.year, self.chapter.project))
        return self.chapter.say("text-history", *said, basis="register") if said else None

    # ---- FTE in all -----------------------------------------------------------------------------

    def comparison(self, item: str) -> Tabled:
        """FTE and rates of the unit and of the groups that it belongs to."""
        frame = self._beside([*FTE], "").join(self._beside([*FTE], "_per10k", rates=True))
        bases = pd.DataFrame(of_answers(self.of_year.fte.basis), frame.index, frame.columns)
        own = self._printed
        frame.loc["unit", own.index] = own
        bases.loc["unit"] = of_answers(self.of_year.fte.rate_basis)
        return self.chapter.table(
            item, frame.rename_axis("sheet_row"), f"Årsverk og årsverk per innbygger: {self.name}",
            n=self._n, basis=self.of_year.fte.rate_basis, row_labels=self._row_labels,
            asks=list(ASKS.values()), cell_bases=bases,
        )  # fmt: skip

    def _beside(self, columns: list[str], suffix: str, *, rates: bool = False) -> pd.DataFrame:
        """The unit and its groups, one row each."""
        beside = self.of_year.beside
        units, groups = (
            (beside.rates, beside.group_rates) if rates else (beside.units, beside.groups)
        )
        rows = {by: groups[by].loc[key, columns] for by, key in self._groups.items()}
        frame = pd.DataFrame({"unit": units.loc[self.code, columns], **rows}).T
        return frame.astype("float64").add_suffix(suffix)

    @property
    def _groups(self) -> dict[str, str]:
        """Grouping → the unit's group; the city as one has no HF area."""
        own = {by: str(self.unit[by]) for by in GROUPS if self.unit[by]}
        return {**own, COUNTRY: COUNTRY}

    @property
    def _row_labels(self) -> dict[str, str]:
        """Areas with what they are: a county and an HF area may have one name."""
        named = {by: self._group_name(by) for by in self._groups if by != COUNTRY}
        for by in named.keys() - {"size_class"}:
            named[by] += f" ({self.chapter.labels.category(by).one})"
        return {
            "unit": self.name,
            **{by: text[:1].upper() + text[1:] for by, text in named.items()},
        }

    def _group_name(self, by: str) -> str:
        key = str(self.unit[by])
        value = self.chapter.labels.category(by).values.get(key)
        return (value.inside or value.label) if value else key

    @cached_property
    def _printed(self) -> pd.Series[float]:
        """What the printed appendix has of the unit; nothing without print."""
        appendix = self.of_year.fte.appendix
        if appendix is None or self.code not in appendix.index:
            return pd.Series(dtype="float64")
        found = cast("pd.Series[float]", appendix.loc[self.code])
        return found[[*FTE, *RATES]].astype("float64")

    @property
    def _n(self) -> str:
        return f"én {self.kind} og gruppene som den hører til"

    # ---- FTE over time --------------------------------------------------------------------------

    @cached_property
    def years(self) -> pd.DataFrame:
        """FTE, inhabitants and rates of the unit, one row per year, as printed where they are."""
        found = cast("pd.DataFrame", self.of_year.held.loc[self.code]).copy()
        own, year = self._printed, self.chapter.year
        if len(own) and year in found.index:
            found.loc[year, own.index] = own
            found.loc[year, "basis"] = of_answers(self.of_year.fte.rate_basis)
        return found[found["fte_total"].notna()]

    def series_table(self, item: str) -> Tabled | None:
        """FTE and rates over the years held; nothing where there is one year."""
        frame = self.years
        if len(frame) <= 1:
            return None
        shown = frame[[*FTE, *RATES]].set_axis(frame.index.astype(str)).rename_axis("År")
        table = self.chapter.table(
            item, shown, f"{self._series_title}, {self._span}", n=f"én {self.kind}",
            source=self._series_source, cell_bases=_cells(shown, frame["basis"]),
            asks=list(ASKS.values()),
        )  # fmt: skip
        return _marked(table, list(shown.index[frame["estimated"].astype(bool)]))

    def series_figure(self, item: str) -> Drawn | None:
        """FTE over the years held as lines; nothing where there is one year."""
        frame = self.years
        if len(frame) <= 1:
            return None
        lines = frame[["fte_adult", "fte_child"]].set_axis(list(_WHO), axis=1)
        first, last = int(frame.index[0]), int(frame.index[-1])
        breaks = [cut for cut in self.of_year.over_years.breaks if first < cut <= last]
        names, colours = self.chapter.short_labels("group"), self.chapter.colours("group")
        invented = frame["basis"] == INVENTED
        estimated = frame["estimated"].astype(bool) & ~invented
        other = Other(_years(estimated), _years(invented))
        drawn = Lines(lines, names, colours, breaks, "Årsverk", _of_year)
        plot = over_years(drawn, other, lines, lines, last, height_mm=LOW_MM)
        shown = frame[["fte_adult", "fte_child"]].set_axis(frame.index.astype(str))
        return self.chapter.figure(
            item, plot, f"{self._series_title}, {self._span}", data=shown.rename_axis("År"),
            alt=words.series_alt(lines, names, breaks), n=f"én {self.kind}",
            source=self._series_source, cell_bases=_cells(shown, frame["basis"]),
            notes=[
                *(["Åpne punkter er anslått."] if estimated.any() else []),
                *(["Kryss er oppdiktede tall."] if invented.any() else []),
            ],
        )  # fmt: skip

    @property
    def _series_title(self) -> str:
        return f"Årsverk i grensene for {self.chapter.year}: {self.name}"

    @property
    def _span(self) -> str:
        years = self.years.index
        return f"{years[0]}–{years[-1]}"

    @property
    def _series_source(self) -> str:
        years = words.listing(str(year) for year in self.years.index).text
        return f"rapportene og svarene på IS-24/8 for {years}"

    # ---- FTE by measure, education and pathway --------------------------------------------------

    def split(self, item: str, group: str, split: str) -> Tabled:
        """FTE of adults or children by measure, education or pathway, and rates beside groups."""
        parts = parts_of_split([*self.of_year.beside.rates], group, split)
        if not parts:
            return self._not_split(item, split)
        found = self._beside([*parts], "", rates=True).T
        frame = found.add_prefix("beside_").set_axis([*parts.values()])
        frame.insert(0, "fte", self.unit[[*parts]].to_numpy(dtype="float64"))
        frame.loc["total"] = frame.sum(min_count=1)
        frame = frame.rename_axis(split if split != "measure" else f"{group}_{split}")
        table = self.chapter.table(
            item,
            frame,
            f"Årsverk for {_WHO[group]} etter {_SPLITS[split]}: {self.name}",
            n=self._n, asks=[f"fte_{group}_{split}"], decimals={"fte": 1},
        )  # fmt: skip
        per = words.number(self.chapter.params.thresholds.rate_per).text
        return table.noted(f"Ratene er årsverk per {per} innbyggere {_AGES[group]}.")

    def _not_split(self, item: str, split: str) -> Text:
        """What stands where the form did not ask for a split."""
        said = "Fordelingen på {what} er ikke spurt om i {year}."
        text, what = item.replace("table", "text", 1), words.name(_SPLITS[split])
        return self.chapter.say(f"{text}-not-asked", said, self, what=what.on("params"))

    # ---- in sentences ---------------------------------------------------------------------------

    def _rate(self, row: str) -> Bound:
        rates = self._beside(["fte_total"], "", rates=True)["fte_total"]
        fte, own = self.of_year.fte, self._printed
        if row == "unit":
            value = own.get("fte_total_per10k", rates["unit"])
            return words.number(float(value)).on(of_answers(fte.rate_basis))
        return words.number(float(rates[row])).on(of_answers(fte.basis))

    def _fte(self) -> Bound:
        value = self._printed.get("fte_total", self.unit["fte_total"])
        return words.number(float(value)).on(of_answers(self.of_year.fte.rate_basis))

    def _group(self, by: str) -> Bound:
        said = self._group_name(by) if by in self._groups else ""
        return words.name(said).on("register") if said else words.missing()

    def _inhabitants(self) -> Bound:
        people = words.number(float(self.unit["pop_total"]))
        return people.on(self.chapter.params.inhabitants.basis)

    said: ClassVar = {
        "name": lambda pages, _: words.name(pages.name).on("register"),
        "unit": lambda pages, _: words.name(_THE[pages.kind]).on("register"),
        "inhabitants": lambda pages, _: pages._inhabitants(),
        "as_of": lambda pages, _: words.year(pages.chapter.params.inhabitants_of).on("params"),
        "per": lambda pages, _: words.number(pages.chapter.params.thresholds.rate_per).on("params"),
        "county": lambda pages, _: pages._group("county"),
        "hf_area": lambda pages, _: pages._group("hf_area"),
        "size": lambda pages, _: pages._group("size_class"),
        "fte": lambda pages, _: pages._fte(),
        "rate": lambda pages, _: pages._rate("unit"),
        "country_rate": lambda pages, _: pages._rate(COUNTRY),
    }


def _cells(frame: pd.DataFrame, basis: pd.Series) -> pd.DataFrame:
    """What the cells of a frame rest on, row by row."""
    rows = basis.set_axis(frame.index)
    return pd.DataFrame(dict.fromkeys(map(str, frame.columns), rows))


def _of_year(group: str, year: int) -> tuple[str, tuple[str, ...]]:
    """The cell of a point of :meth:`SheetPages.series_figure`."""
    return str(year), (f"fte_{group}",)


def _years(chosen: pd.Series[bool]) -> list[int]:
    return [int(str(year)) for year in chosen.index[chosen]]


def _marked(table: Tabled, rows: list[str]) -> Tabled:
    """A table whose estimated rows are marked, with the note that says why."""
    if not rows or not isinstance(table, Table):
        return table
    marks = {(row, column.key): _MARK for row in rows for column in table.grid.columns}
    grid = replace(table.grid, marks=marks)
    return replace(table, grid=grid, notes=(*table.notes, {"mark": _MARK, "text": _ESTIMATED}))


def open_sheet(year: int, unit: str) -> SheetPages:
    """Open the sheet of a municipality or district.

    Args:
        year: Reporting year.
        unit: The code of the municipality or district.

    Raises:
        UserError: The year has no such unit.
        DataError: A file is missing or wrong.

    Example:
        >>> open_sheet(2016, "0101").name
        'Halden'
    """
    of_year = year_of_sheets(year, find_project())
    if unit not in of_year.units.index:
        names = {str(code): str(name) for code, name in of_year.units["name"].items()}
        raise UserError(
            f"{year} har ingen kommune eller bydel med koden «{unit}»."
            + suggestion_of_label(unit, names)
        )
    return SheetPages(of_year, unit)
