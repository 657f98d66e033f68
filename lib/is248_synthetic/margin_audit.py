"""Recompute every margin from an answer file, with plain pandas and nothing of the solver."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from is248_synthetic.logit_search import logit_row
from is248_synthetic.margins import load_margins
from is248_synthetic.printed_values import Report
from is248_synthetic.synthetic_units import answering_units, counted, groups_of, whole_city
from is248_synthetic.targets import NAMES, targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248.base.paths import Project
    from is248.survey.codebook import Codebook
    from is248_synthetic.margins import Block, Hold
    from is248_synthetic.synthetic_units import Who
    from is248_synthetic.targets import Target

LEVEL = 0.1


@dataclass(frozen=True)
class Check:
    """One printed number or told comparison beside the answers.

    Attributes:
        block: Block of the list.
        key: Where it is printed.
        told: Other places where the same is told.
        ours: What the answers give.
        low: Smallest value that fits.
        high: Largest value that fits.
        met: Whether it holds.
    """

    block: str
    key: str
    told: tuple[str, ...]
    ours: float
    low: float
    high: float
    met: bool


class AnswerFile:
    """The answers of one year, and Oslo as one beside its districts.

    Args:
        content: The file.
        book: The codebook.
        project: The project.
    """

    def __init__(self, content: bytes, book: Codebook, project: Project | None = None) -> None:
        self.frame = pd.read_csv(io.BytesIO(content), sep=";", dtype=str, keep_default_na=False)
        self.frame = self.frame.set_index(book.key)
        self.book = book
        self.margins = load_margins(book.year, project)
        self.report = Report(self.margins.report, project)
        self.units = answering_units(self.report)
        self._given: dict[str, dict[str, frozenset[str]]] = {}
        self._members: dict[tuple[str, tuple[str, ...]], frozenset[str]] = {}
        self._kinds: dict[str, list[str]] = {}

    def numbers(self, variable: str) -> pd.Series[float]:
        """A column of numbers; empty cells and codes are NaN."""
        text = self.frame[variable].str.replace(",", ".")
        return pd.to_numeric(text, errors="coerce")

    def counted(self, who: Who, where: Mapping[str, tuple[str, ...]]) -> list[str]:
        """The units that a margin counts, in the register's order."""
        groups = [self._group(name, values) for name, values in where.items()]
        if who not in self._kinds:
            self._kinds[who] = [str(unit) for unit in counted(self.units, who)]
        found = self._kinds[who]
        return [unit for unit in found if all(unit in group for group in groups)]

    def everybody(self, where: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
        """All units of some groups, whoever counts."""
        groups = [self._group(name, values) for name, values in where.items()]
        return frozenset.intersection(*groups)

    def _group(self, attribute: str, values: tuple[str, ...]) -> frozenset[str]:
        key = (attribute, values)
        if key not in self._members:
            inside = self.units[attribute].isin(values)
            self._members[key] = frozenset(map(str, self.units.index[inside]))
        return self._members[key]

    def given(self, variable: str) -> dict[str, frozenset[str]]:
        """Unit → what it answered; those without an answer are left out; Oslo as one is there."""
        if variable not in self._given:
            found = dict(self._read(variable))
            whole = self._oslo(variable, found)
            self._given[variable] = {**found, **({whole_city(self.units): whole} if whole else {})}
        return self._given[variable]

    def _read(self, variable: str) -> Iterator[tuple[str, frozenset[str]]]:
        question = self.book.variable(variable)
        if question.type == "multiple":
            part = self.frame[list(question.columns)]
            for unit, row in part[(part != "").all(axis=1)].iterrows():
                crossed = zip(question.categories, row, strict=True)
                yield str(unit), frozenset(code for code, mark in crossed if mark == "1")
            return
        column = question.columns[-1]
        for unit, text in self.frame[column].items():
            if text:
                is_number = question.type in {"count", "amount", "fte"}
                yield str(unit), frozenset(["users"] if is_number else text.split(";"))

    def _oslo(self, variable: str, found: Mapping[str, frozenset[str]]) -> frozenset[str]:
        districts = counted(self.units, "oslo")
        votes = [found[code] for code in districts if code in found]
        question = self.book.variable(variable)
        ballot = {code: sum(code in vote for vote in votes) for code in question.categories}
        if question.type == "multiple":
            return frozenset(code for code, n in ballot.items() if 2 * n > len(districts))
        best = max(ballot, key=lambda code: ballot[code]) if ballot else ""
        return frozenset([best]) if ballot.get(best) else frozenset()


def checks(content: bytes, book: Codebook, project: Project | None = None) -> list[Check]:
    """Every target and told comparison of a year's list."""
    answers = AnswerFile(content, book, project)
    return [check for block in answers.margins.blocks for check in _block(answers, block)]


def _block(answers: AnswerFile, block: Block) -> Iterator[Check]:
    groups = groups_of(answers.units)
    for hold in block.hold:
        if hold.differing is not None:
            yield from comparisons(answers, block, hold)
            continue
        if hold.most:
            yield most_crossed(answers, block, hold)
        for target in targets(hold, block.variables[0], groups, answers.report):
            yield check_target(answers, block, hold, target)


def check_target(answers: AnswerFile, block: Block, hold: Hold, target: Target) -> Check:
    """One target beside the answers."""
    ours = _value(answers, block, target)
    over = ours >= target.high if target.open_high else ours > target.high + 1e-9
    met = ours >= target.low - 1e-9 and not over
    return Check(block.block, target.key, hold.told[1:], ours, target.low, target.high, met)


def _value(answers: AnswerFile, block: Block, target: Target) -> float:
    units = _scope(answers, target)
    first = next(iter(target.conditions))
    first = block.variables[0] if first == NAMES else first
    given = answers.given(first)
    answered = [unit for unit in units if unit in given]
    hits = [unit for unit in units if _meets(answers, block, target.conditions, unit)]
    if target.measure == "count":
        return len(hits)
    if target.measure == "missing":
        return len(units) - len(answered)
    if target.measure == "inhabitants":
        return float(answers.units.loc[hits, "pop_18plus"].sum())
    if target.measure == "mean":
        return _mean(answers, first, answered, weighted=target.weighted)
    base = len(_base(answers, block, target, units, answered))
    return 100 * len(hits) / base if base else float("nan")


def _base(
    answers: AnswerFile, block: Block, target: Target, units: list[str], answered: list[str]
) -> list[str]:
    conditions = target.conditions
    first = next(iter(conditions))
    if target.base == "all":
        return units
    if target.base == "takers":
        kept = answers.given(block.variables[0])
        return [unit for unit in answered if kept[unit] - set(block.exclusive)]
    if target.base == "everywhere":
        every = [str(unit) for unit in counted(answers.units, target.who)]
        return [unit for unit in every if _meets(answers, block, conditions, unit)]
    if target.base == "first":
        return [u for u in units if _meets(answers, block, {first: conditions[first]}, u)]
    return answered


def _mean(answers: AnswerFile, variable: str, units: list[str], *, weighted: bool) -> float:
    scale = list(answers.book.variable(variable).categories)
    given = answers.given(variable)
    places = pd.Series({unit: scale.index(next(iter(given[unit]))) + 1.0 for unit in units})
    weights = answers.units.loc[units, "pop_18plus"] if weighted else places * 0 + 1
    return float((places * weights).sum() / weights.sum())


def _scope(answers: AnswerFile, target: Target) -> list[str]:
    found = answers.counted(target.who, target.where)
    for variable, codes in target.given.items():
        known = answers.given(variable)
        found = [unit for unit in found if known.get(unit, frozenset()) & set(codes)]
    return found


def _meets(
    answers: AnswerFile, block: Block, conditions: Mapping[str, tuple[str, ...]], unit: str
) -> bool:
    for variable, codes in conditions.items():
        if variable == NAMES:
            if not any(_is_class(answers, block, name, unit) for name in codes):
                return False
            continue
        given = answers.given(variable).get(unit)
        if given is None or (codes and not given & set(codes)):
            return False
    return True


def _is_class(answers: AnswerFile, block: Block, name: str, unit: str) -> bool:
    told = block.classes[name]
    return all(answers.given(v).get(unit) == frozenset(codes) for v, codes in told.items())


def most_crossed(answers: AnswerFile, block: Block, hold: Hold) -> Check:
    """Whether the option that is told to be the most frequent one is; its place is ours."""
    (variable,), (wanted,) = block.variables, hold.codes
    units = answers.counted(hold.who, {})
    given = answers.given(variable)
    crossed = [code for unit in units for code in given.get(unit, ())]
    counts = {code: crossed.count(code) for code in answers.book.variable(variable).categories}
    place = 1 + sum(n >= counts[wanted] for code, n in counts.items() if code != wanted)
    key = f"{hold.told[0]}/{wanted}/most"
    return Check(block.block, key, hold.told[1:], place, 1, 1, place == 1)


def comparisons(answers: AnswerFile, block: Block, hold: Hold) -> Iterator[Check]:
    """The told comparisons of groups with a reference group."""
    assert hold.by is not None
    assert hold.reference is not None
    variable = hold.variable or block.variables[0]
    given = answers.given(variable)
    units = answers.units.loc[counted(answers.units, hold.who)]
    units = units[units.index.isin(list(given))]
    good = pd.Series([bool(given[str(u)] & set(hold.codes)) for u in units.index], units.index)
    counts = good.groupby(units[hold.by]).agg(["count", "sum"])
    pairs = {str(g): (int(row["count"]), int(row["sum"])) for g, row in counts.iterrows()}
    base = pairs.pop(hold.reference)
    for group, pair in pairs.items():
        named = group in (hold.differing or ())
        if named or hold.only:
            key = f"{hold.told[0]}/{hold.by}/{group}"
            yield _compared(block.block, key, hold, pair, base, named=named)


def _compared(
    block: str,
    key: str,
    hold: Hold,
    pair: tuple[int, int],
    base: tuple[int, int],
    *,
    named: bool,
) -> Check:
    separated = min(pair[1], pair[0] - pair[1], base[1], base[0] - base[1]) <= 0
    row = {"p_value": 1.0, "z": 0.0} if separated else logit_row(pair, base)
    right = (row["z"] > 0) == (hold.direction == "higher")
    met = (row["p_value"] < LEVEL and right) if named else row["p_value"] >= LEVEL
    low, high = (0.0, LEVEL) if named else (LEVEL, 1.0)
    return Check(block, key, hold.told[1:], row["p_value"], low, high, met)
