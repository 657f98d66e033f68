"""Municipalities whose FTE per inhabitant are unusual in their size class, and their weight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from is248.base.numbers import unbroken
from is248.chapter.sayable import Values
from is248.chapter.unit_pages import ASKS
from is248.checks import response
from is248.show import words
from is248.show.plots import box_plots
from is248.stats import fences

if TYPE_CHECKING:
    import pandas as pd

    from is248.chapter.area_pages import AreaPages
    from is248.chapter.displays import Displays, Drawn, Tabled

_AGES = {"adult": "innbyggere fra 18 år", "child": "innbyggere under 18 år"}
_NOT_BELOW = "En nedre grense som ville ligget under null, er satt til null."
_FIRST = 3
"""How many of the farthest outliers a sentence names."""


@dataclass(frozen=True)
class UnusualUnits:
    """The rates of municipalities, the city as one, held against others of their size.

    Attributes:
        fte: FTE by area.
    """

    fte: AreaPages

    @cached_property
    def chapter(self) -> Displays:
        """The chapter, its items resting on what rates of single units rest on."""
        return replace(self.fte.chapter, rests_on=self.fte.fte.rate_basis)

    @cached_property
    def _rates(self) -> pd.DataFrame:
        return self.fte.fte.per_thousand(self.fte.fte.counted("one"))

    @property
    def _fence(self) -> float:
        return self.chapter.params.thresholds.box_fence

    def _outside(self, group: str) -> pd.DataFrame:
        return fences.outliers(self._rates, "size_class", f"{group}_per1000", self._fence)

    def spread_figure(self, item: str, group: str) -> Drawn:
        """Box plots of the rates of adults or children, outliers named."""
        column, sizes = f"{group}_per1000", self.chapter.short_labels("size_class")
        limits = fences.fences_by(self._rates, "size_class", column, self._fence, least=0)
        outside, unit = self._outside(group), unbroken(f"Årsverk per 1 000 {_AGES[group]}")
        most = self.chapter.params.thresholds.named_outliers
        plot = box_plots.boxes_with_outliers(
            self._rates, fences.first_of_each(outside, "size_class", most), by="size_class",
            column=column, order=sizes, colour=self.chapter.colour(group), unit=unit,
            fence=self._fence,
        )  # fmt: skip
        return self.chapter.figure(
            item, plot, f"{unit}, kommunene etter størrelse",
            alt=words.boxes_alt(limits, outside, column, sizes), data=fences.box_columns(limits),
            n=self.fte.counted("one"), asks=[ASKS[group]], notes=[_NOT_BELOW],
        )  # fmt: skip

    def outliers(self) -> Values:
        """Outside the ``fence``: ``adult``, ``child``, ``adult_first``; ``less``, less weighed."""
        found = {"less": words.count(len(self.less), "kommune", "kommuner")}
        for group in ASKS:
            outside = self._outside(group)
            found[group] = words.count(len(outside), "kommune", "kommuner")
            found[f"{group}_first"] = words.listing(outside["label"][:_FIRST])
        told = {name: bound.on(self.fte.rates_basis) for name, bound in found.items()}
        return Values(told, fence=words.number(self._fence, 1).on("params"))

    def levels(self, group: str) -> pd.DataFrame:
        """The mean of each size class, plain and robust; see :func:`response.levels`."""
        return response.levels(self._rates, f"{group}_per1000", self._sizes)

    @property
    def _sizes(self) -> list[str]:
        return self.chapter.order("size_class")

    @cached_property
    def _weights(self) -> pd.DataFrame:
        return response.weights(self._rates, list(ASKS), self._sizes)

    @cached_property
    def less(self) -> pd.DataFrame:
        """The units with a reduced weight; see :func:`is248.checks.response.reduced`."""
        return response.reduced(self._weights, list(ASKS), self._sizes)

    def weights_table(self, item: str) -> Tabled:
        """The units with a reduced weight, by size class."""
        headings = response.headings(self.less, self.chapter.short_labels("size_class"))
        return self.chapter.table(
            item, self.less.drop(columns=["label", "size_class"]).rename_axis(index="code"),
            "Kommuner med redusert vekt i robust regresjon",
            n=f"{len(self.less)} av {len(self._weights)} kommuner", groups=headings,
            row_labels=dict(self.less["label"]), asks=list(ASKS.values()), place="workbook",
        )  # fmt: skip
