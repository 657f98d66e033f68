"""What the control rules look at: a year's answers beside those of the year before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.checks import rule_findings
from is248.checks import unit_totals as totals
from is248.measures.fte import fte_columns
from is248.register.municipalities import are_agencies
from is248.survey.last_year import comparable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from is248.survey.answers import Answers
    from is248.survey.codebook import Variable
    from is248.year.params import Quality

NUMBERS = ("fte", "amount", "count")
PART_LEVELS = ["group", "split", "part"]


@dataclass(frozen=True)
class Case:
    """A year to be checked.

    Attributes:
        answers: The answers of the year.
        before: Those of the year before in this year's borders, see
            :func:`is248.survey.last_year.load_last_year`; None in the first year: nothing is
            compared then.
        units: The register, from :func:`is248.register.municipalities.load_units`.
        quality: Thresholds of the year.
    """

    answers: Answers
    before: Answers | None
    units: pd.DataFrame
    quality: Quality

    def under(self, quality: Quality) -> Case:
        """The same year under other thresholds; what does not hang on them is not made again."""
        other = replace(self, quality=quality)
        other.__dict__.update(people=self.people, both=self.both)
        return other

    @cached_property
    def people(self) -> pd.DataFrame:
        """This year's FTE with inhabitants: :func:`is248.checks.unit_totals.with_people`."""
        return totals.with_people(totals.reported(self.answers), self.units)

    @cached_property
    def both(self) -> pd.DataFrame:
        """The same beside the year before: :func:`is248.checks.rule_findings.changes`."""
        if self.known_before is None:
            nothing = self.people[["unit", "group", "form"]].assign(measure=float("nan"))
            return rule_findings.changes(self.people, nothing)
        return rule_findings.changes(self.people, totals.reported(self.known_before))

    @cached_property
    def known_before(self) -> Answers | None:
        """Last year's answers as far as a unit's can be compared with them."""
        return comparable(self.before) if self.before else None

    @cached_property
    def values(self) -> pd.DataFrame:
        """The answers without cells that are carried forward: these are not this year's."""
        if not (self.answers.statuses["status"] == "carried_forward").any():
            return self.answers.values
        return self.answers.values.mask(totals.with_status(self.answers, "carried_forward"))

    @cached_property
    def variables(self) -> dict[str, Variable]:
        """Question by id."""
        return {variable.id: variable for variable in self.answers.codebook.variables}

    @cached_property
    def values_before(self) -> pd.DataFrame:
        """Last year's values under this year's names: a question is the same by its concept."""
        if self.known_before is None:
            return pd.DataFrame(index=self.values.index)
        book, values = self.known_before.codebook, self.known_before.values
        known = {v.id for v in book.variables}
        others = [v for v in self.variables.values() if v.id not in known]
        same = [(then, v) for v in others if (then := book.by_concept(v.concept, v.form))]
        names = {
            column: v.id + column.removeprefix(then.id)
            for then, v in same
            if then.type == v.type
            for column in then.columns
        }
        return values.rename(columns=names)

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """All numbers: units × questions."""
        known = [v.id for v in self.variables.values() if v.type in NUMBERS]
        return _floats(self.values, known)

    @cached_property
    def numbers_before(self) -> pd.DataFrame:
        """Last year's numbers in the shape of :attr:`numbers`; NaN where there are none."""
        return _floats(self.values_before, list(map(str, self.numbers))).reindex_like(self.numbers)

    @cached_property
    def fte(self) -> pd.DataFrame:
        """The columns of FTE: :func:`is248.measures.fte.fte_columns`, those in the answers."""
        columns = fte_columns(self.answers.codebook)
        return columns[columns.index.isin(self.numbers.columns)]

    @cached_property
    def fte_numbers(self) -> pd.DataFrame:
        """The numbers of :attr:`fte`."""
        return self.numbers[list(self.fte.index)]

    @cached_property
    def unusual_rates(self) -> pd.DataFrame:
        """FTE per inhabitant outside the fences: :func:`is248.checks.rule_findings.outside`."""
        return rule_findings.outside(self.people, "rate", self.quality.rate_fence)

    @cached_property
    def parts(self) -> pd.DataFrame:
        """FTE: units × (group, split, part), the reporting forms together."""
        return self._parts(self.numbers)

    @cached_property
    def parts_before(self) -> pd.DataFrame:
        """Last year's in the same shape."""
        return self._parts(self.numbers_before)

    def _parts(self, numbers: pd.DataFrame) -> pd.DataFrame:
        keys = [self.fte[level] for level in PART_LEVELS]
        summed = numbers[list(self.fte.index)].T.groupby(keys, sort=False).sum(min_count=1)
        return summed.T

    def column_of(self, unit: str, key: tuple[str, str, str]) -> str:
        """The question in which a unit gave a part of its FTE; the first form's when in none."""
        match = (self.fte[PART_LEVELS] == list(key)).all(axis=1)
        names = list(self.fte.index[match])
        filled = [name for name in names if self.numbers.loc[unit, name] > 0]
        return str((filled or names)[0])

    @cached_property
    def filled(self) -> pd.DataFrame:
        """Which cells hold an answer: units × columns."""
        return self.values.notna()

    @cached_property
    def passed_over(self) -> pd.DataFrame:
        """Which empty cells are no gaps: not asked, or "vet ikke"; units × columns."""
        passed = totals.with_status(self.answers, "not_asked", "dont_know")
        book = self.answers.codebook
        spared = [c for v in book.variables if not book.asks_agencies(v) for c in v.columns]
        known = passed.columns.isin(spared)
        found = passed.to_numpy() | (are_agencies(passed.index)[:, None] & known[None, :])
        return pd.DataFrame(found, passed.index, passed.columns)

    @cached_property
    def given(self) -> dict[str, NDArray[np.bool_]]:
        """Column → which units gave an answer in it; a zero or an empty cross is none."""
        columns = dict(zip(map(str, self.filled), self.filled.to_numpy().T, strict=True))
        some = np.nan_to_num(self.numbers.to_numpy()) != 0
        columns |= dict(zip(map(str, self.numbers), some.T, strict=True))
        crosses = [v for v in self.variables.values() if v.type == "multiple"]
        for name in (c for v in crosses for c in v.columns if c in columns):
            columns[name] = self.values[name].to_numpy("float64", na_value=0.0) != 0
        return columns

    def choice(self, name: str) -> list[object]:
        """The code of each unit to a single choice, or something missing; none of what is not."""
        known = name in self.values and self.variables[name].type == "single"
        return self.values[name].tolist() if known else []

    @cached_property
    def silent(self) -> set[str]:
        """Units with nothing of this year."""
        return {str(unit) for unit in self.values.index[~self.filled.any(axis=1)]}

    def scales(self, steps: int) -> pd.DataFrame:
        """Answers to scales as places from 0 to 1.

        Args:
            steps: A choice of fewer codes is no scale.

        Returns:
            Units × single choices; NaN where not answered.
        """
        known = [v for v in self.variables.values() if v.type == "single"]
        known = [v for v in known if len(v.codes) >= steps and v.id in self.values]
        places = {v.id: _places(self.values[v.id].tolist(), list(v.codes)) for v in known}
        return pd.DataFrame(places, index=self.values.index, dtype="float64")


def _places(answers: list[object], codes: list[str]) -> list[float]:
    step = max(len(codes) - 1, 1)
    place: dict[object, float] = {code: at / step for at, code in enumerate(codes)}
    return [place.get(answer, float("nan")) for answer in answers]


def _floats(values: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return values[[name for name in columns if name in values]].astype("float64")
