"""Real runs: Papermill, a fresh kernel, and what is left of it. One build serves most tests."""

import json
import os
import shutil
import time

import nbformat
import pytest

from helpers.project import ALPHA, code, markdown, show, table_bundle, write_notebook
from is248.base.paths import Project
from is248.edition.execute import execute
from is248.edition.normalise import notebook_text
from is248.edition.parameters import read_notebook
from is248.edition.runner import build_year
from is248.year.params import load_year

SPOTTED = (
    markdown("# Kapittel"),
    code('year = 2016\nby = "county"', "parameters"),
    code(
        "import os, sys, warnings\n"
        "from pathlib import Path\n"
        "warnings.warn('for few units')\n"
        "print(by, os.environ['PYTHONHASHSEED'], os.environ['TZ'], Path.cwd().name)\n"
        "print(sys.stderr.name, id(object) and object())"
    ),
    code(""),
    code("# Del på null\nx = 1\nx / 0"),
    code("print('never')"),
)


def run(project, parameters, on_cell=None):
    chapter = load_year(2016, project).chapter("alpha")
    return execute(project, chapter, read_notebook(project, "alpha"), parameters, on_cell)


@pytest.fixture(scope="module")
def spotted(first_build, tmp_path_factory):
    """A notebook that warns and then fails."""
    root = tmp_path_factory.mktemp("fails") / "project {odd} name"
    shutil.copytree(first_build[0].root, root, symlinks=True)
    project = Project(root)
    write_notebook(project, "alpha", *SPOTTED)
    cells = []
    before = dict(os.environ)
    done = run(project, {"year": 2016, "by": "hf_area"}, cells.append)
    assert dict(os.environ) == before
    return done, cells


def test_a_failure_says_where_as_the_reader_counts(spotted):
    failure = spotted[0].failure
    assert (failure.cell, failure.line) == (5, "# Del på null")
    assert (failure.ename, failure.message) == ("ZeroDivisionError", "division by zero")
    assert failure.chapter.theme == "alpha"


def test_cells_are_reported_as_they_start(spotted):
    assert spotted[1] == [1, 2, 2, 3, 4, 5]  # the injected cell counts as that of the parameters


def test_a_failed_notebook_keeps_its_traceback_and_warnings(spotted):
    cells = spotted[0].notebook.cells
    assert len(cells) == len(SPOTTED)
    assert cells[4].outputs[0].output_type == "error"
    assert cells[5].outputs == []
    assert any(output.get("name") == "stderr" for output in cells[2].outputs)


def test_the_kernel_has_the_parameters_and_a_fixed_environment(spotted):
    text = spotted[0].notebook.cells[2].outputs[0].text
    assert text.startswith("hf_area 0 UTC project {odd} name\n")
    assert text.endswith("<object object>\n")


def test_warnings_are_kept_apart(spotted):
    (warning,) = spotted[0].warnings
    assert warning.cell == 3
    assert "for few units" in warning.line


@pytest.mark.slow
def test_a_kernel_that_dies(project):
    write_notebook(project, "alpha", *ALPHA[:1], code("import os\nos._exit(3)"))
    failure = run(project, {"year": 2016}).failure
    assert (failure.cell, failure.line) == (2, "import os")
    assert failure.ename == "DeadKernelError"


def test_a_published_notebook(first_build):
    _, result = first_build
    assert result.status == "new"
    path = result.folder / "chapters" / "01-alpha.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata["is248"] == {
        "year": 2016,
        "theme": "alpha",
        "parameters": {"year": 2016},
    }
    assert "papermill" not in path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_built_again_with_real_kernels_elsewhere(built, monkeypatch):
    """Another folder, time zone and language; the same bytes."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "C")
    time.tzset()
    result = build_year(built, 2016, rebuild=True)
    monkeypatch.undo()
    time.tzset()
    assert (result.status, result.differing) == ("confirmed", ())


def test_a_published_notebook_runs_again_as_it_stands(first_build):
    _, result = first_build
    text = (result.folder / "chapters" / "01-alpha.ipynb").read_text(encoding="utf-8")
    content = json.loads(text)
    tags = [cell["metadata"].get("tags", []) for cell in content["cells"]]
    assert tags == [["parameters"], []]
    assert text == notebook_text(nbformat.reads(text, as_version=4))
    assert show(table_bundle()).splitlines()[0] in "".join(content["cells"][1]["source"])
