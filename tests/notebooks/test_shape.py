"""Every chapter notebook keeps its shape."""

import ast
import json
import re
from pathlib import Path

from helpers.each import of_each
from is248.base.paths import find_project
from is248.year.params import SHEET, known_years, load_year

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(
    path for path in (ROOT / "notebooks").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
)
NEVER_PUBLISHED = "explore"
TAGS = {"parameters", "setup", "explore"}
MOST_LINES = 10
DIGITS_ALLOWED = re.compile(r"IS-24/8|`[^`]*`|\[@[a-z0-9-]+\]|\([^)]*\)")


def cells(path, kind):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [
        c | {"source": "".join(c["source"])} for c in notebook["cells"] if c["cell_type"] == kind
    ]


of_each_notebook = of_each(
    {path.relative_to(ROOT / "notebooks").as_posix(): (path,) for path in NOTEBOOKS}
)


@of_each_notebook
def test_no_outputs_are_committed(path):
    assert not [c for c in cells(path, "code") if c["outputs"] or c["execution_count"]]


@of_each_notebook
def test_exactly_one_parameters_cell_with_plain_values(path):
    tagged = [c for c in cells(path, "code") if "parameters" in c["metadata"].get("tags", [])]
    assert len(tagged) == 1
    for node in ast.parse(tagged[0]["source"]).body:
        assert isinstance(node, ast.Assign)
        assert isinstance(ast.literal_eval(node.value), int | float | bool | str)


@of_each_notebook
def test_known_tags_only(path):
    found = {t for kind in ("code", "markdown") for c in cells(path, kind)
             for t in c["metadata"].get("tags", [])}  # fmt: skip
    assert found <= TAGS


@of_each_notebook
def test_cells_are_short(path):
    long = [c["source"].splitlines()[0] for c in cells(path, "code")
            if len(c["source"].splitlines()) > MOST_LINES]  # fmt: skip
    assert not long


@of_each_notebook
def test_no_functions_classes_or_paths(path):
    for cell in cells(path, "code"):
        for node in ast.walk(ast.parse(cell["source"])):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda)
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"\.(csv|yml|xlsx|parquet)\b|\.\./", node.value)


@of_each_notebook
def test_no_digit_in_prose(path):
    for cell in cells(path, "markdown"):
        assert not re.search(r"\d", DIGITS_ALLOWED.sub("", cell["source"])), cell["source"]


@of_each_notebook
def test_cell_ids_are_unique(path):
    ids = [c["id"] for kind in ("code", "markdown") for c in cells(path, kind)]
    assert len(ids) == len(set(ids))


@of_each_notebook
def test_the_notebook_is_a_chapter_of_some_year_or_a_sheet_or_for_exploring(path):
    if path.parent.name == NEVER_PUBLISHED or path.stem == SHEET:
        return
    years = [load_year(year) for year in known_years(find_project())]
    assert any(path.stem == chapter.theme for year in years for chapter in year.chapters)
