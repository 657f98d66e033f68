"""What a run has done by other processes than its own: at its beginning and at its end.

The fork server imports what chapters import while the run prepares answers; the files of the year
are written where exporters are at hand.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from is248.base.files import JITTER
from is248.edition.file_parts import DIVIDED
from is248.edition.forks import EXPORTS, LEAN, WARM, beside, fork_server
from is248.edition.manifest import PACKAGE
from is248.edition.run_store import COMPILED, FOLDER, RUNS, RunStore, run_store
from is248.edition.workbench import FEW
from is248.survey.freshness import ensure_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.context import BaseContext
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.plan import Plan


@contextlib.contextmanager
def ready(
    project: Project, plan: Plan, began: int, *, fresh: bool, in_forks: bool
) -> Iterator[tuple[RunStore, BaseContext | None]]:
    """The store, when answers are prepared; and a fork server, if one is surely wanted.

    It imports while answers are prepared, and is left alone if code was changed since the run
    began.

    Args:
        project: The project.
        plan: The run.
        began: When it began, in nanoseconds.
        fresh: Whether nothing is taken from the store.
        in_forks: Whether chapters that are run are run in forks.
    """
    surely = in_forks and (fresh or not (project.outputs / FOLDER / RUNS).is_dir())
    with warm_server(project, plan) if surely else contextlib.nullcontext() as forks:
        # in a fork: the run need not hold pandas while it goes on
        with beside(ensure_all, plan.year.year, project) as prepared:
            if surely:
                _read_code(project)
            prepared()
        time.sleep(JITTER / 1e9)  # what was prepared just now is not changed while the run goes on
        store = run_store(project, plan.inputs.packages, time.time_ns(), fresh=fresh)
        code = max(path.stat().st_ctime_ns for path in PACKAGE.rglob("*.py"))
        yield store, None if code > began - JITTER else forks


def _read_code(project: Project) -> None:
    """Take all code apart; the store, which reads it when answers are prepared, knows its sums."""
    with contextlib.suppress(OSError):  # the store will say so
        run_store(project, {}, 0).states.remember(all_code=True)


def warm_server(
    project: Project, plan: Plan, *, warm: bool = True
) -> contextlib.AbstractContextManager[BaseContext | None]:
    """The fork server of a run; for a few chapters it imports what all chapters import.

    Args:
        project: The project.
        plan: The run.
        warm: Whether chapters are run.
    """
    several = len(plan.tasks) > FEW
    modules = (WARM if several else LEAN) if warm else EXPORTS
    texts = _texts(project, plan) if several else ()
    return fork_server(modules, project.outputs / FOLDER / COMPILED, texts)


def _texts(project: Project, plan: Plan) -> list[Path]:
    """The YAML files that most chapters read."""
    known = {*DIVIDED, f"{plan.year.year}.yml"}
    return [project.root / one for one in plan.inputs.files if PurePosixPath(one).name in known]


def write_pages(*of: Any) -> None:
    """Write the files of the year but its volumes, see :func:`is248.edition.edition_files`."""
    from is248.edition.edition_files import write_edition  # heavy: not in the run itself

    _write(write_edition, *of)


def write_volumes(*of: Any) -> None:
    """Write the report in one, and the English pages."""
    from is248.edition.edition_files import write_volumes  # heavy: not in the run itself

    _write(write_volumes, *of)


def _write(write: Any, *of: Any) -> None:  # noqa: ANN401
    from is248.edition.edition_files import Edition

    project, plan, built, folder, edition = of
    write(project, plan, [chapter.unpacked() for chapter in built], folder, Edition(*edition))
