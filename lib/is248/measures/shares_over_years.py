"""Which questions of different years can be compared, and their shares in one year's borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from is248.base.basis import FITTED, INVENTED
from is248.measures import outcomes
from is248.measures.borders import COUNTRY, SINGLE
from is248.register.municipalities import oslo_for
from is248.survey.answers import answer_units
from is248.survey.held import load_held
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from is248.base.paths import Project
    from is248.measures.borders import Borders
    from is248.survey.answers import Answers
    from is248.survey.codebook import Codebook, Variable

SAME, CHANGED, ONCE = "same", "changed", "once"
"""Asked alike in several years; asked otherwise; asked in one year alone."""

COUNTED = ("single", "multiple", "amount", "count")
"""Types of questions that are compared; FTE have series of their own."""

_SLACK = 1e-6


class Linked(NamedTuple):
    """A question of one or more years.

    Attributes:
        asked: Year → the question, oldest first.
        verdict: :data:`SAME`, :data:`CHANGED` or :data:`ONCE`.
        note: What changed, as the codebooks say.
    """

    asked: Mapping[int, Variable]
    verdict: str
    note: str

    @property
    def latest(self) -> Variable:
        """The question as the latest year has it."""
        return self.asked[max(self.asked)]


def linked(books: Mapping[int, Codebook]) -> dict[str, Linked]:
    """The questions of all years, linked by concept.

    Versions for joint and separate reporting share a concept and are linked each with its own.

    Args:
        books: Year → its questions.

    Returns:
        Concept, and version where there are several → the question; in the order of the latest
        year that asks it.
    """
    found: dict[str, dict[int, Variable]] = {}
    for year in sorted(books, reverse=True):
        for variable in books[year].variables:
            if variable.type in COUNTED:
                found.setdefault(_key(variable), {})[year] = variable
    return {key: _judged(dict(sorted(asked.items()))) for key, asked in found.items()}


def _key(variable: Variable) -> str:
    return f"{variable.concept}:{variable.form}" if variable.form else variable.concept


def _judged(asked: dict[int, Variable]) -> Linked:
    variables = list(asked.values())
    later = [one.note for one in variables[1:] if one.note] or [variables[0].note]
    if len(variables) == 1:
        return Linked(asked, ONCE, "")
    answers = {tuple(one.categories) for one in variables}
    money = {one.type for one in variables} == {"amount"}
    alike = len(answers) == 1 and (money or not any(one.note for one in variables))
    return Linked(asked, SAME if alike else CHANGED, later[-1])


class Share(NamedTuple):
    """One outcome of a question asked alike in several years."""

    measure: str
    label: str
    question: Linked
    codes: tuple[str, ...]


def comparable_shares(books: Mapping[int, Codebook]) -> Iterator[Share]:
    """The outcomes that can be followed over years: of questions asked alike.

    Args:
        books: Year → its questions.

    Yields:
        One per outcome of the codebook.
    """
    for one in linked(books).values():
        if one.verdict != SAME:
            continue
        for name, outcome in one.latest.outcomes.items():
            yield Share(f"{one.latest.id}__{name}_pct", outcome.label, one, outcome.codes)


def shares_by_level(
    borders: Borders, answers: Mapping[int, Answers], levels: Sequence[str], project: Project
) -> pd.DataFrame:
    """Shares of all comparable outcomes, tidy.

    Args:
        borders: The borders that the areas are of.
        answers: Year → its answers.
        levels: Levels of the borders; single units are passed over, whose answers are restricted.
        project: The project.

    Returns:
        One row per level, area, outcome and year, per cent of the ``n`` units that answered; a unit
        counts in the area that it lies in now. Areas with fewer answers than params ask for are
        left out. Synthetic answers give ``synthetic_fitted`` where print holds the share of the
        country.
    """
    few = load_year(borders.year, project).thresholds.few
    books = {year: one.codebook for year, one in answers.items()}
    wanted, frames = list(comparable_shares(books)), []
    for level in levels:
        if level in SINGLE:
            continue
        for year, one in answers.items():
            units = answer_units(one, borders.units(year), oslo_for(_grouping(level)))
            own = [share for share in wanted if year in share.question.asked]
            carried = _carried(borders, units, own, year, level)
            frames += list(_rows(carried, own, level, year, one, few, project))
    return pd.concat(frames) if frames else pd.DataFrame()


def _grouping(level: str) -> str:
    """The grouping by which the city counts; as one for the country."""
    return "region" if level == COUNTRY else level


def _carried(
    borders: Borders, units: pd.DataFrame, wanted: Iterable[Share], year: int, level: str
) -> pd.DataFrame:
    columns = {}
    for share in wanted:
        hit = outcomes.outcome(units, share.question.asked[year].id, share.codes)[outcomes.OUTCOME]
        columns[f"{share.measure}:count"] = hit.fillna(0).astype("float64")
        columns[f"{share.measure}:n"] = hit.notna().astype("float64")
    return borders.carried(pd.DataFrame(columns, index=units.index), year, level)


def _rows(
    carried: pd.DataFrame, wanted: Iterable[Share], level: str, year: int, answers: Answers,
    few: int, project: Project,
) -> Iterator[pd.DataFrame]:  # fmt: skip
    for share in wanted:
        count, n = carried[f"{share.measure}:count"], carried[f"{share.measure}:n"]
        enough = n >= (1 if level == COUNTRY else few)
        pct = (count / n.where(enough)) * 100
        frame = pd.DataFrame({"value": pct, "n": n, "estimated": carried["estimated"]})
        known = frame.dropna(subset=["value"]).rename_axis(index="area").reset_index()
        basis = _basis(share, level, known["value"], answers, project)
        yield known.assign(
            measure=share.measure, label=share.label, unit="prosent", level=level, year=year,
            basis=basis,
        )  # fmt: skip


def _basis(
    share: Share, level: str, values: pd.Series[float], answers: Answers, project: Project
) -> str:
    year = answers.codebook.year
    if not answers.synthetic:
        return "microdata"
    if level != COUNTRY or values.empty:
        return INVENTED
    held = load_held(project, year).value(share.question.asked[year].id, share.codes)
    value = float(np.asarray(values)[0])
    return FITTED if held and held[0] - _SLACK <= value <= held[1] + _SLACK else INVENTED
