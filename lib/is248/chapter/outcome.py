"""An outcome of a question: the units that gave certain answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.base.keys import TOTAL
from is248.chapter.sayable import MAIN, Values
from is248.chapter.shares import Shares, SharesBy
from is248.measures import outcomes
from is248.measures.repeated import paired
from is248.measures.sensitivity import sensitivity
from is248.register.municipalities import oslo_for
from is248.show import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.chapter.context import Chapter
    from is248.chapter.question import Question
    from is248.register.municipalities import Oslo
    from is248.show.paragraph import Bound, Text
    from is248.show.table import Table


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
        units = self.question.units
        frame = outcomes.shares_by(units, self.question.id, self.codes, None)
        return pd.Series(frame.loc[TOTAL]).astype("float64")

    def bound(self, name: str, spec: str) -> Bound | None:
        r"""As :meth:`Sayable.bound`: itself a share, ``count`` and ``n``.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.bound("share", "1").text
            '42,6\xa0prosent'
        """
        count, n = float(self.total["count"]), float(self.total["n"])
        if name in {MAIN, "share"}:
            return words.percent(float(self.total["pct"]), int(spec or 0))
        if name in {"count", "n"}:
            return self.question.counted(count if name == "count" else n, spec, n)
        return None

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.names()
            ['share', 'count', 'n']
        """
        return ["share", "count", "n"]

    @property
    def pct(self) -> float:
        """The share in per cent, unrounded; NaN when the question is not asked.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> round(grant.yes.pct)
            43
        """
        return float(self.total["pct"])

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

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.shares("region")
            <Shares housing_grant_applied=yes by region: 4 groups, n=411, Oslo: one, synthetic>
        """
        if units is None:
            self.chapter.grouping(by)
        oslo = oslo or self.question.oslo
        groups = list(order) or self.chapter.order(by)
        if not self.question.asked:
            nothing = pd.DataFrame(columns=list(outcomes.PERCENT_COLUMNS), dtype="float64")
            return Shares(self, by, nothing, oslo, groups)
        asked = self.chapter.units(oslo or oslo_for(by)) if units is None else units
        frame = outcomes.shares_by(asked, self.question.id, self.codes, by, {by: groups})
        return Shares(self, by, frame, oslo, groups, units, who)

    def by(self, *groupings: str, oslo: Oslo | None = None) -> SharesBy:
        """The share by several groupings, or by one.

        Args:
            *groupings: As for :meth:`shares`.
            oslo: How Oslo counts; as the report does for each grouping when not given.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> areas = chapter.question("housing_grant_applied").yes.by("county", "hf_area")
            >>> areas.county
            <Shares housing_grant_applied=yes by county: 19 groups, n=425, Oslo: districts, ...>
        """
        return SharesBy(self, {by: self.shares(by, oslo) for by in groupings})

    def districts(self) -> Outcome:
        """The same among the city's districts alone.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> int(grant.yes.districts().total["n"])
            15
        """
        return self.question.districts().outcome(*self.codes, label=self.label)

    def last_year(self) -> Outcome | None:
        """The same outcome the year before; None where that year did not ask the question.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.last_year() is None
            True
        """
        then = self.question.last_year()
        return then.outcome(*self.codes, label=self.label) if then else None

    def paired(self, other: Outcome) -> Values:
        """Whether the same units answer two questions alike (McNemar's exact test).

        Args:
            other: An outcome with the same codes of another question, or of another year.

        Returns:
            ``n`` units that answered both, ``first`` with this outcome alone, ``second`` with the
            other alone, the words ``differs`` and ``p``.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> mental = chapter.question("housing_change_mental_health")
            >>> drugs = chapter.question("housing_change_substance_use")
            >>> mental.worse.paired(drugs.worse)["n"].text
            '397'
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
    ) -> Table | Text:
        """The country's share under the choices that a reviewer would question.

        Args:
            item: Id of the table.
            title: Caption; made of the outcome's label when not given.
            leave_out: Answers that may be taken for no answer, such as "vet ikke".
            oslo: How Oslo counts in the row of districts.
            rename: Row key → another, where a chapter has its own.

        Returns:
            The table; in a sentence ``{left_out}`` is the share of that row.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> list(grant.yes.choices("table-mine", leave_out=["dont_know"]).frame.index)
            ['chosen', 'left_out', 'districts', 'inhabitants']
        """
        if not self.question.asked:
            return self.chapter.not_asked(item)
        units = self.chapter.units("one"), self.chapter.units(oslo)
        frame = sensitivity(*units, self.question.id, self.codes, leave_out=leave_out)
        frame = frame.rename(index=dict(rename or {})).rename_axis("sensitivity")
        said = title or f"{self.label} under ulike valg"
        n = "antall enheter står i tabellen"
        return self.chapter.table(item, frame, said, n=n, asks=[self.question.id])
