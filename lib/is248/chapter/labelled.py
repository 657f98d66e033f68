"""A chapter of a year by name: its page, its groupings, its labels and colours."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.errors import UserError, suggestion_of_label
from is248.chapter import grids
from is248.register.municipalities import oslo_for
from is248.show import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.base.paths import Project
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
class Labelled:
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
        silence_is_no: Questions whose missing answers are read as a no.
        read_by_code: Open questions that are read as single choices.
    """

    project: Project
    params: YearParams
    page: Page
    labels: Labels
    by: str = ""
    answers: Answers | None = None
    register: pd.DataFrame = field(default_factory=pd.DataFrame)
    rests_on: str = ""
    silence_is_no: frozenset[str] = frozenset()
    read_by_code: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Theme and year: a chapter is not looked at, its questions are."""
        return f"<Chapter {self.page.theme} {self.year}, by {self.by or 'nothing'}>"

    @property
    def year(self) -> int:
        """The reporting year.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.year
            2016
        """
        return self.params.year

    @property
    def answers_year(self) -> int:
        """The year of the answers: that before, where last year is seen through this chapter.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.answers_year == chapter.year
            True
        """
        return self.answers.codebook.year if self.answers else self.year

    @property
    def convention(self) -> float:
        """The level that the report's series calls significant.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.convention
            0.1
        """
        return self.params.thresholds.convention

    @cached_property
    def city(self) -> str:
        """The municipality whose districts answer the form, by name.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.city
            'Oslo'
        """
        return self.labels.city.name if self.labels.city else ""

    def grouping(self, by: str) -> str:
        """A grouping that exists.

        Raises:
            UserError: There is none of that name; the message names near ones.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.grouping("county")
            'county'
        """
        names = [name for name in self.labels.categories if name in self.register]
        if by not in names:
            known = {name: self.labels.category(name).label for name in names}
            near = suggestion_of_label(by, known)
            raise UserError(f"«{by}» er ingen inndeling.{near} Inndelinger: {', '.join(known)}.")
        return by

    def units_in_words(self, n: float, grouping: str, who: str = "som svarte") -> str:
        """N and what the units are, for a grouping or an answer to the Oslo question.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.units_in_words(411, "one")
            '411 kommuner som svarte'
        """
        oslo = grouping if grouping in UNITS else oslo_for(grouping)
        return f"{0 if pd.isna(n) else int(n)} {UNITS[oslo]} {who}"

    # ---- labels ---------------------------------------------------------------------------------

    def grouping_in_titles(self, by: str) -> str:
        """A grouping as a caption names it after "etter".

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.grouping_in_titles("size_class")
            'kommunestørrelse'
        """
        category = self.labels.category(by)
        return category.in_titles or category.label.lower()

    def category(self, name: str) -> Category | None:
        """Categories by the name of a frame's index: of labels.yml, else of a question.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.category("region").label
            'Helseregion'
        """
        return self.labels.categories.get(name) or grids.answers_category(self.answers, name)

    def label(self, category: str, key: str, *, short: bool = False) -> str:
        """The label of one category value; a key without one is shown as it is.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.label("county", "Oslo")
            'Oslo'
        """
        return grids.label(self.labels, category, key, short=short)

    def short_labels(self, category: str) -> dict[str, str]:
        """Category value → short label, for figures.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.short_labels("fte")["fte_adult"]
            'Voksne'
        """
        values = self.labels.category(category).values
        return {key: value.short or value.label for key, value in values.items()}

    def in_full(self, category: str) -> list[str]:
        """A note that says what the short labels of a figure stand for; none where all are full.

        Example:
            >>> chapter = open_chapter("care_pathways", 2016)
            >>> chapter.in_full("pathway")[0][:41]
            'Forløp 1: milde og kortvarige problemer. '
        """
        values = self.labels.category(category).values.values()
        said = (
            value.label if value.label.startswith(f"{value.short}:")
            else f"{value.short}: {value.label[0].lower()}{value.label[1:]}"
            for value in values if value.short and value.short != value.label
        )  # fmt: skip
        return [f"{'. '.join(told)}."] if (told := list(said)) else []

    def running(self, category: str, key: str) -> str:
        """What a category value is called inside a sentence, in the plural where it is a group.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.running("size_class", "<2000").split()[0]
            'kommuner'
        """
        value = self.labels.category(category).values.get(key)
        return (value.inside or value.label) if value else key

    def order(self, category: str) -> list[str]:
        """Category values in display order.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.order("region")
            ['Sør-Øst', 'Vest', 'Midt-Norge', 'Nord']
        """
        return list(self.labels.category(category).values)

    def reference(self, by: str) -> str:
        """The group that others are compared with: the first of a grouping.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.reference("region")
            'Sør-Øst'
        """
        return self.label(by, self.labels.reference(by))

    def counted_groups(self, by: str, n: float) -> Bound:
        """So many groups of a grouping, with their noun.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.counted_groups("county", 3).text
            'tre fylker'
        """
        category = self.labels.category(by)
        one, many = category.one or "gruppe", category.many or "grupper"
        return words.count(n, one, many, neuter=category.gender == "n")

    def colours(self, category: str) -> dict[str, str]:
        """Category value → colour, for those that have one.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> sorted(chapter.colours("group"))
            ['adult', 'child']
        """
        values = self.labels.category(category).values
        return {k: self.labels.colours[v.colour] for k, v in values.items() if v.colour}

    def colour(self, name: str) -> str:
        """A colour of labels.yml by name.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.colour("adult")
            '#0b4f7d'
        """
        return self.labels.colours[name]

    def scale_colours(self, steps: int) -> list[str]:
        """Colours of a scale, best first, from labels.yml.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> len(chapter.scale_colours(5))
            5
        """
        names = _SCALES.get(steps, _SCALES[5]).split()
        return [self.labels.colours[f"scale_{name}"] for name in names[:steps]]
