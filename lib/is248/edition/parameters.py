"""The parameters of a notebook: read from its tagged cell, checked before anything is run.

Papermill accepts a misspelt parameter with only a warning, so names and kinds are compared here.
Nothing here imports nbformat: listing chapters must be quick.
"""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from is248.base.errors import UserError, suggestion, suggestion_of_label
from is248.register.municipalities import GROUPINGS
from is248.survey.codebook import has_codebook, load_codebook
from is248.year.labels import load_labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.base.paths import Project

Value = int | float | bool | str
"""What a notebook can be given; strings are ASCII."""

TAG = "parameters"
YEAR = "year"


@dataclass(frozen=True)
class Notebook:
    """What must be known of a notebook before it is run.

    Attributes:
        theme: Its name without ending.
        cells: Number of cells.
        at: Index (from 0) of the cell tagged ``parameters``.
        defaults: Parameter → default.
    """

    theme: str
    cells: int
    at: int
    defaults: Mapping[str, Value]


def read_notebook(project: Project, theme: str) -> Notebook:
    """Read what must be known of a notebook.

    Raises:
        UserError: The notebook is missing, is no notebook, or its parameters cannot be read.
    """
    name = project.relative(project.notebook(theme))
    cells = notebook_cells(project, theme)
    tagged = [i for i, cell in enumerate(cells) if TAG in cell.get("metadata", {}).get("tags", [])]
    if len(tagged) != 1 or cells[tagged[0]].get("cell_type") != "code":
        raise UserError(
            f"{name} må ha nøyaktig én kodecelle med merket «{TAG}», men har {len(tagged)} celler "
            "med merket."
        )
    defaults = read_defaults("".join(cells[tagged[0]]["source"]), name)
    return Notebook(theme, len(cells), tagged[0], defaults)


