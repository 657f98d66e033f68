"""An outcome by group: the numbers, and logits of the outcome on the grouping."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import INVENTED, of_answers, weakest
from is248.base.keys import TOTAL
from is248.chapter import grids, rests
from is248.chapter.without_city import without_city
from is248.checks.nonresponse import GROUPINGS
from is248.measures import model_reading, outcomes
from is248.measures.group_tests import share_p
from is248.measures.work import SIZE_DISTRICTS
from is248.register.municipalities import oslo_for
from is248.show import words
from is248.stats.logit import READINGS, logit
from is248.stats.permutation import TEST
from is248.stats.tidy import REFERENCE, pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.chapter.answered import Answered
    from is248.chapter.displays import Displays, Tabled
    from is248.register.municipalities import Oslo
    from is248.show.bundle import Place
    from is248.stats.binary_fit import Interval
    from is248.stats.logit import Reading


@dataclass(frozen=True, repr=False, eq=False)
class Grouped:
    """Per cent with an outcome by group, and models of it.

    Attributes:
        outcome: The outcome.
        by: What groups the units.
        frame: One row per group and ``total``, index ``by``: ``n`` units that answered, ``count``,
            ``pct``, ``low_pct``, ``high_pct`` (Wilson); empty when not asked.
        oslo: How Oslo counts; as the report does for the grouping when not given.
        order: The groups in order; the first is the reference of models.
        units: The units counted, where they are not all of the chapter's.
        who: N and what the units are, when not just those that answered.
    """

    outcome: Answered
    by: str
    frame: pd.DataFrame
    oslo: Oslo | None = None
    order: list[str] | None = None
    units: pd.DataFrame | None = None
    who: str = ""

    @property
    def chapter(self) -> Displays:
        """The chapter that asks.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.chapter.year
            2016
        """
        return self.outcome.chapter

    @property
    def asked(self) -> bool:
        """Whether anybody answered.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.asked
            True
        """
        return not self.frame.empty

    @cached_property
    def groups(self) -> pd.DataFrame:
        """The groups without the total.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> list(shares.groups.index)
            ['Sør-Øst', 'Vest', 'Midt-Norge', 'Nord']
        """
        return self.frame[self.frame.index != TOTAL]

    @cached_property
    def bases(self) -> pd.DataFrame:
        """What each number of :attr:`frame` rests on, in its shape.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> list(grant.yes.shares("region").bases.columns)
            ['n', 'count', 'pct', 'low_pct', 'high_pct']
        """
        found = rests.of_shares(self.outcome, self.frame, self.by, self.oslo)
        # units of a notebook's own making are no margin's, but those that the report makes as well
        own = self.units is not None and self.by != SIZE_DISTRICTS
        return found.where(found == "microdata", INVENTED) if own else found

    @cached_property
    def weakest(self) -> str:
        """What a test of the groups, or a ranking of them, rests on: the weakest of all.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.shares("region").weakest
            'synthetic_invented'
        """
        return weakest(self.bases[["n", "count", "pct"]].to_numpy(dtype=object).ravel())

    def rests_on(self, controlled: bool = False) -> str:
        """What a test rests on; with controls no margin tells all that it takes.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.shares("region").rests_on(controlled=True)
            'synthetic_invented'
        """
        answers = [self.chapter.answers] if self.chapter.answers else []
        own = of_answers(grids.basis_of(answers)) if controlled else ""
        return weakest([self.weakest, own])

    @property
    def labels(self) -> dict[str, str]:
        """Group → short label.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.labels["Vest"]
            'Vest'
        """
        return self.chapter.short_labels(self.by) if self.chapter.category(self.by) else {}

    def value(self, column: str, group: str = TOTAL) -> float:
        """A number of a group; NaN when there is none.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.value("n")
            411.0
        """
        return float(self.frame[column].get(group, float("nan")))

    @property
    def title(self) -> str:
        """Outcome and grouping.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.title
            'Søkt Husbanken om tilskudd etter helseregion'
        """
        return f"{self.outcome.label} etter {self.chapter.grouping_in_titles(self.by)}"

    @property
    def counted(self) -> str:
        """N and what the units are.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.counted
            '411 kommuner som svarte'
        """
        return self.who or self.chapter.units_in_words(
            self.frame["n"].get(TOTAL, 0), self.oslo or self.by
        )

    # ---- models and tests -----------------------------------------------------------------------

    @cached_property
    def data(self) -> pd.DataFrame:
        """The units looked at, with a column ``outcome``; see :func:`outcomes.outcome`.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> float(grant.yes.shares("region").data["outcome"].sum())
            175.0
        """
        units = self.units
        if units is None:
            units = self.chapter.units(self.oslo or oslo_for(self.by))
        return outcomes.outcome(units, self.outcome.question.id, self.outcome.codes)

    def _factors(self, control: tuple[str, ...]) -> dict[str, list[str]]:
        own = {self.by: list(self.order or [])}
        return own | {name: self.chapter.order(name) for name in control if name != self.by}

    @cache  # noqa: B019 - lives as long as the notebook
    def model(self, *control: str, interval: Interval | None = None) -> pd.DataFrame:
        """A logit of the outcome on the grouping; see :func:`is248.stats.logit.logit`.

        Args:
            *control: Groupings controlled for; the grouping itself is passed over.
            interval: "wald" where profile intervals, the choice under separation, cost too much.

        Returns:
            Tidy rows; empty when the question is not asked, and of groups most of which are small.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> sorted(set(shares.model()["quantity"]))[:2]
            ['ame', 'ame_deviation']
        """
        if not self.asked or self.chapter.mostly_small(self.by):
            return pd.DataFrame()
        return self._model(control, READINGS, interval)

    @cached_property
    def tested(self) -> pd.DataFrame:
        """As :meth:`model`, but only the tests of each group against the reference, no limits.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> set(grant.yes.shares("region").tested["quantity"])
            {'odds_ratio'}
        """
        if not self.asked or self.chapter.mostly_small(self.by):
            return pd.DataFrame()
        return self._model((), ["odds_ratio"], limits=False)

    def _model(
        self, control: tuple[str, ...], readings: Sequence[Reading],
        interval: Interval | None = None, *, limits: bool = True,
    ) -> pd.DataFrame:  # fmt: skip
        factors, about = self._factors(control), self.outcome
        data = self.data
        if self.units is None:  # of hundreds of columns only these
            own = self.chapter.units_of(self.oslo or oslo_for(self.by), about.question.id)
            data = outcomes.outcome(own, about.question.id, about.codes)
        return logit(
            data, outcomes.OUTCOME, list(factors), orders=factors, interval=interval,
            references=self.chapter.labels.references(factors), readings=readings, limits=limits,
        )  # fmt: skip

    @cache  # noqa: B019 - lives as long as the notebook
    def p(self, *control: str) -> float:
        """P of the permutation test that all groups are alike, given the controls.

        Returns:
            Not adjusted; NaN when the question is not asked.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> 0 <= shares.p() <= 1
            True
        """
        return self._p(control)

    @cache  # noqa: B019 - lives as long as the notebook
    def adjusted(self, *control: str, city: bool = True) -> float:
        """P of the test that all groups are alike, adjusted over the report's groupings.

        The family is size class, county and HF area, and the grouping itself when it is another;
        with control for size the areas alone. By Bonferroni's method: what is told of one grouping
        must not depend on the tests of others, which may rest on invented answers.

        Args:
            *control: Groupings controlled for.
            city: Whether the city whose districts answer is in it; they share one policy.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("county")
            >>> shares.adjusted() >= shares.p()
            True
        """
        family = {self.by, *GROUPINGS} - {*control}
        own = self.p(*control) if city else self.p_without_city(*control)
        return own if math.isnan(own) else min(1.0, own * len(family))

    def p_without_city(self, *control: str) -> float:
        """P of the same test, the city whose districts answer left out.

        Returns:
            Not adjusted, as :meth:`p`; NaN when the question is not asked.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> 0 <= grant.yes.shares("county").p_without_city("size_class") <= 1
            True
        """
        return self._p(control, city=False)

    def _p(self, control: tuple[str, ...], *, city: bool = True) -> float:
        """P with or without the city; of the chapter's own units each test is made once."""
        if not self.asked:
            return math.nan
        if self.units is not None:
            return self._tested(self.units, control, city=city)
        about, made = self.outcome.question, self.chapter.tests_made
        oslo = self.oslo or about.oslo or oslo_for(self.by)
        key = (*about.counted_as(oslo), self.outcome.codes, self.by, control, city)
        if key not in made:
            made[key] = self._tested(about.own_as(oslo), control, city=city)
        return made[key]

    def _tested(self, units: pd.DataFrame, control: tuple[str, ...], *, city: bool) -> float:
        question, factors = self.outcome.question.id, self._factors(control)
        # of hundreds of columns only these: rows are taken from all columns that there are
        counted = units[
            [*outcomes.columns_of(units, question), *units.columns.intersection([*factors])]
        ]
        counted = counted if city else without_city(counted, self.chapter)
        return share_p(counted, question, self.outcome.codes, factors)

    def logit_table(self, item: str, title: str) -> Tabled:
        """Odds ratios against the reference as Stata prints them.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.logit_table("table-mine", "Søkt").id
            'table-mine'
        """
        frame, asks = model_reading.logit_table(self.model(), self.by), [self.outcome.question.id]
        return self.chapter.table(item, frame, title, n=self.counted, asks=asks)

    def model_table(
        self, item: str, *control: str, title: str = "", place: Place = "workbook"
    ) -> Tabled:
        """Odds ratios against the reference and against the country, with p-values.

        Args:
            item: Id of the table.
            *control: Groupings controlled for; the grouping itself is passed over.
            title: Caption; made of outcome, grouping and controls when not given.
            place: Where it stands.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.model_table("table-mine", "size_class").id
            'table-mine'
        """
        if self.asked and self.chapter.mostly_small(self.by):
            return self.chapter.too_few(item, self.by, model=True)
        model = self.model(*control)
        if model.empty:
            return self.chapter.not_asked(item)
        against = pick(model, "odds_ratio", self.by)[["estimate", "low", "high", "p"]]
        columns = ["estimate", "low", "high", "p", "p_holm"]
        mean = pick(model, "odds_ratio_deviation", self.by)[columns]
        frame = against.add_prefix("ref_").join(mean.add_prefix("dev_")).rename_axis(self.by)
        held = [self.chapter.grouping_in_titles(name) for name in control if name != self.by]
        given = f", justert for {words.listing(held).text}" if held else ""
        n = self.chapter.units_in_words(
            pick(model, TEST, self.by)["n"].iloc[0], self.oslo or self.by
        )
        table = self.chapter.table(
            item, frame, title or f"{self.title}: oddsratioer{given}", n=self.who or n,
            asks=[self.outcome.question.id], place=place,
        )  # fmt: skip
        return table.noted(*dict.fromkeys(n for n in model["note"] if n not in {"", REFERENCE}))

    def adjusted_table(
        self, item: str, *control: str, title: str = "", place: Place = "workbook"
    ) -> Tabled:
        """Shares as they are, and as if all groups had the same mix of the controls.

        Args:
            item: Id of the table.
            *control: Groupings controlled for.
            title: Caption; made of outcome, grouping and controls when not given.
            place: Where it stands.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.adjusted_table("table-mine", "size_class").id
            'table-mine'
        """
        if self.asked and self.chapter.mostly_small(self.by):
            return self.chapter.too_few(item, self.by, model=True)
        model = self.model(*control)
        frame = model_reading.adjusted_shares(self.frame, model, self.by)
        held = words.listing(self.chapter.grouping_in_titles(name) for name in control).text
        table = self.chapter.table(
            item, frame, title or f"{self.title}, som den er og justert for {held}",
            n=self.counted, asks=[self.outcome.question.id], place=place,
        )  # fmt: skip
        return table.noted(*model_reading.reservations(model))
