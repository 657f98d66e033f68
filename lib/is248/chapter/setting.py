"""What a chapter works with before it shows anything: the year, its answers, units and labels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import pandas as pd

from is248.base.errors import UserError, suggestion_of_label
from is248.chapter import grids
from is248.chapter.others import OtherResults, read_others
from is248.chapter.sayable import Values
from is248.measures.coded_scales import as_single
from is248.measures.support import missing_as_no
from is248.register.municipalities import oslo_for
from is248.show import words
from is248.survey import freshness
from is248.survey.answer_units import answer_units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from is248.base.paths import Project
    from is248.register.municipalities import Oslo
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

_SCALES = {
    2: "best worst",
    3: "best middle worst",
    4: "best good poor worst",
    5: "best good middle poor worst",
    6: "best good middle poor worst none",
}
"""Steps of a scale → the names of their colours."""


@dataclass(kw_only=True, repr=False)
class Setting:
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

    @property
    def answers_year(self) -> int:
        """The year of the answers: that before, where last year is seen through this chapter."""
        return self.answers.codebook.year if self.answers else self.year

    @cached_property
    def basis(self) -> str:
        """What the answers are: synthetic or microdata; "table" where there are none."""
        if self.rests_on:
            return self.rests_on
        if self.page.built_from_others:
            known = ("synthetic", "microdata")
            return next((basis for basis in known if basis in self.others.bases), "table")
        return grids.basis_of([self.answers]) if self.answers else "table"

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

    @cached_property
    def others(self) -> OtherResults:
        """What the other chapters show; see :mod:`is248.chapter.others`."""
        return read_others(self.project, self.year)

    # ---- answers --------------------------------------------------------------------------------

    @cached_property
    def before(self) -> Self | None:
        """This chapter on the answers of the year before; None where there are none."""
        year = self.year - 1
        if not freshness.has_answers(year, self.project):
            return None
        return replace(self, answers=freshness.load(year, self.project))

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

    def reading_codes(self, *names: str) -> Self:
        """The chapter with open questions read as single choices, by the code of each answer.

        Args:
            *names: Open questions whose answers are coded to one step of a scale.

        Raises:
            DataError: An answer has more than one code.
        """
        return replace(self, answers=as_single(self.answers, *names) if self.answers else None)

    def missing_as_no(self, *names: str) -> Self:
        """The chapter with a missing answer read as a no; see :func:`support.missing_as_no`.

        Args:
            *names: Questions that are often left out by units without the offer.
        """
        answers = self.answers
        return replace(
            self, answers=missing_as_no(answers, self.register, *names) if answers else None
        )

    def question_list(self, word: str = "") -> pd.DataFrame:
        """The questions of the year that hold a word.

        Args:
            word: Sought in id, label, number, chapter and answers; all questions when not given.

        Returns:
            One row per question, index ``id``: ``number`` in the form, ``label``, ``kind`` of
            answer, ``answered`` (units that answered).
        """
        return grids.question_list(self.answers, word)

    # ---- units ----------------------------------------------------------------------------------

    def units(self, oslo: Oslo) -> pd.DataFrame:
        """Answers beside the register, one row per unit; see :func:`answer_units`."""
        if oslo not in self._units:
            assert self.answers is not None
            self._units[oslo] = answer_units(self.answers, self.register, oslo)
        return self._units[oslo].copy(deep=False)

    def years(self, oslo: Oslo) -> dict[int, pd.DataFrame]:
        """Year → units with answers; this year alone where there are none of the year before."""
        before = {self.year - 1: self.before.units(oslo)} if self.before else {}
        return before | {self.year: self.units(oslo)}

    def units_in_words(self, n: float, grouping: str, who: str = "som svarte") -> str:
        """N and what the units are, for a grouping or an answer to the Oslo question."""
        oslo = grouping if grouping in UNITS else oslo_for(grouping)
        return f"{0 if pd.isna(n) else int(n)} {UNITS[oslo]} {who}"

    def counted_units(self, oslo: Oslo) -> str:
        """How many units there are, and what they are."""
        return f"{len(self.units(oslo))} {UNITS[oslo]}"

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

    # ---- labels ---------------------------------------------------------------------------------

    def grouping_in_titles(self, by: str) -> str:
        """A grouping as a caption names it after "etter"."""
        category = self.labels.category(by)
        return category.in_titles or category.label.lower()

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

    def counted_groups(self, by: str, n: float) -> Bound:
        """So many groups of a grouping, with their noun."""
        category = self.labels.category(by)
        one, many = category.one or "gruppe", category.many or "grupper"
        return words.count(n, one, many, neuter=category.gender == "n")

    def colours(self, category: str) -> dict[str, str]:
        """Category value → colour, for those that have one."""
        values = self.labels.category(category).values
        return {k: self.labels.colours[v.colour] for k, v in values.items() if v.colour}

    def colour(self, name: str) -> str:
        """A colour of labels.yml by name."""
        return self.labels.colours[name]

    def scale_colours(self, steps: int) -> list[str]:
        """Colours of a scale, best first, from labels.yml."""
        names = _SCALES.get(steps, _SCALES[5]).split()
        return [self.labels.colours[f"scale_{name}"] for name in names[:steps]]
