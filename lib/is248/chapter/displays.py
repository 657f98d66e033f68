"""What a chapter shows: tables, figures and sentences with the labels and sources of its year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from is248.base.basis import INVENTED, of_answers, weakest
from is248.base.keys import TOTAL
from is248.base.numbers import unbroken
from is248.chapter import grids
from is248.chapter.sayable import Given, Sayable, bind, without_specs
from is248.chapter.setting import Setting
from is248.checks.borders import borders_told
from is248.show import words
from is248.show.bundle import NOT_ASKED
from is248.show.figure import Figure
from is248.show.paragraph import Text
from is248.show.plots import series
from is248.show.table import Table
from is248.stats.bounds import Bounded
from is248.survey.codebook import has_codebook, load_codebook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Unpack

    import pandas as pd
    from matplotlib.figure import Figure as MplFigure

    from is248.chapter.grids import Looks
    from is248.show.bundle import Key, Place, QuestionRef, Role
    from is248.show.grid import Grid
    from is248.survey.answers import Answers

Tabled = Table | Text
"""A table, or the line that stands where its question was not asked."""

Drawn = Figure | Text
"""A figure, or the line that stands where its question was not asked."""


_NO_FIGURE = "Ingen av {groups} har minst {few} svar, og figuren er utelatt."
_NO_MODEL = "De fleste {groups} har færre enn {few} enheter, og modellen er utelatt."


@dataclass(kw_only=True, repr=False)
class Displays(Setting):
    """A chapter as its questions and pages know it: it shows what they give it."""

    def table(
        self, item: str, content: pd.DataFrame | Bounded, title: str, *, n: str, basis: str = "",
        source: str | None = None, total: str = TOTAL, groups: Mapping[str, str] | None = None,
        asks: Sequence[str] = (), place: Place = "page", cell_bases: pd.DataFrame | None = None,
        **looks: Unpack[Looks],
    ) -> Tabled:  # fmt: skip
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
            total: Key of the total row.
            groups: Row key → sub-heading above it.
            asks: Questions that the numbers come from: ids in the codebook, or the words that the
                ids of a family begin with (``fte_adult_measure``).
            place: Where it stands: the page, the workbook alone, or beside print on the audit page.
            cell_bases: What cells rest on, in the shape of the content; on synthetic answers a
                cell that it does not name is invented.
            **looks: Headers, decimals and the like; see :class:`is248.chapter.grids.Looks`.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> frame = chapter.question("housing_grant_applied").yes.by("region").frame
            >>> chapter.table("table-mine", frame, "Søkt Husbanken", n="kommuner").title
            'Søkt Husbanken, 2016'
        """
        bounded = content if isinstance(content, Bounded) else None
        shown = content.shown if isinstance(content, Bounded) else content
        if shown.empty:
            return self.not_asked(item)
        where, basis = source or self._source(item, basis or self.basis), self._unsaid(basis)
        grid = grids.grid(
            shown, self.labels, self.category(str(shown.index.name)), basis,
            bounded=bounded, total=total, groups=groups, cell_bases=cell_bases, **looks,
        )  # fmt: skip
        basis, questions = _whole(basis, grid), self._questions(asks)
        notes = self.notes_on(str(shown.index.name))
        made = Table(item, self.dated(title), grid, n, where, basis, (), questions, place)
        return made.noted(*notes)

    def _unsaid(self, basis: str) -> str:
        """What numbers rest on that nothing is said of."""
        return of_answers(basis or self.basis)

    def figure(
        self, item: str, plot: MplFigure | None, title: str, *, alt: str, data: pd.DataFrame,
        n: str, basis: str = "", source: str | None = None, notes: Sequence[str] = (),
        asks: Sequence[str] = (), place: Place = "page", cell_bases: pd.DataFrame | None = None,
        **looks: Unpack[Looks],
    ) -> Drawn:  # fmt: skip
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
            notes: Notes below the figure.
            asks: Questions that the numbers come from, as for :meth:`table`.
            place: As for :meth:`table`.
            cell_bases: As for :meth:`table`.
            **looks: As for :meth:`table`.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> none = chapter.question_list("no such word")
            >>> chapter.figure("figure-mine", None, "Søkt", alt="", data=none, n="").id
            'text-figure-mine-not-asked'
        """
        if plot is None or data.empty:
            return self.not_asked(item)
        where, basis = source or self._source(item, basis or self.basis), self._unsaid(basis)
        category = self.category(str(data.index.name))
        grid = grids.grid(data, self.labels, category, basis, cell_bases=cell_bases, **looks)
        basis, asked = _whole(basis, grid), self._questions(asks)
        shown = Figure(item, self.dated(title), plot, alt, grid, n, where, basis, (), asked, place)
        return shown.noted(*notes, *self.notes_on(str(data.index.name)))

    def slopes(
        self, item: str, frame: pd.DataFrame, title: str, *, labels: Mapping[str, str],
        colours: Mapping[str, str], n: str, asks: Sequence[str],
    ) -> Drawn | None:  # fmt: skip
        """Shares in two years as lines, one per group; None where there is no year before.

        Args:
            item: Id of the figure.
            frame: One row per group, two columns (the years as text), per cent.
            title: Caption without number.
            labels: Group → label.
            colours: Group → colour.
            n: Number of units and what they are.
            asks: Questions that the numbers come from.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> frame = chapter.question("housing_grant_applied").yes.two_years("region")
            >>> look = {"labels": {}, "colours": {}}
            >>> str(chapter.slopes("figure-mine", frame, "Søkt", n="", asks=[], **look))
            'Ikke spurt i år.'
        """
        if self.before is None:
            return None
        if frame.empty:
            when = f"i {self.year - 1}" if grids.anybody_answered(self.answers, asks) else "i år"
            return self.not_asked(item, when)
        # in parentheses where a name begins with a digit: a value stands before it
        digits = any(name[:1].isdigit() for name in labels.values())
        ends = {key: f"({name})" if digits else name for key, name in labels.items()}
        return self.figure(
            item, series.slopes(frame, labels=ends, colours=colours), title, data=frame, n=n,
            alt=words.slopes_alt(frame, labels), headers={str(year): str(year) for year in frame},
            source=self.source_of_two_years(item), asks=asks,
        )  # fmt: skip

    def say(
        self, item: str, template: str, *objects: Sayable,
        role: Role = "finding", basis: str = "",
        finding: Key | Literal[""] = "", **named: Given,
    ) -> Text:  # fmt: skip
        """A paragraph whose every number is asked of an object; see :mod:`is248.chapter.sayable`.

        Args:
            item: Id, ``text-`` and words.
            template: Norwegian text with ``{name}`` or ``{name:spec}`` for values and
                ``[@item-id]`` for items; ``[[…]]`` is a clause that goes alone. It holds no digit
                of its own.
            *objects: Objects asked for every name; the chapter itself knows ``level``, ``year``,
                ``last`` and ``city``.
            role: ``finding``, or ``caution`` for a reservation set apart from the findings.
            basis: What the numbers rest on; that of the answers when not given.
            finding: What its first sentence tells as a key finding of the chapter: a ``change``, a
                ``difference`` or a ``share``; nothing when it is not one.
            **named: Values and objects by name.

        Returns:
            The paragraph. A sentence or clause that misses a number is left out: the question
            behind it is not asked; where none is left, one line says so. So is one whose number is
            invented; where none is left then, nothing stands there.

        Raises:
            DisplayError: A name that no object or more than one knows.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> grant = chapter.question("housing_grant_applied")
            >>> text = chapter.say("text-mine", "Av {n} kommuner har {yes_n} søkt.", grant)
            >>> str(text)
            'Av 411 kommuner har 175 søkt.'
        """
        said = self.say_if_known(
            item, template, *objects, role=role, basis=basis, finding=finding, **named
        )
        return said or self.not_asked(item)

    def say_if_known(
        self, item: str, template: str, *objects: Sayable,
        role: Role = "finding", basis: str = "",
        finding: Key | Literal[""] = "", **named: Given,
    ) -> Text | None:  # fmt: skip
        """As :meth:`say`; None when every number is missing, for what need not be told then.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.say_if_known("text-mine", "Veksten var {growth}.", growth=float("nan"))
        """
        text = self._text(item, template, objects, named, role=role, basis=basis, key=finding)
        return text.told(INVENTED)

    def say_to_print(self, item: str, template: str, *objects: Sayable, **named: Given) -> Text:
        """A paragraph that only answers a statement of the report, by the report's own method.

        It stands on the audit page and in results.csv, not in the chapter: the report names groups
        against a reference, each taken alone, at its convention, and so must what is compared.

        Args:
            item: Id, ``text-`` and words.
            template: As for :meth:`say`.
            *objects: As for :meth:`say`.
            **named: As for :meth:`say`.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> grant = chapter.question("housing_grant_applied")
            >>> chapter.say_to_print("text-mine", "{high:2}", grant.yes.shares("region")).place
            'audit'
        """
        text = self._text(item, template, objects, named, place="audit")
        said = text.told() or self.not_asked(item)
        said.place = "audit"
        return said

    def _text(
        self, item: str, template: str, objects: Sequence[Sayable], named: Mapping[str, Given], *,
        basis: str = "", role: Role = "finding", key: Key | Literal[""] = "", place: Place = "page",
    ) -> Text:  # fmt: skip
        template = " ".join(template.split())
        values, own = bind(item, template, [*objects, self], named), self._unsaid(basis)
        said = without_specs(template)
        return Text(item, said, basis=own, role=role, key=key, place=place, **values)

    def not_asked(self, item: str, year: str = "i år") -> Text:
        """The line that stands where nothing is shown: not asked, or no answers are held at all.

        Args:
            item: What is not shown.
            year: When, in words.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> str(chapter.not_asked("text-mine"))
            'Ikke spurt i år.'
        """
        # the words are bound, so that results.csv tells what was not asked
        named, when = NOT_ASKED.format(item=item), words.name(year).on("params")
        if self.answers is None:
            held = words.year(self.year).on("params")
            return Text(named, "Det finnes ikke svar fra {when}.", when=held)
        return Text(named, "Ikke spurt {when}.", when=when)

    def too_few(self, item: str, by: str, *, model: bool = False) -> Text:
        """The line that stands for what groups are too small for.

        Args:
            item: Id of the figure, or of the table of the model.
            by: The grouping.
            model: Whether a model is left out, since most groups have too few units.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> str(chapter.too_few("figure-mine", "county"))
            'Ingen av fylkene har minst ti svar, og figuren er utelatt.'
        """
        groups = words.name(self.labels.category(by).definite_many or "gruppene").on("params")
        few = words.in_words(self.params.thresholds.few).on("params")
        said = _NO_MODEL if model else _NO_FIGURE
        return Text(f"text-{item}-too-few", said, groups=groups, few=few)

    def caution(self, *answers: Answers | None) -> Text | None:
        """The caution that a page rests on answers that nobody gave; none when all are real.

        Args:
            *answers: All answers that the page uses; the year's when not given.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.caution().role
            'caution'
        """
        if self.page.built_from_others:
            return self._caution_of_others() if self.basis == "synthetic" else None
        used = [one for one in answers or (self.answers,) if one]
        made_up = list(dict.fromkeys(str(one.codebook.year) for one in used if one.synthetic))
        if not made_up:
            return None
        told = (
            "De er laget slik at de gir tallene som er offentlige. Alt annet er oppdiktet"
            if self.params.demonstration
            else "De er laget slik at de så langt som mulig gir rapportens trykte tall. Det som "
            "ikke er trykt, er oppdiktet"
        )
        return self.say(
            "text-synthetic",
            "Svarene for {years} er syntetiske: ingen kommune har gitt dem. "
            f"{told}, også om den enkelte kommune.",
            role="caution", basis="params", years=made_up,
        )  # fmt: skip

    def _caution_of_others(self) -> Text:
        told = (
            "Tallene bygger på syntetiske svar: ingen kommune har gitt dem. De er laget slik at de "
            "gir tallene som er offentlige."
            if self.params.demonstration
            else "Tallene om tjenestene bygger på syntetiske svar: ingen kommune har gitt dem. De "
            "er laget slik at de så langt som mulig gir rapportens trykte tall."
        )
        return self.say(
            "text-synthetic",
            told,
            role="caution",
            basis="params",
        )

    def dated(self, title: str) -> str:
        """A title with the year of the answers at its end, where it does not name one itself.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.dated("Søkt Husbanken. Prosent")
            'Søkt Husbanken, 2016. Prosent'
        """
        named = grids.names_a_year(title)
        return unbroken(title if named else grids.dated(title, self.answers_year))

    def source_of_two_years(self, item: str) -> str:
        """Where an item's numbers come from when last year's answers are in it too.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.source_of_two_years("figure-mine")
            'beregnet av syntetiske svar på IS-24/8 for 2015 og 2016'
        """
        where = grids.from_answers(self.answers_of_two_years, self._printed(item))
        told = borders_told(self.before.answers if self.before else None, self.year)
        return f"{where}. {' '.join(told)}".removesuffix(".") if told else where

    def _printed(self, item: str) -> str:
        """The printed item that the reader can look up."""
        return grids.printed_item(self.page.printed.get(item, ""))

    def _source(self, item: str, basis: str) -> str:
        printed = self._printed(item)
        if self.answers is not None and basis in {"synthetic", "microdata"}:
            # last year's answers seen through this year's chapter keep their own year
            return grids.from_answers([self.answers], printed)
        report = self.params.printed_report or f"svarene på IS-24/8 for {self.year}"
        return f"beregnet av tall i {report}{', jf. ' + printed if printed else ''}"

    def _questions(self, asks: Sequence[str]) -> tuple[QuestionRef, ...]:
        if not asks or not has_codebook(self.year, self.project):
            return ()
        # the page of questions is of the edition's year, and has only what that year asks
        return grids.question_refs(load_codebook(self.year, self.project), self.answers, asks)


def _whole(basis: str, grid: Grid) -> str:
    """What an item rests on as a whole: the weakest of its cells, where they say."""
    if grid.cell_bases is None:
        return basis
    cells = (grid.basis(row, column) for row in grid.frame.index for column in grid.columns)
    return weakest(cells, basis)
