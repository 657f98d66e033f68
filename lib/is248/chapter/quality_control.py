"""What the control of a year finds, for its chapter: each thing a value, told with what came out.

All rules look at the whole form, and most changes of an answer or a threshold change nothing that
the chapter shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.base.told_values import ToldValues
from is248.chapter import quality_frames as frames
from is248.checks import control_rules, marks, real_change, response, rule_findings
from is248.checks.rule_book import load_rules
from is248.checks.unit_totals import reported
from is248.register.municipalities import load_units
from is248.survey.answers import load_answers
from is248.survey.last_year import load_last_year
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from is248.base.paths import Project
    from is248.checks.control_rules import Checked
    from is248.survey.answers import Answers
    from is248.survey.decisions import Decisions

CONTROL = "control"
"""What finds it, as it is told."""


@dataclass(frozen=True)
class Control:
    """The control of a year.

    Attributes:
        year: The year.
        project: The project.
        answers: The answers of the year.
        before: Those of the year before; None where there are none.
        register: The units of the year.
    """

    year: int
    project: Project
    answers: Answers
    before: Answers | None
    register: pd.DataFrame

    @cached_property
    def _values(self) -> ToldValues:
        return ToldValues(f"{CONTROL}:{self.year}")

    def told(self, name: str) -> Any:  # noqa: ANN401 - a frame or a number, by name
        """Something that was found.

        Args:
            name: Which of :data:`FOUND`.
        """
        return self._values.told(name, lambda: FOUND[name](self), plain)

    @cached_property
    def checked(self) -> Checked:
        """The year after its checks; what is shown of it is to be told as a value."""
        quality = load_year(self.year, self.project).quality
        rules = load_rules(self.project)
        return control_rules.check_year(self.answers, self.before, self.register, quality, rules)

    @cached_property
    def decisions(self) -> Decisions:
        """What the units that were asked have said."""
        return marks.decisions_of(self.answers, self.project)


FOUND: Mapping[str, Callable[[Control], Any]] = {
    "agreement": lambda c: rule_findings.agreement(c.checked.people, c.checked.quality),
    "asked_municipalities": lambda c: control_rules.municipalities(c.checked.asked["unit"]),
    "asked_units": lambda c: c.checked.asked["unit"].nunique(),
    "carried": lambda c: frames.carried(c.checked),
    "decisions": lambda c: frames.decisions_taken(c.checked, c.decisions),
    "first_findings": lambda c: c.checked.findings.head(20),
    "open_share": lambda c: response.open_share(c.answers),
    "real_change": lambda c: real_change.real_change(
        reported(c.answers), reported(c.before or c.answers), marks.changed_practice(c.decisions)
    ),
    "tally": lambda c: control_rules.tally(c.checked),
    "thresholds": lambda c: control_rules.by_thresholds(c.checked),
}
"""What is told: a frame as the chapter shows it, or a number."""


def control_again(year: int, project: Project) -> Control:
    """The control of a year as it is now.

    Args:
        year: The year.
        project: The project.
    """
    before = load_last_year(year, project)
    return Control(year, project, load_answers(year, project), before, load_units(year, project))


def found_in(control: Control, name: str) -> object:
    """What is found, as it is told.

    Args:
        control: The control of a year.
        name: Which of :data:`FOUND`.
    """
    with pd.option_context("mode.string_storage", "python"):  # as in a chapter
        return plain(FOUND[name](control))


def plain(found: object) -> object:
    """All that can be seen of a frame or a number, as plain values."""
    if not isinstance(found, pd.DataFrame):
        return found
    cells = [found[name].astype("object").tolist() for name in found]
    columns = [(str(name), str(kind)) for name, kind in found.dtypes.items()]
    return [*found.index.names], found.index.tolist(), columns, cells
