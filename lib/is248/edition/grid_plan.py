"""A sensitivity grid: a chapter, the values that each parameter takes, and how often each is run.

Every combination is a variant; what any notebook or year does not know is refused before anything
is run.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from is248.base.errors import UserError
from is248.edition.manifest import PACKAGE
from is248.edition.parameters import (
    YEAR,
    Value,
    check_overrides,
    check_values,
    notebook_cells,
)
from is248.edition.plan import Plan, draft_name, make_plan, read_overrides
from is248.year.year_choices import CHOICES, check_choice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.base.paths import Project

    Values = Mapping[str, tuple[Value, ...]]

BETWEEN = ","
"""Stands between the values of a parameter."""

REACHING = frozenset(
    {"__builtins__", "__import__", "delattr", "eval", "exec", "get_ipython", "getattr", "globals"}
    | {"setattr", "vars"}
)
"""Names by which a cell can reach what no name of its own is."""

MOST_RUNS = 10_000
"""More than this is a slip of the pen."""


@dataclass(frozen=True)
class Run:
    """One run of a grid.

    Attributes:
        number: From 1, in the order of the grid.
        parameters: What the notebook is given, ``year`` among it, and the year's own choices that
            are varied.
        repeat: From 1; which time this variant is run.
        choices: Those of the parameters that are the year's choices.
    """

    number: int
    parameters: Mapping[str, Value]
    repeat: int
    choices: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Grid:
    """What is run.

    Attributes:
        plan: The chapter, checked as a draft of it would be.
        values: Parameter → its values, in the order in which they were given.
        runs: Every combination, the last parameter changing fastest, all repeats of one together.
        shares: Whether runs may take each other's values; see :func:`leaves_code_alone`.
    """

    plan: Plan
    values: Values
    runs: tuple[Run, ...]
    shares: bool

    @property
    def theme(self) -> str:
        """The chapter."""
        return self.plan.tasks[0].chapter.theme

    @property
    def name(self) -> str:
        """The folder's name: the same choices give the same."""
        words = {key: "-".join(map(str, values)) for key, values in self.values.items()}
        repeats = self.runs[-1].repeat
        return draft_name([self.theme], words | ({"repeat": repeats} if repeats > 1 else {}))


def make_grid(
    project: Project, year: int, theme: str, words: Sequence[str], repeats: int = 1
) -> Grid:
    """Check all of a grid; nothing is written.

    Args:
        project: The project.
        year: The reporting year.
        theme: The chapter.
        words: Arguments of the form ``name=value,value``.
        repeats: How often each variant is run.

    Raises:
        UserError: An input cannot be used, or the chapter or the year does not know a value.
    """
    plan = make_plan(project, year, [theme], {})
    if plan.tasks[0].chapter.built_from_others:
        raise UserError(
            f"Kapittelet «{theme}» bygger på de andre kapitlene og regner ikke selv. "
            "Velg et kapittel som gjør det."
        )
    values = read_values(words)
    defaults = plan.tasks[0].notebook.defaults
    choices = frozenset(key for key in values if key in CHOICES and key not in defaults)
    runs = tuple(
        Run(number, {YEAR: year, **_checked(project, plan, variant, choices)}, repeat, choices)
        for number, (variant, repeat) in enumerate(
            product(combinations(values), range(1, repeats + 1)), start=1
        )
    )
    if len(runs) > MOST_RUNS:
        raise UserError(f"Det blir {len(runs)} kjøringer. Ta bort verdier til det er {MOST_RUNS}.")
    return Grid(plan, values, runs, leaves_code_alone(notebook_cells(project, theme)))


def leaves_code_alone(cells: Sequence[Mapping[str, Any]]) -> bool:
    """Whether what functions of is248 do cannot differ between runs of a notebook.

    A cell could give a module another constant where a parameter says so. One that sets no
    attribute, asks for none of Python's own and imports nothing but is248 has no way to.

    Args:
        cells: The cells as the file holds them.
    """
    sources = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    try:
        return all(_is_harmless(node) for text in sources for node in ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError):  # a magic
        return False


def _is_harmless(node: ast.AST) -> bool:
    match node:
        case ast.Attribute():
            return isinstance(node.ctx, ast.Load) and not node.attr.startswith("__")
        case ast.Import():
            return all(name.name.split(".")[0] == PACKAGE.name for name in node.names)
        case ast.ImportFrom():
            return (node.module or "").split(".")[0] == PACKAGE.name
        case ast.Name():
            return node.id not in REACHING
    return True


def read_values(words: Sequence[str]) -> Values:
    """The values of each parameter in arguments of the form ``name=value,value``.

    Raises:
        UserError: An argument has another form, or a parameter or value stands twice.
    """
    found: dict[str, tuple[Value, ...]] = {}
    for word in words:
        key, equals, rest = word.partition("=")
        given = [read_overrides([f"{key}{equals}{one}"])[key] for one in rest.split(BETWEEN)]
        if key in found or len(set(given)) < len(given):
            raise UserError(f"«{word}»: en parameter eller en verdi er gitt to ganger.")
        if "" in given:
            raise UserError(f"«{word}»: det mangler en verdi; skriv for eksempel {key}=a,b.")
        found[key] = tuple(given)
    return found


def combinations(values: Values) -> list[dict[str, Value]]:
    """Every combination of the values, the last parameter changing fastest."""
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]


def _checked(
    project: Project, plan: Plan, variant: Mapping[str, Value], choices: frozenset[str]
) -> dict[str, Value]:
    """A variant with values of the kinds that the notebook and params want."""
    notebook, year = plan.tasks[0].notebook, plan.year.year
    own = {key: value for key, value in variant.items() if key not in choices}
    given = check_overrides([notebook], own)[notebook.theme]
    check_values({**notebook.defaults, **given}, year, project)
    chosen = {key: check_choice(key, variant[key], year, project) for key in choices}
    return {key: {**given, **chosen}[key] for key in variant}
