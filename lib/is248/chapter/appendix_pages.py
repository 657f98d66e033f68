"""What the municipal appendix shows: FTE of every municipality, district and agency."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from is248.chapter.area_pages import ASKS
from is248.measures import appendix
from is248.measures.fte import unit_fte
from is248.show import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from is248.chapter.context import Chapter
    from is248.measures.fte import UnitFte
    from is248.show.paragraph import Bound, Text
    from is248.show.table import Table


@dataclass(frozen=True)
class AppendixPages:
    """The appendix of a year.

    In a sentence ``{n}`` is the number of municipalities, ``{adult_zero}`` and ``{child_zero}`` how
    many have no FTE (``:Words`` at the beginning of a sentence), ``{high:3}`` and ``{low:3}`` those
    with the highest and lowest rate in all.

    Attributes:
        chapter: The chapter; its items rest on the appendix, or on the answers.
        fte: FTE of every unit.
    """

    chapter: Chapter
    fte: UnitFte

    @property
    def printed(self) -> bool:
        """Whether the appendix is the printed one."""
        return self.fte.appendix is not None

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows; see :func:`is248.measures.appendix.listing`."""
        return appendix.listing(self.fte)

    @cached_property
    def _municipalities(self) -> pd.DataFrame:
        return appendix.of_kind(self.rows, "municipality", "oslo_total")

    def caution(self) -> Text | None:
        """The caution that the FTE come from answers that are made up, where they do."""
        return self.chapter.caution(self.fte.answers) if self.fte.answers else None

    def table(self, item: str) -> Table | Text:
        """FTE and rates of every unit, by county."""
        columns = [column for column in self.rows if str(column).startswith("fte_")]
        return self.chapter.table(
            item, self.rows[columns],
            "Årsverk og årsverk per innbygger i kommuner, bydeler og etater",
            n=appendix.kinds_in_words(self.rows), row_labels=appendix.row_names(self.rows),
            groups=appendix.first_of_county(self.rows), total=appendix.COUNTRY,
            asks=list(ASKS.values()),
        )  # fmt: skip

    def sums_table(self, item: str) -> Table | Text:
        """The sum of the rows against the country's own row."""
        frame, title = appendix.against_country(self.rows), "Summen av radene mot landets rad"
        return self.chapter.table(item, frame, title, n="alle rader", asks=list(ASKS.values()))

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`."""
        rows = self._municipalities
        group, _, what = name.partition("_")
        if name == "n":
            return words.number(len(rows))
        if group in ASKS and what == "zero":
            none = words.count((rows[f"fte_{group}"] == 0).sum(), "kommune", "kommuner")
            return words.capital(none) if spec == "Words" else none
        if name in {"high", "low"}:
            ranked = rows.dropna(subset="fte_total_per10k")
            ranked = ranked.sort_values("fte_total_per10k", ascending=False)
            values = ranked["fte_total_per10k"]
            top = int(spec or 1)
            return words.ranking(ranked["name"], values, top=top, lowest=name == "low")
        return None

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`."""
        return ["n", "adult_zero", "child_zero", "high", "low"]


def appendix_pages(chapter: Chapter) -> AppendixPages:
    """The appendix: the printed one where the year has it, else the like of the answers.

    Args:
        chapter: The chapter, as it is opened.
    """
    fte = unit_fte(chapter.year, chapter.project)
    return AppendixPages(replace(chapter, rests_on=fte.rate_basis), fte)
