"""Shares with an outcome: by group, with intervals, over two years, and in a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.measures import outcomes as questions
from is248.measures.group_tests import factor_p
from is248.register.municipalities import oslo_for, tile_grid
from is248.show import words
from is248.show.plots import intervals, tiles
from is248.stats.logit import logit, lr_tests
from is248.stats.tidy import REFERENCE, pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure as MplFigure

    from is248.register.municipalities import Oslo
    from is248.show.figure import Figure
    from is248.show.paragraph import Bound, Text
    from is248.show.table import Table
    from is248.stats.binary_fit import Interval


from is248.chapter.shares import Shares
from is248.chapter.survey_base import SurveyBase


@dataclass(kw_only=True)
class OutcomeDisplays(SurveyBase):
    """Tables, figures, models and sentences of shares."""

    def shares(
        self,
        name: str,
        codes: Sequence[str],
        by: str = "size_class",
        oslo: Oslo | None = None,
        *,
        units: pd.DataFrame | None = None,
        labels: Mapping[str, str] | None = None,
        who: str = "",
    ) -> Shares:
        """Per cent that gave one of the codes, by group.

        Args:
            name: The question, a single choice, or a multiple choice of which any code counts.
            codes: The answers counted.
            by: What groups the units.
            oslo: How Oslo counts; as the report does for the grouping when not given.
            units: Some of the units, or units with a grouping of their own, instead of all.
            labels: Group → label in sentences, when not the short one.
            who: N and what the units are, when not just those that answered.

        Returns:
            The shares; empty when the year does not ask the question.
        """
        if not self.is_asked(name):
            nothing = pd.DataFrame(columns=list(questions.PERCENT_COLUMNS), dtype="float64")
            return Shares(self._stand_in(name), tuple(codes), by, nothing, oslo)
        asked = self.units(oslo or oslo_for(by)) if units is None else units
        frame = questions.shares_by(asked, name, codes, by, {by: self.order(by)})
        names = labels or self.short_labels(by)
        return Shares(self.question(name), tuple(codes), by, frame, oslo, names, units, who)

    def share_table(self, item: str, shares: Shares, title: str) -> Table | Text:
        """A table of shares with counts and Wilson intervals."""
        if not shares.asked:
            return self.not_asked(item)
        asks = [shares.variable.id]
        n = self._counted(shares)
        return self.table(item, shares.frame, title, n=n, basis=self.basis, asks=asks)

    def share_figure(self, item: str, shares: Shares, title: str) -> Figure | Text:
        """Ranked shares by group with their intervals and the country as a line."""
        if not shares.asked:
            return self.not_asked(item)
        groups = shares.groups.rename(
            columns={"pct": "estimate", "low_pct": "low", "high_pct": "high"}
        )
        plot = intervals.ranked_intervals(
            groups.dropna(subset="estimate"),
            labels=self.short_labels(shares.by),
            colour=self.colour("adult"),
            unit="Prosent" if shares.who else "Prosent av dem som svarte",
            reference=float(shares.frame["pct"][TOTAL]),
            ranked=shares.by not in {"size_class", "size_districts"},
            upper=100,
        )
        return self._share_figure(item, plot, shares, title)

    def share_map(self, item: str, shares: Shares, title: str) -> Figure | Text:
        """A tile-grid map of shares, by county or HF area."""
        if not shares.asked:
            return self.not_asked(item)
        values = self.labels.category(shares.by).values
        names = {key: value.tile or value.label for key, value in values.items()}
        grid = tile_grid(shares.by, self.params.year, self.project)
        return self._share_figure(
            item, tiles.tile_map(shares.groups["pct"], grid, names), shares, title
        )

    def since_last_year(self, item: str, shares: Shares) -> Text:
        """A sentence on the national share this year and the year before.

        Args:
            item: Id of the sentence.
            shares: This year's; their question must be one of the codebook's, not derived.

        Returns:
            The sentence; that the question is new where last year did not ask it.
        """
        name, last = shares.variable.id, words.year(self.params.year - 1)
        before = self.last_year(name)
        if before is None:
            template = "Spørsmålet ble ikke stilt i {last}, så endring fra året før kan ikke vises."
            return self.said(item, shares, template, last=last)
        then = before.shares(name, shares.codes, shares.by, shares.oslo)
        template = "I {last} var andelen {before} av {before_n} som svarte, i {year} {now} av {n}."
        return self.said(
            item, shares, template, last=last, year=words.year(self.params.year),
            before=then.pct(), before_n=then.n(), now=shares.pct(), n=shares.n(),
        )  # fmt: skip

    def _share_figure(
        self, item: str, plot: MplFigure, shares: Shares, title: str
    ) -> Figure | Text:
        labels = self.short_labels(shares.by)
        n = self._counted(shares)
        alt = words.shares_alt(shares.groups["pct"], labels, float(shares.frame["pct"][TOTAL]))
        asks = [shares.variable.id]
        return self.figure(
            item, plot, title, alt=alt, data=shares.frame, n=n, basis=self.basis, asks=asks
        )

    def _counted(self, shares: Shares) -> str:
        n = shares.frame["n"].get(TOTAL, 0)
        return shares.who or self.units_in_words(n, shares.oslo or shares.by)

    def model(
        self, shares: Shares, *control: str, interval: Interval | None = None
    ) -> pd.DataFrame:
        """A logit of the outcome on the grouping, with controls; see :func:`logit`.

        Args:
            shares: The outcome and the grouping.
            *control: Columns controlled for.
            interval: As for :func:`logit`. Profile intervals, its choice under separation, are
                costly: "wald" where only the likelihood-ratio test is wanted, which is the same.

        Returns:
            Tidy rows; empty when the question is not asked.
        """
        if not shares.asked:
            return pd.DataFrame()
        data, factors = self._outcome(shares), [shares.by, *control]
        orders = {factor: self.order(factor) for factor in factors}
        return logit(data, questions.OUTCOME, factors, orders=orders, interval=interval)

    def factor_tests(self, shares: Shares, *control: str) -> pd.DataFrame:
        """The likelihood-ratio tests of :meth:`model` alone, in a fraction of its time.

        Returns:
            Tidy rows of :func:`lr_tests`; empty when the question is not asked.
        """
        if not shares.asked:
            return pd.DataFrame()
        data, factors = self._outcome(shares), [shares.by, *control]
        orders = {factor: self.order(factor) for factor in factors}
        return lr_tests(data, questions.OUTCOME, factors, orders=orders)

    def _outcome(self, shares: Shares) -> pd.DataFrame:
        units = self.units(shares.oslo or oslo_for(shares.by))
        asked = units if shares.units is None else shares.units
        return questions.outcome(asked, shares.variable.id, shares.codes)

    def tested(self, models: Mapping[str, pd.DataFrame], by: str | None = None) -> dict[str, Bound]:
        """The values of a sentence on likelihood-ratio tests of one or several groupings.

        Args:
            models: Grouping → model, from :meth:`model`, which may be empty; or any name → model
                of the grouping ``by``.
            by: The grouping tested in all models, where the names are no groupings.

        Returns:
            ``<name>``, whether the groups differ at the convention; ``<name>_p``, the p of the
            test; and ``level``, the convention.
        """
        limit = self.params.thresholds.convention
        said = {"level": self.level}
        for name, model in models.items():
            p = factor_p(model, by or name)
            said |= {name: words.differs(p, limit), f"{name}_p": words.p_value(p)}
        return said

    def model_table(
        self,
        item: str,
        model: pd.DataFrame,
        by: str,
        title: str,
        oslo: Oslo | None = None,
        *,
        asks: Sequence[str] = (),
        who: str = "",
    ) -> Table | Text:
        """Odds ratios against the reference and against the country, with p-values."""
        if model.empty:
            return self.not_asked(item)
        against = pick(model, "odds_ratio", by)[["estimate", "low", "high", "p"]]
        mean = pick(model, "odds_ratio_deviation", by)[["estimate", "low", "high", "p", "p_holm"]]
        frame = against.add_prefix("ref_").join(mean.add_prefix("dev_")).rename_axis(by)
        test = pick(model, "lr_test", by).iloc[0]
        n = who or self.units_in_words(test["n"], oslo or by)
        table = self.table(item, frame, title, n=n, basis=self.basis, asks=asks)
        notes = [note for note in dict.fromkeys(model["note"]) if note not in {"", REFERENCE}]
        return table.noted(*notes)

    def variation(self, shares: Shares) -> dict[str, Bound]:
        """The values of a sentence on how a share varies between groups.

        Returns:
            ``count`` of ``n`` units and their ``share``; the groups ``high`` and ``low``; whether
            the groups ``differ`` at the convention, the ``level``, by a likelihood-ratio test, and
            its ``differ_p``. Dashes when the question is not asked.
        """
        tested = self.tested({"differ": self.model(shares, interval="wald")}, shares.by)
        known = {"count": shares.count(), "n": shares.n(), "share": shares.pct()}
        return known | {"high": shares.highest(), "low": shares.lowest()} | tested
