"""Time each chapter of a year alone, as one who explores builds it: the whole command, in seconds.

Usage: ``python lib/tools/bench_chapters.py YEAR``. The year is built once before, so that answers
are prepared and the summary has results to build from. Ends with 1 when a chapter takes too long.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from is248.base.paths import find_project
from is248.year.params import load_year

INPUTS = ("params", "data", "notebooks")
RUNS = 3
LONGEST = 10.0
"""Seconds that a chapter may take alone."""


def main() -> None:
    """Print the median seconds of each chapter as JSON, the slowest first."""
    project, year = find_project(), sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        for name in INPUTS:
            shutil.copytree(project.root / name, Path(folder) / name)
        (Path(folder) / "outputs").mkdir()
        report(folder, year)
        themes = [chapter.theme for chapter in load_year(int(year), project).chapters]
        found = {theme: alone(folder, year, theme) for theme in themes}
    slowest_first = dict(sorted(found.items(), key=lambda entry: -entry[1]))
    sys.stdout.write(json.dumps(slowest_first, indent=2) + "\n")
    sys.exit(max(found.values()) >= LONGEST)


def alone(folder: str, year: str, theme: str) -> float:
    """Median seconds of a chapter as a draft."""
    return round(
        statistics.median(report(folder, year, "--chapter", theme) for _ in range(RUNS)), 1
    )


def report(folder: str, *arguments: str) -> float:
    """Seconds of ``is248 report`` in a folder, process start included."""
    environment = os.environ | {"IS248_ROOT": folder}
    command = [sys.executable, "-m", "is248", "report", *arguments]
    start = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
