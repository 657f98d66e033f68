"""Answers on a scale: means by group, and several questions side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from is248.measures.coded_scales import means_by, weighted_below
from is248.measures.group_tests import shift_p
from is248.measures.lookup import count
from is248.measures.scale_answers import scales_together
from is248.register.municipalities import oslo_for
from is248.show import words
from is248.show.plots import bars
from is248.show.plots.intervals import means_alt, paired_means

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from is248.chapter.context import Chapter
    from is248.chapter.question import Question
    from is248.show.figure import Figure
    from is248.show.paragraph import Bound, Text


@dataclass(frozen=True, repr=False, eq=False)
class ScaleMeans:
    """The mean of a scale by group, every unit counting the same and every inhabitant the same.

    In a sentence ``{n}`` is the units that answered, ``{lighter}`` in how many groups the weighted
    mean is below the unweighted, ``{p}`` whether the whole scale is the same in all groups (ordered
    logit, likelihood ratio) and ``{controlled_p}`` the same given size class.

    Attributes:
        question: A single choice whose answers are a scale, the first with the value 1.
        by: What groups the units; Oslo counts as in the report's tables of it.
    """

    question: Question
    by: str

    def __repr__(self) -> str:
        """Question, grouping and n."""
        return f"<ScaleMeans {self.question.id} by {self.by}, n={count(self.frame, 'n')}>"

    @property
    def _chapter(self) -> Chapter:
        return self.question.chapter

    @cached_property
    def _units(self) -> pd.DataFrame:
        return self._chapter.units(oslo_for(self.by)) if self.question.asked else pd.DataFrame()

    @cached_property
    def _scale(self) -> list[str]:
        return list(self.question.variable.categories)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per group and ``total``; see :func:`means_by`."""
        order = self._chapter.order(self.by)
        return means_by(self._units, self.question.id, self._scale, self.by, order)

    def p(self, *control: str) -> float:
        """P of the test that the scale is the same in all groups; NaN when it is not asked."""
        factors = {name: self._chapter.order(name) for name in (self.by, *control)}
        return shift_p(self._units, self.question.id, self._scale, factors)

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`."""
        if name == "n":
            return words.number(count(self.frame, "n"), int(spec or 0))
        if name == "lighter":
            category = self._chapter.labels.category(self.by)
            below, every = weighted_below(self.frame)
            return words.of_all(below, every, category.one or "gruppe", category.many or "grupper")
        control = {"p": [], "controlled_p": ["size_class"]}.get(name)
        return None if control is None else words.p_value(self.p(*control))

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`."""
        return ["n", "lighter", "p", "controlled_p"]

    def figure(self, item: str, title: str = "") -> Figure | Text:
        """Both means by group, the unweighted with its interval."""
        if self.frame.empty:
            return self._chapter.not_asked(item)
        labels, by = self._chapter.short_labels(self.by), self.by
        answers = [label.lower() for label in self.question.variable.categories.values()]
        last = words.count(len(answers), "", "").text.strip()
        plot = paired_means(
            self.frame, labels=labels, colour=self._chapter.colour("adult"),
            unit=f"Snitt (én er {answers[0]}, {last} {answers[-1]})", ranked=by != "size_class",
        )  # fmt: skip
        said = title or f"{self.question.label} etter {self._chapter.grouping_in_titles(by)}, snitt"
        return self._chapter.figure(
            item, plot, said, alt=means_alt(self.frame, labels), data=self.frame,
            n=self._chapter.units_in_words(count(self.frame, "n"), by), asks=[self.question.id],
        )  # fmt: skip


def scales_figure(
    item: str, questions: Sequence[Question] | Mapping[str, Question], title: str
) -> Figure | Text:
    """Several questions on one scale, stacked with the neutral answer in the middle.

    Args:
        item: Id of the figure.
        questions: At least one, perhaps by what names the rows, else their titles do; those not
            asked are left out.
        title: Caption without number and year.
    """
    if not isinstance(questions, Mapping):
        questions = {each.label: each for each in questions}
    first = next(iter(questions.values()))
    chapter, asked = first.chapter, {each.id: each for each in questions.values() if each.asked}
    frame = scales_together(chapter.units("one"), {k: q.variable for k, q in asked.items()})
    if frame.empty:
        return chapter.not_asked(item)
    rows = {each.id: name for name, each in questions.items() if each.asked}
    answers = first.variable.categories
    shown = frame[list(first.headers)].set_axis(list(answers), axis=1)
    plot = bars.diverging_scale(
        shown, categories=answers, neutral=first.variable.neutral, rows=rows,
        colours=chapter.scale_colours(len(answers)),
    )  # fmt: skip
    alt = " ".join(f"{rows[k]}: {words.scale_alt(shown.T[k], answers)}" for k in rows)
    return chapter.figure(
        item, plot, title, alt=alt, data=frame, n=chapter.units_in_words(frame["n"].max(), "one"),
        headers=first.headers, row_labels=rows, asks=list(rows),
    )  # fmt: skip
