"""A question of the form as an object: what a notebook asks for its answers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from is248.base.errors import DataError, suggestion, suggestion_of_label
from is248.base.keys import TOTAL
from is248.chapter.outcome import Outcome
from is248.chapter.sayable import MAIN
from is248.measures import lookup, outcomes
from is248.register.municipalities import oslo_for
from is248.show import words
from is248.show.plots import bars, scales
from is248.survey.codebook import load_codebook, type_name
from is248.survey.places import years_with_codebook

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from is248.chapter.context import Chapter
    from is248.register.municipalities import Oslo
    from is248.show.figure import Figure
    from is248.show.paragraph import Bound, Text
    from is248.show.table import Table
    from is248.survey.codebook import Variable

COUNT_ENDING = "_n"
"""``{yes}`` is a share and ``{yes_n}`` a count."""

NOUNS = {"one": ("kommune", "kommuner"), "city": ("bydel", "bydeler")}
"""What a count counts, in the singular and plural, by kind of units."""


def find_question(chapter: Chapter, name: str) -> Variable:
    """A question of the chapter's year, else of another year.

    Raises:
        DataError: No year has it.
    """
    held = chapter.answers.codebook.variables if chapter.answers else ()
    for variable in held:
        if variable.id == name:
            return variable
    known = {variable.id for variable in held}
    for year in years_with_codebook(chapter.project):
        book = load_codebook(year, chapter.project)
        for variable in book.variables:
            if variable.id == name:
                return variable
        known |= {variable.id for variable in book.variables}
    raise DataError(f"Ingen skjema har spørsmålet «{name}»." + suggestion(name, known))


@dataclass(frozen=True, repr=False, eq=False)
class Question:
    """A question: its answers as shares, tables, figures, tests and sentences.

    ``question.yes`` or ``question.good`` is an outcome: one answer, or a set that the codebook
    names. In a sentence ``{yes}`` is its share and ``{yes_n}`` its count, ``{n}`` how many
    answered.

    Attributes:
        chapter: The chapter that asks.
        variable: What the codebook says.
        oslo: How Oslo counts; one unit when not given, or as the report does for a grouping.
        city: Whether only the city's districts are looked at.
    """

    chapter: Chapter
    variable: Variable
    oslo: Oslo | None = None
    city: bool = False

    def __repr__(self) -> str:
        """Number, id, label and answers."""
        if not self.asked:
            return f"<Question {self.id}: ikke spurt i {self.chapter.year}>"
        answers = ", ".join(self._outcomes())
        kind = f"; svar: {answers}" if answers else f"; {type_name(self.variable)}"
        return f"<Question {self.variable.number} {self.id}: {self.variable.label}{kind}>"

    @property
    def id(self) -> str:
        """Its id in the codebook.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.id
            'housing_grant_applied'
        """
        return self.variable.id

    @property
    def label(self) -> str:
        """What titles call it.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.label
            'Søkt Husbanken om tilskudd'
        """
        return self.variable.title or self.variable.label

    @cached_property
    def asked(self) -> bool:
        """Whether the year asks it and anybody answered.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.asked
            True
        """
        answers = self.chapter.answers
        if answers is None or self.variable not in answers.codebook.variables:
            return False
        return outcomes.asked(answers.values, self.variable)

    @cached_property
    def units(self) -> pd.DataFrame:
        """The units looked at, one row each; see :meth:`Chapter.units`.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> len(grant.units), len(grant.districts().units)
            (428, 15)
        """
        units = self.chapter.units("districts" if self.city else self.oslo or "one")
        return units[units["kind"] == "district"] if self.city else units

    @property
    def answers(self) -> pd.Series[str]:
        """The answers, one per unit; all missing when it is not asked.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> int(grant.answers.eq("yes").sum())
            175
        """
        return lookup.answers_to(self.units, self.id)

    def districts(self) -> Question:
        """The same question among the city's districts alone; ``{yes}`` is a count then.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> str(grant.chapter.say("text-mine", "{yes} av {n} bydeler", grant.districts()))
            '7 av 15 bydeler'
        """
        return replace(self, city=True)

    def counting(self, oslo: Oslo) -> Question:
        """The same question with Oslo counted otherwise.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> int(grant.counting("districts").yes.total["n"])
            425
        """
        return replace(self, oslo=oslo)

    def last_year(self) -> Question | None:
        """The same question the year before; None where that year did not ask it.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.last_year() is None
            True
        """
        before = self.chapter.before
        if before is None:
            return None
        then = replace(self, chapter=before)
        known = {v.id: v for v in before.answers.codebook.variables} if before.answers else {}
        then = replace(then, variable=known.get(self.id, self.variable))
        return then if then.asked else None

    def outcome(self, *answers: str, label: str = "") -> Outcome:
        """One answer, several together, or a set that the codebook names.

        Args:
            *answers: Codes, or the name of one set.
            label: What titles call it, when the codebook does not say.

        Raises:
            DataError: The question has no such answer, or its answers are words or numbers.

        Example:
            >>> chapter = open_chapter("crisis_teams", 2016)
            >>> plan = chapter.question("crisis_plan")
            >>> round(plan.outcome("no", "dont_know").pct + plan.yes.pct)
            100
        """
        known = self.variable.outcomes
        if len(answers) == 1 and answers[0] in known:
            named = known[answers[0]]
            return Outcome(self, answers[0], named.codes, label or named.label)
        self._check(answers)
        said = " eller ".join(self.variable.categories[code].lower() for code in answers)
        return Outcome(self, "_or_".join(answers), tuple(answers), label or f"{self.label}: {said}")

    def __getattr__(self, name: str) -> Outcome:
        """``question.yes``: the outcome of that name."""
        if name.startswith("_") or name not in self._outcomes():
            raise AttributeError(
                f"{self.variable.id} har ikke «{name}»." + suggestion(name, self._outcomes())
            )
        return self.outcome(name)

    def _outcomes(self) -> list[str]:
        return list(dict.fromkeys([*self.variable.outcomes, *self.variable.categories]))

    def _check(self, codes: tuple[str, ...]) -> None:
        if self.variable.type not in {"single", "multiple"}:
            raise DataError(
                f"«{self.id}» er {type_name(self.variable)} og har ingen andeler av faste svar."
            )
        if not codes:
            raise DataError(f"Hvilke svar på «{self.id}»? Det har {', '.join(self._outcomes())}.")
        for code in codes:
            if code not in self.variable.categories:
                known = {name: self.variable.categories.get(name, "") for name in self._outcomes()}
                near = suggestion_of_label(code, known)
                raise DataError(f"«{code}» er ikke et svar på «{self.id}».{near}")

    # ---- in sentences ---------------------------------------------------------------------------

    def bound(self, name: str, spec: str) -> Bound | None:
        r"""As :meth:`Sayable.bound`: outcomes by name, ``n``, and of an open question itself.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.bound("yes_n", "words").text
            '175\xa0kommuner'
        """
        if name == MAIN and self.variable.type in {"open", "count", "amount", "fte"}:
            return self._counted(self._wrote(), spec)
        if name == "n":
            return self._counted(self._answered(), spec)
        if name in self._outcomes():
            return self.outcome(name).bound("count" if self.city else MAIN, spec)
        if name.removesuffix(COUNT_ENDING) in self._outcomes():
            return self.outcome(name.removesuffix(COUNT_ENDING)).bound("count", spec)
        return None

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> "yes_n" in grant.names()
            True
        """
        return ["n", *self._outcomes(), *(f"{name}{COUNT_ENDING}" for name in self._outcomes())]

    def counted(self, value: float, spec: str, whole: float = math.nan) -> Bound:
        """A count of units as a sentence says it.

        Args:
            value: How many.
            spec: ``words`` ("to kommuner"), ``Words`` at the beginning of a sentence, ``of`` ("14
                av 15 bydeler"); else the bare number.
            whole: Of how many, for ``of``.

        Raises:
            DisplayError: There is no such spec.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.counted(2, "words").text
            'to kommuner'
        """
        one, many = NOUNS["city" if self.city else "one"]
        if spec == "of":
            return words.of_all(value, 0 if math.isnan(whole) else int(whole), one, many)
        if spec.lower() == "words":
            said = words.count(value, one, many)
            return words.capital(said) if spec == "Words" else said
        return words.number(value, int(spec or 0))

    def _counted(self, value: float, spec: str) -> Bound:
        return self.counted(value, spec, len(self.units))

    def _answered(self) -> float:
        if not self.asked:
            return math.nan
        return lookup.answered(self.units, self.variable.columns[0])

    def _wrote(self) -> float:
        """How many wrote an answer: every municipality, district and agency for itself."""
        if not self.asked or self.chapter.answers is None:
            return math.nan
        units = self.units if self.city or self.oslo else self.chapter.answers.values
        return lookup.answered(units, self.id)

    # ---- tables and figures ---------------------------------------------------------------------

    def table(
        self, item: str, title: str = "", by: str = "", *, intervals: bool = False
    ) -> Table | Text:
        """All answers: numbers and per cent.

        Args:
            item: Id of the table.
            title: Caption without number and year; of the codebook when not given.
            by: A grouping, for a row per group that sums to 100 per cent.
            intervals: Whether a single choice gets Wilson intervals; a multiple choice has them.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.table("table-mine").title
            'Søkt Husbanken om tilskudd, 2016'
        """
        if not self.asked:
            return self.chapter.not_asked(item)
        if self.variable.type == "open":
            return self._code_table(item, title)
        if by:
            return self._crosstab(item, title, self.chapter.grouping(by))
        return self._distribution(item, title, intervals=intervals)

    def _distribution(self, item: str, title: str, *, intervals: bool) -> Table | Text:
        if self.variable.type == "multiple":
            frame = outcomes.options(self.units, self.variable)
            n = frame["n"].max()
        elif intervals:
            frame = outcomes.answer_shares(self.units, self.variable)
            n, frame = frame["n"].max(), frame.drop(columns="n")
        else:
            frame = outcomes.distribution(self.units, self.variable)
            n = frame["n"][TOTAL]
        said = self.chapter.units_in_words(n, self.oslo or "one")
        return self.chapter.table(item, frame, title or self.label, n=said, asks=[self.id])

    def _crosstab(self, item: str, title: str, by: str) -> Table | Text:
        frame = self.crosstab(by)
        n = self.chapter.units_in_words(frame["n"][TOTAL], by)
        said = title or f"{self.label} etter {self.chapter.grouping_in_titles(by)}"
        return self.chapter.table(item, frame, said, n=n, headers=self.headers, asks=[self.id])

    def _code_table(self, item: str, title: str) -> Table | Text:
        assert self.chapter.answers is not None
        values = self.chapter.answers.values
        frame = outcomes.codes(values, self.variable)
        coded = int(values[f"{self.id}__codes"].notna().sum())
        n = f"{coded} kodede svar, flere koder per svar"
        return self.chapter.table(item, frame, title or self.label, n=n, asks=[self.id])

    @property
    def headers(self) -> dict[str, str]:
        """Column ``<code>_pct`` → label of the answer.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.headers["yes_pct"]
            'Ja'
        """
        return {f"{code}_pct": label for code, label in self.variable.categories.items()}

    def crosstab(self, by: str) -> pd.DataFrame:
        """All answers by group, each row summing to 100; see :func:`outcomes.crosstab`.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> list(grant.crosstab("region").columns)
            ['yes_pct', 'no_pct', 'dont_know_pct', 'n']
        """
        units = self.chapter.units(self.oslo or oslo_for(by))
        return outcomes.crosstab(units, self.variable, by)

    def figure(
        self, item: str, title: str = "", by: str = "", *, ranked: bool = True
    ) -> Figure | Text:
        """All answers: bars, or stacked along the scale by group.

        Args:
            item: Id of the figure.
            title: Caption without number and year; of the codebook when not given.
            by: A grouping: a scale with its neutral answer in the middle, a row per group.
            ranked: Whether bars are ranked; else they stand as on the form.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.figure("figure-mine").kind if False else grant.figure("figure-mine").id
            'figure-mine'
        """
        if not self.asked:
            return self.chapter.not_asked(item)
        if by:
            return self._scale_figure(item, title, self.chapter.grouping(by))
        multiple = self.variable.type == "multiple"
        shares = outcomes.options if multiple else outcomes.answer_shares
        frame = shares(self.units, self.variable)
        names = [self.variable.categories[str(code)] for code in frame.index]
        colour = self.chapter.colour("adult")
        plot = bars.ranked_bars(frame["pct"], names, colour, "prosent", ranked=ranked)
        alt = words.bars_alt(frame["pct"], self.variable.categories, "prosent")
        n = self.chapter.units_in_words(frame["n"].max(), self.oslo or "one")
        said = title or f"{self.label}. Prosent"
        return self.chapter.figure(item, plot, said, alt=alt, data=frame, n=n, asks=[self.id])

    def _scale_figure(self, item: str, title: str, by: str) -> Figure | Text:
        frame, categories = self.crosstab(by), self.variable.categories
        shown = frame[list(self.headers)].set_axis(list(categories), axis=1)
        order = (*self.chapter.order(by), TOTAL)
        names = {key: self.chapter.label(by, key) for key in order if key in frame.index}
        plot = scales.diverging_scale(
            shown, categories=categories, neutral=self.variable.neutral, rows=names,
            colours=self.chapter.scale_colours(len(categories)),
        )  # fmt: skip
        alt = words.scale_alt(shown.T[TOTAL], categories)
        n = self.chapter.units_in_words(frame["n"][TOTAL], by)
        return self.chapter.figure(
            item, plot, title or f"{self.label}. Prosent", alt=alt, data=frame, n=n,
            headers=self.headers, asks=[self.id],
        )  # fmt: skip
