"""Printed numbers that ours do not equal, each with the reason and the arithmetic that shows it.

They are an editor's findings, kept in params/exceptions/<year>/<theme>.yml: the audit tells them
beside the number, and a test holds that each is still true and that none is missing.
"""

from __future__ import annotations

import ast
import operator
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from is248.base.errors import UserError
from is248.base.numbers import MINUS, NBSP, format_number, unbroken
from is248.base.paths import Project, find_project
from is248.base.rounding import half_up
from is248.base.yaml_files import read_yaml_file
from is248.year.params import Basis, load_year

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
_RELATION = re.compile(r"\s([=<>])\s")
_LARGE = re.compile(r"(?<![\d.])\d{4,}(?!\d)")
_SIGNS = {"*": "·", "/": ":", "-": MINUS, ".": ","}


Place = tuple[str, str, str]
"""Printed item, row and column."""


class Explanation(BaseModel):
    """Why a printed number is not ours.

    Attributes:
        item: The printed item, ``table-14.2`` or ``statement-405``.
        row: Row key in data/published; empty for a statement.
        column: Column key; empty for a statement.
        reason: The reason, in Norwegian: a whole sentence.
        arithmetic: A calculation on printed numbers or on answers that shows it, with one relation:
            ``0.5 + 0.4 + 0.2 = 1.1``, ``4 * 2.5 < 11``. An equality holds at the decimals of its
            right side.
        note: Whether it changes what a reader should believe, and so is told in the chapter too.
        inhabitants: What the inhabitants must rest on for it to be true; always when not given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: str = Field(pattern=r"^(table-\d+\.\d+|statement-\d+|appendix)$")
    row: str = ""
    column: str = ""
    reason: str = Field(min_length=20)
    arithmetic: str
    note: bool = False
    inhabitants: Basis | None = None

    @field_validator("arithmetic")
    @classmethod
    def _must_hold(cls, text: str) -> str:
        if not holds(text):
            raise ValueError(f"the arithmetic does not hold: {text}")
        return text

    @property
    def place(self) -> Place:
        """Item, row and column."""
        return self.item, self.row, self.column

    def __str__(self) -> str:
        """Reason and arithmetic as a Norwegian reader sees them."""
        return f"{unbroken(self.reason.rstrip('.'))} ({in_norwegian(self.arithmetic)})."


def explained(year: int, project: Project | None = None) -> dict[Place, Explanation]:
    """The explained numbers of a year.

    Args:
        year: Reporting year.
        project: The project; found when not given.

    Returns:
        (item, row, column) → the explanation; empty when the year has none. One that holds with
        other inhabitants than the year has is left out.

    Raises:
        UserError: A file cannot be read, an arithmetic does not hold, or a number stands twice.
    """
    project = project or find_project()
    found: dict[Place, Explanation] = {}
    for path in sorted((project.params / "exceptions" / str(year)).glob("*.yml")):
        for place, one in _of_file(path, project).items():
            if not _holds_with(one, year, project):
                continue
            if place in found:
                raise UserError(f"{project.relative(path)}: {one.item} er ført to ganger.")
            found[place] = one
    return found


def _holds_with(one: Explanation, year: int, project: Project) -> bool:
    return one.inhabitants in {None, one.inhabitants and load_year(year, project).inhabitants.basis}


def _of_file(path: Path, project: Project) -> dict[Place, Explanation]:
    listed = [_explanation(entry, at, path, project) for at, entry in enumerate(_entries(path), 1)]
    found = {one.place: one for one in listed}
    if len(found) < len(listed):
        raise UserError(f"{project.relative(path)}: et tall er ført to ganger.")
    return found


def holds(arithmetic: str) -> bool:
    """Whether a calculation is right.

    Args:
        arithmetic: Numbers, ``+ - * /``, brackets and one relation ``=``, ``<`` or ``>`` with
            blanks around it; the left side must calculate something.

    Raises:
        ValueError: It has another form.
    """
    parts = _RELATION.split(arithmetic)
    if len(parts) != 3:  # noqa: PLR2004 - left, relation, right
        raise ValueError(f"one relation is wanted: {arithmetic}")
    left, relation, right = parts
    tree = ast.parse(left.strip(), mode="eval").body
    if not isinstance(tree, ast.BinOp):
        raise ValueError(f"nothing is calculated: {arithmetic}")
    value, limit = _value(tree), _value(ast.parse(right.strip(), mode="eval").body)
    if relation == "=":
        decimals = max(0, -int(Decimal(right.strip()).as_tuple().exponent))
        value, limit = float(half_up(value, decimals)), float(half_up(limit, decimals))
    return _RELATIONS[relation](value, limit)


def in_norwegian(arithmetic: str) -> str:
    """The calculation with decimal commas, thousands, hard blanks and signs of Norwegian print."""
    parted = _LARGE.sub(lambda found: format_number(int(found[0])), arithmetic)
    signs = re.sub(r"[*/.-]", lambda found: _SIGNS[found[0]], parted)
    return signs.replace(" ", NBSP)


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError(f"not arithmetic: {ast.unparse(node)}")


def _entries(path: Path) -> list[object]:
    content = read_yaml_file(path, path.name) or []
    return list(content) if isinstance(content, list) else [content]


def _explanation(entry: object, at: int, path: Path, project: Project) -> Explanation:
    try:
        return Explanation.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        raise UserError(f"{project.relative(path)}, oppføring {at}: {first['msg']}") from error
