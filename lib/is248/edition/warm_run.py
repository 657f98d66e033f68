"""A notebook's cells run in this process, time and again: hundreds of pages of one notebook.

A kernel for each would take longer than the page. What a cell shows is its last expression, as in
Jupyter; each run has a namespace of its own.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from is248.base.errors import UserError
from is248.edition.normalise import with_values
from is248.edition.parameters import TAG, YEAR, Value
from is248.year.labels import CITY, load_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248.base.paths import Project

    Node = dict[str, Any]


def warm_run(
    project: Project, notebook: Mapping[str, Any], parameters: Mapping[str, Value], called: str
) -> Node:
    """Run a notebook from top to bottom.

    Args:
        project: The project, which the notebook must find from where it runs.
        notebook: The notebook as JSON; it is left as it is.
        parameters: All that it is given, ``year`` among them.
        called: What the page is called in messages.

    Returns:
        The notebook with what its cells show.

    Raises:
        UserError: A cell failed; the message names it.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    city = load_labels(project, int(parameters[YEAR])).city_name
    cells = []
    for number, cell in enumerate(notebook["cells"], start=1):
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            own = TAG in cell["metadata"].get("tags", [])
            source = with_values(source, parameters) if own else source
            shown = list(_shown(source, names, f"{called} stoppet i celle {number}"))
            cells.append({**cell, "source": source, "outputs": shown})
        else:
            cells.append({**cell, "source": source.replace(CITY, city)})
    return {**notebook, "cells": cells}


def _shown(source: str, names: dict[str, Any], called: str) -> Iterator[Node]:
    try:
        shown = _value(source, names)
        data = shown._repr_mimebundle_() if hasattr(shown, "_repr_mimebundle_") else None
    except Exception as error:
        line = next((line for line in source.splitlines() if line.strip()), "")
        message = f"{called}, «{line}». {type(error).__name__}: {error}"
        raise UserError(message) from error
    if data:
        yield {"output_type": "display_data", "data": data, "metadata": {}}


def _value(source: str, names: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever a cell ends with
    """Run a cell; the value of its last expression, None where it ends with a statement."""
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102 - the project's own notebook
        return None
    tree.body.pop()
    exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307
