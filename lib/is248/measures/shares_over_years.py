"""Which questions of different years can be compared, and their shares in one year's borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from is248.base.basis import FITTED, INVENTED
from is248.measures import outcomes
from is248.measures.area_borders import COUNTRY, SINGLE
from is248.register.municipalities import oslo_for
from is248.survey.answers import answer_units
from is248.survey.held import load_held
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from is248.base.paths import Project
    from is248.measures.area_borders import Borders
    from is248.register.municipalities import Oslo
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
    if len(variables) == 1:
        return Linked(asked, ONCE, "")
    # the note of the first year is of a change from the year before it
    later = [one.note for one in variables[1:] if one.note]
    answers = {tuple(one.categories) for one in variables}
    of_its_year = {one.type for one in variables} == {"amount"}  # its note says which, each year
    alike = len(answers) == 1 and (of_its_year or not later)
    note = later[-1] if later else variables[0].note
    return Linked(asked, SAME, "") if alike else Linked(asked, CHANGED, note)


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
            told = outcome.label.rstrip(",")
            label = f"{one.latest.label}: {told}" if len(one.latest.outcomes) > 1 else told
            yield Share(f"{one.latest.id}__{name}_pct", label, one, outcome.codes)


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
    wanted = list(comparable_shares({year: one.codebook for year, one in answers.items()}))
    chosen = [level for level in levels if level not in SINGLE]
    frames = []
    for year, one in answers.items():
        own = [share for share in wanted if year in share.question.asked]
        ways = {oslo_for(_grouping(level)) for level in chosen}
        hits = {oslo: _hits(one, borders.units(year), oslo, own) for oslo in ways}
        for level in chosen if own else ():
            found = hits[oslo_for(_grouping(level))]
            rows = _rows(borders, found, year, level, 1 if level == COUNTRY else few)
            frames.append(_told(rows, own, level, one, project))
    return pd.concat(frames) if frames else pd.DataFrame()


def _grouping(level: str) -> str:
    """The grouping by which the city counts; as one for the country."""
    return "region" if level == COUNTRY else level


def _hits(
    answers: Answers, register: pd.DataFrame, oslo: Oslo, wanted: Iterable[Share]
) -> pd.DataFrame:
    """One row per unit, one column per share: 1 with it, 0 without, missing for no answer."""
    every, year = answer_units(answers, register, oslo), answers.codebook.year
    asked = [(share, share.question.asked[year]) for share in wanted]
    names = dict.fromkeys(name for _, one in asked for name in one.columns if name in every)
    units = every[list(names)]  # at once: to bring each by itself into these units takes long
    columns = {share.measure: outcomes.hits(units, one.id, share.codes) for share, one in asked}
    return pd.DataFrame(columns, index=units.index)


def _rows(borders: Borders, hits: pd.DataFrame, year: int, level: str, few: int) -> pd.DataFrame:
    """Per cent by area and share, where enough answered."""
    both = hits.fillna(0).add_prefix("count:").join(hits.notna().astype("float64").add_prefix("n:"))
    carried = borders.carried(both, year, level)
    count, n = (
        carried.filter(regex=f"^{kind}:").rename(columns=lambda name: name.partition(":")[2])
        for kind in ("count", "n")
    )
    pct = count / n.where(n >= few) * 100
    rows = pct.melt(ignore_index=False, var_name="measure", value_name="value")
    rows = rows.assign(n=n.melt(ignore_index=False)["value"].to_numpy())
    rows = rows.dropna(subset=["value"]).rename_axis(index="area").reset_index()
    return rows.assign(
        estimated=rows["area"].map(carried["estimated"]), unit="prosent", level=level, year=year
    )


def _told(
    rows: pd.DataFrame, wanted: Iterable[Share], level: str, answers: Answers, project: Project
) -> pd.DataFrame:
    """Rows with what the shares are called and rest on."""
    labels = {share.measure: share.label for share in wanted}
    bases = {
        share.measure: _basis(share, level, rows["value"][rows["measure"] == share.measure],
                              answers, project)
        for share in wanted
    }  # fmt: skip
    measure = rows["measure"]
    return rows.assign(label=measure.map(labels), basis=measure.map(bases))


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
