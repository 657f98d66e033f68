"""What the municipal appendix shows: FTE of every municipality, district and agency."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from is248.chapter.sayable import places
from is248.chapter.unit_pages import ASKS, FtePages
from is248.measures import appendix
from is248.measures.fte import unit_fte
from is248.show import words

if TYPE_CHECKING:
    import pandas as pd

    from is248.chapter.displays import Displays, Tabled
    from is248.show.paragraph import Bound


@dataclass(frozen=True)
class AppendixPages(FtePages):
    """The appendix of a year.

    In a sentence ``{n}`` is the number of municipalities, ``{adult_zero}`` and ``{child_zero}`` how
    many have no FTE (``:Words`` at the beginning of a sentence), ``{high:3}`` and ``{low:3}`` those
    with the highest and lowest rate in all.

    Attributes:
        chapter: The chapter; its items rest on the appendix, or on the answers.
        fte: FTE of every unit.
    """

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows; see :func:`is248.measures.appendix.listing`."""
        return appendix.listing(self.fte)

    @cached_property
    def _municipalities(self) -> pd.DataFrame:
        return appendix.of_kind(self.rows, "municipality", "oslo_total")

    def table(self, item: str) -> Tabled:
        """FTE and rates of every unit, by county."""
        columns = [column for column in self.rows if str(column).startswith("fte_")]
        return self.chapter.table(
            item, self.rows[columns],
            "Årsverk og årsverk per innbygger i kommuner, bydeler og etater",
            n=appendix.kinds_in_words(self.rows), row_labels=appendix.row_names(self.rows),
            groups=appendix.first_of_county(self.rows), total=appendix.COUNTRY,
            asks=list(ASKS.values()),
        )  # fmt: skip

    def sums_table(self, item: str) -> Tabled:
        """The sum of the rows against the country's own row."""
        frame, title = appendix.against_country(self.rows), "Summen av radene mot landets rad"
        return self.chapter.table(
            item, frame, title, n="alle rader", asks=list(ASKS.values()), bases={"n": "register"}
        )

    def _zero(self, group: str, spec: str) -> Bound:
        none = (self._municipalities[f"fte_{group}"] == 0).sum()
        said = words.count(none, "kommune", "kommuner")
        return words.capital(said) if spec == "Words" else said

    def _ends(self, top: int, *, lowest: bool) -> Bound:
        rates = self._municipalities.dropna(subset="fte_total_per10k")
        rates = rates.sort_values("fte_total_per10k", ascending=False)
        return words.ranking(rates["name"], rates["fte_total_per10k"], top=top, lowest=lowest)

    said: ClassVar = {
        "n": lambda pages, _: words.number(len(pages._municipalities)).on("register"),
        "adult_zero": lambda pages, spec: pages._zero("adult", spec),
        "child_zero": lambda pages, spec: pages._zero("child", spec),
        "high": lambda pages, spec: pages._ends(places(spec, 1), lowest=False),
        "low": lambda pages, spec: pages._ends(places(spec, 1), lowest=True),
    }


def appendix_pages(chapter: Displays) -> AppendixPages:
    """The appendix: the printed one where the year has it, else the like of the answers.

    Args:
        chapter: The chapter, as it is opened.
    """
    fte = unit_fte(chapter.year, chapter.project)
    return AppendixPages(replace(chapter, rests_on=fte.rate_basis), fte)
