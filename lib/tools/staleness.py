"""Is what the store keeps ever another than a run would give? Random edits, each judged both ways.

``python lib/tools/staleness.py --edits 300 --seed 1`` copies the project with its code, runs the
cells of all chapters of two years once, and makes edits (:mod:`random_edits`), each on a clean
copy. After each a few chapters are looked up in the store and run afresh, cells alone, each in a
fork as a year runs them: what is kept must show the same (else it is stale), and what is not kept
ought to show something new (else it was run for nothing). A line an edit, also in ``tally.jsonl``
of the folder, where the same command goes on if it was ended; a sum at the end. Exits with 1 when
anything was stale.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from random_edits import EDITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext

    from is248.base.paths import Project
    from is248.edition.execute import Executed
    from is248.edition.plan import Task
    from is248.edition.run_store import RunStore

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("params", "data", "notebooks", "lib")
TALLY, CLEAN, PROJECT = "tally.jsonl", "clean", "project"

Pair = tuple[int, str]
"""A chapter: year and theme."""

Seen = dict[str, Any]
"""What a judge says of a chapter: ``kept``, ``stale``, ``cells`` (sum of what they showed)."""


# ---- the judge, in a process of its own with the project's code ---------------------------------


def judge(place: Path, pairs: Sequence[Pair]) -> dict[str, Seen]:
    """Look chapters up, and run them afresh.

    Args:
        place: The project.
        pairs: The chapters.

    Returns:
        ``<year> <theme>`` → what was found; of a year that cannot be planned the error.
    """
    from is248.edition.forks import WARM, fork_server
    from is248.edition.run_store import COMPILED, FOLDER

    found = {}
    with fork_server(WARM, place / "outputs" / FOLDER / COMPILED) as forks:
        assert forks, "needs processes that can be forked"
        for year in sorted({year for year, _ in pairs}):
            themes = [theme for one, theme in pairs if one == year]
            of_year = _of_year(place, year, themes, forks)
            found |= {f"{year} {theme}": seen for theme, seen in of_year}
    return found


def _of_year(
    place: Path, year: int, themes: Sequence[str], forks: BaseContext
) -> Iterator[tuple[str, Seen]]:
    from is248.base.errors import UserError
    from is248.base.paths import Project
    from is248.edition.plan import make_plan
    from is248.edition.run_store import run_store
    from is248.survey.freshness import ensure_all

    project = Project(place)
    try:
        plan = make_plan(project, year, themes, dirty=True)
        ensure_all(year, project)
    except UserError as error:
        yield from ((theme, {"refused": str(error)}) for theme in themes)
        return
    store = run_store(project, plan.inputs.packages, time.time_ns())
    begun = time.process_time()
    kept = {task.chapter.theme: store.look_up(task) for task in plan.tasks}
    seconds = time.process_time() - begun
    store.states.remember(all_code=True)
    for task in plan.tasks:
        one = kept[task.chapter.theme]
        seen = _judged(store, task, one.path, _executed(forks, project, task))
        yield task.chapter.theme, seen | {"why": one.reason, "seconds": seconds}


def _judged(store: RunStore, task: Task, kept: Path | None, fresh: Executed) -> Seen:
    from is248.edition.execute import replayed
    from is248.edition.normalise import notebook_text
    from is248.edition.run_store import kept_cells

    shows = _sum([fresh.cells, str(fresh.failure)])
    seen: Seen = {"kept": kept is not None, "stale": False, "cells": shows}
    if kept is None:
        if fresh.cells is not None and not fresh.failure:
            store.keep(task, fresh.seen, fresh.cells)
        return seen
    cells = kept_cells(kept)
    assert cells is not None
    shown = replayed(store.project, task.chapter, task.parameters, cells)
    same = not fresh.failure and notebook_text(shown.notebook) == notebook_text(fresh.notebook)
    return seen | {"stale": not same}


def _executed(forks: BaseContext, project: Project, task: Task) -> Executed:
    """A chapter's cells in a fork of their own, as a year runs them."""
    ours, theirs = forks.Pipe()
    arguments = (theirs, dict(os.environ), project, task)
    process = forks.Process(target=_execute, args=arguments)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    done: Executed = ours.recv()
    process.join()
    return done


def _execute(line: Connection, settings: dict[str, str], project: Project, task: Task) -> None:
    from is248.edition.execute import Setting, execute
    from is248.edition.forks import settle

    settle(settings)
    given = task.chapter, task.notebook, task.parameters
    line.send(execute(project, *given, setting=Setting(None, warm=True)))


