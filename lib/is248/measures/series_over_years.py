"""Series over all years with answers, in one year's borders: FTE, rates and shares by area.

Tidy: one row per level, area, measure and year. A year without answers has no row; what lies
between two years is never filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import FITTED, INVENTED, of_answers, weakest
from is248.base.keys import TOTAL
from is248.base.paths import Project, find_project
from is248.measures import areas, fte, national
from is248.measures.area_borders import (
    COUNTRY,
    DISTRICT,
    MUNICIPALITY,
    SINGLE,
    Borders,
    borders_of,
)
from is248.measures.areas import DENOMINATORS, FTE, POPULATIONS, RATES
from is248.measures.national_series import NationalSeries, national_series
from is248.measures.printed_fte import HALF, printed_splits
from is248.measures.shares_over_years import shares_by_level
from is248.register.municipalities import GROUPINGS
from is248.survey.answers import Answers, load_chapter_labels
from is248.survey.freshness import has_answers, load
from is248.year.params import known_years, load_year

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.year.labels import Labels

CHILD = "fte_child_pct"
"""The share of the FTE that is for children."""

MEASURES = (*FTE, *RATES, CHILD)
COLUMNS = (
    "year", "level", "area", "name", "measure", "label", "value", "unit", "n", "basis", "borders",
    "estimated",
)  # fmt: skip
"""The columns of the tidy table."""

_SPLITS = ("measure", "education")
_NO_FTE = ("agency", "residual")
"""Kinds of units some of whose FTE are none, and not unknown."""


@dataclass(frozen=True, eq=False)
class Series:
    """All years with answers in the borders of one.

    Attributes:
        year: The year whose borders are used.
        project: The project.
        borders: Those borders.
        years: The years with answers, oldest first.
    """

    year: int
    project: Project
    borders: Borders
    years: tuple[int, ...]

    @cached_property
    def answers(self) -> Mapping[int, Answers]:
        """The answers of every year."""
        return {year: load(year, self.project) for year in self.years}

    @cached_property
    def breaks(self) -> list[int]:
        """The years at which the series breaks, as any year's params know."""
        known = (load_year(year, self.project) for year in known_years(self.project))
        return sorted({cut for params in known for cut in params.series_breaks})

    @cached_property
    def people(self) -> pd.DataFrame:
        """Inhabitants of the country on 1 January by year."""
        return national.inhabitants(self.project)

    @cached_property
    def of_units(self) -> Mapping[int, tuple[pd.DataFrame, str]]:
        """Year → FTE and inhabitants of every unit in its own borders, and what they rest on."""
        return {year: self._units(year) for year in self.years}

    def _units(self, year: int) -> tuple[pd.DataFrame, str]:
        found = fte.unit_fte(year, self.project)
        units = found.counted("districts_and_agencies")
        units = self._people_of_the_year(units, year)
        nothing = units["kind"].isin(_NO_FTE)
        known = units[list(FTE)].mask(nothing, units[list(FTE)].fillna(0))
        n = (units["fte_total"].notna() & units["counted"]).astype("float64")
        return known.join(units[list(POPULATIONS)].fillna(0)).assign(n=n), found.basis

    def _people_of_the_year(self, units: pd.DataFrame, year: int) -> pd.DataFrame:
        """Inhabitants counted in another year, moved to the country's totals of this one."""
        if load_year(year, self.project).inhabitants_of == year or year not in self.people.index:
            return units
        ages = ["pop_under18", "pop_18plus"]
        scaled = units[ages] * (self.people.loc[year, ages] / units[ages].sum())
        return units.assign(**scaled, pop_total=scaled.sum(axis=1, min_count=1))

    @cached_property
    def country(self) -> NationalSeries:
        """FTE of the country, also of years that only print tells of."""
        sums = {year: units[list(FTE)].sum() for year, (units, _) in self.of_units.items()}
        bases = {year: basis for year, (_, basis) in self.of_units.items()}
        known = (load_year(year, self.project) for year in known_years(self.project))
        first = min(params.series_start for params in known)
        return national_series(sums, bases, first, self.project)

    @cached_property
    def country_rates(self) -> pd.DataFrame:
        """FTE of the country per 10 000 inhabitants, years as rows; missing without inhabitants."""
        values = self.country.values
        people = self.people.reindex(values.index)
        rates = {f"{name}{areas.RATE_SUFFIX}": values[name] / people[DENOMINATORS[name]] * 10_000
                 for name in FTE}  # fmt: skip
        return pd.DataFrame(rates)

    def by_area(self, level: str, year: int) -> pd.DataFrame:
        """FTE, inhabitants and rates of a year by area.

        Args:
            level: One of the borders' levels.
            year: A year with answers.

        Returns:
            One row per area: :data:`FTE`, :data:`POPULATIONS`, :data:`MEASURES`, ``n`` (units that
            reported) and ``estimated``. The FTE of an area where nobody reported are missing;
            elsewhere who did not report counts as none, as in the report. The FTE of a single
            municipality are missing when a part of it did not report.
        """
        units, _ = self.of_units[year]
        counts = units if level in SINGLE else units.fillna(0)
        found = self.borders.carried(counts, year, level)
        silent = found["n"].fillna(0) <= 0
        found[list(FTE)] = found[list(FTE)].mask(silent)
        share = found["fte_child"] / found["fte_total"].where(found["fte_total"] > 0) * 100
        return found.join(areas.rates(found)).assign(**{CHILD: share})

    def basis_of(self, year: int) -> str:
        """What FTE of areas in a year rest on."""
        return of_answers(self.of_units[year][1])

    # ---- tidy -----------------------------------------------------------------------------------

    def tidy(self, levels: Sequence[str] = (), *, parts: bool = True) -> pd.DataFrame:
        """The series of several levels.

        Args:
            levels: Levels of the borders, or another division; all levels when not given.
            parts: Whether FTE by measure and education, and shares of questions, are there too.

        Returns:
            One row per level, area, measure and year, columns :data:`COLUMNS`: ``name`` and
            ``label`` what area and measure are called, ``n`` units that reported or answered,
            ``basis`` what the value rests on, ``borders`` the year of the borders and ``estimated``
            whether a divided unit is in it.
        """
        chosen = list(levels or self.borders.levels)
        frames = [self._tidy_fte(level) for level in chosen]
        if parts:
            frames += [self._tidy_parts(level) for level in chosen]
            frames.append(shares_by_level(self.borders, self.answers, chosen, self.project))
        known = [frame for frame in frames if len(frame)]
        if not known:
            return pd.DataFrame(columns=list(COLUMNS))
        found = pd.concat(known, ignore_index=True)
        labels = load_chapter_labels(self.project, self.year)
        measured = found["measure"].map(
            {name: labels.column(name) for name in MEASURES}, na_action="ignore"
        )
        own = measured.notna()
        found.loc[own, "unit"] = [one.unit for one in measured[own]]
        found.loc[own, "label"] = [f"{one.span}, {one.label.lower()}" for one in measured[own]]
        return self._finished(found, chosen)

    def _finished(self, found: pd.DataFrame, chosen: Sequence[str]) -> pd.DataFrame:
        names = {
            (level, area): name
            for level in chosen
            for area, name in self.borders.names(level).items()
        }
        keys = zip(found["level"], found["area"], strict=True)
        named = [names.get(key, "Landet" if key[0] == COUNTRY else key[1]) for key in keys]
        order = {level: at for at, level in enumerate(chosen)}
        rows = found.assign(name=named, borders=self.year, at=found["level"].map(order))
        rows = rows.sort_values(["at"], kind="stable")
        return rows.reindex(columns=list(COLUMNS)).reset_index(drop=True)

    def _tidy_fte(self, level: str) -> pd.DataFrame:
        if level == COUNTRY:
            return self._tidy_country()
        frames = {year: self.by_area(level, year) for year in self.years}
        return pd.DataFrame() if not frames else pd.concat([
            _long(frame[list(MEASURES)], level, year, frame["n"], estimated=frame["estimated"])
            .assign(basis=self.basis_of(year)) for year, frame in frames.items()
        ])  # fmt: skip

    def _tidy_country(self) -> pd.DataFrame:
        values, bases = self.country.values, self.country.bases
        share = values["fte_child"] / values["fte_total"] * 100
        wide = values.join(self.country_rates).assign(**{CHILD: share})
        on = bases.assign(**{f"{name}{areas.RATE_SUFFIX}": bases[name] for name in FTE})
        on[CHILD] = [weakest(row) for row in bases.to_numpy()]
        n = {year: units["n"].sum() for year, (units, _) in self.of_units.items()}
        reported = {y: n.get(y, float("nan")) if k == "answers" else float("nan")
                    for y, k in self.country.kinds.items()}  # fmt: skip
        frames = []
        for year in wide.index:
            own = wide.loc[[year]].set_axis([COUNTRY])
            rows = _long(own, COUNTRY, int(year), reported[year], estimated=False)
            frames.append(rows.assign(basis=rows["measure"].map(on.loc[year])))
        return pd.concat(frames) if frames else pd.DataFrame()

    def _tidy_parts(self, level: str) -> pd.DataFrame:
        """FTE by measure and education, summed over units; a blank part counts as none."""
        frames = []
        for year, one in self.answers.items():
            wide, labels = parts_of_units(one)
            everyone = self.of_units[year][0]
            wide = wide.reindex(everyone.index).fillna(0).assign(n=everyone["n"])
            carried = self.borders.carried(wide, year, level)
            names = list(labels)
            known = carried[names].mask(carried["n"] <= 0)
            rows = _long(known, level, year, carried["n"], estimated=carried["estimated"])
            basis = INVENTED if one.synthetic else "microdata"
            rows = rows.assign(basis=basis, unit="årsverk", label=rows["measure"].map(labels))
            if level == COUNTRY and one.synthetic:
                rows["basis"] = self._held(rows, year)
            frames.append(rows)
        return pd.concat(frames) if frames else pd.DataFrame()

    def _held(self, rows: pd.DataFrame, year: int) -> list[str]:
        """What the country's parts of made-up answers rest on: a printed number, or nothing."""
        told = {
            f"fte_{group}_{kind}_{part}": value
            for split, counts in printed_splits(year, self.project).items()
            if (group := split.partition("_")[0]) in fte.GROUPS and f"fte_{year}" in counts
            for kind in [split.partition("_")[2]]
            for part, value in counts[f"fte_{year}"].drop(TOTAL, errors="ignore").items()
        }
        gaps = rows["value"] - rows["measure"].map(told).astype("float64")
        return [FITTED if abs(gap) <= HALF + 1e-6 else INVENTED for gap in gaps]


