"""What print tells of a share without giving it: that it is more than half, or about half.

A line of kind ``bound`` says between which numbers the share is told to lie. It holds no number,
but a sentence that says no more than that ("over halvparten") may be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.survey.held import held_key
from is248_synthetic.held_results import group_name
from is248_synthetic.margin_audit import check_target
from is248_synthetic.synthetic_units import groups_of
from is248_synthetic.targets import NAMES, targets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.survey.held import HeldKey
    from is248_synthetic.held_blocks import Line
    from is248_synthetic.margin_audit import AnswerFile
    from is248_synthetic.margins import Block
    from is248_synthetic.targets import Target

_SHARES = (0.0, 100.0)


def bound_lines(block: Block, answers: AnswerFile) -> Iterator[tuple[HeldKey, Line]]:
    """The shares of a block that lie above, below or about a told number, those that are met."""
    found: dict[HeldKey, Line] = {}
    groups = groups_of(answers.units)
    for hold in block.hold:
        if hold.measure != "pct" or not (hold.bound or hold.about):
            continue
        for target in targets(hold, block.variables[0], groups, answers.report):
            if NAMES in target.conditions or not check_target(answers, block, hold, target).met:
                continue
            key, between = _key(target), (target.low, target.high)
            found[key] = _narrowed(found.get(key), between, (hold.told[0],))
    yield from found.items()


def _key(target: Target) -> HeldKey:
    (variable, codes), *_ = target.conditions.items()
    given = [f"{name}={'|'.join(sorted(wanted))}" for name, wanted in target.given.items()]
    who, group = " & ".join([target.who, *given]), group_name(target.where)
    return held_key(variable, codes, who, group=group, base=target.base)


def _narrowed(line: Line | None, between: tuple[float, float], told: tuple[str, ...]) -> Line:
    _, low, high, places = line or ("bound", *_SHARES, ())
    return "bound", max(low, between[0]), min(high, between[1]), (*places, *told)
