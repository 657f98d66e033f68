"""A question and one of its outcomes as shares, tables and figures below them know it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, Self

from is248.measures import lookup, outcomes
from is248.register.municipalities import oslo_for
from is248.show import words
from is248.show.plots import bars

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure as MplFigure

    from is248.chapter.displays import Displays
    from is248.register.municipalities import Oslo
    from is248.show.paragraph import Bound
    from is248.survey.codebook import Variable

OF_UNITS = "of_units"
"""``{yes:of}`` is of those that answered, ``{yes:of_units}`` of all units, also in silence."""

_SO = "så endring fra året før kan ikke vises."
NOT_HELD = f"Det finnes ikke svar fra {{last}}, {_SO}"
NEW = f"Spørsmålet ble ikke stilt i {{last}}, {_SO}"
"""Why there is no year before: no answers are held, or the question was not asked. A question that
nobody answered was not asked, as everywhere (docs/methods.md)."""

NOUNS = {"one": ("kommune", "kommuner"), "city": ("bydel", "bydeler")}
"""What a count counts, in the singular and plural, by kind of units."""


class Given(Protocol):
    """An outcome, as far as a question that is asked among its units has to know it."""

    @property
    def question(self) -> Asked:
        """Its question."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The answers counted."""

    def hits(self, units: pd.DataFrame) -> pd.Series[float]:
        """1 for units with the outcome, 0 for others, missing for no answer."""


@dataclass(frozen=True, repr=False, eq=False)
class Asked:
    """A question, the units looked at and their answers.

    Attributes:
        chapter: The chapter that asks.
        variable: What the codebook says.
        oslo: How Oslo counts; one unit when not given, or as the report does for a grouping.
        city: Whether only the city's districts are looked at.
        given: The outcome that the units looked at have, when not all are.
        who: Those units in words: "som kjøper".
    """

    chapter: Displays
    variable: Variable
    oslo: Oslo | None = None
    city: bool = False
    given: Given | None = None
    who: str = ""

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
        if answers is None or not answers.codebook.has(self.variable):
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
        return self.units_as("districts" if self.city else self.oslo or "one")

    def units_as(self, oslo: Oslo) -> pd.DataFrame:
        """The units looked at, with Oslo counted otherwise.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> len(grant.units_as("districts")) > len(grant.units)
            True
        """
        return self._looked_at(self.chapter.units(oslo))

    def own_as(self, oslo: Oslo | None = None) -> pd.DataFrame:
        """As :meth:`units_as`, of all answers the question's own alone; not to be written in.

        Args:
            oslo: How Oslo counts; as in :attr:`units` when not given.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.own_as().index.equals(grant.units.index)
            True
        """
        given = [self.given.question.id] if self.given else []
        way: Oslo = oslo or ("districts" if self.city else self.oslo or "one")
        return self._looked_at(self.chapter.units_of(way, self.id, *given))

    def _looked_at(self, units: pd.DataFrame) -> pd.DataFrame:
        if self.city:
            units = units[units["kind"] == "district"]
        return units if self.given is None else units[self.given.hits(units) == 1]

    def counted_as(self, oslo: Oslo | None) -> tuple[object, ...]:
        """What tells the units looked at apart from others of the chapter.

        Args:
            oslo: How Oslo counts; None as the question says.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.counted_as("one")
            ('housing_grant_applied', 'one', False, None)
        """
        given = self.given and (self.given.question.id, self.given.codes)
        return self.id, oslo, self.city, given

    @property
    def answers(self) -> pd.Series[str]:
        """The answers, one per unit; all missing when it is not asked.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> dict(grant.answers.value_counts())["yes"] == grant.yes.total["count"]
            np.True_
        """
        return lookup.answers_to(self.units, self.id)

    def districts(self) -> Self:
        """The same question among the city's districts alone; ``{yes}`` is a count then.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.districts().bound("yes", "").text
            '7'
        """
        return replace(self, city=True)

    def among(self, given: Given, who: str) -> Self:
        """The same question among the units with an outcome, of this question or another.

        Args:
            given: The outcome.
            who: Those units in words: "som kjøper".

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.among(grant.yes, "som har søkt").yes.pct
            100.0
        """
        return replace(self, given=given, who=who)

    def counting(self, oslo: Oslo) -> Self:
        """The same question with Oslo counted otherwise.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.counting("districts").yes.total["n"] > grant.yes.total["n"]
            np.True_
        """
        return replace(self, oslo=oslo)

    def last_year(self) -> Self | None:
        """The same question the year before, by concept, under whatever id it had.

        Returns:
            None where there are no answers of that year, it did not ask, or nobody answered;
            :attr:`why_not_last_year` says which.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.last_year() is None
            True
        """
        before, then = self.chapter.before, self._variable_last_year
        if before is None or then is None:
            return None
        question = replace(self, chapter=before, variable=then)
        return question if question.asked else None

    @property
    def _variable_last_year(self) -> Variable | None:
        """What the codebook of the year before says; a question made of others keeps its id."""
        before = self.chapter.before
        if before is None or before.answers is None:
            return None
        own, book = self.variable, before.answers.codebook
        same = (v for v in book.variables if (v.id, v.concept) == (own.id, own.concept))
        return next(same, None) or book.by_concept(own.concept, own.form)

    @property
    def why_not_last_year(self) -> str:
        """Why there is no question of the year before, as a sentence that names ``{last}``.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.why_not_last_year
            'Spørsmålet ble ikke stilt i {last}, så endring fra året før kan ikke vises.'
        """
        return NOT_HELD if self.chapter.before is None else NEW

    def latest(self) -> Self:
        """The question in the year, else in the year before; itself where neither asks it.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.latest().id
            'housing_grant_applied'
        """
        return self if self.asked else self.last_year() or self

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
        units = self.own_as(self.oslo or oslo_for(by))
        return outcomes.crosstab(units, self.variable, by)

    def counted(self, value: float, spec: str, whole: float = math.nan) -> Bound:
        """A count of units as a sentence says it.

        Args:
            value: How many.
            spec: ``words`` ("to kommuner"), ``Words`` at the beginning of a sentence, ``of`` ("14
                av 15 bydeler"); else the bare number.
            whole: Of how many, for ``of`` and ``of_units``.

        Raises:
            DisplayError: There is no such spec.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.counted(2, "words").text
            'to kommuner'
        """
        one, many = NOUNS["city" if self.city else "one"]
        if spec in {"of", OF_UNITS}:
            return words.of_all(value, 0 if math.isnan(whole) else int(whole), one, many)
        if spec.lower() == "words":
            said = words.count(value, one, many)
            return words.capital(said) if spec == "Words" else said
        return words.number(value, int(spec or 0))

    def scale_plot(self, frame: pd.DataFrame, rows: Mapping[str, str]) -> MplFigure:
        """Its answers along the scale with the neutral one in the middle.

        Args:
            frame: One row per bar, columns ``<code>_pct``.
            rows: Row → label, in order.

        Example:
            >>> follow = open_chapter("housing", 2016).question("housing_follow_up")
            >>> frame = follow.crosstab("region")
            >>> len(follow.scale_plot(frame, {key: key for key in frame.index}).axes)
            1
        """
        categories = self.variable.categories
        return bars.diverging_scale(
            frame[list(self.headers)].set_axis(list(categories), axis=1), categories=categories,
            neutral=self.variable.neutral, rows=rows,
            colours=self.chapter.scale_colours(len(categories)),
        )  # fmt: skip
