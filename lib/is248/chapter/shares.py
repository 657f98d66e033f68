"""Shares with an outcome, by group, and how they are said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from is248.base.keys import TOTAL
from is248.show import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from is248.register.municipalities import Oslo
    from is248.show.paragraph import Bound
    from is248.survey.codebook import Variable


FEW = 30
"""Groups with fewer answers are told in counts: a per cent would look more certain than it is."""


@dataclass(frozen=True)
class Shares:
    """Per cent with an outcome, by group.

    Attributes:
        variable: The question.
        codes: The answers counted.
        by: What groups the units.
        frame: From :func:`is248.measures.outcomes.shares_by`; empty when not asked.
        oslo: How Oslo counts; as the report does for the grouping when not given.
        labels: Group → label.
        units: The units counted, where they are not all of the chapter's.
        who: N and what the units are, when not just those that answered.
    """

    variable: Variable
    codes: tuple[str, ...]
    by: str
    frame: pd.DataFrame
    oslo: Oslo | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    units: pd.DataFrame | None = None
    who: str = ""

    @property
    def asked(self) -> bool:
        """Whether anybody answered."""
        return not self.frame.empty

    @property
    def groups(self) -> pd.DataFrame:
        """The groups without the total."""
        return self.frame.drop(index=TOTAL, errors="ignore")

    def pct(self, group: str = TOTAL, decimals: int = 0) -> Bound:
        """The share of a group, in per cent."""
        return words.percent(self._value(group, "pct"), decimals)

    def n(self, group: str = TOTAL) -> Bound:
        """How many of a group answered."""
        return words.number(self._value(group, "n"))

    def count(self, group: str = TOTAL) -> Bound:
        """How many of a group gave the outcome."""
        return words.number(self._value(group, "count"))

    def said(self, group: str = TOTAL) -> Bound:
        """The share of a group as its number of answers allows.

        Per cent, or "2 av 15" where fewer than :data:`FEW` answered.
        """
        n, count = self._value(group, "n"), self._value(group, "count")
        return words.of_few(int(count), int(n)) if 0 < n < FEW else self.pct(group)

    def highest(self, top: int = 1) -> Bound:
        """The groups with the highest shares, in per cent."""
        return self._extreme(top, lowest=False)

    def lowest(self, top: int = 1) -> Bound:
        """The groups with the lowest shares, in per cent."""
        return self._extreme(top, lowest=True)

    def _extreme(self, top: int, *, lowest: bool) -> Bound:
        known = self.groups.dropna(subset="pct")
        if known.empty:
            return words.name("–")
        names = [self.labels.get(str(key), str(key)) for key in known.index]
        return words.ranking(names, known["pct"], top=top, lowest=lowest)

    def _value(self, group: str, column: str) -> float:
        return float(self.frame[column].get(group, float("nan")))