def notebook_cells(project: Project, theme: str) -> list[dict[str, Any]]:
    """The cells of a notebook as its file holds them.

    Raises:
        UserError: The notebook is missing, or is none.
    """
    name = project.relative(project.notebook(theme))
    try:
        content = json.loads(project.notebook(theme).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(
            f"Mangler {name}. Lag notatboken, eller ta «{theme}» ut av chapters i params."
        ) from None
    except OSError as error:
        raise UserError(f"Kan ikke lese {name}: {error.strerror}.") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{name} er ikke en gyldig notatbok: {error}.") from error
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise UserError(f"{name} er ikke en gyldig notatbok: mangler «cells».")
    cells: list[dict[str, Any]] = content["cells"]
    return cells


def read_defaults(source: str, name: str) -> dict[str, Value]:
    """The parameters that a cell sets.

    Args:
        source: The source of the tagged cell.
        name: The notebook, for messages.

    Returns:
        Parameter → default.

    Raises:
        UserError: A line does something else than giving a name a plain value.
    """
    found: dict[str, Value] = {}
    for statement in assignments(source, name):
        value = _literal(statement)
        if not is_plain(value):
            raise UserError(
                f"{name}: parameteren «{statement.target}» må settes til et tall, True, False "
                "eller ASCII-tekst."
            )
        found[statement.target] = value
    if YEAR not in found:
        raise UserError(f"{name}: cellen med merket «{TAG}» mangler «{YEAR}».")
    return found


@dataclass(frozen=True)
class Assignment:
    """One line of the parameters cell: a name, and the expression that it is set to."""

    target: str
    value: ast.expr


def assignments(source: str, name: str) -> list[Assignment]:
    """The assignments of a parameters cell, in order.

    Raises:
        UserError: The cell is not valid Python, or holds something else than assignments.
    """
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise UserError(f"{name}: cellen med merket «{TAG}» er ikke gyldig Python.") from error
    return [_assignment(statement, name) for statement in body]


def _assignment(statement: ast.stmt, name: str) -> Assignment:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        target = None
    if not isinstance(target, ast.Name):
        raise UserError(
            f"{name}: cellen med merket «{TAG}» kan bare ha linjer av formen «navn = verdi» "
            f"(linje {statement.lineno})."
        )
    return Assignment(target.id, value)


def _literal(statement: Assignment) -> Any:  # noqa: ANN401 - any kind of literal
    try:
        return ast.literal_eval(statement.value)
    except ValueError:
        return None


def is_plain(value: object) -> bool:
    """Whether a value may be passed to a notebook."""
    return isinstance(value, int | float | bool) or (isinstance(value, str) and value.isascii())


def literal(value: Value) -> str:
    """A plain value as Python source, with double quotes around text."""
    return json.dumps(value) if isinstance(value, str) else repr(value)


def check_overrides(
    notebooks: Sequence[Notebook], overrides: Mapping[str, Value]
) -> dict[str, dict[str, Value]]:
    """What each notebook is given of the user's parameters.

    Args:
        notebooks: The notebooks that will be run.
        overrides: Parameter → value.

    Returns:
        Theme → the parameters that its notebook knows, of the kind of their default.

    Raises:
        UserError: A parameter is known by none of the notebooks, or has the wrong kind.
    """
    for key in overrides:
        _check_known(key, notebooks)
    return {
        notebook.theme: {
            key: as_kind(key, value, notebook.defaults[key])
            for key, value in overrides.items()
            if key in notebook.defaults
        }
        for notebook in notebooks
    }


def _check_known(key: str, notebooks: Sequence[Notebook]) -> None:
    if key == YEAR:
        raise UserError("Året gis som eget argument (is248 report ÅR), ikke med -p.")
    known = {name for notebook in notebooks for name in notebook.defaults} - {YEAR}
    if key not in known:
        asked = ", ".join(f"«{notebook.theme}»" for notebook in notebooks)
        hint = suggestion(key, known) if known else " Der finnes ingen parametre å endre."
        raise UserError(f"Ingen av kapitlene {asked} har parameteren «{key}».{hint}")


def as_kind(key: str, value: Value, default: Value) -> Value:
    """A value of the same kind as the default that it replaces.

    Raises:
        UserError: The value cannot be of that kind.
    """
    kind = type(default)
    if not is_plain(value):
        raise UserError(f"Parameteren «{key}» kan bare være tall, true, false eller ASCII-tekst.")
    if type(value) is kind:
        return value
    if kind is str and type(value) is not bool:
        return str(value)
    if kind is float and type(value) in {int, str}:
        return _float(key, value)
    raise UserError(f"Parameteren «{key}» må være {_KINDS[kind]}, ikke «{value}».")


_KINDS: Mapping[type, str] = {
    bool: "true eller false",
    int: "et helt tall",
    float: "et tall",
    str: "tekst",
}


def _float(key: str, value: Value) -> float:
    try:
        return float(value)
    except ValueError:
        raise UserError(f"Parameteren «{key}» må være et tall, ikke «{value}».") from None


BY = "by"
QUESTION = "question"


def check_values(values: Mapping[str, Value], year: int, project: Project) -> None:
    """Check the parameters whose values the year knows: a grouping, and a question.

    Args:
        values: Parameter → value, those of the user before the notebook's own.
        year: The reporting year.
        project: The project.

    Raises:
        UserError: A value is unknown; the message names the near ones.
    """
    if BY in values:
        _check_grouping(str(values[BY]), year, project)
    if QUESTION in values and has_codebook(year, project):
        known = [variable.id for variable in load_codebook(year, project).variables]
        if values[QUESTION] not in known:
            near = suggestion(str(values[QUESTION]), known)
            raise UserError(f"Kodeboken for {year} har ikke «{values[QUESTION]}».{near}")


def _check_grouping(by: str, year: int, project: Project) -> None:
    labels = load_labels(project, year)
    known = {name: labels.categories[name].label for name in GROUPINGS if name in labels.categories}
    if by not in known:
        raise UserError(f"«{by}» er ingen inndeling.{suggestion_of_label(by, known)}")
