"""What a chapter's cells touch of the project, seen by Python and not by our own telling.

``python reads_probe.py THEME YEAR`` runs the cells in this process, and prints as JSON what was
opened, listed or looked for, and what :mod:`is248.base.observed` was told.
"""

import json
import os
import sys
from pathlib import Path

import pandas as pd

from is248.base import observed
from is248.base.paths import RESULTS_VARIABLE, find_project
from is248.edition.parameters import read_notebook
from is248.edition.warm_run import warm_run
from is248.survey.freshness import ensure_all

THROUGH = ("base/files.py", "base/exchange.py")
"""Modules that read and write for others."""
NOT_CONTENT = ("survey/freshness.py", "base/paths.py", "checks/kept_tests.py")
"""Modules that look whether answers are up to date, where the project is, and for tests that are
kept by all that they rest on."""

WHETHER_CURRENT = "_outdated_apart"
"""The function that looks whether answers are up to date, and what it calls."""

touched = set()
looks = []
"""Holds something while the cells run."""


def note(path):
    if isinstance(path, int) or not looks:
        return
    frame, callers = sys._getframe(2), []
    while frame:
        callers.append(frame.f_code.co_filename)
        if frame.f_code.co_name == WHETHER_CURRENT:
            return
        frame = frame.f_back
    ours = (name for name in callers if "/is248/" in name and not name.endswith(THROUGH))
    own = next(ours, "")
    if not own.endswith(NOT_CONTENT):
        touched.add(str(Path.cwd() / os.fsdecode(path)))


def hook(event, arguments):
    if event in {"open", "os.listdir", "os.scandir"} and arguments[0] is not None:
        note(arguments[0])


def wrapped(function):
    def call(path, *rest, **named):
        note(path)
        return function(path, *rest, **named)

    return call


def main(theme, year):
    project = find_project()
    notebook = json.loads(project.notebook(theme).read_text(encoding="utf-8"))
    values = read_notebook(project, theme).defaults | {"year": year}
    ensure_all(year, project)
    sys.addaudithook(hook)
    os.stat, pd.read_parquet = wrapped(os.stat), wrapped(pd.read_parquet)
    looks.append(theme)
    warm_run(project, notebook, values, theme)
    looks.clear()
    root = f"{project.root}/"
    inputs = tuple(f"{root}{name}" for name in ("data", "params", "notebooks"))
    told = observed.observed(Path(os.environ[observed.VARIABLE]), project.root)
    return {
        "touched": sorted(path.removeprefix(root) for path in touched if path.startswith(inputs)),
        "told": [[seen.kind, seen.path] for seen in told],
    }


if __name__ == "__main__":
    os.environ.setdefault(RESULTS_VARIABLE, "")
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
