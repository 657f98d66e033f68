"""Build a year: check, run, export, compare, publish.

Heavy imports (kernels, exporters) come only when something is run: a year without changes is
recognised in a moment.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from is248.base.errors import UserError
from is248.edition import manifest, unchanged, versions
from is248.edition.kept_files import NOTHING_KEPT, KeptFiles, kept_files
from is248.edition.manifest import commit, read_inputs
from is248.edition.plan import Plan, Task, make_plan
from is248.edition.pool import Engine, Workshop, workshop
from is248.edition.progress import Progress
from is248.edition.results import (
    RESULTS,
    Change,
    changes_between,
    read_results,
    results_csv,
)
from is248.edition.revisions import Told, recorded, refuse_reason, with_reason
from is248.edition.run_log import last_seconds, run_log
from is248.edition.run_states import ALL, Need
from is248.edition.run_steps import ready, write_pages, write_volumes
from is248.edition.store_room import MOST_MEGABYTES, clear
from is248.edition.workbench import (
    NOT_ALL_MADE,
    Bench,
    Built,
    are_kept,
    check_others,
    in_turns,
    longest_first,
    others_results,
)
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from multiprocessing.context import BaseContext
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.executors import Runner
    from is248.edition.parameters import Value
    from is248.edition.run_store import RunStore
    from is248.edition.versions import Shelf
    from is248.printed.verdicts import Result

DRAFT = "utkast"

Status = Literal["new", "unchanged", "confirmed", "draft", "failed", "differs"]


@dataclass(frozen=True)
class BuildResult:
    """How a run ended.

    Attributes:
        status: ``new`` version, ``unchanged`` inputs (nothing was run), ``confirmed`` (built again
            with the same result), ``draft``, ``failed`` (a chapter), or ``differs`` (built again
            with another result).
        year: The reporting year.
        folder: Where the result is.
        version: Number of the version that is the newest now.
        built: The chapters that were run.
        previous: Version that ``changes`` is measured from.
        changes: Results that changed since then; None when there was nothing to compare with.
        touched: Files of the newest version that someone changed after it was made.
        differing: Files that came out otherwise from the same inputs.
        reasons: Theme → why the chapter was run; empty when a run of the same was kept.
    """

    status: Status
    year: int
    folder: Path
    version: int | None = None
    built: tuple[Built, ...] = ()
    previous: int | None = None
    changes: tuple[Change, ...] | None = None
    touched: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether all went as it should."""
        return self.status not in {"failed", "differs"}


