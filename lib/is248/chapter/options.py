"""Every option of a multiple choice by group, side by side."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle
from typing import TYPE_CHECKING

from is248.base.keys import TOTAL
from is248.measures import outcomes
from is248.show import words
from is248.show.plots import panels

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from is248.chapter.question import Question
    from is248.register.municipalities import Oslo
    from is248.show.figure import Figure
    from is248.show.paragraph import Bound, Text

ENDINGS = ("high", "low")


@dataclass(frozen=True, repr=False, eq=False)
class Options:
    """Per cent that crossed each option, by group.

    In a sentence ``{single_high:3}`` and ``{single_low}`` are the groups where the option "single"
    is most and least common, among groups of at least :data:`panels.FEW` units; ``{few}`` is that
    limit and ``{small}`` how many groups are smaller.

    Attributes:
        question: The question.
        by: The grouping.
        options: The options shown, in order.
        oslo: How Oslo counts.
    """

    question: Question
    by: str
    options: tuple[str, ...]
    oslo: Oslo

    @cached_property
    def units(self) -> pd.DataFrame:
        """The units looked at."""
        return self.question.units_as(self.oslo)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per group with units and ``total``: ``n`` and ``<option>_pct``; may be empty."""
        order = self.question.chapter.order(self.by)
        return outcomes.options_by(self.units, self.question.id, self.options, self.by, order)

    def _repr_html_(self) -> str:
        return str(self.frame.round(1).to_html())

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`."""
        groups = self.frame.drop(index=TOTAL, errors="ignore")
        enough = groups[groups["n"] >= panels.FEW]
        if name == "few":
            return words.number(panels.FEW if self.question.asked else math.nan)
        if name == "small":
            category = self.question.chapter.labels.category(self.by)
            small = len(groups) - len(enough) if self.question.asked else math.nan
            return words.count(small, category.one, category.many, neuter=category.gender == "n")
        option, _, end = name.rpartition("_")
        if option not in self.options or end not in ENDINGS:
            return None
        if enough.empty:
            return words.number(math.nan)
        shares = enough[f"{option}_pct"]
        names = [self.question.chapter.label(self.by, str(key), short=True) for key in shares.index]
        return words.ranking(names, shares, top=int(spec or 1), lowest=end == "low")

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`."""
        return ["few", "small", *(f"{name}_{end}" for name in self.options for end in ENDINGS)]

    def figure(self, item: str, title: str = "") -> Figure | Text:
        """A panel of bars for each option; groups of few units are drawn open.

        Args:
            item: Id of the figure.
            title: Caption without number and year; made of question and grouping when not given.
        """
        chapter, frame, who = self.question.chapter, self.frame, self.question.who
        if not self.question.asked or frame.empty:
            return chapter.not_asked(item)
        headers = {f"{key}_pct": self.question.variable.categories[key] for key in self.options}
        labels = {str(key): chapter.label(self.by, str(key), short=True) for key in frame.index}
        plot = panels.share_panels(frame, panels=headers, colours=self._colours(), labels=labels)
        group = chapter.grouping_in_titles(self.by)
        said = title or f"{self.question.label} blant dem {who}, etter {group}. Prosent"
        n = chapter.units_in_words(len(self.units), self.oslo, who)
        return chapter.figure(
            item, plot, said, alt=words.panels_alt(frame, headers, labels), data=frame, n=n,
            headers=headers, notes=[f"Åpne søyler: færre enn {panels.FEW} {who}."],
            asks=[self.question.id],
        )  # fmt: skip

    def _colours(self) -> dict[str, str]:
        """A colour for each word that labels begin with, before the comma."""
        heads = {key: self.question.variable.categories[key].split(",")[0] for key in self.options}
        known = dict(zip(dict.fromkeys(heads.values()), cycle(("series_3", "series_2"))))
        return {f"{key}_pct": self.question.chapter.colour(known[heads[key]]) for key in heads}