def parts_of_units(answers: Answers) -> tuple[pd.DataFrame, dict[str, str]]:
    """FTE of every unit by measure and by education, joint and separate reporting together.

    Args:
        answers: The answers of a year.

    Returns:
        One row per reporting unit, one column per part, named by its concept; and column → label.
    """
    columns = fte.fte_columns(answers.codebook)
    own = columns[columns["split"].isin(_SPLITS) & columns.index.isin(answers.values.columns)]
    name = "fte_" + own["group"] + "_" + own["split"] + "_" + own["part"]
    values = answers.values[list(own.index)].astype("float64")
    sums = values.T.groupby(name.to_numpy(), sort=False).sum(min_count=1).T
    labels = fte.labels_of(answers.codebook, own.index)
    return sums, dict(zip(name, own.index.map(labels), strict=True))


def level_names(labels: Labels) -> dict[str, str]:
    """Level → what a reader knows it as."""
    known = {name: category.label for name, category in labels.categories.items()}
    own = {COUNTRY: "Landet", MUNICIPALITY: "Kommune", DISTRICT: "Bydel eller etat"}
    return {name: known[name] for name in GROUPINGS if name in known} | own


def _long(
    wide: pd.DataFrame, level: str, year: int, n: pd.Series[float] | float, *,
    estimated: pd.Series[bool] | bool,
) -> pd.DataFrame:  # fmt: skip
    """One row per area and measure with a value."""
    marked = wide.assign(n=n, estimated=estimated).rename_axis(index="area").reset_index()
    rows = marked.melt(["area", "n", "estimated"], var_name="measure", value_name="value")
    return rows.dropna(subset=["value"]).assign(level=level, year=year)


def series_over_years(year: int, project: Project | None = None) -> Series:
    """The series of all years with answers, in the borders of a year.

    Args:
        year: The year whose borders are used; it need not have answers itself.
        project: The project; found when not given.

    Returns:
        The series; years with params and answers are in it, whether before or after the year.
    """
    project = project or find_project()
    held = tuple(one for one in known_years(project) if has_answers(one, project))
    return Series(year, project, borders_of(year, project), held)
