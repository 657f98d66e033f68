"""What came out of an analysis for a chapter, made again to see whether it still does.

A chapter that shows the p of one question rests on who answered what in the whole form, and one
that shows how many findings there are on every threshold; yet a change seldom changes them. When
nothing else has changed, the analysis is made again once, and chapters for which the same comes out
are not run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from is248.base.told_values import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from is248.base.paths import Project


@dataclass
class ValuesAgain:
    """The values of a project, each analysis made once.

    Attributes:
        project: The project.
    """

    project: Project
    _made: dict[str, Any] = field(default_factory=dict)

    def is_as_told(self, what: str) -> bool:
        """Whether the same comes out now; not when that cannot be found out.

        Args:
            what: As told by :func:`is248.base.observed.value`.
        """
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
        from is248.chapter.quality_control import CONTROL, control_again, found_in
        from is248.chapter.responding import nonresponse_of, p_and_city
        from is248.checks.unit_totals import SILENT, silent_units
        from is248.register.municipalities import load_units
        from is248.survey.answers import load_answers

        year = int(name.rpartition(":")[2])
        if name.startswith(f"{SILENT}:"):
            return len(silent_units(load_answers(year, self.project)))
        if name.startswith(f"{CONTROL}:"):
            return found_in(self._once(name, lambda: control_again(year, self.project)), keys)
        answers, units = load_answers(year, self.project), load_units(year, self.project)
        form = self._once(name, lambda: nonresponse_of(answers, units, year, self.project))
        return p_and_city(form, *keys.split("+"))

    def _once(self, name: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - by name
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]
