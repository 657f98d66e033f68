"""The file ``held.csv``: what print holds of a year's answers, see :mod:`is248.survey.held`."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from is248.survey.held import COLUMNS
from is248_synthetic.carried_fte import fte_lines
from is248_synthetic.held_blocks import block_lines
from is248_synthetic.held_bounds import bound_lines
from is248_synthetic.held_forms import form_blocks
from is248_synthetic.held_lists import list_lines, order_lines
from is248_synthetic.margin_audit import AnswerFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from is248.base.paths import Project
    from is248.survey.codebook import Codebook
    from is248.survey.held import HeldKey
    from is248_synthetic.held_blocks import Line


def held_table(content: bytes, book: Codebook, project: Project | None = None) -> str:
    """The text of ``held.csv`` for a file of answers."""
    answers = AnswerFile(content, book, project)
    lines: dict[HeldKey, Line] = {}
    for key, line in _lines(answers, project):
        if line[-1]:  # what the register alone determines is no finding of print's
            lines.setdefault(key, line)
    return _text(lines)


def _lines(answers: AnswerFile, project: Project | None) -> Iterator[tuple[HeldKey, Line]]:
    forms = [] if answers.margins.carried else form_blocks(answers.margins)
    every = [*forms, *answers.margins.blocks]
    blocks = {variable: block for block in every for variable in block.variables}
    for block in every:
        yield from block_lines(block, blocks, answers)
        yield from order_lines(block, answers)
        yield from bound_lines(block, answers)
    yield from list_lines(answers)
    if answers.margins.carried:
        yield from fte_lines(answers, project)


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