@dataclass(frozen=True)
class Goal:
    """What a build is for.

    Attributes:
        number: The version's; None for a draft.
        previous: The version that its changes are measured from.
        again: Whether it stands already and is built to see whether the same comes out.
        touched: Files of the version before it that someone changed.
    """

    number: int | None
    previous: int | None
    again: bool = False
    touched: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What pages call it."""
        return f"v{self.number}" if self.number else DRAFT


def build_year(
    project: Project,
    year: int,
    themes: Sequence[str] | None = None,
    overrides: Mapping[str, Value] | None = None,
    *,
    rebuild: bool = False,
    fresh: bool = False,
    dirty: bool = False,
    language: str | None = None,
    jobs: int = 0,
    engine: Engine = "warm",
    cluster: Runner | None = None,
    progress: Progress | None = None,
    told: Told | None = None,
) -> BuildResult:
    """Build a year, or a draft of some of it.

    Args:
        project: The project.
        year: The reporting year.
        themes: Chapters to make as a draft; all of them as a version when not given.
        overrides: Notebook parameters; with any, a draft is made.
        rebuild: Build although no input has changed, and compare; nothing is taken from the store.
        fresh: Run all chapters, although runs of the same are kept.
        dirty: Make a version although inputs differ from the commit; it says so.
        language: A further language to make pages in, as a draft where versions do not have it.
        jobs: How many chapters are made at once, each in a process of its own; 0 makes them one
            after another in this process.
        engine: How cells are run when there are such processes; ordinary kernels elsewhere.
        cluster: Where chapters are run instead of on this machine.
        progress: Follows the run.
        told: Why the version is made; what params say when not given.

    Returns:
        How it ended. When a chapter failed nothing has been published.

    Raises:
        UserError: An input cannot be used, or differs from the commit; no version was made.
    """
    began = time.time_ns()
    plan = make_plan(project, year, themes, overrides, dirty=dirty, language=language)
    refuse_reason(told, plan.draft, rebuild=rebuild)
    progress, is_draft, fresh = progress or Progress(), plan.draft is not None, fresh or rebuild
    in_forks = jobs > 0 and engine == "warm" and cluster is None
    with (
        ready(project, plan, began, fresh=fresh, in_forks=in_forks) as (store, forks),
        versions.opened(project, year, draft=is_draft, told=progress.told) as shelf,
    ):
        if shelf.waited:
            check_unmoved(project, plan)
        goal = _goal(shelf, plan, rebuild=rebuild)
        _keep_list(shelf, project)  # a run may have died before it had made it
        if goal is None:
            latest = shelf.latest()
            assert latest
            unchanged.note(project, shelf, plan.inputs)
            return BuildResult("unchanged", year, shelf.version(latest), latest)
        check_others(shelf, plan)
        with versions.staging(shelf) as folder:
            stands = manifest.read_manifest(shelf.version(goal.number or 0)) or {}
            reason = told.of(goal.number or 1) if told else None
            plan = with_reason(plan, recorded(stands) or reason)
            code = store.states.state(Need("call", ALL))
            exports = kept_files(project, plan, began, code, fresh=fresh)
            build = Build(
                project, plan, shelf, goal, folder, jobs, store, exports, engine, cluster, forks
            )
            return replace(build.run(progress), reasons=build.reasons)


def _goal(shelf: Shelf, plan: Plan, *, rebuild: bool) -> Goal | None:
    """What to build; None when the newest version is what would come out."""
    latest = shelf.latest()
    if plan.draft is not None:
        return Goal(None, latest)
    if latest is None:
        return Goal(shelf.next_number, None)
    stands = manifest.read_manifest(shelf.version(latest)) or {}
    touched = tuple(manifest.differences(shelf.version(latest)))
    if touched or stands.get("fingerprint") != plan.inputs.fingerprint:
        return Goal(shelf.next_number, latest, touched=touched)
    return Goal(latest, stands.get("previous"), again=True) if rebuild else None


def check_unmoved(project: Project, plan: Plan) -> None:
    """The manifest must not name inputs that were exchanged while the run waited or went on.

    Raises:
        UserError: One was.
    """
    themes = [task.chapter.theme for task in plan.tasks]
    now = read_inputs(project, plan.year.year, themes, plan.inputs.parameters)
    if moved := manifest.unlike(plan.inputs.files, now.files):
        raise UserError(
            f"Endret mens kjøringen gikk: {', '.join(moved[:3])}. Ingenting er publisert; "
            "kjør på nytt."
        )


@dataclass(frozen=True)
class Build:
    """A build in its staging folder."""

    project: Project
    plan: Plan
    shelf: Shelf
    goal: Goal
    folder: Path
    jobs: int
    store: RunStore
    exports: KeptFiles = NOTHING_KEPT
    engine: Engine = "warm"
    cluster: Runner | None = None
    forks: BaseContext | None = None
    reasons: dict[str, str] = field(default_factory=dict)

    def run(self, progress: Progress) -> BuildResult:
        """Make chapters and year, and put them in their place if all went well."""
        built, changes = self.made(progress)
        failed = any(chapter.failure for chapter in built)
        return self._failed(built) if failed else self._placed(built, changes)

    def made(self, progress: Progress) -> tuple[tuple[Built, ...], tuple[Change, ...] | None]:
        """Make chapters and, when none failed, year; returns the chapters and what changed."""
        start = time.time()
        own = (self.project, self.plan, self.folder, self.goal.name)
        bench = Bench(*own, store=self.store, exports=self.exports)
        expected = last_seconds(self.shelf)
        first, last = in_turns(self.plan.tasks)
        jobs = min(self.jobs, len(first) or 1)
        first = self._looked_up(longest_first(first, expected) if jobs > 1 else first)
        progress.started([task.chapter for task in self.plan.tasks], expected, jobs or 1)
        warm = any(task.kept is None for task in first or last)
        jobs = 0 if not warm and are_kept(bench, first) else jobs
        try:
            with self._workshop(bench, jobs, progress, warm=warm) as place:
                built = self._chapters(bench, place, first, last)
                failed = any(chapter.failure for chapter in built)
                progress.step("Skriver det som ble laget" if failed else "Setter sammen rapporten")
                changes = None if failed else self._write_year(built, place)
            if self.goal.number and not failed:
                check_unmoved(self.project, self.plan)
            self._write_json(manifest.RUN_LOG, run_log(built, start))
            return built, changes
        finally:
            progress.stopped()

    def _chapters(
        self, bench: Bench, place: Workshop, first: Sequence[Task], last: Sequence[Task]
    ) -> tuple[Built, ...]:
        """All chapters in the order of the year; those built from others are made last."""
        built = place.make(first)
        if last and any(chapter.failure for chapter in built):
            return self._in_order([*built, *map(_not_made, last)])
        if last:
            self._write_others(bench, built)
            built += place.make(self._looked_up(last, bench.others.read_bytes()))
        return self._in_order(built)

    @contextmanager
    def _workshop(
        self, bench: Bench, jobs: int, progress: Progress, *, warm: bool
    ) -> Iterator[Workshop]:
        """Where chapters are made: here, or on a cluster with the rest here."""
        far = self.cluster is not None
        how = (self.engine, self.forks)
        with workshop(bench, jobs, progress, *how, warm=warm and not far) as here:
            if self.cluster is None:
                yield here
                return
            from is248.edition.far_chapters import FarWorkshop

            yield FarWorkshop(bench, self.cluster, progress, here)

    def _looked_up(self, tasks: Sequence[Task], others: bytes = b"") -> list[Task]:
        """The chapters with the runs of the same that are kept."""
        found = [(task, self.store.look_up(task, others)) for task in tasks]
        self.reasons.update({task.chapter.theme: kept.reason for task, kept in found})
        self.store.states.remember(all_code=not all(kept.path for _, kept in found))
        return [replace(task, kept=kept.path) for task, kept in found]

    def _in_order(self, built: Sequence[Built]) -> tuple[Built, ...]:
        self.store.states.remember()
        clear(self.project, MOST_MEGABYTES * 1_000_000)
        order = {task.chapter.theme: at for at, task in enumerate(self.plan.tasks)}
        return tuple(sorted(built, key=lambda chapter: order[chapter.task.chapter.theme]))

    def _write_others(self, bench: Bench, built: Sequence[Built]) -> None:
        made = (result for chapter in built for result in chapter.results)
        text = results_csv(others_results(self.shelf, self.plan, made))
        bench.others.write_text(text, encoding="utf-8", newline="")

    def _write_year(self, built: tuple[Built, ...], place: Workshop) -> tuple[Change, ...] | None:
        """Write the files of the year and the manifest; returns what changed."""
        changes = self._changes(built)
        previous = self.shelf.version(self.goal.previous) if self.goal.previous else None
        edition = (self.goal.name, previous, changes, self.exports)
        of = (self.project, self.plan, built, self.folder, edition)
        place.apart([write_volumes, write_pages], *of)
        content = manifest.manifest_of(
            self.folder, self.plan.year, self.goal.number, self.plan.inputs, commit(self.project)
        )
        self._write_json(manifest.NAME, {**content, "previous": self.goal.previous})
        return changes

    def _changes(self, built: tuple[Built, ...]) -> tuple[Change, ...] | None:
        if self.goal.previous is None:
            return None
        before = self.shelf.version(self.goal.previous) / RESULTS
        new = [result for chapter in built for result in chapter.results]
        if self.goal.number and before.is_file() and before.read_bytes() == _csv(new):
            return ()  # soon seen: nothing to tell apart
        old = read_results(before)
        if self.goal.number is None:  # a draft is measured by its own chapters only
            themes = {chapter.task.chapter.theme for chapter in built}
            old = [result for result in old if result.chapter in themes]
        return tuple(changes_between(old, new))

    def _write_json(self, name: str, content: Mapping[str, Any]) -> None:
        (self.folder / name).write_bytes(manifest.json_text(content).encode())

    def _failed(self, built: tuple[Built, ...]) -> BuildResult:
        from is248.edition.edition_files import write_failed_index

        write_failed_index(self.plan, [chapter.unpacked() for chapter in built], self.folder)
        place = versions.place(self.shelf, self.folder, self.shelf.failed)
        return BuildResult("failed", self.plan.year.year, place, self.shelf.latest(), built)

    def _placed(self, built: tuple[Built, ...], changes: tuple[Change, ...] | None) -> BuildResult:
        year, goal = self.plan.year.year, self.goal
        if goal.number is None:
            target = self.shelf.drafts(self.plan.draft or DRAFT)
            place = versions.place(self.shelf, self.folder, target)
            return BuildResult("draft", year, place, goal.previous, built, goal.previous, changes)
        if goal.again:
            return self._compared(goal.number, built)
        from is248.edition.sheet_index import tell_how

        place = versions.publish(self.shelf, self.folder, goal.number)
        _keep_list(self.shelf, self.project)
        tell_how(self.project, year)
        unchanged.note(self.project, self.shelf, self.plan.inputs)
        return BuildResult(
            "new", year, place, goal.number, built, goal.previous, changes, goal.touched
        )

    def _compared(self, number: int, built: tuple[Built, ...]) -> BuildResult:
        """The version stays as it is; another result is put aside, to be looked at."""
        year, stands = self.plan.year.year, self.shelf.version(number)
        old = manifest.read_manifest(stands) or {}
        differing = tuple(manifest.unlike(old.get("outputs", {}), manifest.listed(self.folder)))
        if not differing:
            return BuildResult("confirmed", year, stands, number, built)
        target = self.shelf.drafts(f"rebuild-v{number}")
        place = versions.place(self.shelf, self.folder, target)
        return BuildResult("differs", year, place, number, built, differing=differing)


def _keep_list(shelf: Shelf, project: Project) -> None:
    """See to it that the page of all versions is there and knows the newest."""
    if versions.list_stands(shelf):
        return
    from is248.edition.version_list import write_version_list

    write_version_list(shelf, load_year(shelf.year, project))


def _csv(results: Iterable[Result]) -> bytes:
    return results_csv(results).encode()


def _not_made(task: Task) -> Built:
    from is248.edition.execute import ChapterFailure

    failure = ChapterFailure(task.chapter, None, "", "", NOT_ALL_MADE, ran=False)
    return Built(task, 0.0, (), failure=failure)
