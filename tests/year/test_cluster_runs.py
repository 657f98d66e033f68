"""A year and its sheets on a cluster: the bytes of this machine, also when a worker is lost."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from helpers.project import ALPHA, BETA, code, write_notebook
from helpers.years import copy_inputs
from is248.edition.executors import on_dask
from is248.edition.runner import build_year

pytestmark = [pytest.mark.slow, pytest.mark.alone]

UNITS = ("0101", "0104", "0301")
PATIENCE = 120


@pytest.fixture(scope="module")
def cluster():
    import distributed  # only here: it takes half a second

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "run_log.json"
    }


def waiting(place, name):
    """A cell that marks its process, and waits to be let go."""
    return code(
        f"import os, pathlib, time\nplace = pathlib.Path({str(place)!r})\n"
        f"(place / f'{name}-{{os.getpid()}}').touch()\n"
        "while not (place / 'go').exists():\n    time.sleep(0.05)"
    )


def marks(place, count):
    end = time.monotonic() + PATIENCE
    while len(found := sorted(place.glob("*-*"))) < count:
        assert time.monotonic() < end, found
        time.sleep(0.05)
    return found


def test_the_same_bytes_as_here(built, cluster):
    """The version was made in one process with kernels started afresh."""
    result = build_year(built, 2016, rebuild=True, cluster=on_dask(cluster.scheduler_address))
    assert (result.status, result.differing) == ("confirmed", ())


def test_the_chapters_of_a_lost_worker_are_made_elsewhere(project, cluster, tmp_path):
    """Both workers are killed in the midst of a chapter: no chapter is lost or stands twice."""
    place = tmp_path / "marks"
    place.mkdir()
    write_notebook(project, "alpha", *ALPHA, waiting(place, "alpha"))
    write_notebook(project, "beta", *BETA, waiting(place, "beta"))
    pids = [nanny.pid for nanny in cluster.workers.values()]

    def kill():
        marks(place, 2)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        marks(place, 4)
        (place / "go").touch()

    killer = Thread(target=kill, daemon=True)
    killer.start()
    result = build_year(project, 2016, cluster=on_dask(cluster.scheduler_address))
    killer.join()
    assert result.status == "new"
    assert [one.task.chapter.theme for one in result.built] == ["alpha", "beta"]
    assert [path.name.partition("-")[0] for path in marks(place, 4)] == 2 * ["alpha"] + 2 * ["beta"]
    assert build_year(project, 2016, rebuild=True).status == "confirmed"
    # what the workers' runs told has been kept here
    again = build_year(project, 2016, ["alpha"])
    assert again.reasons == {"alpha": ""}


def test_stopped_by_the_user(project, cluster, tmp_path):
    """Two seconds from Ctrl-C; the chapter that was finished is not run again."""
    place = tmp_path / "marks"
    place.mkdir()
    write_notebook(project, "beta", *BETA, waiting(place, "beta"))
    words = ["report", "2016", "--dask", cluster.scheduler_address]
    process = subprocess.Popen(
        [sys.executable, "-m", "is248", *words], text=True,
        env=os.environ | {"IS248_ROOT": str(project.root)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    said = ""
    while "Første kapittel: ferdig" not in said or not list(place.glob("beta-*")):
        said += process.stdout.readline()
    assert "Klyngen har 2 arbeidere: tcp://127.0.0.1:" in said
    begin = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert time.monotonic() - begin < 2
    assert (process.returncode, err) == (130, "Stoppet. Ingenting er publisert.\n")
    (place / "go").touch()
    assert [path.name for path in project.outputs.iterdir() if path.name != "2016"] == [".store"]
    code = [sys.executable, "-m", "is248", "report", "2016", "--why"]
    done = subprocess.run(
        code, env=os.environ | {"IS248_ROOT": str(project.root)}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    why = [line.split() for line in done.stdout.splitlines() if line.startswith("  ")]
    assert sorted(line[:2] for line in why[:2]) == [["alpha", "hentet:"], ["beta", "kjørt:"]]


def test_sheets_are_the_same(cluster, tmp_path):
    root = copy_inputs(tmp_path)
    words = [sys.executable, "-m", "is248", "sheets", "2016"]
    words += [word for unit in UNITS for word in ("--unit", unit)]
    drafts = []
    for options in (["--jobs", "1"], ["--dask", cluster.scheduler_address]):
        subprocess.run(
            [*words, *options], env=os.environ | {"IS248_ROOT": str(root)}, check=True,
            capture_output=True, timeout=PATIENCE,
        )  # fmt: skip
        (place,) = Path(root / "outputs" / "2016" / "sheets" / "drafts").iterdir()
        drafts.append(files(place))
        shutil.rmtree(place)
    assert len(drafts[0]) == 2 * len(UNITS)
    assert drafts[0] == drafts[1]
