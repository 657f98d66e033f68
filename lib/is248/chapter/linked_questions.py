"""Questions of several years in the chapter on development: what can be compared, and shares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from is248.chapter.sayable import Said
from is248.measures.area_borders import COUNTRY
from is248.measures.series_over_years import MEASURES
from is248.measures.shares_over_years import CHANGED, ONCE, SAME, Linked, linked
from is248.show import words, year_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.chapter.displays import Displays, Tabled
    from is248.measures.series_over_years import Series
    from is248.show.paragraph import Bound

_VERDICTS = {SAME: "ja", CHANGED: "nei"}
_APART = ("mental_health", "substance_use")
"""Versions of a question for those that report each field by itself."""


@dataclass(frozen=True, eq=False)
class LinkedQuestions(Said):
    """The questions of all years with answers, linked by concept.

    In a sentence ``{alike}`` and ``{changed}`` count those of more than one year, ``{once}`` those
    of one.

    Attributes:
        chapter: The chapter.
        series: All years in its borders.
    """

    chapter: Displays
    series: Series

    said: ClassVar = {
        "alike": lambda own, _: own._counted(SAME),
        "changed": lambda own, _: own._counted(CHANGED),
        "once": lambda own, _: own._counted(ONCE),
    }

    @cached_property
    def linked(self) -> Mapping[str, Linked]:
        """Concept → the question; see :func:`shares_over_years.linked`."""
        return linked({year: one.codebook for year, one in self.series.answers.items()})

    def _counted(self, verdict: str) -> Bound:
        count = sum(one.verdict == verdict for one in self.linked.values())
        said = words.number(count) if self.linked else words.missing()
        return said.on("params")

    def comparable_table(self, item: str, *, changed: bool = False) -> Tabled | None:
        """Which questions several years ask, and whether they can be compared.

        Args:
            item: Id of the table.
            changed: Whether only those that cannot are shown, on the page; None without any.
        """
        wanted = (CHANGED,) if changed else (SAME, CHANGED)
        several = {key: one for key, one in self.linked.items() if one.verdict in wanted}
        if not several:
            return None
        rows = {
            key: [year_words.year_runs(one.asked).text, _VERDICTS[one.verdict], one.note]
            for key, one in several.items()
        }
        columns = ["asked_years", "comparable", "question_note"]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        years = year_words.year_runs(self.series.years).text
        return self.chapter.table(
            item, frame.rename_axis(index="question"),
            f"Spørsmål stilt i flere år{' som er endret' if changed else ''}, {years}",
            n=f"{len(self.linked)} spørsmål", basis="params", source="kodebøkene for årene",
            place="page" if changed else "workbook",
            row_labels={key: one.latest.label for key, one in several.items()},
        )  # fmt: skip

    def shares_table(self, item: str) -> Tabled:
        """The country's shares over years, of questions asked alike, this year too.

        What this year does not ask, and what those answered who report each field by itself, stand
        in the rows of ``is248 series`` alone.
        """
        tidy, year = self._tidy_country, self.chapter.year
        apart = [
            one.latest.id for one in self.linked.values()
            if one.latest.form in _APART or (year in self.series.years and year not in one.asked)
        ]  # fmt: skip
        shares = tidy[~tidy["measure"].isin(MEASURES) & (tidy["unit"] == "prosent")]
        shares = shares[~shares["measure"].str.partition("__")[0].isin(apart)]
        wide, bases = (
            shares.pivot_table(values, "measure", "year", aggfunc="first", sort=False)
            .add_prefix("pct_") for values in ("value", "basis")
        )  # fmt: skip
        years = words.listing(str(name).removeprefix("pct_") for name in wide).text
        labels = dict(zip(shares["measure"], shares["label"], strict=True))
        return self.chapter.table(
            item, wide.rename_axis(index="question", columns=None),
            f"Andeler over tid, {years}",
            n=f"kommunene som svarte hvert år, {self.chapter.city} som én", cell_bases=bases,
            source=f"svarene på IS-24/8 for {years}",
            row_labels=labels,
        )  # fmt: skip

    @cached_property
    def _tidy_country(self) -> pd.DataFrame:
        return self.series.tidy([COUNTRY])
