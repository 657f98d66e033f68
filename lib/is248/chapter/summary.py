"""The chapter that sums up the others: every number in it is one that another chapter shows.

It computes nothing. A sentence names where its numbers are made; the run puts the results of the
other chapters beside it, and a number that is not among them stops the build.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from is248.base.errors import DataError
from is248.base.paths import RESULTS_VARIABLE, find_project
from is248.chapter.audit import EQUAL, Claim, as_precise, is_number
from is248.chapter.context import SUMMARY, ChapterContext
from is248.printed import report as published
from is248.show import words
from is248.show.bundle import NOT_ASKED, WHEN
from is248.show.paragraph import Text
from is248.show.plots import bars, style
from is248.year.labels import load_labels
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from is248.base.keys import Shown
    from is248.base.paths import Project
    from is248.show.figure import Figure
    from is248.show.paragraph import Bound

Form = Literal["percent", "number", "name", "names", "rose_fte", "rose_points"]
Place = tuple[str, str, str, str]
"""Chapter, item, row and column: where a value stands in results.csv."""


@dataclass(frozen=True)
class Made:
    """Where a number of the summary is made.

    Attributes:
        theme: The chapter.
        item: Its table, figure or sentence, by the notebook's own id.
        row: Row key; in a sentence the name of the value.
        column: Column key; in a sentence ``value``.
        form: How it is said; ``names`` are several, joined by "; " where they are made.
        decimals: Decimals shown.
    """

    theme: str
    item: str
    row: str
    column: str = "value"
    form: Form = "percent"
    decimals: int = 0


@dataclass(frozen=True)
class Results:
    """What the other chapters show.

    Attributes:
        values: Place → value as text, empty when missing.
        bases: What the values rest on, each once.
    """

    values: Mapping[Place, str]
    bases: frozenset[str]


@dataclass(kw_only=True)
class SummaryChapter(ChapterContext):
    """The summary while its notebook runs.

    Attributes:
        results: What the other chapters show.
    """

    results: Results

    @cached_property
    def basis(self) -> str:
        """What the summary rests on: synthetic when any number in the chapters does."""
        return next((b for b in ("synthetic", "microdata") if b in self.results.bases), "table")

    def notice(self) -> Text | None:
        """The caution that numbers rest on answers that nobody gave."""
        if self.basis != "synthetic":
            return None
        return self.text(
            "text-synthetic",
            "Tallene om tjenestene bygger på syntetiske svar: ingen kommune har gitt dem. De er "
            "laget slik at de så langt som mulig gir rapportens trykte tall.",
            role="caution",
            basis="synthetic",
        )

    def sentence(self, item: str, template: str, **values: Made | Bound) -> Text | None:
        """A paragraph on one theme.

        Args:
            item: Its id, ``text-`` and words.
            template: The paragraph, with a name in braces for each number.
            **values: Where each number is made; or words that are no result, such as the year.

        Returns:
            The paragraph; one line when a question was not asked this year, nothing when the year
            has no such chapter.

        Raises:
            DataError: The chapter is there, but does not show the number.
        """
        made = [value for value in values.values() if isinstance(value, Made)]
        if not all(self._has_chapter(one) for one in made):
            return None
        if any(self._not_asked(one) for one in made):
            return self.text(item, "Ikke spurt i år.", basis=self.basis)
        found = {n: self._bound(v) if isinstance(v, Made) else v for n, v in values.items()}
        return Text(item, template, role="finding", basis=self.basis, **found)

    def collected(self, key: str, numbers: Mapping[str, Made]) -> pd.DataFrame:
        """Numbers of several chapters side by side.

        Args:
            key: Name of the column.
            numbers: What is said of a number, in Norwegian → where it is made.

        Returns:
            One row per number of a chapter that the year has and a question that was asked, index
            ``finding``; one column.

        Raises:
            DataError: The chapter is there, but does not show the number.
        """
        known = {label: made for label, made in numbers.items() if self._has_chapter(made)}
        shown = {label: made for label, made in known.items() if not self._not_asked(made)}
        values = [self._bound(made).value for made in shown.values()]
        return pd.DataFrame({key: values}, index=pd.Index(shown, name="finding"))

    def shares_figure(self, item: str, *shares: pd.DataFrame, title: str) -> Figure | Text | None:
        """Shares of several chapters as ranked bars.

        Args:
            item: The figure's id.
            *shares: From :meth:`collected`, column ``pct``.
            title: Caption without number.

        Returns:
            The figure; nothing in a year that has none of the shares.
        """
        data = pd.concat(shares).rename_axis("finding")
        if data.empty:
            return None
        labels = {str(key): str(key) for key in data.index}
        plot = bars.ranked_bars(data["pct"], list(labels), self.colour("adult"), "prosent")
        alt = words.bars_alt(data["pct"], labels, "prosent")
        ranked = data.sort_values("pct", ascending=False, kind="stable")
        n = "kommunene som svarte, eller alle; se kapitlene"
        source = "kapitlene i denne utgaven"
        return self.figure(
            item, plot, title, alt=alt, data=ranked, n=n, basis=self.basis, source=source
        )

    def copied(self, theme: str, item: str, category: str) -> pd.DataFrame:
        """The numbers of another chapter's table.

        Args:
            theme: The chapter.
            item: The table's own id.
            category: What its rows are: a category of labels.yml, which names the index.

        Returns:
            One row per row of the table, its columns as floats.

        Raises:
            DataError: The chapter has no such table.
        """
        rows: dict[str, dict[str, float]] = {}
        for (chapter, shown, row, column), value in self.results.values.items():
            if (chapter, shown) == (theme, self._printed_as(theme, item)):
                rows.setdefault(row, {})[column] = float(value or "nan")
        if not rows:
            raise self._missing(f"{theme} / {item}")
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis(category)

    def claim(self, key: str, about: str, made: Made) -> Claim:
        """A statement of the report's summary that no chapter tells, and the number it is about.

        Args:
            key: Its key in statements.csv.
            about: What it is about, in Norwegian.
            made: Where the number is made.

        Raises:
            DataError: No chapter shows the number.
        """
        value = self._value(made)
        return Claim(key, about, value if made.form in {"name", "names"} else float(value))

    def claims(self, *told: Claim) -> pd.DataFrame:
        """The statements of the report's summary that answers or tables can give, beside ours.

        Args:
            *told: Those that only the summary tells; the others are compared in the chapters.

        Returns:
            As :meth:`ChapterContext.claims`, in the order of the summary.

        Raises:
            DataError: A statement is compared nowhere.
        """
        own = super().claims(*told)
        if not self.has_print:
            return own
        statements = published.statements(self.params.year, self.project)
        of_summary = statements["chapter"].eq(str(SUMMARY)) & statements["basis"].isin(["S", "T"])
        rows = {
            str(number): dict(own.loc[str(number)])
            if str(number) in own.index
            else self._compared(f"statement-{number}", str(printed))
            for number, printed in statements["value"][of_summary].items()
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("statement")

    def claims_in_words(self, claims: pd.DataFrame) -> Text | None:
        """How many statements of the report's summary are equal to ours.

        Args:
            claims: From :meth:`claims`.
        """
        if claims.empty:
            return None
        return self.text(
            "text-claims",
            "Rapportens sammendrag har {all} tall og rangeringer som kapitlene kan etterprøve. "
            "{equal} er lik våre; for de andre står forklaringen i tabellen.",
            basis=self.basis,
            all=words.number(len(claims)),
            equal=words.number(int((claims["verdict"] == EQUAL).sum())),
        )

    def _compared(self, item: str, printed: str) -> dict[str, str | Shown]:
        """A statement as the chapter that claims it compares it."""
        found: dict[str, str | Shown] = dict(self._statements.get(item, {}))
        if not found:
            raise self._missing(item)
        if is_number(printed):
            for key in ("printed", "ours"):
                found[key] = as_precise(float(str(found[key]) or "nan"), printed)
        return found

    @cached_property
    def _statements(self) -> dict[str, dict[str, str]]:
        """Statement → its row in the chapter that claims it."""
        rows: dict[str, dict[str, str]] = {}
        for (_, item, _, column), value in self.results.values.items():
            if item.startswith("statement-"):
                rows.setdefault(item, {})[column] = value
        return rows

    def _value(self, made: Made) -> str:
        place = (made.theme, self._printed_as(made.theme, made.item), made.row, made.column)
        value = self.results.values.get(place)
        if not value:
            raise self._missing(" / ".join(place))
        return value

    def _bound(self, made: Made) -> Bound:
        value = self._value(made)
        if made.form == "name":
            return words.name(value)
        if made.form == "names":
            return words.listing(value.split("; "))
        return _FORMS[made.form](float(value), made.decimals)

    def _has_chapter(self, made: Made) -> bool:
        return any(chapter.theme == made.theme for chapter in self.params.chapters)

    def _not_asked(self, made: Made) -> bool:
        """Whether its chapter says so, or leaves its sentence out for want of the number."""
        item = NOT_ASKED.format(item=made.item)
        silent = {(made.theme, item, row, "value") for row in (WHEN, made.row)}
        return not silent.isdisjoint(self.results.values)

    def _printed_as(self, theme: str, item: str) -> str:
        """An item as results.csv names it: by the printed item that it answers to, if any."""
        return self.params.chapter(theme).printed.get(item, item)

    def _missing(self, place: str) -> DataError:
        return DataError(
            f"Sammendraget trenger {place}, som ikke finnes i resultatene fra de andre kapitlene. "
            f"Kjør hele året på nytt, eller rett navnet i notebooks/{self.chapter.theme}.ipynb."
        )


_FORMS: Mapping[str, Callable[[float, int], Bound]] = {
    "percent": words.percent,
    "number": words.number,
    "rose_fte": lambda value, decimals: words.rose(value, "årsverk", decimals),
    "rose_points": lambda value, decimals: words.rose(value, "prosentpoeng", decimals),
}


def start_summary(theme: str, year: int) -> SummaryChapter:
    """Start the summary.

    Args:
        theme: Name of the notebook.
        year: Reporting year.

    Returns:
        The chapter's context with the results of this run, or those of the newest version where
        there is no run (in JupyterLab).

    Raises:
        UserError: No such year or chapter.
        DataError: There are no results.
    """
    project = find_project()
    params = load_year(year, project)
    style.use()
    return SummaryChapter(
        project=project,
        params=params,
        chapter=params.chapter(theme),
        labels=load_labels(project, year),
        results=read_results(_results_file(project, year)),
    )


def read_results(path: Path) -> Results:
    """Read what the other chapters show.

    Args:
        path: A results.csv.

    Returns:
        Its values; where a place stands twice, the first.
    """
    values: dict[Place, str] = {}
    bases = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = (row["chapter"], row["item"], row["row"], row["column"])
            values.setdefault(place, row["value"])
            bases.add(row["basis"])
    return Results(values, frozenset(bases))


def _results_file(project: Project, year: int) -> Path:
    named = os.environ.get(RESULTS_VARIABLE)
    path = Path(named) if named else project.outputs / str(year) / "latest" / "results.csv"
    if not path.is_file():
        raise DataError(
            f"Sammendraget bygger på de andre kapitlene, og {year} har ingen resultater ennå. "
            f"Kjør «is248 report {year}» først."
        )
    return path
