"""Every option of a multiple choice by group, side by side."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from is248.base.basis import weakest
from is248.base.keys import TOTAL
from is248.chapter import rests
from is248.chapter.sayable import Said
from is248.measures import outcomes
from is248.measures.group_tests import factor_p
from is248.show import words
from is248.show.plots import bars
from is248.stats.multiplicity import holm
from is248.stats.permutation import factor_tests

if TYPE_CHECKING:
    from is248.chapter.asked import Asked
    from is248.chapter.displays import Drawn, Tabled
    from is248.show.bundle import Place
    from is248.show.paragraph import Bound


@dataclass(frozen=True, repr=False, eq=False)
class Options(Said):
    """Per cent that crossed each option, by group.

    In a sentence ``{apart}`` is the options that differ between the groups.

    Attributes:
        question: The question.
        by: The grouping.
        options: The options shown, in order.
        units: The units looked at.
        who: N and what the units are.
    """

    question: Asked
    by: str
    options: tuple[str, ...]
    units: pd.DataFrame
    who: str

    @property
    def order(self) -> list[str]:
        """The groups in order.

        Example:
            >>> how = open_chapter("police_cooperation", 2016).question("police_cooperation")
            >>> options = how.options("size_class")
            >>> len(options.order)
            6
        """
        return self.question.chapter.order(self.by)

    @property
    def texts(self) -> dict[str, str]:
        """Option → label.

        Example:
            >>> how = open_chapter("police_cooperation", 2016).question("police_cooperation")
            >>> options = how.options("size_class")
            >>> set(options.texts) == set(options.options)
            True
        """
        return {key: self.question.variable.categories[key] for key in self.options}

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per group with units and ``total``: ``n`` and ``<option>_pct``; may be empty.

        Example:
            >>> how = open_chapter("police_cooperation", 2016).question("police_cooperation")
            >>> options = how.options("size_class")
            >>> options.frame.index.name
            'size_class'
        """
        units = self.units if self.question.asked else self.units.iloc[:0]
        return outcomes.options_by(units, self.question.id, self.options, self.by, self.order)

    @cached_property
    def tests(self) -> pd.Series[float]:
        """P of the test that all groups are alike, by option; by permutation.

        Example:
            >>> how = open_chapter("police_cooperation", 2016).question("police_cooperation")
            >>> options = how.options("size_class")
            >>> set(options.tests.index) == set(options.options)
            True
        """
        orders = {self.by: self.order}
        hits = {o: outcomes.outcome(self.units, self.question.id, [o]) for o in self.options}
        found = {o: factor_tests(hit, outcomes.OUTCOME, [self.by], orders=orders)
                 for o, hit in hits.items()}  # fmt: skip
        return pd.Series({option: factor_p(tests, self.by) for option, tests in found.items()})

    def _repr_html_(self) -> str:
        return str(self.frame.round(1).to_html())

    said: ClassVar = {"apart": lambda options, _: options._apart().on(options._weakest)}

    @cached_property
    def bases(self) -> pd.DataFrame:
        """What each number of :attr:`frame` rests on.

        Example:
            >>> chapter = open_chapter("police_cooperation", 2016)
            >>> chapter.question("police_cooperation").options("size_class").bases.shape[0] > 1
            True
        """
        return rests.of_crosstab(self.question, self.frame, self.by)

    @property
    def _weakest(self) -> str:
        return weakest(self.bases.to_numpy().ravel())

    def _apart(self) -> Bound:
        """The options that differ between the groups, adjusted (Holm) over the options."""
        if not self.question.asked:
            return words.number(math.nan)
        level = self.question.chapter.params.thresholds.certain
        certain = self.tests.index[holm(self.tests) < level]
        return words.listing(self.texts[option].lower() for option in certain)

    def table(self, item: str, title: str = "", *, place: Place = "page") -> Tabled:
        """A row per option: per cent by group and of all, and the test of the groups.

        Args:
            item: Id of the table.
            title: Caption without number and year; made of question and grouping when not given.
            place: Where it stands.

        Example:
            >>> how = open_chapter("police_cooperation", 2016).question("police_cooperation")
            >>> options = how.options("size_class")
            >>> options.table("table-mine").id
            'table-mine'
        """
        chapter = self.question.chapter
        if not self.question.asked or self.frame.empty:
            return chapter.not_asked(item)
        shares = self.frame.drop(columns="n").T.add_suffix("_pct").set_axis(list(self.options))
        shown = shares.rename_axis(self.question.id).assign(p_value=self.tests)
        labels = chapter.short_labels(self.by)
        headers = {f"{key}_pct": labels[key] for key in labels if f"{key}_pct" in shown}
        over = f"Prosent etter {chapter.grouping_in_titles(self.by)}"
        return chapter.table(
            item, shown, title or self._title, n=self.who, asks=[self.question.id],
            spans=dict.fromkeys(headers, over), headers=headers | {f"{TOTAL}_pct": "Alle"},
            cell_bases=self._turned.assign(p_value=self._tested), place=place,
        )  # fmt: skip

    @property
    def _turned(self) -> pd.DataFrame:
        """What the numbers of :meth:`table` rest on: a row per option."""
        shares = self.bases.drop(columns="n").T.add_suffix("_pct")
        return shares.set_axis(list(self.options))

    @property
    def _tested(self) -> list[str]:
        """What the test of each option rests on."""
        n = weakest(self.bases["n"])
        return [weakest([n, *self.bases[f"{option}_pct"]]) for option in self.options]

    @property
    def _title(self) -> str:
        return f"{self.question.label} etter {self.question.chapter.grouping_in_titles(self.by)}"

    def figure(self, item: str, title: str = "") -> Drawn:
        """A panel of bars for each option; groups of few units are drawn open.

        Args:
            item: Id of the figure.
            title: Caption without number and year; made of question and grouping when not given.

        Example:
            >>> how = open_chapter("police_cooperation", 2016).question("police_cooperation")
            >>> options = how.options("size_class")
            >>> options.figure("figure-mine").id
            'figure-mine'
        """
        chapter, frame, who = self.question.chapter, self.frame, self.question.who or "som svarte"
        if not self.question.asked or frame.empty:
            return chapter.not_asked(item)
        headers = {f"{key}_pct": label for key, label in self.texts.items()}
        labels = {str(key): chapter.label(self.by, str(key), short=True) for key in frame.index}
        plot = bars.share_panels(frame, panels=headers, colours=self._colours(), labels=labels)
        said, few = title or f"{self._title}, blant dem {who}. Prosent", words.in_words(bars.FEW)
        named = {str(key): chapter.running(self.by, str(key)) for key in frame.index}
        return chapter.figure(
            item, plot, said, alt=words.panels_alt(frame, headers, named), data=frame, n=self.who,
            headers=headers, notes=[f"Åpne søyler: færre enn {few.text} enheter {who}."],
            asks=[self.question.id], cell_bases=self.bases,
        )  # fmt: skip

    def _colours(self) -> dict[str, str]:
        """A colour for each word that labels begin with, before the comma."""
        heads = {key: label.split(",")[0] for key, label in self.texts.items()}
        known = dict(zip(dict.fromkeys(heads.values()), cycle(("series_3", "series_2"))))
        return {f"{key}_pct": self.question.chapter.colour(known[heads[key]]) for key in heads}
