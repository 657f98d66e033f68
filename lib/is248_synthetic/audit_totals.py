"""Recompute national FTE, codes, crosses, users and the logit of table 9.3 from an answer file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.rounding import half_up
from is248_synthetic.amounts import USERS
from is248_synthetic.carried_fte import fte_checks
from is248_synthetic.fte_totals import TABLES
from is248_synthetic.logit_search import COLUMNS, logit_row
from is248_synthetic.margin_audit import AnswerFile, Check
from is248_synthetic.respondents import COUNT
from is248_synthetic.synthetic_units import counted, whole_city

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.base.paths import Project
    from is248.survey.codebook import Codebook


def total_checks(content: bytes, book: Codebook, project: Project | None = None) -> list[Check]:
    """One check per printed cell that is not a row of a block's programme."""
    answers = AnswerFile(content, book, project)
    if answers.margins.carried:
        return [*_respondents(answers), *fte_checks(answers, project)]
    found = [*_fte(answers), *_coded(answers)]
    if book.year == answers.report.year:
        found += [*_logit(answers), *_users(answers)]
    return found


def _respondents(answers: AnswerFile) -> Iterator[Check]:
    facts = answers.margins.facts
    if facts.respondents:
        told = float(answers.report.statement(facts.respondents))
        ours = float(answers.numbers(COUNT).sum())
        high = math.inf if facts.respondents_in_all else told
        yield Check(COUNT, facts.respondents, (), ours, told, high, told <= ours <= high)


def _check(block: str, key: str, ours: float, printed: float, decimals: int) -> Check:
    half = 0.5 * 10.0**-decimals
    low, high = printed - half, printed + half
    met = float(half_up(ours, decimals)) == printed
    return Check(block, key, (), ours, low, high, met)


def _fte(answers: AnswerFile) -> Iterator[Check]:
    year = answers.book.year
    for group, tables in TABLES.items():
        for split, levels, shares in tables:
            sums = _sums(answers, split, group)
            prefix = f"{group}_fte" if split == "form" else "fte"
            for row, value in answers.report.column(levels, f"{prefix}_{year}").items():
                key = f"table-{levels}/{row}/{prefix}_{year}"
                yield _check("fte", key, sums.get(row, 0.0), value, 0)
            if shares is not None:
                yield from _shares(answers, shares, sums)


def _shares(answers: AnswerFile, table: str, sums: dict[str, float]) -> Iterator[Check]:
    cells = answers.report.cells(table)
    name = f"pct_{answers.book.year}"
    part = cells[(cells["column"] == name) & cells["row"].isin(list(sums))]
    for row, value, decimals in zip(part["row"], part["value"], part["decimals"], strict=True):
        ours = 100 * sums[str(row)] / sums["total"]
        yield _check("fte", f"table-{table}/{row}/{name}", ours, float(value), int(decimals))


def _sums(answers: AnswerFile, split: str, group: str) -> dict[str, float]:
    kind = "measure" if split == "form" else split
    stem = f"fte_{group}_{kind}_"
    sums: dict[str, float] = {}
    for name in answers.frame.columns[answers.frame.columns.str.startswith(stem)]:
        code, form = _parts(str(name).removeprefix(stem))
        row = form if split == "form" else f"pathway_{code}" if kind == "pathway" else code
        sums[row] = sums.get(row, 0.0) + float(answers.numbers(str(name)).sum())
    return {**sums, "total": sum(sums.values())}


def _parts(name: str) -> tuple[str, str]:
    form = next(f for f in ("joint", "mental_health", "substance_use") if name.endswith(f"_{f}"))
    return name.removesuffix(f"_{form}"), form


def _coded(answers: AnswerFile) -> Iterator[Check]:
    margins = answers.margins
    for entry in margins.coded:
        given = _without_oslo(answers, entry.variable)
        counts = pd.Series([code for codes in given.values() for code in codes]).value_counts()
        for row, n in answers.report.column(entry.table, "n").items():
            yield _check(entry.variable, f"{entry.table}/{row}/n", int(counts.get(row, 0)), n, 0)
        for row, pct in answers.report.column(entry.table, "pct").items():
            share = 100 * int(counts.get(row, 0)) / len(given)
            yield _check(entry.variable, f"{entry.table}/{row}/pct", share, pct, 0)
    for crossed in margins.crossed:
        given = answers.given(crossed.variable)
        whole = "municipalities" if crossed.districts_column else "one"
        units = set(counted(answers.units, whole))  # type: ignore[arg-type]
        for row, n in answers.report.column(crossed.table, crossed.column).items():
            ours = sum(row in codes for unit, codes in given.items() if unit in units)
            yield _check(crossed.variable, f"{crossed.table}/{row}/{crossed.column}", ours, n, 0)


def _without_oslo(answers: AnswerFile, variable: str) -> dict[str, frozenset[str]]:
    city = whole_city(answers.units)
    return {unit: codes for unit, codes in answers.given(variable).items() if unit != city}


def _logit(answers: AnswerFile) -> Iterator[Check]:
    given = answers.given("phv_experience")
    units = answers.units.loc[counted(answers.units, "one")]
    pairs = {}
    for size, codes in units.groupby("size_class").groups.items():
        found = [given[str(code)] for code in codes if str(code) in given]
        pairs[str(size)] = (len(found), sum(bool(f & {"very_good", "good"}) for f in found))
    base = pairs.pop("<2000")
    printed = {name: answers.report.column("9.3", name) for name in COLUMNS}
    for size, pair in pairs.items():
        for name, value in logit_row(pair, base).items():
            key = f"table-9.3/{size}/{name}"
            yield _check("phv_experience", key, value, printed[name][size], 1)


def _users(answers: AnswerFile) -> Iterator[Check]:
    for variable, table in USERS.items():
        sums = answers.numbers(variable).groupby(answers.units["size_class"]).sum()
        for row, n in answers.report.column(table, "users_n").items():
            ours = float(sums.sum() if row == "total" else sums[row])
            yield _check(variable, f"table-{table}/{row}/users_n", ours, n, 0)
