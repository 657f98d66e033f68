"""What print holds besides the blocks: coded answers, crosses, texts, amounts, told orders."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from is248.survey.held import held_key
from is248_synthetic.amounts import AMOUNT, USERS
from is248_synthetic.constraints import DISTRICTS
from is248_synthetic.held_results import group_name
from is248_synthetic.margin_audit import check_target, comparisons, most_crossed
from is248_synthetic.respondents import COUNT
from is248_synthetic.synthetic_units import counted, groups_of
from is248_synthetic.targets import targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248.survey.held import HeldKey
    from is248_synthetic.held_blocks import Line
    from is248_synthetic.margin_audit import AnswerFile
    from is248_synthetic.margins import Block, Coded, Crossed, Hold

_THOUSAND = 1000
_HALF = 500


def list_lines(answers: AnswerFile) -> Iterator[tuple[HeldKey, Line]]:
    """The lines of all that is no block."""
    margins = answers.margins
    for coded in margins.coded:
        yield from _coded(answers, coded)
    for crossed in margins.crossed:
        yield from _crossed(answers, crossed)
    for text in margins.texts:
        n = float(answers.report.statement(text.told))
        for who in _asked("municipalities", text.given):
            yield held_key(text.variable, who=who, measure="n"), ("value", n, n, (text.told,))
    yield from _numbers(answers)


def _asked(who: str, given: Mapping[str, tuple[str, ...]]) -> list[str]:
    filters = [f"{name}={'|'.join(sorted(codes))}" for name, codes in given.items()]
    return [who, " & ".join([who, *filters])] if filters else [who]


def _coded(answers: AnswerFile, entry: Coded) -> Iterator[tuple[HeldKey, Line]]:
    told = (f"{entry.table}", *entry.told)
    n = entry.municipalities + entry.districts
    kinds = {"districts": n, "municipalities": entry.municipalities}
    counts = {code: int(v) for code, v in answers.report.column(entry.table, "n").items()}
    for kind, many in kinds.items():
        for who in _asked(kind, entry.given):
            yield held_key(entry.variable, who=who, measure="n"), ("value", many, many, told)
            if many == n:
                yield from _codes(entry, counts, who, "answered", n)
    for code, many in entry.district_codes.items():
        yield from _codes(entry, {code: many}, "oslo", "answered", entry.districts)


def _codes(
    entry: Coded | Crossed, counts: Mapping[str, float], who: str, base: str, n: int
) -> Iterator[tuple[HeldKey, Line]]:
    told = (entry.table, *entry.told)
    for code, many in counts.items():
        key = held_key(entry.variable, [code], who, measure="count")
        yield key, ("value", many, many, told)
        share = 100 * many / n
        yield held_key(entry.variable, [code], who, base=base), ("value", share, share, told)


def _crossed(answers: AnswerFile, entry: Crossed) -> Iterator[tuple[HeldKey, Line]]:
    towns = _printed(answers, entry, entry.column)
    counts = {"one": towns}
    if entry.districts_column:
        local = _printed(answers, entry, entry.districts_column)
        both = {code: n + local[code] for code, n in towns.items()}
        one = {code: n + oslo_crosses(local, code) for code, n in towns.items()}
        counts = {"municipalities": towns, "oslo": local, "districts": both, "one": one}
    for who, found in counts.items():
        every = len(counted(answers.units, who))  # type: ignore[arg-type]
        held = {code: n for code, n in found.items() if not math.isnan(n)}
        yield from _codes(entry, held, who, "all", every)
    if entry.answered:
        n = entry.answered
        yield held_key(entry.variable, measure="n"), ("value", n, n, (entry.table, *entry.told))


def _printed(answers: AnswerFile, entry: Crossed, column: str) -> dict[str, float]:
    return {str(code): float(n) for code, n in answers.report.column(entry.table, column).items()}


def oslo_crosses(local: Mapping[str, float], code: str) -> float:
    """Whether Oslo as one crosses an option: 1 or 0, NaN where the counts leave it open.

    Example:
        >>> [oslo_crosses({"a": 12, "b": 6, "c": 7}, code) for code in "abc"]
        [1, 0, nan]
    """
    answered = max(local.values())  # as many districts at least
    if 2 * local[code] > DISTRICTS:
        return 1
    return 0 if 2 * local[code] <= answered else math.nan


def _numbers(answers: AnswerFile) -> Iterator[tuple[HeldKey, Line]]:
    facts, report, book = answers.margins.facts, answers.report, answers.book
    known = {variable.id for variable in book.variables}
    if facts.respondents:
        filled = float(report.statement(facts.respondents))
        line: Line = ("value", filled, filled, (facts.respondents,))
        if facts.respondents_in_all:
            line = ("bound", filled, math.inf, (facts.respondents,))
        yield held_key(COUNT, who="districts_and_agencies", measure="sum"), line
    if answers.margins.carried:
        return
    if AMOUNT in known:
        yield from _grants(answers)
    for variable, table in USERS.items():
        if variable in known and book.year == report.year:
            for row, n in report.column(table, "users_n").items():
                group = "" if row == "total" else f"size_class={row}"
                key = held_key(variable, who="districts", group=group, measure="sum")
                yield key, ("value", n, n, (f"table-{table}",))


def _grants(answers: AnswerFile) -> Iterator[tuple[HeldKey, Line]]:
    report, year = answers.report, answers.book.year
    who = "districts_and_agencies"
    if year == report.year:
        for row, amount in report.column("6.2", "amount_1000nok").items():
            group = "" if row == "total" else f"own_size_class={row}"
            key = held_key(AMOUNT, who=who, group=group, measure="sum")
            yield key, _thousands(amount, "table-6.2")
    else:
        whole = report.cell("6.1", str(year - 1), "nominal_1000nok")
        yield held_key(AMOUNT, who=who, measure="sum"), _thousands(whole, "table-6.1")


def _thousands(amount: float, place: str) -> Line:
    kroner = amount * _THOUSAND
    return "value", kroner - _HALF, kroner + _HALF, (place,)


# --- told orders -------------------------------------------------------------------------------
def order_lines(block: Block, answers: AnswerFile) -> Iterator[tuple[HeldKey, Line]]:
    """The told first, last and differing groups of a block."""
    for hold in block.hold:
        if hold.differing is not None:
            yield from _differing(block, hold, answers)
        elif hold.cut is not None:
            yield from _ranks(block, hold, answers)
        elif hold.most and most_crossed(answers, block, hold).met:
            key = held_key(block.variables[0], hold.codes, hold.who, measure="most", base="")
            yield key, ("order", 1, 1, hold.told)


def _ranks(block: Block, hold: Hold, answers: AnswerFile) -> Iterator[tuple[HeldKey, Line]]:
    groups = groups_of(answers.units)
    every = list(targets(hold, block.variables[0], groups, answers.report))
    if not all(check_target(answers, block, hold, target).met for target in every):
        return
    named = hold.lowest or hold.highest
    first = 1 if hold.lowest else len(every) - len(named) + 1
    measure = (
        ("rank_weighted_mean" if hold.weighted else "rank_mean")
        if (hold.measure == "mean")
        else "rank"
    )
    for target in every:
        if target.where[str(hold.by)][0] not in named:
            continue
        codes = next(iter(target.conditions.values()))
        key = held_key(
            hold.variable or block.variables[0],
            codes,
            hold.who,
            group=group_name(target.where),
            measure=measure,
            base=hold.base,
        )
        yield key, ("order", first, first + len(named) - 1, hold.told)


def _differing(block: Block, hold: Hold, answers: AnswerFile) -> Iterator[tuple[HeldKey, Line]]:
    for check in comparisons(answers, block, hold):
        if not check.met:
            continue
        group = check.key.split("/")[-1]
        named = group in (hold.differing or ())
        key = held_key(
            hold.variable or block.variables[0],
            hold.codes,
            hold.who,
            group=f"{hold.by}={group}",
            measure=hold.direction if named else "alike",
            base=f"{hold.by}={hold.reference}",
        )
        yield key, ("order", check.low, check.high, hold.told)
