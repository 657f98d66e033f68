"""What a chapter notebook works with: choices, labels, and the making of its display objects.

A notebook starts with ``chapter = start("housing", year)``. Tables made through it take labels,
order and decimals from params/labels.yml and, where they answer to a printed table, are compared
with it cell by cell; cells that differ are marked on the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from string import ascii_lowercase
from typing import TYPE_CHECKING, Literal

import pandas as pd

from is248.base.keys import TOTAL
from is248.base.paths import Project, find_project
from is248.chapter import audit
from is248.printed import report as published
from is248.printed.comparison import compare
from is248.printed.explanations import explanations
from is248.show import words
from is248.show.figure import Figure
from is248.show.paragraph import Bound, Text
from is248.show.plots import style
from is248.show.table import Column, Grid, Table, columns_from_labels
from is248.stats.bounds import Bounded, exact
from is248.survey.codebook import load_codebook
from is248.survey.question_labels import load_chapter_labels
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.figure import Figure as MplFigure

    from is248.base.keys import Shown
    from is248.chapter.audit import Claim
    from is248.printed.explanations import Explanation
    from is248.show.bundle import Note, QuestionRef
    from is248.survey.answers import Answers
    from is248.survey.codebook import Codebook, Variable
    from is248.year.labels import Category, Labels
    from is248.year.params import Chapter, YearParams

TOTAL_LABEL = "I alt"
_TOTALS = {TOTAL: TOTAL_LABEL}


@dataclass
class ChapterContext:
    """One chapter while its notebook runs.

    Attributes:
        project: Where things are.
        params: The choices of the year.
        chapter: Number, title and printed items.
        labels: Display names.
        checks: Printed item → comparison with print, in the order of the page.
    """

    project: Project
    params: YearParams
    chapter: Chapter
    labels: Labels
    checks: dict[str, audit.Check] = field(default_factory=dict)

    def table(
        self,
        item: str,
        content: pd.DataFrame | Bounded,
        title: str,
        *,
        n: str,
        basis: str,
        source: str | None = None,
        decimals: Mapping[str, int] | None = None,
        headers: Mapping[str, str] | None = None,
        spans: Mapping[str, str] | None = None,
        bases: Mapping[str, str] | None = None,
        groups: Mapping[str, str] | None = None,
        row_labels: Mapping[str, str] | None = None,
        total: str = TOTAL,
        asks: Sequence[str] = (),
    ) -> Table | Text:
        """A table of the report.

        Args:
            item: Its id, ``table-`` and words.
            content: One row per displayed row, index named by a category of labels.yml (rows are
                put in its order, a row ``total`` last), columns with labels there; or a
                recomputed table with its bounds.
            title: Caption without number.
            n: Number of units and what they are.
            basis: What the numbers rest on.
            source: Where they come from; the printed item when not given.
            decimals: Column → decimals, when not those of labels.yml.
            headers: Column → header, for columns that labels.yml cannot know (per cent by answer).
            spans: Column → header over it, when not that of labels.yml.
            bases: Column → basis, where a column's differs from the table's.
            groups: Row key → sub-heading above it.
            row_labels: Row key → label, for rows that are no category.
            total: Key of the total row.
            asks: Questions that the numbers come from: ids in the codebook, or the words that the
                ids of a family begin with (``fte_adult_measure``).

        Returns:
            The table; printed cells that differ are marked and noted.
        """
        ours = exact(content) if isinstance(content, pd.DataFrame) else content
        shown = self._ordered(ours.shown)
        marks, notes = self._compare(item, ours, shown, basis, bases or {})
        known = self._known(list(shown.columns), headers or {}, basis)
        columns = self._columns(known, spans or {}, bases or {}, decimals or {})
        labels = self._row_labels(str(shown.index.name)) | dict(row_labels or {})
        stub = self._stub(str(shown.index.name))
        grid = Grid(shown, columns, stub, labels, marks, groups or {}, total)
        source = source or self._source(item)
        return Table(item, title, grid, n, source, basis, notes, self._questions(asks))

    def figure(
        self,
        item: str,
        plot: MplFigure,
        title: str,
        *,
        alt: str,
        data: pd.DataFrame,
        n: str,
        basis: str,
        source: str | None = None,
        bases: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        notes: Sequence[str] = (),
        row_labels: Mapping[str, str] | None = None,
        asks: Sequence[str] = (),
    ) -> Figure | Text:
        """A figure of the report.

        Args:
            item: Its id, ``figure-`` and words.
            plot: The drawn figure.
            title: Caption without number.
            alt: The finding in words.
            data: The numbers behind it, as for :meth:`table`.
            n: Number of units and what they are.
            basis: What the numbers rest on.
            source: Where they come from; the printed report when not given.
            bases: Column → basis, where a column's differs from the figure's.
            headers: Column → header, as for :meth:`table`.
            notes: Notes below the figure.
            row_labels: Row key → label, for rows that are no category.
            asks: Questions that the numbers come from, as for :meth:`table`.

        Returns:
            The figure.
        """
        ordered = self._ordered(data)
        known = self._known(list(ordered.columns), headers or {}, basis)
        columns = self._columns(known, {}, bases or {}, {})
        labels = self._row_labels(str(data.index.name)) | dict(row_labels or {})
        grid = Grid(ordered, columns, self._stub(str(data.index.name)), labels)
        written: tuple[Note, ...] = tuple({"mark": None, "text": text} for text in notes)
        source = source or self._source(item)
        asked = self._questions(asks)
        return Figure(item, title, plot, alt, grid, n, source, basis, written, asked)

    def text(
        self,
        item: str,
        template: str,
        *,
        role: Literal["finding", "caution"] = "finding",
        basis: str = "table",
        **values: Bound,
    ) -> Text:
        """A paragraph whose every number is bound; see :class:`is248.show.Text`."""
        return Text(item, template, role=role, basis=basis, **values)

    def synthetic_notice(self, *answers: Answers) -> Text | None:
        """The caution that a page rests on answers that nobody gave; none when all are real.

        Args:
            *answers: All answers that the page uses.
        """
        made_up = [str(one.codebook.year) for one in answers if one.synthetic]
        if not made_up:
            return None
        return self.text(
            "text-synthetic",
            "Svarene for {years} er syntetiske: ingen kommune har gitt dem. De er laget slik at de "
            "så langt som mulig gir rapportens trykte tall. Det som ikke er trykt, er oppdiktet, "
            "også om den enkelte kommune.",
            role="caution",
            basis="synthetic",
            years=words.listing(made_up),
        )

    def category(self, name: str) -> Category | None:
        """A set of categories by the name of a frame's index; None when it is none."""
        return self.labels.categories.get(name)

    def label(self, category: str, key: str, *, short: bool = False) -> str:
        """The label of one category value; a key without one is shown as it is."""
        value = self.labels.category(category).values.get(key)
        if value is None:
            return TOTAL_LABEL if key == TOTAL else key
        return (value.short or value.label) if short else value.label

    def short_labels(self, category: str) -> dict[str, str]:
        """Category value → short label, for figures."""
        values = self.labels.category(category).values
        return {key: value.short or value.label for key, value in values.items()}

    def order(self, category: str) -> list[str]:
        """Category values in display order."""
        return list(self.labels.category(category).values)

    def names(self, keys: Iterable[str], category: str) -> list[str]:
        """Labels of category values, in the order given."""
        return [self.label(category, key) for key in keys]

    def colours(self, category: str) -> dict[str, str]:
        """Category value → colour, for those that have one."""
        values = self.labels.category(category).values
        return {k: self.labels.colours[v.colour] for k, v in values.items() if v.colour}

    def colour(self, name: str) -> str:
        """A colour of labels.yml by name."""
        return self.labels.colours[name]

    def printed(self, item: str, category: str) -> pd.DataFrame:
        """The printed table that an item answers to, as numbers.

        Args:
            item: The item's id.
            category: What its rows are: a category of labels.yml, which names the index.

        Returns:
            As :func:`is248.printed.report.table`; empty in a year without a printed report.
        """
        if not self.has_print:
            return pd.DataFrame().rename_axis(index=category)
        frame = published.table(self.params.year, self._number(item), self.project)
        return frame.rename_axis(index=category)

    @property
    def has_print(self) -> bool:
        """Whether the year has a printed report to be compared with."""
        return published.has_print(self.params.year, self.project)

    def statement(self, key: int) -> float:
        """A number that the report tells in its text, by its id; missing (NaN) without a report."""
        if not self.has_print:
            return float("nan")
        return float(published.statements(self.params.year, self.project)["value"][key])

    def differences(self) -> pd.DataFrame:
        """Printed cells so far that are not equal to ours: :func:`audit.differences`."""
        return audit.differences(self.checks, self.labels)

    def tally(self) -> pd.DataFrame:
        """How many printed cells are equal to ours so far: :func:`audit.tally`."""
        return audit.tally(self.checks)

    def claims(self, *told: Claim) -> pd.DataFrame:
        """Statements of the report's text on this chapter beside ours: :func:`audit.claims`.

        A claim answers to the statement of its key in this chapter and to the summary's.
        """
        if not self.has_print:
            return audit.claims(pd.DataFrame(columns=["key", "value"]), ())
        statements = published.statements(self.params.year, self.project)
        chapters = map(str, (SUMMARY, self.chapter.number, *self.chapter.also))
        own = statements[statements["chapter"].isin(chapters)]
        return audit.claims(own, told, self._explained)

    def claims_table(self, *told: Claim, basis: str = "table") -> Table | Text | None:
        """The table of :meth:`claims`; nothing in a year without print, as the tally says."""
        frame = self.claims(*told)
        if frame.empty:
            return None
        title = "Tall i rapportens løpende tekst, sammenlignet med våre"
        n = words.count(len(frame), "utsagn", "utsagn").text
        shown = frame.assign(
            **{key: frame[key].map(self._names_in_words) for key in ("printed", "ours")}
        )
        return self.table("table-claims", shown, title, n=n, basis=basis)

    def _names_in_words(self, value: str | Shown) -> Shown:
        return audit.names_in_words(value, self.labels) if isinstance(value, str) else value

    def tally_table(self) -> Table | Text:
        """The table of :meth:`tally`: how many printed cells are equal to ours."""
        if not self.has_print:
            return self._no_print("table-tally")
        if not self.checks:
            template = (
                "Rapporten har ingen tabeller i dette kapitlet, bare figurer og løpende tekst."
            )
            return self.text("text-no-tables", template)
        title = "Trykte tall i kapitlets tabeller, sammenlignet med våre"
        n = "alle trykte tall i tabellene"
        return self.table("table-tally", self.tally(), title, n=n, basis="table")

    def differences_table(self) -> Table | Text | None:
        """The table of :meth:`differences`; a sentence when there is none, nothing unprinted."""
        if not self.checks:
            return None
        frame = self.differences()
        if frame.empty:
            return self.text(
                "text-no-differences", "Alle trykte tall i tabellene er de samme som våre."
            )
        title = "Trykte tall i tabellene som ikke er de samme som våre"
        return self.table("table-differences", frame, title, n="alle slike tall", basis="table")

    def _compare(
        self,
        item: str,
        ours: Bounded,
        shown: pd.DataFrame,
        basis: str,
        bases: Mapping[str, str],
    ) -> tuple[dict[tuple[str, str], str], tuple[Note, ...]]:
        answers = self.chapter.printed.get(item, "")
        if not answers.startswith("table-"):
            return {}, ()
        cells = published.cells(self.params.year, self._number(item), self.project)
        found = compare(cells, ours)
        self.checks[answers] = audit.Check(found, self._row_labels(str(shown.index.name)), basis)
        odd = audit.odd_cells(found)
        odd = odd[odd["row"].isin(shown.index) & odd["column"].isin(shown.columns)]
        cells_ = odd.to_dict("records")
        marks = {(c["row"], c["column"]): m for m, c in zip(_MARKS, cells_, strict=False)}
        why = [self._explained.get((answers, c["row"], c["column"])) for c in cells_]
        rests = [bases.get(str(c["column"]), basis) for c in cells_]
        told = zip(cells_, rests, why, strict=True)
        notes = [audit.difference_note(c, rest, reason) for c, rest, reason in told]
        return marks, tuple({"mark": m, "text": t} for m, t in zip(_MARKS, notes, strict=False))

    @cached_property
    def _explained(self) -> dict[tuple[str, str, str], Explanation]:
        return explanations(self.params.year, self.chapter.theme, self.project)

    def _no_print(self, item: str) -> Text:
        template = "Året har ingen trykt rapport å sammenligne tallene med."
        return self.text(f"text-{item}-no-print", template)

    def _questions(self, asks: Sequence[str]) -> tuple[QuestionRef, ...]:
        """Questions by id or family, one for each number in the form and group."""
        if not asks:
            return ()
        book = load_codebook(self.params.year, self.project)
        found = [variable for name in asks for variable in _family(book, name)]
        by_number = {(v.number, v.group): v for v in reversed(found)}
        refs: list[QuestionRef] = [
            {"id": v.id, "number": v.number, "label": v.label} for v in reversed(by_number.values())
        ]
        return tuple(refs)

    def _number(self, item: str) -> str:
        return self.chapter.printed[item].split("-", 1)[1]

    def _source(self, item: str) -> str:
        """Where the numbers come from, and the printed item that the reader can look up."""
        answers = f"svarene på IS-24/8 for {self.params.year}"
        made = f"beregnet av tall i {self.params.printed_report or answers}"
        kind, _, number = self.chapter.printed.get(item, "").partition("-")
        if not kind:
            return made
        return f"{made}, jf. {_PRINTED_KINDS.get(kind, 'vedlegget')} {number}".rstrip()

    def _ordered(self, frame: pd.DataFrame) -> pd.DataFrame:
        category = self.category(str(frame.index.name))
        if category is None:
            return frame
        order = [key for key in (*category.values, TOTAL) if key in frame.index]
        if lost := [key for key in frame.index if key not in order]:
            raise KeyError(f"params/labels.yml has no {frame.index.name} {lost}")
        return frame.loc[order]

    def _row_labels(self, name: str) -> dict[str, str]:
        if name == "printed_item":
            return {item: item.replace("table-", "Tabell ") for item in self.checks} | _TOTALS
        category = self.category(name)
        values = category.values if category else {}
        return {key: value.label for key, value in values.items()} | _TOTALS

    def _stub(self, name: str) -> str:
        category = self.category(name)
        return category.label if category else _STUBS.get(name, name)

    def _known(self, keys: list[str], headers: Mapping[str, str], basis: str) -> list[Column]:
        """Columns by their headers, else by labels.yml."""
        return [
            Column(key, headers[key], unit="prosent", basis=basis)
            if key in headers
            else columns_from_labels([key], self.labels, basis)[0]
            for key in keys
        ]

    def _columns(
        self,
        known: list[Column],
        spans: Mapping[str, str],
        bases: Mapping[str, str],
        decimals: Mapping[str, int],
    ) -> tuple[Column, ...]:
        return tuple(
            replace(
                column,
                span=spans.get(column.key, column.span),
                basis=bases.get(column.key, column.basis),
                decimals=decimals.get(column.key, column.decimals),
            )
            for column in known
        )


def _family(book: Codebook, name: str) -> list[Variable]:
    """The question with an id, else those whose ids begin with these words."""
    exact = [variable for variable in book.variables if variable.id == name]
    return exact or [v for v in book.variables if v.id.startswith(f"{name}_")]


_MARKS = [*ascii_lowercase, *(one + two for one in ascii_lowercase for two in ascii_lowercase)]

SUMMARY = 0
"""Number of the report's summary in statements.csv."""

_PRINTED_KINDS = {"table": "tabell", "figure": "figur"}
_STUBS = {
    "code": "Kommune",
    "printed_item": "Trykt tabell",
    "statement": "Utsagn nr.",
    "case": "Nr.",
    "band": "Tidel",
    "question": "Spørsmål",
    "finding": "Funn",
}


def start(theme: str, year: int) -> ChapterContext:
    """Start a chapter.

    Args:
        theme: Name of the notebook.
        year: Reporting year.

    Returns:
        The chapter's context; figures get the report's style.

    Raises:
        UserError: No such year or chapter.
    """
    project = find_project()
    params = load_year(year, project)
    style.use()
    return ChapterContext(
        project, params, params.chapter(theme), load_chapter_labels(project, year)
    )
