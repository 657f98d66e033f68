"""Build the answers of a year from its margins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.survey.codebook import load_codebook
from is248_synthetic.amounts import AMOUNT, grants, users
from is248_synthetic.carried import carry_answers, drop_unasked, read_before
from is248_synthetic.carried_fte import carry_fte
from is248_synthetic.categorical import answer_block, start
from is248_synthetic.coded import code_answers, cross_options
from is248_synthetic.free_answers import draw_freely
from is248_synthetic.fte_draw import form_rows, split, user_experience_staff
from is248_synthetic.fte_totals import HUNDRED, TABLES, national_totals
from is248_synthetic.last_year_fte import last_year_fte
from is248_synthetic.margins import load_margins
from is248_synthetic.pathways_draw import pathways
from is248_synthetic.respondents import respondents
from is248_synthetic.synthetic_units import counted
from is248_synthetic.texts import coded_texts, plain_texts
from is248_synthetic.write import answer_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.base.paths import Project
    from is248_synthetic.categorical import State
    from is248_synthetic.fte_totals import Group, Totals
    from is248_synthetic.margins import Margins


@dataclass(frozen=True)
class Built:
    """The answers of a year.

    Attributes:
        content: The answer file.
        state: What it was written from.
        given_up: Target → the smallest set that it clashes with.
    """

    content: bytes
    state: State
    given_up: Mapping[str, tuple[str, ...]]


def build(year: int, project: Project | None = None, deal: tuple[int, ...] = ()) -> Built:
    """Build the answers of a year; the same every time.

    Args:
        year: A year with a list of margins.
        project: The project; found when not given.
        deal: A number for other answers that meet the same margins; none for the shipped ones.

    Raises:
        DataError: The codebook or the list of margins is not as it must be.
    """
    margins = load_margins(year, project)
    state = prepare(year, project, deal)
    if margins.carried:
        _carry(state, margins, project)
    else:
        _fte(state)
        _lists(state, margins)
    coded_texts(state)
    for text in margins.texts:
        plain_texts(state, text)
    respondents(state)
    if margins.carried:
        drop_unasked(state)
    return Built(answer_file(state), state, dict(state.given_up))


def prepare(year: int, project: Project | None = None, deal: tuple[int, ...] = ()) -> State:
    """No answers yet: the units, the codebook and the declared clashes of a year."""
    return start(load_codebook(year, project), load_margins(year, project), project, deal)


def _fte(state: State) -> None:
    kept = {group: _kept_fte(state, group) for group in TABLES}
    sums = {group: sum(fte.values()) for group, fte in kept.items()}
    totals = national_totals(sums, state.report, state.declared.get("fte"))
    state.given_up.update({f"fte: {key}": clash for key, clash in totals.given_up.items()})
    for group, fte in kept.items():
        _group(state, group, fte, totals)


def _group(state: State, group: Group, kept: dict[str, int], totals: Totals) -> None:
    fte = kept
    if state.book.year != state.report.year:
        fte = last_year_fte(state.units, group, kept, totals, state.report)
    rows = form_rows(state, group, fte, totals)
    for kind in ("measure", "education"):
        split(state, rows, group, kind, totals)
    user_experience_staff(state, rows, group)
    pathways(state, rows, group, totals)


def _kept_fte(state: State, group: Group) -> dict[str, int]:
    units = counted(state.units, "districts_and_agencies")
    fte = state.units.loc[units, f"fte_{group}"].to_numpy(float)
    return {str(u): round(value * HUNDRED) for u, value in zip(units, fte, strict=True)}


def _carry(state: State, margins: Margins, project: Project | None) -> None:
    assert margins.carried is not None
    before = read_before(state, margins, project)
    carry_answers(state, before, margins)
    carry_fte(state, before, margins.carried, project)
    for block in margins.blocks:
        answer_block(state, block)
    for entry in margins.free:
        draw_freely(state, entry)


def _lists(state: State, margins: Margins) -> None:
    for block in margins.blocks:
        answer_block(state, block)
    for coded in margins.coded:
        code_answers(state, coded)
    for crossed in margins.crossed:
        cross_options(state, crossed)
    known = {variable.id for variable in state.book.variables}
    if AMOUNT in known:
        grants(state)
    if "ips_se_users_mental_health" in known:
        users(state)
