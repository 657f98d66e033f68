"""An executed notebook made fit to publish: the same inputs give the same bytes.

Papermill and the kernel leave traces of one run (timings, a random cell id, paths, addresses in
memory). They are taken out here, and the parameters that were passed in are written where their
defaults stood, so that the published notebook reads well and runs again as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from is248.edition.parameters import TAG, Value, assignments, literal
from is248.edition.quick_json import nbformat
from is248.year.labels import CITY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INJECTED_TAG = "injected-parameters"
ERROR_TAG = "papermill-error-cell-tag"
KEPT_METADATA = ("tags", "jupyter")
"""Cell metadata that mean something to a reader; all else is noise of an editor or a run."""

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")

Node = dict[str, Any]


@dataclass(frozen=True)
class CellWarning:
    """What a cell wrote to stderr.

    Attributes:
        cell: Number of the cell, from 1.
        text: The whole text.
    """

    cell: int
    text: str

    @property
    def line(self) -> str:
        """The line that says most: the one that names a warning, else the last one."""
        lines = [line.strip() for line in self.text.splitlines() if line.strip()] or [""]
        return next((line for line in lines if "Warning" in line), lines[-1])


def reader_cells(notebook: Mapping[str, Any]) -> list[Node]:
    """The cells as the author wrote them, without those that Papermill put in."""
    return [cell for cell in notebook["cells"] if not {INJECTED_TAG, ERROR_TAG} & _tags(cell)]


def normalised(
    notebook: Mapping[str, Any],
    parameters: Mapping[str, Value],
    about: Mapping[str, Any],
    *,
    city: str = CITY,
    keep_stderr: bool = False,
) -> nbformat.NotebookNode:
    """The notebook as it is published.

    Args:
        notebook: The notebook as Papermill left it.
        parameters: What it was run with.
        about: Goes into the notebook's metadata under ``is248``.
        city: The name that stands for ``{city}`` in its prose.
        keep_stderr: Whether warnings stay in the output (in a failed notebook they help).

    Returns:
        A new notebook that depends on nothing but what was run.
    """
    cells = [
        _cell(cell, number, keep_stderr=keep_stderr)
        for number, cell in enumerate(reader_cells(notebook), start=1)
    ]
    _count(cells)
    for cell in cells:
        if TAG in _tags(cell):
            cell["source"] = with_values(cell["source"], parameters)
        if cell["cell_type"] == "markdown":
            cell["source"] = cell["source"].replace(CITY, city)
    metadata = {"is248": dict(about), "kernelspec": KERNEL, "language_info": LANGUAGE}
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return nbformat.from_dict(content)  # type: ignore[no-untyped-call, no-any-return]


def notebook_text(notebook: nbformat.NotebookNode) -> str:
    """The notebook as it is written to a file."""
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return text if text.endswith("\n") else text + "\n"


def warnings_of(notebook: Mapping[str, Any]) -> tuple[CellWarning, ...]:
    """What the cells wrote to stderr, one entry per cell that did."""
    found = (
        CellWarning(number, _ANSI.sub("", _stream(cell, "stderr")))
        for number, cell in enumerate(reader_cells(notebook), start=1)
    )
    return tuple(warning for warning in found if warning.text.strip())


def with_values(source: str, parameters: Mapping[str, Value]) -> str:
    """The parameters cell with the values of this run in place of the defaults.

    Args:
        source: The cell as its author wrote it; comments and order stay.
        parameters: Parameter → value.

    Returns:
        The new source.
    """
    lines = source.encode().splitlines(keepends=True)
    for statement in reversed(assignments(source, "notebook")):
        if statement.target in parameters:
            _replace(lines, statement.value, literal(parameters[statement.target]))
    return b"".join(lines).decode()


def _replace(lines: list[bytes], place: Any, text: str) -> None:  # noqa: ANN401 - an ast node
    """Put text in the place of an expression; ast counts columns in bytes."""
    first, last = place.lineno - 1, place.end_lineno - 1
    new = lines[first][: place.col_offset] + text.encode() + lines[last][place.end_col_offset :]
    lines[first : last + 1] = [new]


def _tags(cell: Mapping[str, Any]) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def _cell(cell: Mapping[str, Any], number: int, *, keep_stderr: bool) -> Node:
    metadata = {key: cell["metadata"][key] for key in KEPT_METADATA if cell["metadata"].get(key)}
    new: Node = {
        "id": f"cell-{number:03d}",
        "cell_type": cell["cell_type"],
        "metadata": metadata,
        "source": "".join(cell["source"]),
    }
    if cell["cell_type"] == "code":
        ran = bool(cell.get("execution_count"))
        new["execution_count"] = cell["execution_count"] if ran else None
        new["outputs"] = list(_outputs(cell, keep_stderr=keep_stderr))
    return new


def _count(cells: list[Node]) -> None:
    """Number the cells that ran from 1, as if the injected cell had not been there."""
    ran = [cell for cell in cells if cell.get("execution_count")]
    for number, cell in enumerate(ran, start=1):
        cell["execution_count"] = number
        for output in cell["outputs"]:
            if output["output_type"] == "execute_result":
                output["execution_count"] = number


def _outputs(cell: Mapping[str, Any], *, keep_stderr: bool) -> Iterator[Node]:
    """Outputs of a cell; each stream as one piece, for how it was cut depends on timing."""
    for name in ("stdout", "stderr") if keep_stderr else ("stdout",):
        if text := _stream(cell, name):
            yield {"output_type": "stream", "name": name, "text": _ADDRESS.sub("", text)}
    for output in cell["outputs"]:
        if output["output_type"] != "stream":
            yield _output(output)


def _output(output: Mapping[str, Any]) -> Node:
    new = {key: value for key, value in output.items() if key != "transient"}
    if plain := output.get("data", {}).get("text/plain"):
        new["data"] = {**output["data"], "text/plain": _ADDRESS.sub("", "".join(plain))}
    return new


def _stream(cell: Mapping[str, Any], name: str) -> str:
    return "".join(
        "".join(output["text"])
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream" and output["name"] == name
    )
