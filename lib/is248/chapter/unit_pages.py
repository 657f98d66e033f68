"""Pages on the FTE of units: of a printed appendix, or of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.base.basis import of_answers
from is248.chapter.sayable import Said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from is248.chapter.displays import Displays
    from is248.measures.fte import UnitFte
    from is248.show.paragraph import Text

ASKS = {"adult": "fte_adult_measure", "child": "fte_child_measure"}
"""Group → the questions that give its FTE."""


@dataclass(frozen=True)
class FtePages(Said):
    """Pages on the FTE of units: of a printed appendix, or of the answers."""

    chapter: Displays
    fte: UnitFte

    def caution(self) -> Text | None:
        """The caution that the FTE come from answers that are made up, where they do."""
        return self.chapter.caution(self.fte.answers) if self.fte.answers else None

    @property
    def printed(self) -> bool:
        """Whether the FTE of the units are those of a printed appendix."""
        return self.fte.appendix is not None

    @property
    def sums_basis(self) -> str:
        """What sums of FTE, and rates of areas, rest on."""
        return of_answers(self.fte.basis)

    @property
    def rates_basis(self) -> str:
        """What the rates of single units rest on."""
        return of_answers(self.fte.rate_basis)

    def of_rates(self, columns: Iterable[str]) -> dict[str, str]:
        """Columns that rest on rates of single units, for ``bases`` of a table."""
        return dict.fromkeys(columns, self.rates_basis)
