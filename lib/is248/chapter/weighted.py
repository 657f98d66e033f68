"""Shares weighted by adults, and people per adult inhabitant, by group."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from is248.base.basis import of_answers, weakest
from is248.base.keys import TOTAL
from is248.chapter import rests
from is248.chapter.sayable import Said, places
from is248.measures.lookup import count, value
from is248.measures.work import two_ends, users_by, weighted_shares
from is248.register.municipalities import oslo_for
from is248.show import words
from is248.show.plots import intervals

if TYPE_CHECKING:
    from is248.chapter.answered import Answered
    from is248.chapter.asked import Asked
    from is248.chapter.displays import Drawn, Tabled

NOTES = ("Den stiplede linjen er landet veid.", "Tallet i parentes er enheter som svarte.")


@dataclass(frozen=True, repr=False, eq=False)
class WeightedShares(Said):
    """An outcome by group, weighted by adults and not.

    In a sentence ``{weighted}`` and ``{unweighted}`` are the country's shares.

    Attributes:
        outcome: The outcome.
        by: What groups the units; unweighted Oslo counts as in the report's tables of it, weighted
            each district counts by its own answer and adults.
    """

    outcome: Answered
    by: str

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per group and ``total``; see :func:`weighted_shares`.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> weighted = grant.yes.weighted("county")
            >>> weighted.frame.index.name
            'county'
        """
        chapter, order = self.outcome.chapter, self.outcome.chapter.order(self.by)
        units, living = chapter.units(oslo_for(self.by)), chapter.units("districts")
        name, codes = self.outcome.question.id, self.outcome.codes
        return weighted_shares(units, name, codes, self.by, {self.by: order}, living=living)

    said: ClassVar = {
        "weighted": lambda one, spec: words.percent(value(one.frame, "weighted_pct"), places(spec)),
        "unweighted": lambda o, spec: words.percent(value(o.frame, "unweighted_pct"), places(spec)),
    }

    def figure(self, item: str, title: str = "") -> Drawn:
        """Both shares of each group on a line, and the country's weighted share.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> weighted = grant.yes.weighted("county")
            >>> weighted.figure("figure-mine").id
            'figure-mine'
        """
        chapter, ends = self.outcome.chapter, two_ends(self.frame)
        if ends.empty:
            return chapter.not_asked(item)
        labels, country = chapter.short_labels(self.by), value(self.frame, "weighted_pct", TOTAL)
        # areas stand in the register's order, and those of few answers not for themselves
        ends = ends[ends["n"] >= chapter.params.thresholds.few]
        if ends.empty:
            return chapter.too_few(item, self.by)
        plot = intervals.ranked_intervals(
            ends, labels=labels, colour=chapter.colour("adult"), upper=100, reference=country,
            unit="Prosent", other="other", ranked=False,
            told=["weighted_pct", "unweighted_pct", "n"],
            legend={"estimate": "veid", "other": "uveid", "reference": "landet, veid"},
        )  # fmt: skip
        grouping = chapter.grouping_in_titles(self.by)
        return chapter.figure(
            item, plot, title or f"{self.outcome.label} etter {grouping}, veid og uveid",
            alt=words.shares_alt(ends["estimate"], labels, country, named=False),
            data=self.frame, notes=NOTES,
            n=chapter.units_in_words(count(self.frame, "n"), self.by),
            asks=[self.outcome.question.id],
        )  # fmt: skip


def per_adult(question: Asked, item: str, by: str) -> Tabled:
    """The people that a question counts and their rate per adult, by group; Oslo as districts.

    Args:
        question: A count of people with an offer.
        item: Id of the table.
        by: Grouping.
    """
    chapter, basis = question.chapter, question.chapter.params.inhabitants.basis
    frame = users_by(chapter.units("districts"), question.id, by)
    held = {
        key: _user_rests(question.counting("districts"), users, by, str(key), basis)
        for key, users in frame["users_n"].items()
    }
    table = chapter.table(
        item, frame, f"{question.label} etter {chapter.grouping_in_titles(by)}",
        n=f"{count(frame, 'n')} kommuner og bydeler med brukere", asks=[question.id],
        cell_bases=pd.DataFrame.from_dict(held, orient="index"),
    )  # fmt: skip
    return table.noted(f"Innbyggerne i hver enhet: {chapter.labels.basis[basis]}.")


def _user_rests(asked: Asked, users: float, by: str, group: str, people: str) -> dict[str, str]:
    """What a row of :func:`per_adult` rests on; which units have users is no margin's."""
    units = of_answers(asked.chapter.basis)
    counted = rests.basis(asked, "sum", users, by=by, group=group)
    living, rate = weakest([units, people]), weakest([units, counted, people])
    return {"n": units, "users_n": counted, "pop_18plus_n": living, "users_per10k_18plus": rate}
