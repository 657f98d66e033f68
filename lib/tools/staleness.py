"""Is what the store keeps ever another than a run would give? Random edits, each judged both ways.

``python lib/tools/staleness.py --edits 300 --seed 1`` copies the project with its code, runs the
cells of all chapters of a year once, and makes edits (:mod:`random_edits`), each on a clean copy.
After each the store is asked which chapters it would run. Those are run: what comes out the same
was run for nothing. **All others are run too**, and must show what they showed before the edit,
else the store is stale. For that, edits after which the same chapters would be run are put
together, as long as they touch different files. Where such a group shows something else, or stops,
its halves are run by themselves, down to single edits; and the store is asked what it would run
after all of the group: two edits may do together what neither does alone.

Several parts may go side by side, each with a seed and a folder of its own.

A line an edit, also in ``tally.jsonl`` of the folder, where the same command goes on if it was
ended; a sum at the end, and of several folders by ``--summary FOLDER FOLDER``. Exits with 1 when
anything was stale.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from judge import KEEP, LOOK, RUN
from random_edits import EDITS
from staleness_sums import TALLY, TOGETHER_SEEN, line_of, summary, tally_of, totals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from judge import Pair

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("params", "data", "notebooks", "lib")
IGNORED = ("own", ".ipynb_checkpoints", "__pycache__")
SITE, SITE_PACKAGES = "copied_packages", ("firthmodels", "krippendorff")
"""Small packages that are copied, so that an edit may alter them as they are installed."""

BEFORE, CLEAN, PROJECT = "before.json", "clean", "project"
TOGETHER = 12
"""Edits that are run at once, where the store would not run the same chapters."""

Files = dict[str, bytes | None]
"""What an edit made of files; None for a file that it took away."""

Made = tuple[dict[str, Any], Files]
"""What is told of an edit, and what it made."""


@dataclass(frozen=True)
class Campaign:
    """A campaign.

    Attributes:
        place: Its folder.
        pairs: The chapters.
        seed: What edits are drawn from.
    """

    place: Path
    pairs: Sequence[Pair]
    seed: int

    @property
    def clean(self) -> Path:
        """The project as it was."""
        return self.place / CLEAN

    @property
    def project(self) -> Path:
        """The project that is edited."""
        return self.place / PROJECT

    def run(self, edits: int) -> int:
        """Make the edits that are not in the tally yet.

        Args:
            edits: How many, with those that are in the tally.

        Returns:
            How many chapters were stale.
        """
        before = self.prepared()
        done = tally_of(self.place)
        known = {one["edit"] for one in done}
        with (self.place / TALLY).open("a", encoding="utf-8") as file:
            for told in self._judged([n for n in range(1, edits + 1) if n not in known], before):
                done.append(told)
                file.write(json.dumps(told, ensure_ascii=False) + "\n")
                file.flush()
                print(line_of(told), flush=True)
        print(json.dumps(totals(done), ensure_ascii=False))
        return sum(len(one["stale"]) for one in done)

    def prepared(self) -> dict[str, str]:
        """Make the clean project where that is not done already; what all chapters show there."""
        told = self.place / BEFORE
        if not told.is_file():
            shutil.rmtree(self.project, ignore_errors=True)
            copy_inputs(ROOT, self.project)
            (self.project / "outputs").mkdir()
            from is248.base.paths import Project
            from is248.survey.freshness import ensure

            for folder in sorted(self.project.glob("data/survey/[12]*")):
                ensure(int(folder.name), Project(self.project))  # a kernel that must is not kept
            found = judged(self.project, self.pairs, KEEP)
            shutil.rmtree(self.clean, ignore_errors=True)
            copy_inputs(self.project, self.clean)
            told.write_text(json.dumps({name: seen["cells"] for name, seen in found.items()}))
        before: dict[str, str] = json.loads(told.read_text())
        return before

    def _judged(
        self, numbers: Sequence[int], before: Mapping[str, str]
    ) -> Iterator[dict[str, Any]]:
        waiting: dict[frozenset[str], list[Made]] = {}
        for number in numbers:
            told, files = self._edited(number)
            if told["refused"]:  # nothing is made, so nothing is stale
                yield told
                continue
            told |= {"for_nothing": self._idle(told, files, before)}
            group = waiting.setdefault(frozenset(told["ran"]), [])
            if any(files.keys() & others.keys() for _, others in group):
                yield from self.together(group, before)
                group.clear()
            group.append((told, files))
            if len(group) == TOGETHER:
                yield from self.together(group, before)
                group.clear()
        for group in waiting.values():
            yield from self.together(group, before)

    def _edited(self, number: int) -> tuple[dict[str, Any], Files]:
        """Make one edit on the clean project; what the store would run."""
        chance = random.Random(f"{self.seed}-{number}")  # noqa: S311 - no secret
        edit = chance.choices([one for one, _ in EDITS], [often for _, often in EDITS])[0]
        files: Files = {}
        while not files:  # what was drawn may have nothing of its kind
            restore(self.clean, self.project)
            what = edit(self.project, chance, chance.choice(self._years()))
            files = changed(self.clean, self.project)
        found = judged(self.project, self.pairs, LOOK)
        told: dict[str, Any] = {"seed": self.seed, "edit": number}
        told |= {"kind": edit.__name__, "what": what, **self._said(found)}
        told["seconds"] = max((seen.get("seconds", 0) for seen in found.values()), default=0)
        return told, files

    def _years(self) -> list[int]:
        """The years judged, and the one after them: chapters may show it too."""
        own = [year for year, _ in self.pairs]
        after = max(own) + 1
        there = (self.project / "data" / "survey" / str(after)).is_dir()
        return [*own, after] if there else own

    def _idle(self, told: Mapping[str, Any], files: Files, before: Mapping[str, str]) -> list[str]:
        """The chapters that would be run and show what they showed."""
        return sorted(told["ran"].keys() - self._differ([files], [*told["ran"]], before))

    def together(
        self, group: Sequence[Made], before: Mapping[str, str]
    ) -> Iterator[dict[str, Any]]:
        """Judge, all at once, what would not be run after any of some edits; else by halves.

        Args:
            group: What is told of edits after which the same would be run, and what they made.
            before: What all chapters showed.

        Yields:
            What is told of each; and of several that show something else together.
        """
        if not group:
            return
        kept = [name for name in before if name not in group[0][0]["ran"]]
        other = self._differ([files for _, files in group], kept, before)
        if not other or len(group) == 1:
            many = {"together": len(group)} if len(group) > 1 else {}
            yield from (told | many | {"stale": sorted(other)} for told, _ in group)
            return
        yield self._seen_together(group, other)
        half = len(group) // 2
        yield from self.together(group[:half], before)
        yield from self.together(group[half:], before)

    def _seen_together(self, group: Sequence[Made], other: set[str]) -> dict[str, Any]:
        """What the store says after several edits, when some chapters then show something else."""
        self._make([files for _, files in group])
        said = judged(self.project, self.pairs, LOOK)
        told = self._said(said)
        stale = sorted(other - told["ran"].keys()) if not told["refused"] else []
        edits = [one["edit"] for one, _ in group]
        named = {"seed": self.seed, "edit": None, "kind": TOGETHER_SEEN, "what": str(edits)}
        return named | told | {"stale": stale}

    def _said(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """What the store says of all chapters."""
        refused = sorted({seen["refused"] for seen in found.values() if "refused" in seen})
        ran = {name: seen["why"] for name, seen in found.items() if not seen.get("kept", 1)}
        empty: dict[str, list[str]] = {"stale": [], "for_nothing": []}
        return {"refused": refused, "ran": ran, "judged": len(found), **empty}

    def _make(self, edits: Sequence[Files]) -> None:
        restore(self.clean, self.project)
        for files in edits:
            _put(self.project, files)

    def _differ(
        self, edits: Sequence[Files], names: Sequence[str], before: Mapping[str, str]
    ) -> set[str]:
        """Which of some chapters show something else after some edits."""
        pairs = [pair for pair in self.pairs if f"{pair[0]} {pair[1]}" in names]
        if not pairs:
            return set()
        self._make(edits)
        found = judged(self.project, pairs, RUN)
        return {name for name, seen in found.items() if seen.get("cells") != before[name]}


def judged(project: Path, pairs: Sequence[Pair], what: str) -> dict[str, Any]:
    """What the store says of chapters, or what a run shows, in a process of its own.

    Args:
        project: The project.
        pairs: The chapters.
        what: As :mod:`judge` has it.
    """
    command = [sys.executable, str(Path(__file__).with_name("judge.py")), str(project), what]
    path = os.pathsep.join([str(project / "lib"), str(project / "lib" / SITE)])
    variables = os.environ | {"IS248_ROOT": str(project), "PYTHONPATH": path}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        command, env=variables, input=json.dumps(pairs), stdout=subprocess.PIPE, text=True,
        check=False, cwd=project,
    )  # fmt: skip
    if done.returncode:  # the edit broke the program itself: nothing is made, nothing is stale
        return {f"{year} {theme}": {"refused": "stopped"} for year, theme in pairs}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


# ---- files --------------------------------------------------------------------------------------


def copy_inputs(source: Path, target: Path) -> None:
    """Copy all that a run depends on, and some packages to be edited."""
    for name in COPIED:
        shutil.rmtree(target / name, ignore_errors=True)
        ignored = shutil.ignore_patterns(*IGNORED)
        shutil.copytree(source / name, target / name, ignore=ignored)
    if not (target / "lib" / SITE).is_dir():
        _copy_packages(target / "lib" / SITE)


def _copy_packages(site: Path) -> None:
    from importlib import metadata

    for package in SITE_PACKAGES:
        one = metadata.distribution(package)
        for top in {file.parts[0] for file in one.files or [] if file.parts[0] != ".."}:
            where = Path(str(one.locate_file(top)))
            copy = shutil.copytree if where.is_dir() else shutil.copy2
            site.mkdir(exist_ok=True)
            copy(where, site / top)


def _files(place: Path) -> set[str]:
    found = (path for name in COPIED for path in (place / name).rglob("*") if path.is_file())
    inner = (path.relative_to(place) for path in found)
    return {path.as_posix() for path in inner if not {*IGNORED} & {*path.parts}}


def changed(clean: Path, project: Path) -> Files:
    """What differs in a project from a clean one."""
    found: Files = {}
    for name in sorted(_files(clean) | _files(project)):
        one, other = ((p / name).read_bytes() if (p / name).is_file() else None
                      for p in (clean, project))  # fmt: skip
        if one != other:
            found[name] = other
    return found


def restore(clean: Path, project: Path) -> None:
    """Make a project what it was; prepared answers too."""
    for name in changed(clean, project):
        if (clean / name).is_file():
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(clean / name, project / name)
        else:
            (project / name).unlink()
            for folder in (project / name).relative_to(project).parents:
                if not (clean / folder).exists():
                    shutil.rmtree(project / folder, ignore_errors=True)


def _put(project: Path, files: Files) -> None:
    for name, data in files.items():
        if data is None:
            (project / name).unlink()
        else:
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            (project / name).write_bytes(data)


def chapters(years: Sequence[int], only: Sequence[str] | None = None) -> list[Pair]:
    """The chapters of some years; those that are built from others left out."""
    from is248.base.paths import Project
    from is248.year.params import load_year

    found = [(year, one) for year in years for one in load_year(year, Project(ROOT)).chapters]
    stand = ((year, one.theme) for year, one in found if not one.built_from_others)
    return [(year, theme) for year, theme in stand if not only or theme in only]


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Random edits: is the store ever stale?")
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--year", type=int, nargs="+", default=[2015])
    parser.add_argument("--only", nargs="+", help="themes; all when not given")
    parser.add_argument("--place", type=Path, help="folder of the campaign, where it can go on")
    parser.add_argument("--summary", type=Path, nargs="+", help="sum up these folders, and no more")
    given = parser.parse_args()
    if given.summary:
        print(summary([one for place in given.summary for one in tally_of(place)]))
        return 0
    with contextlib.ExitStack() as stack:
        place = given.place or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="is248-stale-"))
        )
        place.mkdir(parents=True, exist_ok=True)
        campaign = Campaign(place, chapters(given.year, given.only), given.seed)
        return int(campaign.run(given.edits) > 0)


if __name__ == "__main__":
    sys.exit(main())
