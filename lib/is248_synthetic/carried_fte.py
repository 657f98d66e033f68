"""FTE of a year of which only national numbers are told: those of an earlier year, moved to them.

Each unit has what its parts had, moved with the country and a little by chance; by measure,
education and pathway in the proportions that it had. The told numbers come out exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pandas as pd

from is248.measures.national import inhabitants
from is248.register.crosswalk import carry
from is248.survey.held import held_key
from is248_synthetic.carried import read_answers
from is248_synthetic.fte_totals import HUNDRED
from is248_synthetic.margin_audit import Check
from is248_synthetic.raking import spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248.base.paths import Project
    from is248.survey.held import HeldKey
    from is248_synthetic.carried import Before
    from is248_synthetic.categorical import State
    from is248_synthetic.held_blocks import Line
    from is248_synthetic.margin_audit import AnswerFile
    from is248_synthetic.margins import Carried

GROUPS = {"adult": "pop_18plus", "child": "pop_under18"}
"""Group → the inhabitants that its FTE are measured against."""

FORMS = ("joint", "mental_health", "substance_use")
KINDS = ("measure", "education", "pathway")
WHO = "districts_and_agencies"
_NOISE = 0.07
"""How far units move apart from one another (of the log), a choice of ours."""


def carry_fte(
    state: State, before: Before, carried: Carried, project: Project | None = None
) -> None:
    """Write the FTE of all units.

    Args:
        state: With the reporting forms of the units.
        before: What goes on.
        carried: What is told of the country.
        project: The project; found when not given.
    """
    fte = [v.id for v in before.variables.values() if v.type == "fte" and "experience" not in v.id]
    text = before.frame[fte].apply(lambda column: column.str.replace(",", "."))
    counts = text.apply(pd.to_numeric, errors="coerce") * HUNDRED
    moved = carry(counts.fillna(0.0), before.pairs).drop(columns="estimated")
    people = inhabitants(project)
    parts = {
        group: {kind: _in_own_form(state, group, kind, moved) for kind in KINDS} for group in GROUPS
    }
    sums = {group: float(cells["measure"].to_numpy().sum()) for group, cells in parts.items()}
    growth = {of: people[of][state.book.year] / people[of][before.year] for of in GROUPS.values()}
    as_before = {group: sums[group] * float(growth[of]) for group, of in GROUPS.items()}
    for group, wanted in _wanted(state, carried, as_before).items():
        _group(state, group, parts[group], wanted)


def _wanted(state: State, carried: Carried, as_before: Mapping[str, float]) -> dict[str, int]:
    """Hundredths of FTE in the country: as told, else as many per inhabitant as before."""
    found: dict[str, float] = {}
    for key, told in carried.fte.items():
        value = float(state.report.statement(told.told))
        grown = as_before.get(key, 0.0) * (1 + value / 100)
        found[key] = value * HUNDRED if told.measure == "sum" else grown
    if "total" in found:
        other, rest = ("adult", "child") if "adult" in found else ("child", "adult")
        found[rest] = found["total"] - found.get(other, as_before[other])
    return {group: round(found.get(group, as_before[group])) for group in GROUPS}


def _group(state: State, group: str, parts: Mapping[str, pd.DataFrame], wanted: int) -> None:
    sums = parts["measure"].sum(axis=1)
    draws = state.draws(63, state.book.year, *group.encode())
    weights = sums.to_numpy() * draws.lognormal(0, _NOISE, len(sums))
    had = {str(unit): float(value) for unit, value in sums.items()}
    totals = dict(zip(had, spread(weights.astype(np.float64), wanted), strict=True))
    for kind, cells in parts.items():
        for unit, row in cells.iterrows():
            own = int(totals[str(unit)])
            if kind == "pathway":  # some leave it out, some distribute a little more or less
                own = round(row.sum() * own / had[str(unit)]) if had[str(unit)] else 0
            if own:
                _write_unit(state, str(unit), row if row.any() else cells.sum(), own)
            elif kind != "pathway":
                _write_unit(state, str(unit), cells.sum(), 0)


def _in_own_form(state: State, group: str, kind: str, moved: pd.DataFrame) -> pd.DataFrame:
    """Hundredths of FTE by part, in the columns of the reporting form that a unit has now."""
    known = {variable.id for variable in state.book.variables if variable.type == "fte"}
    names = [n for n in moved if str(n).startswith(f"fte_{group}_{kind}_") and n in known]
    found = moved[names].copy()
    forms = state.answers[f"reporting_form_{group}"]
    joint = np.array([forms[str(unit)] == ("joint",) for unit in found.index])
    for stem in dict.fromkeys(name.removesuffix("_joint") for name in names if "_joint" in name):
        one, *apart = (f"{stem}_{form}" for form in FORMS)
        both = found[apart].sum(axis=1)
        found[one], alone = np.where(joint, found[one] + both, 0.0), found[one]
        found.loc[joint, apart] = 0.0
        found[apart[0]] += np.where(joint, 0.0, alone)  # a merged part that reported jointly
    return found


def _write_unit(state: State, unit: str, weights: pd.Series[float], total: int) -> None:
    """Hundredths of a unit over the parts of its own reporting form."""
    group = str(weights.index[0]).split("_")[1]
    is_joint = state.answers[f"reporting_form_{group}"][unit] == ("joint",)
    own = weights[[str(name).endswith("_joint") == is_joint for name in weights.index]]
    for name, value in zip(
        own.index, spread(np.asarray(own, dtype=np.float64), total), strict=True
    ):
        state.numbers.setdefault(str(name), {})[unit] = int(value) / HUNDRED


# --- what is told, beside the answers ---------------------------------------------------------
class _Told(NamedTuple):
    group: str
    measure: str
    statement: str
    ours: float
    low: float
    high: float

    @property
    def met(self) -> bool:
        return self.low <= self.ours < self.high


def fte_checks(answers: AnswerFile, project: Project | None = None) -> Iterator[Check]:
    """Each told number of FTE, recomputed from the answer file."""
    for one in _told(answers, project):
        key = f"{one.statement}/{one.group}"
        yield Check("fte", key, (), one.ours, one.low, one.high, one.met)


def fte_lines(
    answers: AnswerFile, project: Project | None = None
) -> Iterator[tuple[HeldKey, Line]]:
    """What the told numbers of FTE hold; a derived one that may be several numbers holds none."""
    for one in _told(answers, project):
        kind: Literal["value", "bound"] = "value"
        if one.measure == "sum" and one.high - one.low > 1:
            kind = "bound"
        if one.met:
            line: Line = (kind, one.low, one.high, (one.statement,))
            yield held_key(f"fte_{one.group}", who=WHO, base="", measure=one.measure), line


def _told(answers: AnswerFile, project: Project | None) -> Iterator[_Told]:
    """What is told of the FTE, what the answers give, and what prints as it is told."""
    carried, report = answers.margins.carried, answers.report
    assert carried is not None
    before = read_answers(carried.year, project)
    for key, told in carried.fte.items():
        ours = fte_of(answers.frame, key)
        if told.measure != "sum":
            people = inhabitants(project)[GROUPS[key]]
            grown = people[answers.book.year] / people[carried.year]
            ours = 100 * (ours / fte_of(before, key) / grown - 1)
        yield _Told(key, told.measure, told.told, ours, *report.window(told.told))
    for each in carried.changes:
        then = float(report.statement(each.since))
        ours = fte_of(answers.frame, each.group) - then
        ours *= 100 / then if each.measure == "change_pct" else 1
        yield _Told(each.group, each.measure, each.told, ours, *report.window(each.told))


def fte_of(frame: pd.DataFrame, group: str) -> float:
    """FTE of a group in an answer file read as text; by measure, as the country's are counted."""
    groups = GROUPS if group == "total" else [group]
    stems = tuple(f"fte_{one}_measure_" for one in groups)
    own = frame.loc[:, frame.columns.str.startswith(stems)]
    text = own.apply(lambda column: column.str.replace(",", "."))
    return float(text.apply(pd.to_numeric, errors="coerce").to_numpy()[text.ne("")].sum())
