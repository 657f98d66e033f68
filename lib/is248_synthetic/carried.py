"""Answers of a year of which only a few numbers are told: the rest goes on from an earlier year.

Each unit keeps most of its own answers; the others are those of a unit of its size. Where units
were merged, the largest part answers. All of it is invented but what ``hold`` of a block, or a told
number of FTE (:mod:`is248_synthetic.carried_fte`), makes come out.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.base.paths import find_project
from is248.register.crosswalk import crosswalk, load_crossing
from is248.register.municipalities import load_units
from is248.survey.codebook import load_codebook
from is248.survey.places import survey_folder
from is248_synthetic.texts import PLAIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.base.paths import Project
    from is248.survey.codebook import Variable
    from is248_synthetic.categorical import State
    from is248_synthetic.margins import Margins

ANSWERS = "synthetic.csv"
STAYS = 0.8
"""Our share of units that answer the questions of a theme as they did before."""

WRITES = 0.4
"""Our share of units that write something where they are asked for words for the first time."""

_FTE_PART = 1
"""The part of the form that only a unit's own answers serve for: its FTE go on from them."""


@dataclass(frozen=True)
class Before:
    """The answers that go on.

    Attributes:
        year: Their year.
        frame: The file as text, index the unit's code.
        rows: Unit → its row.
        variables: Id → question.
        pairs: From units of that year to units of this: :func:`is248.register.crosswalk`.
        largest: Unit of this year → the largest of its parts.
        alike: Unit of this year → units of that year of its kind and size.
    """

    year: int
    frame: pd.DataFrame
    rows: Mapping[str, Mapping[Any, str]]
    variables: Mapping[str, Variable]
    pairs: pd.DataFrame
    largest: Mapping[str, str]
    alike: Mapping[str, list[str]]


def read_before(state: State, margins: Margins, project: Project | None = None) -> Before:
    """The answers of the year that a list of margins goes on from.

    Raises:
        DataError: There are none, or the reforms between the two years are not known.
    """
    assert margins.carried is not None
    project, year = project or find_project(), margins.carried.year
    frame = read_answers(year, project)
    book = load_codebook(year, project)
    units = load_units(year, project).loc[frame.index]
    people = units["pop_total"].fillna(0.0)
    pairs = crosswalk(people, year, margins.year, load_crossing(project))
    variables = {variable.id: variable for variable in book.variables}
    size = pairs["share"] * people.loc[pairs["from"]].to_numpy()
    order = pairs.assign(size=size).sort_values(["to", "size", "from"])
    largest = dict(zip(order["to"], order["from"], strict=True))
    rows = {str(unit): row for unit, row in frame.to_dict("index").items()}
    return Before(year, frame, rows, variables, pairs, largest, _alike(state, units))


def read_answers(year: int, project: Project | None = None) -> pd.DataFrame:
    """The answer file of a year as text, index the unit's code."""
    content = (survey_folder(year, project) / ANSWERS).read_bytes()
    frame = pd.read_csv(io.BytesIO(content), sep=";", dtype=str, keep_default_na=False)
    return frame.set_index(load_codebook(year, project).key)


def _alike(state: State, units: pd.DataFrame) -> dict[str, list[str]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for code, kind, size in zip(units.index, units["kind"], units["size_class"], strict=True):
        groups.setdefault((kind, size), []).append(str(code))
    own = zip(state.units.index, state.units["kind"], state.units["size_class"], strict=True)
    return {str(code): groups.get((kind, size), []) for code, kind, size in own}


def carry_answers(state: State, before: Before, margins: Margins) -> None:
    """Write the answers to every question that goes on and that nothing is told of."""
    told = {name for block in margins.blocks for name in block.variables}
    free = [v for v in state.book.variables if v.id not in told and v.type != "fte"]
    givers = {v.chapter: _givers(state, before, v.chapter) for v in free}
    for variable in free:
        by_unit = before.largest if variable.part == _FTE_PART else givers[variable.chapter]
        old = before.variables.get(variable.id)
        if old is not None and old.type == variable.type:
            _carry(state, before, variable, by_unit)
        elif variable.type == "open" and not variable.categories:
            _write(state, variable)


def drop_unasked(state: State) -> None:
    """Take away what was answered to a question that the unit is not put."""
    for variable in (one for one in state.book.variables if one.asked):
        assert variable.asked is not None
        gate = state.answers.get(variable.asked.variable, {})
        codes = set(variable.asked.codes)
        for found in (state.answers, state.numbers, state.texts):
            given = found.get(variable.id, {})
            for unit in [unit for unit in given if not codes & set(gate.get(unit, ()))]:
                del given[unit]


def _givers(state: State, before: Before, theme: str) -> dict[str, str]:
    """Unit → whose answers to the questions of a theme it gives: mostly its own."""
    draws = state.draws(61, state.book.year, *theme.encode())
    found = {}
    for code in state.units.index:
        stays, place = draws.random(2)
        others = before.alike[str(code)]
        own = before.largest.get(str(code), "")
        moves = others and (stays > STAYS or not own)
        found[str(code)] = others[int(place * len(others))] if moves else own
    return found


def _carry(state: State, before: Before, variable: Variable, givers: Mapping[str, str]) -> None:
    for unit in (str(code) for code in state.units.index if state.units["kind"][code] != "oslo"):
        if giver := givers.get(unit):
            _give(state, variable, unit, before.rows[giver])


def _give(state: State, variable: Variable, unit: str, row: Mapping[Any, str]) -> None:
    text = row[variable.id].replace(",", ".") if variable.type in {"count", "amount"} else ""
    if text and text not in variable.missing:
        state.numbers.setdefault(variable.id, {})[unit] = float(text)
        return
    if codes := _codes(variable, row):
        state.answers.setdefault(variable.id, {})[unit] = codes
    if variable.type == "open" and row[variable.id]:
        state.texts.setdefault(variable.id, {})[unit] = row[variable.id]


def _codes(variable: Variable, row: Mapping[Any, str]) -> tuple[str, ...]:
    if variable.type == "multiple":
        return tuple(c for c in variable.categories if row.get(f"{variable.id}__{c}") == "1")
    column = f"{variable.id}__codes" if variable.type == "open" else variable.id
    known = {*variable.categories, *variable.missing}
    return tuple(code for code in row.get(column, "").split(";") if code in known)


def _write(state: State, variable: Variable) -> None:
    draws = state.draws(62, state.book.year, *variable.id.encode())
    for unit in (str(code) for code in state.units.index if state.units["kind"][code] != "oslo"):
        writes, place = draws.random(2)
        if writes < WRITES:
            phrase = PLAIN[int(place * len(PLAIN))]
            state.texts.setdefault(variable.id, {})[unit] = phrase
