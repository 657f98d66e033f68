"""What came out of an analysis for a chapter, made again to see whether it still does.

A chapter that shows the p of one question rests on who answered what in the whole form, and yet an
answer more or less seldom changes it. When nothing else has changed, the analysis is made again
once, and chapters for which the same comes out are not run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from is248.base.observed import PART, digest_of
from is248.survey.places import ANSWERS_FILE, STATUSES_FILE, prepared_folder

if TYPE_CHECKING:
    from is248.base.paths import Project

FILLED = "?"
"""As :data:`is248.survey.told_frame.FILLED`, which needs pandas."""


@dataclass
class ValuesAgain:
    """The values of a project, each analysis made once.

    Attributes:
        project: The project.
    """

    project: Project
    _made: dict[int, Any] = field(default_factory=dict)

    def made_of(self, what: str) -> tuple[tuple[str, str], ...]:
        """What a value stands for: kinds and names of needs.

        Args:
            what: As told by :func:`is248.base.observed.value`.
        """
        folder = self.project.relative(prepared_folder(_year(what), self.project))
        filled = f"{folder}/{ANSWERS_FILE}{PART}{FILLED}"
        return (("part", filled), ("read", f"{folder}/{STATUSES_FILE}"))

    def is_as_told(self, what: str) -> bool:
        """Whether the same comes out now; not when that cannot be found out."""
        name, keys, told = what.split(" ")
        try:
            return digest_of(self.value_of(name, keys)) == told
        except Exception:  # noqa: BLE001 - the chapter will say what is wrong
            return False

    def value_of(self, name: str, keys: str) -> object:
        """What comes out now.

        Args:
            name: The analysis, and its year after the last colon.
            keys: What of it.
        """
        from is248.chapter.responding import nonresponse_of, p_and_city
        from is248.checks.unit_totals import SILENT, silent_units
        from is248.register.municipalities import load_units
        from is248.survey.answers import load_answers

        year = _year(name)
        if name.startswith(f"{SILENT}:"):
            return len(silent_units(load_answers(year, self.project)))
        if year not in self._made:
            answers, units = load_answers(year, self.project), load_units(year, self.project)
            self._made[year] = nonresponse_of(answers, units, year, self.project)
        return p_and_city(self._made[year], *keys.split("+"))


def _year(what: str) -> int:
    return int(what.partition(" ")[0].rpartition(":")[2])
