"""The lower limit: cells run as plain functions give what the edition gives."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.project import code, write_notebook
from is248.edition.results import RESULTS, read_results

TOOL = Path(__file__).parents[2] / "lib/tools/limit.py"


def limit(project, *options):
    variables = os.environ | {"IS248_ROOT": str(project.root)}
    command = [sys.executable, TOOL, "2016", *options]
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_cells_give_the_results_of_the_edition(first_build, tmp_path):
    project, _ = first_build
    done = limit(project, "--keep", str(tmp_path / "one"))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split()[1] for line in lines] == ["alpha", "beta", "all"]
    assert all(re.match(r" +\d+\.\d\d \w", line) for line in lines)
    found = read_results(tmp_path / "one" / RESULTS)
    assert found
    assert found == read_results(project.outputs / "2016/latest" / RESULTS)
    apart = limit(project, "--keep", str(tmp_path / "apart"), "--apart", "--chapter", "beta")
    assert apart.returncode == 0, apart.stderr
    assert read_results(tmp_path / "apart" / RESULTS) == [r for r in found if r.chapter == "beta"]


@pytest.mark.slow
def test_a_cell_that_fails_is_told(project):
    write_notebook(project, "beta", code("year = 2016", "parameters"), code("1 / 0"))
    done = limit(project, "--apart")
    assert done.returncode
    assert "beta stoppet i celle 2" in done.stderr
    assert "beta could not be run" in done.stderr
