"""What a chapter notebook works with: the year's questions, units and labels, and what it shows.

A notebook starts with ``chapter = open_chapter("housing", year, by)``. It asks ``chapter.question``
for shares, tables, figures and tests, and tells what they show with ``chapter.say``. A question
that the year does not ask, or that nobody answered, never breaks a page: its tables, figures and
sentences become one line, "Ikke spurt i år".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self

import pandas as pd

from is248.base.errors import UserError, suggestion_of_label
from is248.base.keys import TOTAL
from is248.base.paths import Project, find_project
from is248.chapter import grids, phrases, two_years
from is248.chapter.battery import Battery, battery_of
from is248.chapter.others import OtherResults, Told, read_others
from is248.chapter.question import Question, find_question
from is248.chapter.sayable import Given, Sayable, Values, bind, without_specs
from is248.chapter.scale_means import scales_figure
from is248.measures.coded_scales import as_single
from is248.measures.support import missing_as_no
from is248.register.municipalities import load_units, oslo_for
from is248.show import words
from is248.show.bundle import NOT_ASKED
from is248.show.figure import Figure
from is248.show.paragraph import Text
from is248.show.plots import style
from is248.show.table import Grid, Table
from is248.stats.bounds import Bounded
from is248.survey.answers import answer_units, load_chapter_labels
from is248.survey.codebook import has_codebook, load_codebook
from is248.survey.freshness import has_answers, load
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matplotlib.figure import Figure as MplFigure

    from is248.chapter.outcome import Outcome
    from is248.chapter.shares import SharesBy
    from is248.register.municipalities import Oslo
    from is248.show.bundle import Note, QuestionRef
    from is248.show.paragraph import Bound
    from is248.survey.answers import Answers
    from is248.year.labels import Category, Labels
    from is248.year.params import Chapter as Page
    from is248.year.params import YearParams

UNITS: Mapping[str, str] = {
    "one": "kommuner",
    "districts": "kommuner og bydeler",
    "districts_and_agencies": "kommuner, bydeler og etater",
}
"""How Oslo counts → what the units are."""

_SCALES: Mapping[int, tuple[str, ...]] = {
    2: ("best", "worst"),
    3: ("best", "middle", "worst"),
    4: ("best", "good", "poor", "worst"),
    5: ("best", "good", "middle", "poor", "worst"),
    6: ("best", "good", "middle", "poor", "worst", "none"),
}


@dataclass(kw_only=True, repr=False)
class Chapter:
    """One chapter while its notebook runs.

    Attributes:
        project: Where things are.
        params: The choices of the year.
        page: Number, title and items of the chapter in that year.
        labels: Display names.
        by: The grouping chosen for the chapter; empty when it has none.
        answers: The prepared answers of the year; None where there are none.
        register: The municipal register; one row per unit.
        rests_on: What items rest on where not said, when it is not the answers.
    """

    project: Project
    params: YearParams
    page: Page
    labels: Labels
    by: str = ""
    answers: Answers | None = None
    register: pd.DataFrame = field(default_factory=pd.DataFrame)
    rests_on: str = ""
    _units: dict[str, pd.DataFrame] = field(default_factory=dict, init=False)

    def __repr__(self) -> str:
        """Theme and year: a chapter is not looked at, its questions are."""
        return f"<Chapter {self.page.theme} {self.year}, by {self.by or 'nothing'}>"

    # ---- the year -------------------------------------------------------------------------------

    @property
    def year(self) -> int:
        """The reporting year."""
        return self.params.year

    @cached_property
    def basis(self) -> str:
        """What the answers are: synthetic or microdata; "table" where there are none.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.basis
            'synthetic'
        """
        if self.rests_on:
            return self.rests_on
        if self.page.built_from_others:
            known = ("synthetic", "microdata")
            return next((basis for basis in known if basis in self.others.bases), "table")
        if self.answers is None:
            return "table"
        return "synthetic" if self.answers.synthetic else "microdata"

    @property
    def convention(self) -> float:
        """The level that the report's series calls significant."""
        return self.params.thresholds.convention

    def bound(self, name: str, spec: str) -> Bound | None:
        """``level``, ``year``, ``last`` (the year before) and ``city`` in any sentence."""
        return self._words.bound(name, spec)

    def names(self) -> Iterable[str]:
        """The names that any sentence may use."""
        return self._words.names()

    @cached_property
    def _words(self) -> Values:
        return Values(
            level=words.percent(self.convention * 100),
            year=words.year(self.year),
            last=words.year(self.year - 1),
            city=words.name(self.city),
        )

    @cached_property
    def city(self) -> str:
        """The municipality whose districts answer the form, by name."""
        return self.labels.city.name if self.labels.city else ""

    # ---- questions and units --------------------------------------------------------------------

    def question(self, name: str) -> Question:
        """A question of the form, for shares, tables, figures, tests and sentences.

        Args:
            name: Its id in the codebook.

        Returns:
            The question; it knows whether the year asks it.

        Raises:
            DataError: No year has such a question; the message names near ones.

        Example:
            >>> chapter = open_chapter("crisis_teams", 2016)
            >>> chapter.question("crisis_plan")
            <Question ...>
        """
        return Question(self, find_question(self, name))

    def reading_codes(self, *names: str) -> Self:
        """The chapter with open questions read as single choices, by the code of each answer.

        Args:
            *names: Open questions whose answers are coded to one step of a scale.

        Raises:
            DataError: An answer has more than one code.
        """
        return replace(self, answers=as_single(self.answers, *names) if self.answers else None)

    def question_list(self, word: str = "") -> pd.DataFrame:
        """The questions of the year that hold a word.

        Args:
            word: Sought in id, label, number, chapter and answers; all questions when not given.

        Returns:
            One row per question, index ``id``: ``number`` in the form, ``label``, ``kind`` of
            answer, ``answered`` (units that answered).
        """
        return grids.question_list(self.answers, word)

    @cached_property
    def before(self) -> Self | None:
        """This chapter on the answers of the year before; None where there are none."""
        year = self.year - 1
        if not has_answers(year, self.project):
            return None
        return replace(self, answers=load(year, self.project))

    @property
    def answers_of_two_years(self) -> list[Answers]:
        """The answers of the year before, where there are any, and of the year."""
        return [one.answers for one in (self.before, self) if one and one.answers]

    def derive(self, change: Callable[..., Answers], *given: str) -> None:
        """Change the answers of the chapter, those of the year before too.

        Args:
            change: From answers to answers, such as with a question made of others.
            *given: What it needs besides.
        """
        for chapter in filter(None, (self.before, self)):
            chapter.answers = change(chapter.answers, *given) if chapter.answers else None
            chapter._units.clear()

    def years(self, oslo: Oslo) -> dict[int, pd.DataFrame]:
        """Year → units with answers, last year's first; see :func:`two_years.units_by_year`."""
        return two_years.units_by_year(self, oslo)

    def battery(self, rows: str, pattern: str, who: str, oslo: Oslo = "one") -> Battery:
        """Questions with the same answers whose ids differ in one part.

        Args:
            rows: The category of labels.yml that names them.
            pattern: Their ids, ``{}`` where a key of the category goes.
            who: Who answers, in the plural.
            oslo: How Oslo counts.
        """
        return battery_of(self, rows, pattern, who, oslo)

    def units(self, oslo: Oslo) -> pd.DataFrame:
        """Answers beside the register, one row per unit; see :func:`answer_units`."""
        if oslo not in self._units:
            assert self.answers is not None
            self._units[oslo] = answer_units(self.answers, self.register, oslo)
        return self._units[oslo].copy(deep=False)

    def missing_as_no(self, *names: str) -> Self:
        """The chapter with a missing answer read as a no; see :func:`support.missing_as_no`.

        Args:
            *names: Questions that are often left out by units without the offer.
        """
        if self.answers is None:
            return self
        return replace(self, answers=missing_as_no(self.answers, self.register, *names))

    def grouping(self, by: str) -> str:
        """A grouping that exists.

        Raises:
            UserError: There is none of that name; the message names near ones.
        """
        known = {
            name: c.label for name, c in self.labels.categories.items() if name in self.register
        }
        if by not in known:
            near = suggestion_of_label(by, known)
            raise UserError(f"«{by}» er ingen inndeling.{near} Inndelinger: {', '.join(known)}.")
        return by

    def grouping_in_titles(self, by: str) -> str:
        """A grouping as a caption names it after "etter"."""
        category = self.labels.category(by)
        return category.in_titles or category.label.lower()

    def units_in_words(self, n: float, grouping: str, who: str = "som svarte") -> str:
        """N and what the units are, for a grouping or an answer to the Oslo question."""
        oslo = grouping if grouping in UNITS else oslo_for(grouping)
        return f"{0 if pd.isna(n) else int(n)} {UNITS[oslo]} {who}"

    def counted_units(self, oslo: Oslo) -> str:
        """How many units there are, and what they are."""
        return f"{len(self.units(oslo))} {UNITS[oslo]}"

    @cached_property
    def others(self) -> OtherResults:
        """What the other chapters show; see :mod:`is248.chapter.others`.

        Example:
            >>> summary = open_chapter("summary", 2016)  # reads the newest version
            >>> summary.page.built_from_others
            True
        """
        return read_others(self.project, self.year)

    def told(self, theme: str, item: str) -> Told:
        """An item of another chapter, for a sentence that retells it.

        Args:
            theme: The other chapter.
            item: Its table, figure or sentence.

        Returns:
            The item; without values in a year that does not have the chapter.

        Raises:
            DataError: The chapter does not show it.

        Example:
            >>> summary = open_chapter("summary", 2016)
            >>> summary.told("no_such_chapter", "text-x").asked
            False
        """
        if all(page.theme != theme for page in self.params.chapters):
            return Told(theme, item, asked=False)
        return self.others.told(theme, item)

    # ---- labels ---------------------------------------------------------------------------------

    def category(self, name: str) -> Category | None:
        """Categories by the name of a frame's index: of labels.yml, else of a question."""
        return self.labels.categories.get(name) or grids.answers_category(self.answers, name)

    def label(self, category: str, key: str, *, short: bool = False) -> str:
        """The label of one category value; a key without one is shown as it is."""
        return grids.label(self.labels, category, key, short=short)

    def short_labels(self, category: str) -> dict[str, str]:
        """Category value → short label, for figures."""
        values = self.labels.category(category).values
        return {key: value.short or value.label for key, value in values.items()}

    def order(self, category: str) -> list[str]:
        """Category values in display order."""
        return list(self.labels.category(category).values)

    def reference(self, by: str) -> str:
        """The group that others are compared with: the first of a grouping."""
        return self.label(by, self.labels.reference(by))

    def colours(self, category: str) -> dict[str, str]:
        """Category value → colour, for those that have one."""
        values = self.labels.category(category).values
        return {k: self.labels.colours[v.colour] for k, v in values.items() if v.colour}

    def colour(self, name: str) -> str:
        """A colour of labels.yml by name."""
        return self.labels.colours[name]

    def scale_colours(self, steps: int) -> list[str]:
        """Colours of a scale, best first, from labels.yml."""
        names = _SCALES.get(steps, _SCALES[5])
        return [self.labels.colours[f"scale_{name}"] for name in names[:steps]]

    # ---- what a cell shows ----------------------------------------------------------------------

    def table(
        self,
        item: str,
        content: pd.DataFrame | Bounded,
        title: str,
        *,
        n: str,
        basis: str = "",
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
        """A table of the report; "Ikke spurt i år." in the place of an empty one.

        Args:
            item: Its id, ``table-`` and words.
            content: One row per displayed row, index named by a category of labels.yml (rows are
                put in its order, a row ``total`` last), columns with labels there; or a
                recomputed table with its bounds.
            title: Caption without number and year.
            n: Number of units and what they are.
            basis: What the numbers rest on; that of the answers when not given.
            source: Where they come from; the answers or the report when not given.
            decimals: Column → decimals, when not those of labels.yml.
            headers: Column → header, for columns that labels.yml cannot know (per cent by answer).
            spans: Column → header over it, when not that of labels.yml.
            bases: Column → basis, where a column's differs from the table's.
            groups: Row key → sub-heading above it.
            row_labels: Row key → label, for rows that are no category.
            total: Key of the total row.
            asks: Questions that the numbers come from: ids in the codebook, or the words that the
                ids of a family begin with (``fte_adult_measure``).
        """
        shown = content.shown if isinstance(content, Bounded) else content
        if shown.empty:
            return self.not_asked(item)
        basis = basis or self.basis
        grid = self._grid(
            shown, basis, headers=headers, spans=spans, bases=bases, decimals=decimals,
            row_labels=row_labels,
        )  # fmt: skip
        bounded = content if isinstance(content, Bounded) else None
        grid = replace(grid, groups=groups or {}, total=total, bounded=bounded)
        where = source or self._source(item, basis)
        return Table(item, self.dated(title), grid, n, where, basis, (), self._questions(asks))

    def figure(
        self,
        item: str,
        plot: MplFigure | None,
        title: str,
        *,
        alt: str,
        data: pd.DataFrame,
        n: str,
        basis: str = "",
        source: str | None = None,
        bases: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        notes: Sequence[str] = (),
        row_labels: Mapping[str, str] | None = None,
        asks: Sequence[str] = (),
    ) -> Figure | Text:
        """A figure of the report; "Ikke spurt i år." where there is nothing to draw.

        Args:
            item: Its id, ``figure-`` and words.
            plot: The drawn figure.
            title: Caption without number and year.
            alt: The finding in words.
            data: The numbers behind it, as for :meth:`table`.
            n: Number of units and what they are.
            basis: What the numbers rest on; that of the answers when not given.
            source: Where they come from; the answers or the report when not given.
            bases: Column → basis, where a column's differs from the figure's.
            headers: Column → header, as for :meth:`table`.
            notes: Notes below the figure.
            row_labels: Row key → label, for rows that are no category.
            asks: Questions that the numbers come from, as for :meth:`table`.
        """
        if plot is None or data.empty:
            return self.not_asked(item)
        basis = basis or self.basis
        grid = self._grid(data, basis, headers=headers, bases=bases, row_labels=row_labels)
        written: tuple[Note, ...] = tuple({"mark": None, "text": text} for text in notes)
        where, asked = source or self._source(item, basis), self._questions(asks)
        return Figure(item, self.dated(title), plot, alt, grid, n, where, basis, written, asked)

    def say(
        self,
        item: str,
        template: str,
        *objects: Sayable,
        role: Literal["finding", "caution"] = "finding",
        basis: str = "",
        **named: Given,
    ) -> Text:
        """A paragraph whose every number is asked of an object; see :mod:`is248.chapter.sayable`.

        Args:
            item: Id, ``text-`` and words.
            template: Norwegian text with ``{name}`` or ``{name:spec}`` for values and
                ``[@item-id]`` for items. It holds no digit of its own.
            *objects: Objects asked for every name; the chapter itself knows ``level``, ``year``,
                ``last`` and ``city``.
            role: ``finding``, or ``caution`` for a reservation set apart from the findings.
            basis: What the numbers rest on; that of the answers when not given.
            **named: Values and objects by name.

        Returns:
            The paragraph. A sentence that misses a number is left out: the question behind it is
            not asked; where none is left, one line says so.

        Raises:
            DisplayError: A name that no object or more than one knows.
        """
        return self.say_if_known(
            item, template, *objects, role=role, basis=basis, **named
        ) or self.not_asked(item)

    def say_if_known(
        self,
        item: str,
        template: str,
        *objects: Sayable,
        role: Literal["finding", "caution"] = "finding",
        basis: str = "",
        **named: Given,
    ) -> Text | None:
        """As :meth:`say`; None when every number is missing, for what need not be told then.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.say_if_known("text-mine", "Veksten var {growth}.", growth=float("nan"))
        """
        template = " ".join(template.split())
        values = bind(item, template, [*objects, self], named)
        text = Text(item, without_specs(template), role=role, basis=basis or self.basis, **values)
        return text.told()

    def not_asked(self, item: str) -> Text:
        """The line that stands for a question that the year does not ask."""
        # the words are bound, so that results.csv tells what was not asked
        named, when = NOT_ASKED.format(item=item), words.name("i år")
        return Text(named, "Ikke spurt {when}.", basis=self.basis, when=when)

    def caution(self, *answers: Answers | None) -> Text | None:
        """The caution that a page rests on answers that nobody gave; none when all are real.

        Args:
            *answers: All answers that the page uses; the year's when not given.
        """
        if self.page.built_from_others:
            return phrases.caution_of_others(self) if self.basis == "synthetic" else None
        used = [one for one in answers or (self.answers,) if one]
        made_up = list(dict.fromkeys(str(one.codebook.year) for one in used if one.synthetic))
        if not made_up:
            return None
        return self.say(
            "text-synthetic",
            "Svarene for {years} er syntetiske: ingen kommune har gitt dem. De er laget slik at de "
            "så langt som mulig gir rapportens trykte tall. Det som ikke er trykt, er oppdiktet, "
            "også om den enkelte kommune.",
            role="caution",
            basis="synthetic",
            years=made_up,
        )

    def dated(self, title: str) -> str:
        """A title with the year at its end, where it does not name one itself.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.dated("Søkt Husbanken. Prosent")
            'Søkt Husbanken, 2016. Prosent'
        """
        year = self.answers.codebook.year if self.answers else self.year
        return title if grids.names_a_year(title) else grids.dated(title, year)

    # ---- what recurs ----------------------------------------------------------------------------

    def who_answered(self, *names: str, item: str = "table-coverage") -> Table | Text:
        """Who answered each question; see :func:`phrases.who_answered`."""
        return phrases.who_answered(self, *names, item=item)

    def response(self, name: str) -> Values:
        """Who answered, and whether non-response is systematic; see :func:`phrases.response`."""
        return phrases.response(self, name)

    def say_last_year(self, item: str, *names: str) -> Text:
        """How many of the questions were asked last year; see :func:`phrases.say_last_year`."""
        return phrases.say_last_year(self, item, *names)

    def say_changed(self, item: str, outcome: Outcome, template: str) -> Text | None:
        """Who changed the answer since last year; see :func:`phrases.say_changed`."""
        return phrases.say_changed(self, item, outcome, template)

    def say_since_last_year(self, item: str, outcome: Outcome) -> Text:
        """The share this year and last; see :func:`phrases.say_since_last_year`."""
        return phrases.say_since_last_year(self, item, outcome)

    def say_tests(self, item: str, shares: SharesBy) -> Text:
        """Whether groups differ, by three groupings; see :func:`phrases.say_tests`."""
        return phrases.say_tests(self, item, shares)

    def tests(self, item: str, tested: Mapping[str, SharesBy]) -> Table | Text:
        """All tests in one table; see :func:`phrases.tests_table`."""
        return phrases.tests_table(self, item, tested)

    def told_figure(
        self, item: str, title: str, told: Mapping[str, tuple[str, str, str]]
    ) -> Figure | Text:
        """Shares that other chapters tell, as bars; see :func:`phrases.told_figure`."""
        return phrases.told_figure(self, item, title, told)

    def tests_given_size(
        self, item: str, outcomes: Sequence[Outcome], by: str, title: str
    ) -> Table | Text:
        """Tests by size, and by areas given size; see :func:`phrases.tests_given_size`."""
        return phrases.tests_given_size(self, item, outcomes, by, title)

    def totals(
        self,
        item: str,
        outcomes: Mapping[str, Outcome],
        title: str,
        *,
        n: str,
        rows: str = "question",
    ) -> Table | Text:
        """Several outcomes under one another; see :func:`phrases.totals`."""
        return phrases.totals(self, item, outcomes, title, n=n, rows=rows)

    def say_tests_table(
        self, item: str, table: Table | Text, template: str = phrases.TESTS_BELOW
    ) -> Text:
        """How many tests hold; see :func:`phrases.say_tests_table`."""
        return phrases.say_tests_table(self, item, table, template)

    def scales(
        self, item: str, questions: Sequence[Question] | Mapping[str, Question], title: str
    ) -> Figure | Text:
        """Several questions on one scale, side by side; see :func:`scale_means.scales_figure`."""
        return scales_figure(item, questions, title)

    def slopes(
        self,
        item: str,
        frame: pd.DataFrame,
        title: str,
        **settings: Any,  # noqa: ANN401
    ) -> Figure | Text | None:
        """Shares in two years as lines; see :func:`two_years.slope_figure`."""
        return two_years.slope_figure(self, item, frame, title, **settings)

    # ---- inside ---------------------------------------------------------------------------------

    def _grid(
        self,
        frame: pd.DataFrame,
        basis: str,
        *,
        headers: Mapping[str, str] | None = None,
        spans: Mapping[str, str] | None = None,
        bases: Mapping[str, str] | None = None,
        decimals: Mapping[str, int] | None = None,
        row_labels: Mapping[str, str] | None = None,
    ) -> Grid:
        category = self.category(str(frame.index.name))
        shown = grids.ordered(frame, category)
        columns = grids.columns(
            [str(key) for key in shown.columns], self.labels, basis,
            headers=headers or {}, spans=spans or {}, bases=bases or {}, decimals=decimals or {},
        )  # fmt: skip
        labels = grids.row_labels(category) | dict(row_labels or {})
        return Grid(shown, columns, grids.stub(category, str(frame.index.name)), labels)

    def _questions(self, asks: Sequence[str]) -> tuple[QuestionRef, ...]:
        year = self.answers.codebook.year if self.answers else self.year
        if not asks or not has_codebook(year, self.project):
            return ()
        return grids.question_refs(load_codebook(year, self.project), self.answers, asks)

    def _source(self, item: str, basis: str) -> str:
        """Where the numbers come from, and the printed item that the reader can look up."""
        printed = grids.printed_item(self.page.printed.get(item, ""))
        if self.answers is not None and basis in {"synthetic", "microdata"}:
            # last year's answers seen through this year's chapter keep their own year
            return grids.from_answers([self.answers], printed)
        report = self.params.printed_report or f"svarene på IS-24/8 for {self.year}"
        return f"beregnet av tall i {report}{', jf. ' + printed if printed else ''}"

    def source_of_two_years(self, item: str) -> str:
        """Where an item's numbers come from when last year's answers are in it too."""
        printed = grids.printed_item(self.page.printed.get(item, ""))
        return grids.from_answers(self.answers_of_two_years, printed)


def open_chapter(theme: str, year: int, by: str = "") -> Chapter:
    """Open a chapter.

    Args:
        theme: Name of the notebook.
        year: Reporting year.
        by: The grouping chosen for the chapter; none when it has none.

    Returns:
        The chapter; figures get the report's style.

    Raises:
        UserError: No such year, chapter or grouping.
        DataError: The answers have not been prepared, or cannot be.

    Example:
        >>> open_chapter("housing", 2016, "county")
        <Chapter housing 2016, by county>
    """
    project = find_project()
    params = load_year(year, project)
    style.use()
    chapter = Chapter(
        project=project,
        params=params,
        page=params.chapter(theme),
        labels=load_chapter_labels(project, year),
        by=by,
        answers=load(year, project) if has_answers(year, project) else None,
        register=load_units(year, project),
    )
    if by:
        chapter.grouping(by)
    return chapter
