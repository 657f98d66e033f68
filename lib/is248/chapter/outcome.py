"""An outcome of a question: the units that gave certain answers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import FITTED, INVENTED, weakest
from is248.base.keys import TOTAL
from is248.base.numbers import format_number
from is248.chapter import rests
from is248.chapter.answered import Answered
from is248.chapter.asked import OF_UNITS, Asked
from is248.chapter.sayable import MAIN, Values
from is248.chapter.shares import Shares, SharesBy
from is248.chapter.weighted import WeightedShares
from is248.measures import outcomes
from is248.measures.repeated import paired, weighted_share
from is248.measures.sensitivity import sensitivity, with_silent
from is248.register.municipalities import oslo_for
from is248.show import words
from is248.survey.held import held_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.chapter.displays import Tabled
    from is248.register.municipalities import Oslo
    from is248.show.paragraph import Bound


@dataclass(frozen=True, repr=False, eq=False)
class Outcome(Answered):
    """The units that gave one of some answers, as :class:`Answered`: their share, by group too."""

    def __repr__(self) -> str:
        """Question, codes, share and n."""
        codes = " + ".join(self.codes)
        return f"<Outcome {self.question.id}: {codes}; {words.percent(self.pct).text}>"

    @cached_property
    def rests(self) -> dict[str, str]:
        """What each number of :attr:`total` rests on.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.rests["n"]
            'synthetic_fitted'
        """
        return rests.of_share(self.question, self.total, self.codes)

    def bound(self, name: str, spec: str) -> Bound | None:
        r"""As :meth:`Sayable.bound`: itself a share, ``count`` and ``n``.

        ``everyone`` is the share of all units, also of those that did not answer; ``inhabitants``
        of the inhabitants where somebody did, a city's by district; ``of`` and ``limits`` tell a
        share of few ("7 av 28", "13–43"). A share with the spec ``roughly`` is told in words
        ("over halvparten"), which print may hold where it holds no number.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.bound("share", "1").text
            '42,6\xa0prosent'
        """
        count, n, units = float(self.total["count"]), float(self.total["n"]), self.question.own_as()
        if name in {MAIN, "share"} and spec.lower() == "roughly":
            return words.capital(self._roughly()) if spec.istitle() else self._roughly()
        if name in {MAIN, "share"}:
            return words.percent(self.pct, int(spec or 0)).on(self.rests["pct"])
        if name in {"count", "n"}:
            whole = len(units) if spec == OF_UNITS else n
            said = self.question.counted(count if name == "count" else n, spec, whole)
            return said.on(weakest([self.rests[name], self.rests["n"] if spec == "of" else ""]))
        if name == "inhabitants":
            living = self.question.own_as("districts")
            return words.percent(weighted_share(living, self.question.id, self.codes, "pop_total"))
        if name == "everyone":
            pct = count / len(units) * 100 if len(units) else math.nan
            told = rests.basis(self.question, "pct", pct, self.codes, base="all")
            held = self.rests["count"] if told == INVENTED else told
            return words.percent(pct, int(spec or 0)).on(held)
        return self._two_numbers(name) if name in {"of", "limits"} else None

    def _roughly(self) -> Bound:
        on = self.rests["pct"]
        if on == INVENTED:
            key = held_key(self.question.id, self.codes, rests.who(self.question))
            low, high = self.question.chapter.held.between(key) or (math.nan, math.nan)
            told = words.roughly(low, high)
            if low <= self.pct <= high and not told.missing:
                return told.on(FITTED)
        return words.roughly(self.pct, self.pct).on(on)

    def _two_numbers(self, name: str) -> Bound:
        first, between, last = (
            ("count", " av ", "n") if name == "of" else ("low_pct", "–", "high_pct")
        )
        if not self.question.asked:
            return words.missing()
        said = between.join(format_number(self.total[key]) for key in (first, last))
        return words.name(said).on(weakest([self.rests[first], self.rests[last]]))

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.names()
            ['share', 'count', 'n', 'everyone', 'inhabitants', 'of', 'limits']
        """
        return ["share", "count", "n", "everyone", "inhabitants", "of", "limits"]

    def writers(self, words_of: Asked) -> float:
        """How many with the outcome wrote an answer to an open question.

        Every municipality, district and agency counts for itself, as answers in words do.

        Args:
            words_of: The open question.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> reasons = chapter.question("housing_grant_not_applied_reason")
            >>> chapter.question("housing_grant_applied").no.writers(reasons) > 0
            True
        """
        if not (self.question.asked and words_of.asked) or self.chapter.answers is None:
            return math.nan
        values = self.chapter.answers.values
        return float(values[words_of.id].notna()[self.hits(values) == 1].sum())

    def two_years(self, by: str) -> pd.DataFrame:
        """The shares in two years, side by side.

        Args:
            by: Grouping.

        Returns:
            One row per group and ``total`` that has a share in both years, index ``by``; the years
            as text are the columns, in per cent. Empty where the year before did not ask.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.two_years("region").empty
            True
        """
        then, year = self.last_year(), self.chapter.year
        if then is None or not self.question.asked:
            return pd.DataFrame()
        years = {str(year - 1): then, str(year): self}
        shares = {key: one.shares(by).frame["pct"] for key, one in years.items()}
        rows = [*self.chapter.order(by), TOTAL]
        return pd.DataFrame(shares).reindex(rows).dropna().rename_axis(by)

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
        asked = self.question.own_as(oslo or oslo_for(by)) if units is None else units
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
            <Shares ...>
        """
        own = dict.fromkeys(groupings, oslo) if isinstance(oslo, str) else oslo or {}
        return SharesBy(self, {by: self.shares(by, own.get(by)) for by in groupings})

    def weighted(self, by: str) -> WeightedShares:
        """The share by group, weighted by adults and not.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.weighted("county").names()
            ['weighted', 'unweighted']
        """
        return WeightedShares(self, self.chapter.grouping(by))

    def paired(self, other: Answered) -> Values:
        """Whether the same units answer two questions alike (McNemar's exact test).

        Args:
            other: An outcome with the same codes of another question, or of another year.

        Returns:
            ``n`` units that answered both, ``first`` with this outcome alone, ``second`` with the
            other alone, the words ``differs`` and ``p``.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> one = chapter.question("housing_change_mental_health").worse
            >>> other = chapter.question("housing_change_substance_use").worse
            >>> one.paired(other)["n"].text
            '397'
        """
        found = paired(self.question.answers, other.question.answers, self.codes)
        counted = {"n": "n", "first": "lost", "second": "gained"}
        p = found["p"]
        said = {
            name: words.count(found[key], "kommune", "kommuner") for name, key in counted.items()
        }
        level = self.chapter.params.thresholds.certain
        tested = {"differs": words.differs(p, level), "p": words.p_value(p)}
        return Values({**said, "n": words.number(found["n"]), **tested})

    def choices(
        self,
        item: str,
        title: str = "",
        *,
        leave_out: Sequence[str] = (),
        oslo: Oslo = "districts",
        silent: bool = True,
    ) -> Tabled:
        """The country's share under the choices that a reviewer would question.

        Args:
            item: Id of the table.
            title: Caption; made of the outcome's label when not given.
            leave_out: Answers that may be taken for no answer, such as "vet ikke".
            oslo: How Oslo counts in the row of districts.
            silent: Whether to show what those that did not answer can hide.

        Returns:
            The table; in a sentence ``{left_out}`` is the share of that row.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> list(grant.yes.choices("table-mine", silent=False).frame.index)
            ['chosen', 'districts', 'inhabitants', 'raked']
        """
        if not self.question.asked:
            return self.chapter.not_asked(item)
        one, other = (self.chapter.units_of(way, self.question.id) for way in ("one", oslo))
        measured = with_silent if silent else sensitivity
        frame = measured(one, other, self.question.id, self.codes, leave_out=leave_out)
        said = title or f"{self.label} under ulike valg"
        everyone = f"{self.chapter.counted_units('one')}, eller {self.chapter.counted_units(oslo)}"
        n = everyone if silent else "antall enheter står i tabellen"
        bases = pd.DataFrame(self._choice_rests(frame, leave_out, oslo)).T
        frame = frame.rename_axis("sensitivity")
        return self.chapter.table(item, frame, said, n=n, asks=[self.question.id], cell_bases=bases)

    def _choice_rests(
        self, frame: pd.DataFrame, leave_out: Sequence[str], oslo: Oslo
    ) -> dict[str, dict[str, str]]:
        """What the rows of :meth:`choices` rest on; weighted by inhabitants nothing is printed."""
        one = self.counting("one")
        n, count = one.rests["n"], one.rests["count"]
        silent = {"silent_other": count, "silent_same": weakest([n, count])}
        rows = {"chosen": one.rests, "districts": self.counting(oslo).rests}
        rows |= {key: _row(on) | {"n": "register"} for key, on in silent.items()}
        if "left_out" in frame.index:
            kept = [code for code in self.question.variable.categories if code not in leave_out]
            n = rests.basis(one.question, "count", float(frame["n"]["left_out"]), kept)
            rows["left_out"] = _row(weakest([n, count])) | {"n": n, "count": count}
        return rows

    def oslo_table(self, item: str, title: str = "", *, n: str) -> Tabled:
        """The country's share under every way to count Oslo.

        Args:
            item: Id of the table.
            title: Caption; made of the outcome's label when not given.
            n: Who the units are.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> list(grant.yes.oslo_table("table-mine", n="enheter").frame.index)
            ['one', 'districts', 'districts_and_agencies']
        """
        if not self.question.asked:
            return self.chapter.not_asked(item)
        ways: list[Oslo] = ["one", "districts", "districts_and_agencies"]
        counted = {way: self.counting(way).total for way in ways}
        frame = pd.DataFrame(counted).T.rename_axis("oslo_units")
        said = title or f"{self.label} etter hvordan {self.chapter.city} teller"
        bases = pd.DataFrame({way: self.counting(way).rests for way in ways}).T
        return self.chapter.table(item, frame, said, n=n, asks=[self.question.id], cell_bases=bases)


def _row(basis: str) -> dict[str, str]:
    return dict.fromkeys(rests.COUNTED, basis)
