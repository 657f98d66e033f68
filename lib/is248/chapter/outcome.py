"""An outcome of a question: the units that gave certain answers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.base.keys import TOTAL
from is248.base.numbers import format_number
from is248.chapter.sayable import MAIN, Values
from is248.chapter.shares import Shares, SharesBy
from is248.chapter.two_years import shares_by_year
from is248.chapter.weighted import WeightedShares
from is248.measures import outcomes
from is248.measures.repeated import paired, weighted_share
from is248.measures.sensitivity import sensitivity, with_silent
from is248.register.municipalities import oslo_for
from is248.show import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.chapter.context import Chapter
    from is248.chapter.question import Question
    from is248.register.municipalities import Oslo
    from is248.show.paragraph import Bound, Text
    from is248.show.table import Table

OF_UNITS = "of_units"
"""``{yes:of}`` is of those that answered, ``{yes:of_units}`` of all units, also in silence."""


@dataclass(frozen=True, repr=False, eq=False)
class Outcome:
    """The units that gave one of some answers.

    Attributes:
        question: The question.
        name: Its name among the outcomes of the question.
        codes: The answers counted.
        label: What titles call it.
    """

    question: Question
    name: str
    codes: tuple[str, ...]
    label: str

    def __repr__(self) -> str:
        """Question, codes, share and n."""
        codes = " + ".join(self.codes)
        return f"<Outcome {self.question.id}: {codes}; {words.percent(self.pct).text}>"

    @property
    def chapter(self) -> Chapter:
        """The chapter that asks."""
        return self.question.chapter

    @cached_property
    def total(self) -> pd.Series[float]:
        """``n``, ``count``, ``pct`` and its limits for all units; all missing when not asked."""
        if not self.question.asked:
            return pd.Series(np.nan, index=list(outcomes.PERCENT_COLUMNS))
        units = self.question.units
        frame = outcomes.shares_by(units, self.question.id, self.codes, None)
        return pd.Series(frame.loc[TOTAL]).astype("float64")

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`: itself a share, ``count`` and ``n``.

        ``everyone`` is the share of all units, also of those that did not answer; ``of`` and
        ``limits`` tell a share of few ("7 av 28", "13–43").
        """
        count, n = float(self.total["count"]), float(self.total["n"])
        if name in {MAIN, "share"}:
            return words.percent(float(self.total["pct"]), int(spec or 0))
        if name in {"count", "n"}:
            whole = len(self.question.units) if spec == OF_UNITS else n
            return self.question.counted(count if name == "count" else n, spec, whole)
        if name == "inhabitants":
            units = self.question.units
            return words.percent(weighted_share(units, self.question.id, self.codes, "pop_total"))
        if name == "everyone":
            return words.percent(count / len(self.question.units) * 100, int(spec or 0))
        if name in {"of", "limits"} and self.question.asked:
            return words.name(self._few() if name == "of" else self._limits())
        return words.missing() if name in {"of", "limits"} else None

    def _few(self) -> str:
        return f"{format_number(self.total['count'])} av {format_number(self.total['n'])}"

    def _limits(self) -> str:
        """Wilson's interval in per cent: "13–43"."""
        return f"{format_number(self.total['low_pct'])}–{format_number(self.total['high_pct'])}"

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`."""
        return ["share", "count", "n", "everyone", "inhabitants", "of", "limits"]

    def hits(self, units: pd.DataFrame) -> pd.Series[float]:
        """1 for units with the outcome, 0 for others, missing for no answer."""
        if not self.question.asked:
            return pd.Series(math.nan, index=units.index)
        return pd.Series(outcomes.outcome(units, self.question.id, self.codes)[outcomes.OUTCOME])

    def writers(self, words_of: Question) -> float:
        """How many with the outcome wrote an answer to an open question.

        Every municipality, district and agency counts for itself, as answers in words do.

        Args:
            words_of: The open question.
        """
        if not (self.question.asked and words_of.asked) or self.chapter.answers is None:
            return math.nan
        values = self.chapter.answers.values
        return float(values[words_of.id].notna()[self.hits(values) == 1].sum())

    @property
    def pct(self) -> float:
        """The share in per cent, unrounded; NaN when the question is not asked."""
        return float(self.total["pct"])

    @property
    def n(self) -> int:
        """How many answered; 0 when the question is not asked."""
        return int(self.total["n"]) if self.question.asked else 0

    def two_years(self, by: str) -> pd.DataFrame:
        """The share in two years by group; see :func:`two_years.shares_by_year`."""
        return shares_by_year(self, by)

    def shares(
        self,
        by: str,
        oslo: Oslo | None = None,
        *,
        units: pd.DataFrame | None = None,
        order: Sequence[str] = (),
        who: str = "",
    ) -> Shares:
        """The share by one grouping.

        Args:
            by: What groups the units: county, hf_area, region, size_class, or a column of
                ``units``.
            oslo: How Oslo counts; as the report does for the grouping when not given.
            units: Some of the units, or units with a grouping of their own, instead of all.
            order: The groups in order, where labels.yml does not have them.
            who: N and what the units are, when not just those that answered.

        Returns:
            The shares; empty when the year does not ask the question.

        Raises:
            UserError: There is no such grouping.
        """
        if units is None:
            self.chapter.grouping(by)
        oslo = oslo or self.question.oslo
        groups = list(order) or self.chapter.order(by)
        if not self.question.asked:
            nothing = pd.DataFrame(columns=list(outcomes.PERCENT_COLUMNS), dtype="float64")
            return Shares(self, by, nothing, oslo, groups)
        asked = self.question.units_as(oslo or oslo_for(by)) if units is None else units
        if self.question.given and units is None:
            who = self.chapter.units_in_words(len(asked), oslo or by, self.question.who)
            units = asked
        frame = outcomes.shares_by(asked, self.question.id, self.codes, by, {by: groups})
        return Shares(self, by, frame, oslo, groups, units, who)

    def by(self, *groupings: str, oslo: Oslo | Mapping[str, Oslo] | None = None) -> SharesBy:
        """The share by several groupings, or by one.

        Args:
            *groupings: As for :meth:`shares`.
            oslo: How Oslo counts, in all or by grouping; as the report does for each when not
                given.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> areas = chapter.question("housing_grant_applied").yes.by("county", "hf_area")
            >>> areas.county
        """
        own = dict.fromkeys(groupings, oslo) if isinstance(oslo, str) else oslo or {}
        return SharesBy(self, {by: self.shares(by, own.get(by)) for by in groupings})

    def weighted(self, by: str) -> WeightedShares:
        """The share by group, weighted by adults and not."""
        return WeightedShares(self, self.chapter.grouping(by))

    def districts(self) -> Outcome:
        """The same among the city's districts alone."""
        return replace(self, question=self.question.districts())

    def last_year(self) -> Outcome | None:
        """The same outcome the year before; None where that year did not ask the question."""
        then = self.question.last_year()
        return replace(self, question=then) if then else None

    def paired(self, other: Outcome) -> Values:
        """Whether the same units answer two questions alike (McNemar's exact test).

        Args:
            other: An outcome with the same codes of another question, or of another year.

        Returns:
            ``n`` units that answered both, ``first`` with this outcome alone, ``second`` with the
            other alone, the words ``differs`` and ``p``.
        """
        found = paired(self.question.answers, other.question.answers, self.codes)
        counted = {"n": "n", "first": "lost", "second": "gained"}
        p = found["p"]
        said = {
            name: words.count(found[key], "kommune", "kommuner") for name, key in counted.items()
        }
        level = self.chapter.convention
        tested = {"differs": words.differs(p, level), "p": words.p_value(p)}
        return Values({**said, "n": words.number(found["n"]), **tested})

    def choices(
        self,
        item: str,
        title: str = "",
        *,
        leave_out: Sequence[str] = (),
        oslo: Oslo = "districts",
        rename: Mapping[str, str] | None = None,
        silent: bool = False,
    ) -> Table | Text:
        """The country's share under the choices that a reviewer would question.

        Args:
            item: Id of the table.
            title: Caption; made of the outcome's label when not given.
            leave_out: Answers that may be taken for no answer, such as "vet ikke".
            oslo: How Oslo counts in the row of districts.
            rename: Row key → another, where a chapter has its own.
            silent: Whether to show what those that did not answer can hide.

        Returns:
            The table; in a sentence ``{left_out}`` is the share of that row.
        """
        if not self.question.asked:
            return self.chapter.not_asked(item)
        units = self.chapter.units("one"), self.chapter.units(oslo)
        measured = with_silent if silent else sensitivity
        frame = measured(*units, self.question.id, self.codes, leave_out=leave_out)
        frame = frame.rename(index=dict(rename or {})).rename_axis("sensitivity")
        said = title or f"{self.label} under ulike valg"
        everyone = f"{self.chapter.counted_units('one')}, eller {self.chapter.counted_units(oslo)}"
        n = everyone if silent else "antall enheter står i tabellen"
        return self.chapter.table(item, frame, said, n=n, asks=[self.question.id])

    def oslo_table(self, item: str, title: str = "", *, n: str) -> Table | Text:
        """The country's share under every way to count Oslo.

        Args:
            item: Id of the table.
            title: Caption; made of the outcome's label when not given.
            n: Who the units are.
        """
        if not self.question.asked:
            return self.chapter.not_asked(item)
        ways: list[Oslo] = ["one", "districts", "districts_and_agencies"]
        counted = {way: replace(self, question=self.question.counting(way)).total for way in ways}
        frame = pd.DataFrame(counted).T.rename_axis("oslo_units")
        said = title or f"{self.label} etter hvordan {self.chapter.city} teller"
        return self.chapter.table(item, frame, said, n=n, asks=[self.question.id])
