"""Shares with an outcome by group as tables, figures and maps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from is248.base.basis import INVENTED, weakest
from is248.base.keys import TOTAL
from is248.chapter.grouped import Grouped
from is248.chapter.rests import COUNTED
from is248.register.municipalities import tile_grid
from is248.show import words
from is248.show.plots import intervals, tiles
from is248.stats.shrinkage import shrunken_shares

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Unpack

    import pandas as pd
    from matplotlib.figure import Figure as MplFigure

    from is248.chapter.displays import Drawn, Tabled
    from is248.chapter.grids import Looks
    from is248.show.paragraph import Bound

FEW = 30
"""Groups with fewer answers are told in counts: a per cent would look more certain than it is."""

SIZES = frozenset({"size_class", "size_districts"})
"""Groupings that have an order of their own; others are ranked in figures."""

SIZE_ENDS = {"pct": "estimate", "low_pct": "low", "high_pct": "high"}
AREA_ENDS = {
    "shrunken_pct": "estimate", "shrunken_low_pct": "low", "shrunken_high_pct": "high",
    "pct": "other",
}  # fmt: skip
"""Columns of shares → what a figure of intervals calls them."""

SIZE_LEGEND = {"estimate": "andel, 95 % intervall", "reference": "landet"}
AREA_LEGEND = {"estimate": "krympet, 95 % intervall", "other": "andel av svarene",
               "reference": "landet"}  # fmt: skip
_DRAWN = "Krympet andel: trukket mot landets, mest der svarene er få."


@dataclass(frozen=True, repr=False, eq=False)
class ShareDisplays(Grouped):
    """Per cent with an outcome by group, as it is shown; fields as :class:`Grouped`."""

    def told(self, group: str, column: str = "", spec: str = "") -> Bound:
        """A group's share (no column), ``n`` or ``count``, as a sentence says it.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.told("total", "n").text
            '411'
        """
        if group not in self.frame.index:
            return words.missing() if column else words.percent(math.nan)
        on = {str(key): str(basis) for key, basis in self.bases.loc[group].items()}
        if column:
            return words.number(self.value(column, group)).on(on[column])
        n, count = self.value("n", group), self.value("count", group)
        if spec == "few" and 0 < n < FEW:
            return words.of_few(int(count), int(n)).on(weakest([on["n"], on["count"]]))
        places = int(spec or 0) if spec != "few" else 0
        return words.percent(self.value("pct", group), places).on(on["pct"])

    # ---- tables and figures ---------------------------------------------------------------------

    def table(
        self, item: str, title: str = "", *, rename: Mapping[str, str] | None = None,
        **looks: Unpack[Looks],
    ) -> Tabled:  # fmt: skip
        """Counts, shares and Wilson intervals by group.

        Args:
            item: Id of the table.
            title: Caption without number and year; made of outcome and grouping when not given.
            rename: Column → its name in the table, where the printed one has another.
            **looks: As for :meth:`Chapter.table`.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.table("table-mine").title
            'Søkt Husbanken om tilskudd etter helseregion, 2016'
        """
        if not self.asked:
            return self.chapter.not_asked(item)
        names, asks = dict(rename or {}), [self.outcome.question.id]
        return self.chapter.table(
            item, self.frame.rename(columns=names), title or self.title, n=self.counted, asks=asks,
            cell_bases=self.bases.rename(columns=names), **looks,
        )  # fmt: skip

    def figure(self, item: str, title: str = "") -> Drawn:
        """Shares by group with their intervals, and the country as a line.

        Size classes have Wilson's intervals. Areas are drawn towards the country as far as their
        answers allow (:func:`shrunken_shares`), with their raw share as an open dot; they are
        ranked only where the test of all of them holds, and left out below the fewest answers.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.figure("figure-mine").title
            'Søkt Husbanken om tilskudd etter helseregion, 2016'
        """
        if not self.asked:
            return self.chapter.not_asked(item)
        sizes = self.by in SIZES
        names = SIZE_ENDS if sizes else AREA_ENDS
        shown = self.frame if sizes else self.shrunken
        groups = shown.drop(index=TOTAL, errors="ignore").rename(columns=names)
        if not sizes:
            groups = groups[groups["n"] >= self.chapter.params.thresholds.few]
        if groups.empty:
            return self.chapter.too_few(item, self.by)
        plot = intervals.ranked_intervals(
            groups.dropna(subset="estimate"), labels=self.labels, reference=self.value("pct"),
            colour=self.chapter.colour("adult"), ranked=not sizes and self.certain, upper=100,
            unit="Prosent" if self.who else "Prosent av dem som svarte",
            other="" if sizes else "other", told=[*names, "n"],
            legend=SIZE_LEGEND if sizes else AREA_LEGEND,
        )  # fmt: skip
        notes = [] if sizes else [_DRAWN, *self._few_notes]
        return self._drawn(item, plot, title or self.headline, shown, notes)

    @property
    def certain(self) -> bool:
        """Whether the groups differ, adjusted, by a test that may be told of.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.shares("county").certain
            False
        """
        if self.rests_on() == INVENTED or not self.asked:
            return False
        return self.adjusted() < self.chapter.params.thresholds.certain

    @property
    def headline(self) -> str:
        """The finding where the test holds and may be told; else outcome and grouping.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.yes.shares("region").headline
            'Søkt Husbanken om tilskudd etter helseregion'
        """
        if not self.certain:
            return self.title
        label, groups = self.outcome.label.removesuffix(","), list(self.groups.index)
        if self.by not in SIZES:
            many = self.chapter.labels.category(self.by).definite_many or "gruppene"
            return f"{label}: sikre forskjeller mellom {many}"
        first, last = (self.told(groups[at]).text for at in (0, -1))
        return f"{label}: {first} i de minste kommunene, {last} i de største"

    @cached_property
    def shrunken(self) -> pd.DataFrame:
        """The frame with shares drawn towards the country, and the places that a group may have.

        Returns:
            As :attr:`frame`, and ``shrunken_pct`` with ``shrunken_low_pct`` and
            ``shrunken_high_pct``, ``rank_low`` and ``rank_high`` (1 is the highest share); missing
            for the total and for groups with too few answers to be ranked.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> list(grant.yes.shares("region").shrunken.columns)[5:]
            ['shrunken_pct', 'shrunken_low_pct', 'shrunken_high_pct', 'rank_low', 'rank_high']
        """
        enough = self.groups[self.groups["n"] >= self.chapter.params.thresholds.few]
        found = shrunken_shares(enough["n"], enough["count"])
        percent = found[["shrunken", "low", "high"]] * 100
        named = percent.set_axis(list(AREA_ENDS)[:3], axis=1)
        return self.frame.join(named).join(found[["rank_low", "rank_high"]].astype("Int64"))

    def map(self, item: str, title: str = "") -> Drawn:
        """A tile-grid map of the shares, by county or HF area; hatched below the fewest answers.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("county")
            >>> shares.map("figure-mine").title
            'Søkt Husbanken om tilskudd etter fylke, kart, 2016. Prosent'
        """
        if not self.asked:
            return self.chapter.not_asked(item)
        values = self.chapter.labels.category(self.by).values
        names = {key: value.tile or value.label for key, value in values.items()}
        grid = tile_grid(self.by, self.chapter.year, self.chapter.project)
        few = self.chapter.params.thresholds.few
        plot = tiles.tile_map(self.groups[["pct", "n"]], grid, names, few)
        notes, said = self._few_notes, title or f"{self.title}, kart. Prosent"
        return self._drawn(item, plot, said, self.frame, notes)

    def _drawn(
        self, item: str, plot: MplFigure, title: str, data: pd.DataFrame, notes: Sequence[str]
    ) -> Drawn:
        asks, sizes = [self.outcome.question.id], self.by in SIZES
        own = self.bases.assign(**dict.fromkeys(data.columns.difference([*COUNTED]), self.weakest))
        names = {key: self.chapter.running(self.by, key) for key in self.labels}
        alt = words.shares_alt(self.groups["pct"], names, self.value("pct"), named=sizes)
        return self.chapter.figure(
            item, plot, title, alt=alt, data=data, n=self.counted, asks=asks, cell_bases=own,
            notes=notes,
        )  # fmt: skip

    @property
    def _few_notes(self) -> list[str]:
        few = self.chapter.params.thresholds.few
        small = int((self.groups["n"].between(1, few - 1)).sum())
        if not small:
            return []
        said = words.capital(self.chapter.counted_groups(self.by, small)).text
        return [f"{said} har færre enn {words.in_words(few).text} svar og vises ikke for seg."]
