"""One of a question's outcomes: which units gave some of its answers, and how many they are."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from is248.measures import outcomes

if TYPE_CHECKING:
    from is248.chapter.asked import Asked
    from is248.chapter.displays import Displays
    from is248.register.municipalities import Oslo


@dataclass(frozen=True, repr=False, eq=False)
class Answered:
    """The units that gave one of some answers.

    Attributes:
        question: The question.
        name: Its name among the outcomes of the question.
        codes: The answers counted.
        label: What titles call it.
    """

    question: Asked
    name: str
    codes: tuple[str, ...]
    label: str

    @property
    def chapter(self) -> Displays:
        """The chapter that asks.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.chapter is grant.chapter
            True
        """
        return self.question.chapter

    @cached_property
    def total(self) -> pd.Series[float]:
        """``n``, ``count``, ``pct`` and its limits for all units; all missing when not asked.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> int(grant.yes.total["count"]), int(grant.yes.total["n"])
            (175, 411)
        """
        if not self.question.asked:
            return pd.Series(np.nan, index=list(outcomes.PERCENT_COLUMNS))
        made, asked = self.chapter.totals_made, self.question
        key = *asked.counted_as(asked.oslo), self.codes
        if key not in made:
            made[key] = outcomes.share(asked.own_as(), asked.id, self.codes)
        return made[key]

    @property
    def pct(self) -> float:
        """The share in per cent, unrounded; NaN when the question is not asked.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> round(grant.yes.pct)
            43
        """
        return float(self.total["pct"])

    @property
    def n(self) -> int:
        """How many answered; 0 when the question is not asked.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.n == grant.total["n"] if False else grant.yes.n
            411
        """
        return int(self.total["n"]) if self.question.asked else 0

    def hits(self, units: pd.DataFrame) -> pd.Series[float]:
        """1 for units with the outcome, 0 for others, missing for no answer.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.hits(grant.units).sum() == grant.yes.total["count"]
            np.True_
        """
        if not self.question.asked:
            return pd.Series(math.nan, index=units.index)
        return pd.Series(outcomes.outcome(units, self.question.id, self.codes)[outcomes.OUTCOME])

    def counting(self, oslo: Oslo) -> Self:
        """The same with Oslo counted otherwise.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.counting("districts").n > grant.yes.n
            True
        """
        return replace(self, question=self.question.counting(oslo))

    def districts(self) -> Self:
        """The same among the city's districts alone.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.districts().total["n"]
            np.float64(15.0)
        """
        return replace(self, question=self.question.districts())

    def last_year(self) -> Self | None:
        """The same outcome the year before; None where that year did not ask for these answers.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.last_year() is None
            True
        """
        then = self.question.last_year()
        if then is None or not {*self.codes} <= {*then.variable.categories}:
            return None  # other answers are no answer to the same question
        return replace(self, question=then)
