"""The file ``held.csv``: what print holds of a year's answers, see :mod:`is248.survey.held`."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.survey.held import COLUMNS
from is248_synthetic.margin_audit import AnswerFile, check_target
from is248_synthetic.synthetic_units import groups_of
from is248_synthetic.targets import NAMES, targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from is248.base.paths import Project
    from is248.survey.codebook import Codebook
    from is248.survey.held import HeldKey
    from is248_synthetic.targets import Target

Line = tuple[str, float, float, tuple[str, ...]]
"""Kind, smallest and largest value, printed places."""


@dataclass(frozen=True)
class Printed:
    """A target that a printed number determines and that the answers meet."""

    question: str
    target: Target
    places: tuple[str, ...]


def held_table(content: bytes, book: Codebook, project: Project | None = None) -> str:
    """The text of ``held.csv`` for a file of answers."""
    answers = AnswerFile(content, book, project)
    lines: dict[HeldKey, Line] = {}
    for key, line in _direct(answers):
        lines.setdefault(key, line)
    return _text(lines)


def _direct(answers: AnswerFile) -> Iterator[tuple[HeldKey, Line]]:
    for printed in printed_targets(answers):
        target = printed.target
        if len(target.conditions) > 1 or NAMES in target.conditions:
            continue
        (codes,) = target.conditions.values()
        low, high = target.low, target.high
        if target.measure not in {"count", "pct"} or high - low > 1:
            continue
        measure = "n" if not codes and target.measure == "count" else target.measure
        base = target.base if measure == "pct" else ""
        key = (printed.question, tuple(sorted(codes)), who(target), base, group(target), measure)
        yield key, ("value", low, high, printed.places)


def printed_targets(answers: AnswerFile) -> Iterator[Printed]:
    """The targets that are printed numbers, without those that are ours (about, cut)."""
    groups = groups_of(answers.units)
    for block in answers.margins.blocks:
        for hold in block.hold:
            if hold.about or hold.cut is not None or hold.differing is not None:
                continue
            question = hold.variable or block.variables[0]
            for target in targets(hold, block.variables[0], groups, answers.report):
                if check_target(answers, block, hold, target).met:
                    yield Printed(question, target, (target.key.split("/")[0], *hold.told[1:]))


def who(target: Target) -> str:
    """Who a target counts, with its filters."""
    asked = (f"{name}={'|'.join(codes)}" for name, codes in sorted(target.given.items()))
    return " & ".join([target.who, *asked])


def group(target: Target) -> str:
    """The group of a target."""
    return " & ".join(f"{name}={'|'.join(values)}" for name, values in target.where.items())


def _text(lines: Mapping[HeldKey, Line]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(lines))
    return text.getvalue()


def _rows(lines: Mapping[HeldKey, Line]) -> Iterable[tuple[str, ...]]:
    for key in sorted(lines):
        question, codes, counted, base, where, measure = key
        kind, low, high, told = lines[key]
        numbers = (f"{low:.10g}", f"{high:.10g}")
        asked = (question, "|".join(codes), counted, base, where, measure)
        yield (*asked, kind, *numbers, " ".join(told))
