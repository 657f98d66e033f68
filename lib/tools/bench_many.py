"""What ``bench.py`` measures of many runs: grids, here and on a cluster, and sheets."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_place import Place
    from metering import Cost

GRID = ("--chapter", "housing", "-p", "by=county,hf_area", "-p", "oslo=one,districts")
GRID_OF_TEN = ("--chapter", "housing", "-p", "by=county,hf_area", "--repeat", "5")
GRID_OF_200 = (*GRID, "-p", "alpha=0.05,0.10", "--repeat", "25")
SHEETS = (100, 200, 400)
ON_CLUSTER = """
import os, signal, subprocess, sys, threading
import dask
from distributed import LocalCluster
dask.config.set(  # as ``make cluster`` does
    {"distributed.worker.profile.enabled": False, "distributed.admin.tick.interval": "500ms"}
)
lost_after = float(sys.argv[1])
with LocalCluster(
    n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
) as cluster:
    if lost_after:
        victim = next(iter(cluster.workers.values())).pid
        threading.Timer(lost_after, os.kill, (victim, signal.SIGKILL)).start()
    command = [sys.executable, "-m", "is248", *sys.argv[2:], "--dask", cluster.scheduler_address]
    sys.exit(subprocess.run(command).returncode)
"""
"""A command on two local workers of dask, one of them killed after so many seconds (0: none)."""


def grid(place: Place) -> Cost:
    """Ten runs of a chapter, answers prepared."""
    return place.prepared().run("-m", "is248", "grid", place.year, *GRID_OF_TEN)


def grids(place: Place) -> Iterator[tuple[str, Cost]]:
    """Two hundred runs here, on two workers, and with one of these killed; all find the same."""
    place.prepared()
    words = ("grid", place.year, *GRID_OF_200, "--fresh")
    yield "i-200", place.run("-m", "is248", *words, "--jobs", "2")
    here = _gathered(place)
    for key, lost_after in (("i-200-dask", 0), ("i-200-lost", 60)):
        yield key, place.run("-c", ON_CLUSTER, str(lost_after), *words)
        assert _gathered(place) == here, f"{key} found other results"


def _gathered(place: Place) -> bytes:
    """What a grid gathered, and is taken away; each of its runs was done."""
    (folder,) = (place.root / "outputs" / place.year / "grids").iterdir()
    status = [row["status"] for row in csv.DictReader((folder / "runs.csv").open(encoding="utf-8"))]
    assert status == ["done"] * 200, status
    content = (folder / "results.parquet").read_bytes()
    shutil.rmtree(folder)
    return content


def draft(place: Place) -> Cost:
    """One of them as a draft, answers prepared."""
    return place.prepared().report("--chapter", "housing", "--fresh")


def sheets(place: Place) -> Cost:
    """A page for each municipality."""
    return place.run("-m", "is248", "sheets", place.year)


def some_sheets(place: Place) -> Iterator[tuple[str, Cost]]:
    """So many sheets, answers prepared: does it grow linearly?"""
    place.prepared()
    path = place.root / "data" / "survey" / place.year / "synthetic.csv"
    rows = csv.reader(path.open(encoding="utf-8"), delimiter=";")
    codes = [row[0] for row in rows if row[0].isdigit()]  # not what a city answers for as a whole
    for number in SHEETS:
        words = [word for code in codes[:number] for word in ("--unit", code)]
        yield f"i-sheets-{number}", place.run("-m", "is248", "sheets", place.year, *words)
