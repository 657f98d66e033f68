"""The mean of answers on a scale, by group."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from is248.base.keys import TOTAL
from is248.chapter.sayable import Said
from is248.chapter.share_displays import SIZES
from is248.chapter.without_city import without_city
from is248.measures.coded_scales import means_by, weighted_below
from is248.measures.group_tests import shift_p
from is248.measures.lookup import count
from is248.register.municipalities import oslo_for
from is248.show import words
from is248.show.plots.intervals import means_alt, paired_means

if TYPE_CHECKING:
    from is248.chapter.asked import Asked
    from is248.chapter.displays import Displays, Drawn
    from is248.show.paragraph import Bound


@dataclass(frozen=True, repr=False, eq=False)
class ScaleMeans(Said):
    """The mean of a scale by group, every unit counting the same and every inhabitant the same.

    Inhabitants of a city count by the answers of their districts.

    In a sentence ``{n}`` is the units that answered, ``{lighter}`` in how many groups the weighted
    mean is below the unweighted, ``{p}`` whether the whole scale is the same in all groups (by
    permutation) and ``{controlled_p}`` the same given size class.

    Attributes:
        question: A single choice whose answers are a scale, the first with the value 1.
        by: What groups the units; Oslo counts as in the report's tables of it.
    """

    question: Asked
    by: str

    def __repr__(self) -> str:
        """Question, grouping and n."""
        return f"<ScaleMeans {self.question.id} by {self.by}, n={count(self.frame, 'n')}>"

    @property
    def _chapter(self) -> Displays:
        return self.question.chapter

    @cached_property
    def _units(self) -> pd.DataFrame:
        return (
            self._chapter.units_of(oslo_for(self.by), self.question.id)
            if self.question.asked
            else pd.DataFrame()
        )

    @cached_property
    def _scale(self) -> list[str]:
        return list(self.question.variable.categories)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per group and ``total``; see :func:`means_by`.

        Example:
            >>> follow = open_chapter("housing", 2016).question("housing_follow_up")
            >>> means = follow.means("county")
            >>> means.frame.index.name
            'county'
        """
        order = self._chapter.order(self.by)
        living = (
            self._chapter.units_of("districts", self.question.id) if self.question.asked else None
        )
        name, scale = self.question.id, self._scale
        return means_by(self._units, name, scale, self.by, order, living=living)

    def p(self, *control: str) -> float:
        """P of the test that the scale is the same in all groups; NaN when it is not asked.

        Example:
            >>> follow = open_chapter("housing", 2016).question("housing_follow_up")
            >>> means = follow.means("county")
            >>> 0 <= means.p() <= 1
            True
        """
        factors = {name: self._chapter.order(name) for name in (self.by, *control)}
        return shift_p(self._units, self.question.id, self._scale, factors)

    def p_without_city(self, *control: str) -> float:
        """As :meth:`p`, the city left out.

        Example:
            >>> follow = open_chapter("housing", 2016).question("housing_follow_up")
            >>> means = follow.means("county")
            >>> 0 <= means.p_without_city() <= 1
            True
        """
        factors = {name: self._chapter.order(name) for name in (self.by, *control)}
        units = without_city(self._units, self._chapter)
        return shift_p(units, self.question.id, self._scale, factors)

    def _lighter(self) -> Bound:
        category = self._chapter.labels.category(self.by)
        below, every = weighted_below(self.frame)
        return words.of_all(below, every, category.one or "gruppe", category.many or "grupper")

    said: ClassVar = {
        "n": lambda means, spec: words.number(count(means.frame, "n"), int(spec or 0)),
        "lighter": lambda means, _: means._lighter(),
        "p": lambda means, _: words.p_value(means.p()),
        "controlled_p": lambda means, _: words.p_value(means.p("size_class")),
    }

    def figure(self, item: str, title: str = "") -> Drawn:
        """Both means by group, the unweighted with its interval.

        Example:
            >>> follow = open_chapter("housing", 2016).question("housing_follow_up")
            >>> means = follow.means("county")
            >>> means.figure("figure-mine").id
            'figure-mine'
        """
        if self.frame.empty:
            return self._chapter.not_asked(item)
        labels, by = self._chapter.short_labels(self.by), self.by
        # areas stand in the register's order, and those of few answers not for themselves
        enough = self.frame["n"] >= self._chapter.params.thresholds.few
        shown = self.frame[enough | (self.frame.index == TOTAL)]
        if len(shown) == 1:
            return self._chapter.too_few(item, self.by)
        answers = [label.lower() for label in self.question.variable.categories.values()]
        last = words.count(len(answers), "", "").text.strip()
        plot = paired_means(
            shown, labels=labels, colour=self._chapter.colour("adult"), ranked=False,
            unit=f"Snitt (én er {answers[0]}, {last} {answers[-1]})",
        )  # fmt: skip
        said = title or f"{self.question.label} etter {self._chapter.grouping_in_titles(by)}, snitt"
        ends = list(map(str, self.frame.index)) if by in SIZES else []
        named = {key: self._chapter.running(by, key) for key in ends}
        return self._chapter.figure(
            item, plot, said, alt=means_alt(self.frame, named), data=self.frame,
            n=self._chapter.units_in_words(count(self.frame, "n"), by), asks=[self.question.id],
        )  # fmt: skip
