"""Runs of a grid that take each other's values find what separate runs find, to the last digit."""

import csv
import json
from dataclasses import replace

import pytest

from helpers.years import copy_inputs, report
from is248.base.paths import Project
from is248.edition.executors import in_processes
from is248.edition.grid_plan import make_grid
from is248.edition.grid_run import run_grid
from is248.survey.freshness import ensure_all

pytestmark = pytest.mark.slow

YEAR, THEME = 2015, "outreach"
VALUES = ["by=county,size_class", "seed=1,2", "late=3,4"]
"""A parameter that the first cells use, a seed of a draw, and one that the last cell uses."""

LAST = ("size_class", 2, 4)
"""The variant that is made as a draft too."""

LAST_CELLS = """
from is248.stats.contingency import fisher_p, np
tables = np.array([[30, 4, 9], [12, 9, 20], [9, 7, 8]]), np.array([[8, 4, 3], [5, 9, 2], [2, 7, 8]])
drawn = 1000 * sum(fisher_p(table, seed=seed) for table in tables)
chapter.say("text-drawn", "Trekningen gir {number}.", number=drawn)
---
teams.yes.by(by).table("table-by")
---
chapter.say("text-late", "Det siste er {number}.", number=late)
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    project = Project(copy_inputs(tmp_path_factory.mktemp("shares")))
    path = project.notebook(THEME)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = notebook["cells"]
    (at,) = (i for i, c in enumerate(cells) if "parameters" in c["metadata"].get("tags", []))
    cells[at]["source"] = f"{''.join(cells[at]['source'])}\nseed = 1\nlate = 3"
    for number, source in enumerate(LAST_CELLS.split("---\n")):
        cells.append(
            {**cells[-1], "metadata": {}, "id": f"last-{number}", "source": source.strip()}
        )
    path.write_text(json.dumps(notebook), encoding="utf-8")
    ensure_all(YEAR, project)
    return project


def found(place, grid):
    """Of every run what it found; all of them one after another in one process."""
    outcomes, _ = run_grid(place, grid, in_processes(1), lambda *_: None, fresh=True)
    assert not any(one.failure for one in outcomes.values())
    made = [(run, outcomes[run.number]) for run in grid.runs]
    return {tuple(r.parameters.values())[1:]: (one.results, one.sentences) for r, one in made}


def test_what_is_shared_is_what_each_finds_alone(place):
    grid = make_grid(place, YEAR, THEME, VALUES)
    assert grid.shares
    shared, alone = (found(place, replace(grid, shares=shares)) for shares in (True, False))
    assert shared == alone
    assert len({str(each) for each in shared.values()}) == 8  # each parameter moves something
    given = [f"-p{name}={value}" for name, value in zip(("by", "seed", "late"), LAST, strict=True)]
    done = report(place.root, YEAR, "--chapter", THEME, *given, "--fresh")
    assert done.returncode == 0, done.stderr
    (folder,) = (place.outputs / str(YEAR) / "drafts").iterdir()
    rows = list(csv.DictReader((folder / "results.csv").open(encoding="utf-8")))
    assert [vars(one) for one in shared[LAST][0]] == rows
