"""A grid equals drafts made one by one, here and on a cluster, also when workers are lost."""

import contextlib
import csv
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from helpers.years import copy_inputs, report
from is248.base.paths import Project
from is248.edition import manifest
from is248.edition.executors import in_processes, on_dask
from is248.edition.grid_job import read_outcome, variant_job
from is248.edition.grid_plan import make_grid
from is248.edition.grid_run import run_grid
from is248.edition.workplace import pack_of
from is248.survey.freshness import ensure_all

pytestmark = pytest.mark.slow

YEAR, THEME = 2015, "outreach"
VALUES = ("county", "size_class")
NAME = f"{THEME}+by={'-'.join(VALUES)}"
GRID = ["--chapter", THEME, "-p", f"by={','.join(VALUES)}"]

ALONE = """
import sys
from pathlib import Path
from is248.edition.workplace import run_job
job, pack, out = map(Path, sys.argv[1:])
if __name__ == "__main__":
    out.write_bytes(run_job(job.read_bytes(), pack.read_bytes()))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return Project(copy_inputs(tmp_path_factory.mktemp("grid")))


@pytest.fixture(scope="module")
def drafts(place):
    """Value of ``by`` → results.csv of a draft made as a user makes it."""
    found = {}
    for by in VALUES:
        done = report(place.root, YEAR, "--chapter", THEME, "-p", f"by={by}", "--fresh")
        assert done.returncode == 0, done.stderr
        path = place.outputs / str(YEAR) / "drafts" / f"{THEME}+by={by}" / "results.csv"
        found[by] = list(csv.DictReader(path.open(encoding="utf-8")))
    return found


def start(place, *options):
    command = [sys.executable, "-m", "is248", "grid", str(YEAR), *GRID, *options]
    variables = os.environ | {"IS248_ROOT": str(place.root)}
    return subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


def still_at_work(place, patience):
    """Processes that were started for the project, when they have had time to leave."""
    end = time.monotonic() + patience
    while (left := list(processes_of(place))) and time.monotonic() < end:
        time.sleep(0.1)
    return left


def processes_of(place):
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"IS248_ROOT={place.root}".encode() in path.read_bytes().split(b"\0"):
                yield path.parent.name


def rows_of(place, name):
    path = place.outputs / str(YEAR) / "grids" / name / "results.parquet"
    return pq.read_table(path).to_pylist()


def same_as_drafts(rows, drafts, repeats):
    """All of every draft, value by value, in its order, once for each run; and nothing more."""
    for by, draft in drafts.items():
        for repeat in range(1, repeats + 1):
            own = [row for row in rows if row["by"] == by and row["repeat"] == repeat]
            assert [{key: row[key] for key in draft[0]} for row in own] == draft
    assert len(rows) == repeats * sum(map(len, drafts.values()))


def test_equals_drafts_made_one_by_one(place, drafts):
    """Two grids side by side, one of them on a single process."""
    grids = [
        (start(place, "--repeat", "2", "--jobs", "2"), f"{NAME}+repeat=2", 2),
        (start(place, "--jobs", "1", "--fresh"), NAME, 1),
    ]
    for process, name, repeats in grids:
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        assert f"outputs/{YEAR}/grids/{name}/index.html" in out
        same_as_drafts(rows_of(place, name), drafts, repeats)
    page = place.outputs / str(YEAR) / "grids" / f"{NAME}+repeat=2" / "index.html"
    assert "Alle gjentakelser som er kjørt, ga det samme" in page.read_text(encoding="utf-8")


def test_a_process_without_the_project(place, drafts, tmp_path):
    """In an empty folder, and with nothing that leads to the project."""
    ensure_all(YEAR, place)
    grid = make_grid(place, YEAR, THEME, ["by=size_class"])
    pack = pack_of(place, grid.plan.inputs.files)
    files = [tmp_path / name for name in ("job", "pack", "out")]
    for path, data in zip(files, (variant_job(grid, grid.runs[0], pack), pack), strict=False):
        path.write_bytes(data)
    hidden = place.root.rename(place.root.with_name("hidden"))
    try:
        code = [sys.executable, "-c", ALONE, *map(str, files)]
        variables = os.environ | {"PYTHONPATH": str(manifest.PACKAGE.parent)}
        variables.pop("IS248_ROOT", None)
        subprocess.run(code, cwd=tmp_path, env=variables, check=True, timeout=300)
    finally:
        hidden.rename(place.root)
    outcome = read_outcome(files[2].read_bytes())
    assert not outcome.failure
    assert [vars(result) for result in outcome.results] == drafts["size_class"]


def test_choices_of_the_year_are_those_of_a_year_with_such_params(place, tmp_path):
    """How Oslo counts and the level, varied by a grid and written into params."""
    ensure_all(YEAR, place)
    grid = make_grid(place, YEAR, THEME, ["alpha=0.05,0.9", "oslo=one,districts"])
    made, _ = run_grid(place, grid, in_processes(2), lambda *_: None)
    rows = {
        tuple(run.parameters.values())[1:]: [vars(one) for one in made[run.number].results]
        for run in grid.runs
    }
    assert len({str(each) for each in rows.values()}) == len(rows)  # each choice moves something
    chosen = Project(copy_inputs(tmp_path))
    params = chosen.params / f"{YEAR}.yml"
    text = params.read_text(encoding="utf-8")
    assert "oslo:" not in text
    level = re.sub(r"(?m)^thresholds:.*$", r"\g<0>\n  certain: 0.9", text)
    params.write_text(f"{level}\noslo: one\n", encoding="utf-8")
    assert report(chosen.root, YEAR, "--chapter", THEME).returncode == 0
    draft = chosen.outputs / str(YEAR) / "drafts" / THEME / "results.csv"
    assert list(csv.DictReader(draft.open(encoding="utf-8"))) == rows[0.9, "one"]


@pytest.mark.alone
def test_stopped_by_the_user(place):
    """Two seconds from Ctrl-C to the end; what was finished is there, and nothing runs on."""
    process = start(place, "--repeat", "30", "--jobs", "1", "--fresh")
    for line in process.stdout:
        if line.startswith(("1 av", "2 av")):
            break
    begin = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert time.monotonic() - begin < 2
    assert process.returncode == 130
    assert "Samme kommando kjører resten" in err
    assert not still_at_work(place, patience=3)
    name = f"{NAME}+repeat=30"
    runs = place.outputs / str(YEAR) / "grids" / name / "runs.csv"
    status = [row["status"] for row in csv.DictReader(runs.open(encoding="utf-8"))]
    assert len(status) == 60
    assert 1 <= status.count("done") < 10
    assert status.count("not_run") == 60 - status.count("done")
    assert {row["run"] for row in rows_of(place, name)} == {
        at for at, one in enumerate(status, start=1) if one == "done"
    }


@pytest.mark.alone
def test_a_cluster_that_loses_a_worker(place, drafts):
    import distributed  # only here: it takes half a second

    ensure_all(YEAR, place)
    grid = make_grid(place, YEAR, THEME, [f"by={','.join(VALUES)}"], 3)
    done = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        workers = [nanny.pid for nanny in cluster.workers.values()]

        def told(run, _outcome):
            done.append(run.number)
            if len(done) == 1:
                os.kill(workers[0], signal.SIGKILL)

        made, stopped = run_grid(
            place, grid, on_dask(cluster.scheduler_address), told, fresh=True
        )  # fmt: skip
    assert not stopped
    assert sorted(done) == [1, 2, 3, 4, 5, 6]  # nothing lost, nothing twice
    for run in grid.runs:
        results = [vars(result) for result in made[run.number].results]
        assert results == drafts[run.parameters["by"]]
