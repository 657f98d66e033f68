"""The lower limit of a year: the code cells of its chapters as plain functions in one process.

``python lib/tools/limit.py 2016`` prints processor seconds a chapter: no kernels, no export and no
store. Answers are prepared and everything is imported before the clock starts. Figures are drawn
as in a run. ``--apart`` gives each chapter a fork of its own, as a year does: nothing that one
chapter reads or fits is there for the next. ``--keep FOLDER`` keeps what every cell shows, and
``results.csv``; ``--profile FOLDER`` keeps a profile of each chapter.
"""

from __future__ import annotations

import argparse
import cProfile
import importlib
import json
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from is248.base.paths import RESULTS_VARIABLE, find_project
from is248.edition.document import document_from_notebook
from is248.edition.forks import WARM
from is248.edition.kernels import environment, first_variables
from is248.edition.parameters import read_notebook
from is248.edition.results import RESULTS, Result, read_results, results_csv, results_of
from is248.edition.warm_run import warm_run
from is248.survey import freshness
from is248.year.params import load_year

if TYPE_CHECKING:
    from is248.base.paths import Project
    from is248.year.params import Chapter, YearParams

SECONDS = "seconds"
RARE = ("seaborn", "statsmodels.robust.robust_linear_model", "firthmodels")
"""Imported by one chapter or a few, and so not before the chapters of a run."""


def measured(project: Project, year: YearParams, chapter: Chapter, keep: Path) -> None:
    """Run the cells of a chapter; keep what they show, and how long they took.

    Args:
        project: The project.
        year: The choices of the year.
        chapter: The chapter.
        keep: A folder for the chapter's own files.
    """
    notebook = json.loads(project.notebook(chapter.theme).read_text(encoding="utf-8"))
    values = {**read_notebook(project, chapter.theme).defaults, "year": year.year}
    told = InteractiveShell.instance().display_pub.outputs = list[Any]()
    start = time.process_time()
    done = warm_run(project, notebook, values, chapter.theme)
    seconds = time.process_time() - start
    done["cells"].append(_displayed(told))
    document = document_from_notebook(done, year, chapter, values)
    shown = [cell.get("outputs", []) for cell in done["cells"]]
    (keep / f"{chapter.theme}.json").write_text(json.dumps(shown, ensure_ascii=False, indent=0))
    (keep / f"{chapter.theme}.csv").write_text(results_csv(results_of(document)))
    (keep / f"{chapter.theme}.{SECONDS}").write_text(str(seconds))


def _displayed(told: list[Any]) -> dict[str, Any]:
    """What cells displayed besides their last value, as the outputs of a cell of its own."""
    outputs = [{"output_type": "display_data", "metadata": {}, **one} for one in told]
    return {"cell_type": "code", "metadata": {}, "source": "display", "outputs": outputs}


def profiled(project: Project, year: YearParams, chapter: Chapter, keep: Path, to: Path) -> None:
    """As :func:`measured`, and keep a profile; the clock then counts the profiler's own time."""
    profile = cProfile.Profile()
    profile.runcall(measured, project, year, chapter, keep)
    profile.dump_stats(to / f"{chapter.theme}.prof")


def apart(project: Project, year: YearParams, chapter: Chapter, keep: Path) -> None:
    """As :func:`measured`, in a fork of this process."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            measured(project, year, chapter, keep)
            code = 0
        except BaseException:  # noqa: BLE001 - the child ends here, whatever happened
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    if os.waitpid(child, 0)[1]:
        raise SystemExit(f"{chapter.theme} could not be run")


def run(given: argparse.Namespace, keep: Path) -> None:
    """Run the chapters of a year and print their seconds, those built from others last."""
    project = find_project()
    year = load_year(given.year, project)
    chosen = [one for one in year.chapters if not given.chapter or one.theme in given.chapter]
    freshness.ensure_all(given.year, project)
    with environment(project, keep, keep / RESULTS):
        quiet = Config({"HistoryManager": {"enabled": False}})
        InteractiveShell.instance(config=quiet).display_pub = CapturingDisplayPublisher()
        for name in (*WARM, *RARE):
            importlib.import_module(name)
        total = 0.0
        for chapter in sorted(chosen, key=lambda one: one.built_from_others):
            if chapter.built_from_others:
                _gather(year, keep)
            if given.profile:
                profiled(project, year, chapter, keep, given.profile)
            else:
                (apart if given.apart else measured)(project, year, chapter, keep)
            seconds = float((keep / f"{chapter.theme}.{SECONDS}").read_text())
            total += seconds
            sys.stdout.write(f"{seconds:7.2f} {chapter.theme}\n")
            sys.stdout.flush()
    _gather(year, keep)
    sys.stdout.write(f"{total:7.2f} all {len(chosen)} chapters of {year.year}\n")


def _gather(year: YearParams, keep: Path) -> None:
    """The results of the chapters that have been run, in the order of the year."""
    found = list[Result]()
    for chapter in year.chapters:
        found += read_results(keep / f"{chapter.theme}.csv")
    (keep / RESULTS).write_text(results_csv(found), encoding="utf-8")


def main() -> None:
    """Measure; in a process that had the variables of a run from the start."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("year", type=int)
    parser.add_argument("--chapter", action="append", help="only this one; may be given again")
    parser.add_argument("--apart", action="store_true", help="each chapter in a fork of its own")
    parser.add_argument("--keep", type=Path, help="folder for what cells show")
    parser.add_argument("--profile", type=Path, help="folder for a profile of each chapter")
    given = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in first_variables().items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | first_variables())  # noqa: S606
    os.environ.pop(RESULTS_VARIABLE, None)
    with tempfile.TemporaryDirectory() as scratch:
        for folder in (given.keep, given.profile):
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
        run(given, given.keep or Path(scratch))


if __name__ == "__main__":
    main()