def _sum(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


# ---- the campaign -------------------------------------------------------------------------------


def campaign(place: Path, edits: int, seed: int, pairs: Sequence[Pair], few: int) -> int:
    """Make the edits that are not in the tally yet.

    Args:
        place: Folder of the campaign.
        edits: How many, with those that are in the tally.
        seed: What they are drawn from.
        pairs: The chapters.
        few: How many of them are judged after each edit.

    Returns:
        How many chapters were stale.
    """
    clean, project, tally = place / CLEAN, place / PROJECT, place / TALLY
    before = _prepared(clean, project, pairs)
    done = [json.loads(line) for line in tally.read_text().splitlines()] if tally.is_file() else []
    with tally.open("a", encoding="utf-8") as file:
        for number in range(len(done) + 1, edits + 1):
            copy_inputs(clean, project)
            chance = random.Random(f"{seed}-{number}")  # noqa: S311 - no secret
            names = chance.sample([*before], few)
            told = _edited(project, chance, {name: before[name] for name in names})
            done.append({"edit": number} | told)
            file.write(json.dumps(done[-1], ensure_ascii=False) + "\n")
            file.flush()
            print(_line(done[-1]), flush=True)
    print(json.dumps(totals(done) | {"seed": seed}))
    return sum(len(one["stale"]) for one in done)


def _prepared(clean: Path, project: Path, pairs: Sequence[Pair]) -> dict[str, Seen]:
    """Make the clean project where that is not done already; what all chapters show there."""
    told = clean.parent / "before.json"
    if told.is_file():
        before: dict[str, Seen] = json.loads(told.read_text())
        return before
    shutil.rmtree(project, ignore_errors=True)
    copy_inputs(ROOT, project)
    (project / "outputs").mkdir()
    from is248.base.paths import Project
    from is248.survey.freshness import ensure

    for folder in sorted(project.glob("data/survey/[12]*")):
        ensure(int(folder.name), Project(project))  # a kernel that must do it is not kept
    found = judged(project, pairs)
    copy_inputs(project, clean)
    told.write_text(json.dumps(found))
    return found


def _edited(project: Path, chance: random.Random, before: dict[str, Seen]) -> dict[str, Any]:
    """Make one edit on a clean project, and judge a few chapters by what they showed before."""
    pairs = [(int(year), theme) for year, theme in map(str.split, before)]
    edit = chance.choices([one for one, _ in EDITS], [often for _, often in EDITS])[0]
    what = edit(project, chance, chance.choice(_years(project, pairs)))
    found = judged(project, pairs)
    ran = [pair for pair, seen in found.items() if not seen.get("kept", True)]
    return {
        "kind": edit.__name__, "what": what, "judged": sorted(found),
        "refused": [pair for pair, seen in found.items() if "refused" in seen],
        "stale": [pair for pair, seen in found.items() if seen.get("stale")],
        "ran": {pair: found[pair]["why"] for pair in ran},
        "for_nothing": [pair for pair in ran if found[pair]["cells"] == before[pair]["cells"]],
        "seconds": max((seen.get("seconds", 0) for seen in found.values()), default=0),
    }  # fmt: skip


def _years(project: Path, pairs: Sequence[Pair]) -> list[int]:
    """The years judged, and the one after them: chapters may show it too."""
    own = [year for year, _ in pairs]
    after = max(own) + 1
    return [*own, after] if (project / "data" / "survey" / str(after)).is_dir() else own


def judged(project: Path, pairs: Sequence[Pair]) -> dict[str, Seen]:
    """What the store gives and what a run gives of chapters, judged in a process of its own."""
    command = [sys.executable, __file__, "--judge", str(project)]
    variables = os.environ | {"IS248_ROOT": str(project), "PYTHONPATH": _path(project)}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    asked = json.dumps(pairs)
    done = subprocess.run(
        command, env=variables, input=asked, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:  # the edit broke the program itself: nothing is made, nothing is stale
        return {f"{year} {theme}": {"refused": "stopped"} for year, theme in pairs}
    found: dict[str, Seen] = json.loads(done.stdout.splitlines()[-1])
    return found


def _path(project: Path) -> str:
    return os.pathsep.join([str(project / "lib"), str(Path(__file__).parent)])


def copy_inputs(source: Path, target: Path) -> None:
    """Copy all that a run depends on."""
    ignored = shutil.ignore_patterns("own", ".ipynb_checkpoints", "__pycache__")
    for name in COPIED:
        shutil.rmtree(target / name, ignore_errors=True)
        shutil.copytree(source / name, target / name, ignore=ignored)


def _line(told: dict[str, Any]) -> str:
    found = f"STALE {told['stale']}" if told["stale"] else f"ran {len(told['ran'])}"
    nothing = f", for nothing {', '.join(told['for_nothing'])}" if told["for_nothing"] else ""
    refused = ", refused" if told["refused"] else ""
    return f"{told['edit']} {told['kind']} {told['what']}: {found}{nothing}{refused}"


def totals(done: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The sums of a campaign."""
    pairs = Counter[str]()
    for one in done:
        for key in ("judged", "stale", "ran", "for_nothing"):
            pairs[key] += len(one[key])
    clean = sum(not one["for_nothing"] for one in done)
    return {
        "edits": len(done), "chapters": dict(pairs), "stale": sum(bool(o["stale"]) for o in done),
        "without_idle_runs_pct": round(100 * clean / max(len(done), 1), 1),
        "idle_by_kind": dict(Counter(one["kind"] for one in done if one["for_nothing"])),
    }  # fmt: skip


def chapters(years: Sequence[int], only: Sequence[str] | None = None) -> list[Pair]:
    """The chapters of some years; those that are built from others left out."""
    from is248.base.paths import Project
    from is248.year.params import load_year

    found = [(year, one) for year in years for one in load_year(year, Project(ROOT)).chapters]
    stand = ((year, one.theme) for year, one in found if not one.built_from_others)
    return [(year, theme) for year, theme in stand if not only or theme in only]


def main() -> int:
    """The command."""
    if sys.argv[1:2] == ["--judge"]:
        pairs = [(year, theme) for year, theme in json.load(sys.stdin)]
        print(json.dumps(judge(Path(sys.argv[2]), pairs)))
        return 0
    parser = argparse.ArgumentParser(description="Random edits: is the store ever stale?")
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--years", type=int, nargs="+", default=[2015, 2016])
    parser.add_argument("--chapters", type=int, default=3, help="judged after each edit")
    parser.add_argument("--only", nargs="+", help="themes; all when not given")
    parser.add_argument("--place", type=Path, help="folder of the campaign, where it can go on")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        place = given.place or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="is248-stale-"))
        )
        place.mkdir(parents=True, exist_ok=True)
        pairs = chapters(given.years, given.only)
        return int(campaign(place, given.edits, given.seed, pairs, given.chapters) > 0)


if __name__ == "__main__":
    sys.exit(main())
