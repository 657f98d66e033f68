"""Is what the store keeps ever another than a run would give? Random edits, each judged both ways.

``python lib/tools/staleness.py --edits 300 --seed 1`` copies the project with its code, runs the
cells of all chapters of two years once, and makes edits (:mod:`random_edits`), each on a clean
copy. After each a few chapters are looked up in the store and run afresh, cells alone, in a kernel
forked from a nursery: what is kept must show the same (else it is stale), and what is not kept
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

from random_edits import EDITS, OF_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


def judge(project: Path, nursery: Path | None, pairs: Sequence[Pair]) -> dict[str, Seen]:
    """Look chapters up, and run them afresh.

    Args:
        project: The project.
        nursery: Where kernels come from; a new one when not given.
        pairs: The chapters.

    Returns:
        ``<year> <theme>`` → what was found; of a year that cannot be planned the error.
    """
    with contextlib.nullcontext(nursery) if nursery else own_nursery(project) as kernels:
        found = {}
        for year in sorted({year for year, _ in pairs}):
            themes = [theme for one, theme in pairs if one == year]
            found |= {f"{year} {theme}": seen for theme, seen in _of_year(
                project, year, themes, kernels)}  # fmt: skip
        return found


def _of_year(
    folder: Path, year: int, themes: Sequence[str], nursery: Path | None
) -> Iterator[tuple[str, Seen]]:
    from is248.base.errors import UserError
    from is248.base.paths import Project
    from is248.edition.plan import make_plan
    from is248.edition.run_store import run_store
    from is248.survey.freshness import ensure_all

    project = Project(folder)
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
        theme = task.chapter.theme
        seen = _judged(store, task, kept[theme].path, nursery)
        yield theme, seen | {"why": kept[theme].reason, "seconds": seconds}


def _judged(store: RunStore, task: Task, kept: Path | None, nursery: Path | None) -> Seen:
    from is248.edition.execute import Setting, execute, replayed
    from is248.edition.normalise import notebook_text
    from is248.edition.run_store import kept_cells

    place, given = store.project, (task.chapter, task.notebook, task.parameters)
    fresh = execute(place, *given, setting=Setting(None, nursery))
    seen = {
        "kept": kept is not None,
        "stale": False,
        "cells": _sum([fresh.cells, str(fresh.failure)]),
    }
    if kept is None:
        if fresh.cells is not None and not fresh.failure:
            store.keep(task, fresh.seen, fresh.cells)
        return seen
    cells = kept_cells(kept)
    assert cells is not None
    shown = replayed(place, task.chapter, task.parameters, cells)
    same = not fresh.failure and notebook_text(shown.notebook) == notebook_text(fresh.notebook)
    return seen | {"stale": not same}


@contextlib.contextmanager
def own_nursery(project: Path) -> Iterator[Path | None]:
    """A nursery with the project's code."""
    from is248.base.calls import KEEP_VARIABLE
    from is248.edition.kernels import first_variables
    from is248.edition.nursery import nursery, room
    from is248.edition.run_store import COMPILED, FOLDER
    from is248.edition.workshop import WARM

    telling = {KEEP_VARIABLE: str(project / "outputs" / FOLDER / COMPILED)}
    code = {"PYTHONPATH": str(project / "lib")}
    with (
        tempfile.TemporaryDirectory(prefix="is248-", dir=room()) as place,
        nursery(Path(place), WARM, {**first_variables(), **telling, **code}) as kernels,
    ):
        yield kernels


def _sum(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


# ---- the campaign -------------------------------------------------------------------------------


def campaign(place: Path, edits: int, seed: int, years: Sequence[int], few: int) -> int:
    """Make the edits that are not in the tally yet; returns how many were stale in all."""
    clean, project, tally = place / CLEAN, place / PROJECT, place / TALLY
    themes = _prepared(clean, project, years)
    before = json.loads((place / "before.json").read_text()) if themes is None else themes
    done = [json.loads(line) for line in tally.read_text().splitlines()] if tally.is_file() else []
    with own_nursery(project) as kernels, tally.open("a", encoding="utf-8") as file:
        for number in range(len(done) + 1, edits + 1):
            _copy(clean, project)
            chance = random.Random(f"{seed}-{number}")  # noqa: S311 - no secret
            names = chance.sample([*before], few)
            told = _edited(project, chance, {name: before[name] for name in names}, kernels)
            done.append({"edit": number} | told)
            file.write(json.dumps(done[-1], ensure_ascii=False) + "\n")
            file.flush()
            print(_line(done[-1]), flush=True)
    print(json.dumps(totals(done) | {"seed": seed}))
    return sum(len(one["stale"]) for one in done)


def _prepared(clean: Path, project: Path, years: Sequence[int]) -> dict[str, Seen] | None:
    """The clean project with what all chapters show; None when that is done already."""
    told = clean.parent / "before.json"
    if told.is_file():
        return None
    shutil.rmtree(project, ignore_errors=True)
    _copy(ROOT, project)
    (project / "outputs").mkdir()
    from is248.base.paths import Project
    from is248.year.params import load_year

    pairs = [
        (year, chapter.theme)
        for year in years
        for chapter in load_year(year, Project(ROOT)).chapters
        if not chapter.built_from_others
    ]
    found = _asked(project, None, pairs)
    _copy(project, clean)
    told.write_text(json.dumps(found))
    return found


def _edited(
    project: Path, chance: random.Random, before: dict[str, Seen], kernels: Path | None
) -> dict[str, Any]:
    """Make one edit on a clean project, and judge a few chapters by what they showed before."""
    pairs = [(int(year), theme) for year, theme in map(str.split, before)]
    edit = chance.choices([one for one, _ in EDITS], [often for _, often in EDITS])[0]
    what = edit(project, chance, chance.choice([year for year, _ in pairs]))
    found = _asked(project, None if edit in OF_CODE else kernels, pairs)
    ran = [pair for pair, seen in found.items() if not seen.get("kept", True)]
    return {
        "kind": edit.__name__, "what": what, "judged": sorted(found),
        "refused": [pair for pair, seen in found.items() if "refused" in seen],
        "stale": [pair for pair, seen in found.items() if seen.get("stale")],
        "ran": {pair: found[pair]["why"] for pair in ran},
        "for_nothing": [pair for pair in ran if found[pair]["cells"] == before[pair]["cells"]],
        "seconds": max((seen.get("seconds", 0) for seen in found.values()), default=0),
    }  # fmt: skip


def _asked(project: Path, kernels: Path | None, pairs: Sequence[Pair]) -> dict[str, Seen]:
    command = [sys.executable, __file__, "--judge", str(project), str(kernels or "")]
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


def _copy(source: Path, target: Path) -> None:
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


def main() -> int:
    """The command."""
    if sys.argv[1:2] == ["--judge"]:
        _, _, project, kernels = sys.argv
        pairs = [(year, theme) for year, theme in json.load(sys.stdin)]
        found = judge(Path(project), Path(kernels) if kernels else None, pairs)
        print(json.dumps(found))
        return 0
    parser = argparse.ArgumentParser(description="Random edits: is the store ever stale?")
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--years", type=int, nargs="+", default=[2015, 2016])
    parser.add_argument("--chapters", type=int, default=3, help="judged after each edit")
    parser.add_argument("--place", type=Path, help="folder of the campaign, where it can go on")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        place = given.place or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="is248-stale-"))
        )
        place.mkdir(parents=True, exist_ok=True)
        return int(campaign(place, given.edits, given.seed, given.years, given.chapters) > 0)


if __name__ == "__main__":
    sys.exit(main())
