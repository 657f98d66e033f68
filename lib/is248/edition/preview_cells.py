"""The cells of a notebook that is being written: read when it is whole, and where it changed."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from is248.edition.parameters import TAG, Value, literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    Node = dict[str, Any]

MAY_FAIL = "raises-exception"
"""Tag of a cell whose error does not stop the run, as in nbclient."""


@dataclass(frozen=True)
class Code:
    """A piece of code to run.

    Attributes:
        cell: Number of its cell, from 1 as a reader counts; 0 for the parameters that are put in.
        source: The code.
        may_fail: Whether the run goes on when it fails.
    """

    cell: int
    source: str
    may_fail: bool = False

    @property
    def sense(self) -> tuple[str, bool]:
        """What it does: the same for code that differs in comments and layout alone."""
        try:
            return ast.dump(ast.parse(self.source)), self.may_fail
        except (SyntaxError, ValueError):  # a magic, or a mistake
            return self.source, self.may_fail


def whole_notebook(path: Path) -> Node | None:
    """A notebook, if its file is whole: an editor may be in the midst of writing it."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    cells = content.get("cells") if isinstance(content, dict) else None
    return content if isinstance(cells, list) and all(map(_is_cell, cells)) else None


def _is_cell(cell: object) -> bool:
    return isinstance(cell, dict) and "cell_type" in cell and "source" in cell


def code_of(cells: Sequence[Node], parameters: Mapping[str, Value]) -> list[Code]:
    """All that is run of a notebook, in order.

    Args:
        cells: The cells as the file holds them.
        parameters: What the notebook is given; it is put in after the cell tagged for it.
    """
    found = []
    for number, cell in enumerate(cells, start=1):
        if cell["cell_type"] != "code":
            continue
        tags = cell.get("metadata", {}).get("tags", [])
        found.append(Code(number, "".join(cell["source"]), MAY_FAIL in tags))
        if TAG in tags:
            lines = (f"{name} = {literal(value)}" for name, value in parameters.items())
            found.append(Code(0, "\n".join(lines)))
    return found


def first_changed(before: Sequence[Code], now: Sequence[Code]) -> int:
    """How many pieces of code from the first on do the same as before."""
    pairs = zip(before, now, strict=False)
    return next(
        (at for at, (old, new) in enumerate(pairs) if old.sense != new.sense),
        min(len(before), len(now)),
    )
