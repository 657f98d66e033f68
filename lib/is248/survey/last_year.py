"""Last year's answers in this year's borders: nothing falls away, and nothing is made up.

Numbers are carried by the crosswalk, so that their sums are kept. A merged municipality has the
answer to a choice that all its parts gave, and no answer where they differ. What cannot be compared
and what rests on the share of a split is marked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.errors import DataError
from is248.base.paths import Project, find_project
from is248.register.crosswalk import crosswalk, load_crossing
from is248.register.municipalities import load_units
from is248.survey import freshness
from is248.survey.answers import Answers, Crossed
from is248.survey.columns import answer_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from is248.survey.columns import Column

_BLOCK = 3
"""Words of the concept of FTE that tell of whom and by what: ``fte_adult_measure``."""


def load_last_year(year: int, project: Project | None = None) -> Answers | None:
    """The answers of the year before in the borders of a year; None where there are none.

    Args:
        year: Reporting year.
        project: The project; found when not given.

    Returns:
        From :func:`carried`. Sums over units are last year's own; see :func:`comparable` for what
        single units may be held against.

    Raises:
        DataError: A unit of the year before is neither in this year's register nor in a reform.
    """
    project = project or find_project()
    if not freshness.has_answers(year - 1, project):
        return None
    found = carried(freshness.load(year - 1, project), year, project)
    if lost := sorted({*found.values.index} - {*load_units(year, project).index}):
        raise DataError(
            f"{lost[0]} har svar for {year - 1}, men finnes ikke i registeret for {year}, og ingen "
            "reform sier hva enheten ble til. Før den i en fil reform_*.csv i data/municipalities, "
            "så fjorårets svar ikke faller bort."
        )
    return found


def carried(answers: Answers, year: int, project: Project) -> Answers:
    """The answers of one year in the borders of a later one.

    Args:
        answers: The answers.
        year: The later year, or the same.
        project: The project, whose reforms are followed.

    Returns:
        The same answers where no border changed. Else one row per unit of the later year, with
        ``crossed`` telling what was done. Numbers are sums of what the parts gave, of a split by
        the shares of inhabitants; other answers are those that all parts gave. Texts of merged
        units are left out.
    """
    everyone = pd.Series(1.0, answers.values.index)
    pairs = crosswalk(everyone, answers.codebook.year, year, load_crossing(project))
    if (pairs["from"] == pairs["to"]).all():
        return answers
    alone = ~pairs["to"].duplicated(keep=False) & (pairs["share"] == 1)
    renamed = pairs[alone].set_index("from")["to"]
    values = answers.values.loc[renamed.index].set_axis(renamed.to_numpy())
    made, unlike = _mixed(answers, pairs[~alone])
    every = pd.concat([values, made.astype(values.dtypes.to_dict())]).sort_index()
    mixed = pairs[~alone]
    crossed = Crossed(
        frozenset(mixed["to"][mixed["to"].duplicated()]),
        frozenset(mixed["to"][mixed["estimated"]]),
        unlike,
    )
    statuses = _statuses(answers.statuses, pairs)
    return replace(answers, values=every.rename_axis("unit"), statuses=statuses, crossed=crossed)


def comparable(answers: Answers) -> Answers:
    """Answers without the numbers that are too low, since a part of the unit gave none."""
    if answers.crossed is None:
        return answers
    values = answers.values
    unlike = answers.crossed.unlike.reindex(values.index, columns=values.columns, fill_value=False)
    return replace(answers, values=values.mask(unlike))


def _mixed(answers: Answers, pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers of units made of several or of a part, and which cells cannot be compared."""
    columns = answer_columns(answers.codebook)
    known = [column for column in columns if column.name in answers.values]
    numbers = [column for column in known if column.kind == "number"]
    others = [c.name for c in known if c.kind not in {"number", "text"}]
    to, share = pairs["to"].to_numpy(), pairs["share"].to_numpy()
    parts = answers.values.loc[pairs["from"]].reset_index(drop=True)
    told = _told(answers, pairs["from"], numbers).groupby(to)
    given = parts[[column.name for column in numbers]].astype("float64")
    sums = given.mul(share, axis=0).groupby(to).sum(min_count=1)
    by_unit = parts[others].groupby(to)
    alike = by_unit.nunique(dropna=False) == 1  # noqa: PD101 - of groups, not of one series
    said = by_unit.first().where(alike)
    unlike = pd.concat([told.any() & ~told.all(), ~alike], axis=1)
    return sums.join(said).reindex(columns=answers.values.columns), unlike


def _told(answers: Answers, units: Iterable[str], numbers: list[Column]) -> pd.DataFrame:
    """Which numbers of units are known: given, not asked for, or blank beside others given.

    Blank parts of FTE count as none when another part of the same split was answered, as in
    :func:`is248.checks.unit_totals.reported`.
    """
    names = [column.name for column in numbers]
    given = answers.values.loc[list(units), names].notna()
    blocks = [_block(column) for column in numbers]
    by_block = given.T.groupby(blocks).any().T
    told = {
        column.name: by_block[block].to_numpy(dtype=bool)
        | (column.variable.type != "fte") & _not_asked(answers, column.name, units)
        for column, block in zip(numbers, blocks, strict=True)
    }
    return pd.DataFrame(told)


def _block(column: Column) -> str:
    fte = column.variable.type == "fte"
    return "_".join(column.variable.concept.split("_")[:_BLOCK]) if fte else column.name


def _not_asked(answers: Answers, column: str, units: Iterable[str]) -> NDArray[np.bool_]:
    told = answers.statuses_of([column])
    return pd.Index(list(units)).isin(told["unit"][told["status"] == "not_asked"])


def _statuses(statuses: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Statuses of cells: those of all parts, and a number that any part carried forward."""
    key = ["to", "variable", "status"]
    there = statuses.merge(pairs[["from", "to"]], left_on="unit", right_on="from")
    parts = there["to"].map(pairs["to"].value_counts())
    every = there.groupby(key)["unit"].transform("size") == parts
    kept = there[every | (there["status"] == "carried_forward")].drop_duplicates(key)
    return kept[key].set_axis(statuses.columns, axis=1).reset_index(drop=True)
