"""Workers: chapters at once, a worker that dies, an interrupt. No kernels."""

import os
import signal
import time

import psutil
import pytest
import yaml

from helpers.project import PARAMS
from is248.base.paths import Project
from is248.edition import pool as pools
from is248.edition.parameters import Notebook
from is248.edition.plan import Task
from is248.edition.pool import pool
from is248.edition.progress import Progress
from is248.edition.workbench import Bench, Built
from is248.year.params import YearParams

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers get what is patched here")

CHAPTERS = YearParams.model_validate(yaml.safe_load(PARAMS)).chapters
TASKS = [Task(chapter, Notebook(chapter.theme, 2, 0, {}), {}) for chapter in CHAPTERS]


class Heard(Progress):
    """Remembers what it is told."""

    def __init__(self):
        self.lines = []

    def chapter(self, chapter, cells):
        self.lines.append((chapter.theme, "begins", cells))

    def cell(self, chapter, cell):
        self.lines.append((chapter.theme, "cell", cell))

    def chapter_done(self, chapter, seconds, *, failed):
        self.lines.append((chapter.theme, "failed" if failed else "done", seconds))


@pytest.fixture
def bench(tmp_path):
    return Bench(Project(tmp_path), None, tmp_path, "v1")


@pytest.fixture
def built_by(monkeypatch):
    """Sets what stands in for the making of a chapter."""
    monkeypatch.setattr(pools, "has_one_thread", lambda: True)  # forks see what is patched
    return lambda make: monkeypatch.setattr(pools, "build_chapter", make)


def fine(_, task, on_cell):
    on_cell(1)
    return Built(task, os.getpid(), ())


def theme(built):
    return built.task.chapter.theme


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_chapters_are_made_elsewhere_and_told_of(bench, built_by, jobs):
    built_by(fine)
    heard = Heard()
    with pool(bench, jobs, heard) as place:
        built = place.make(TASKS)
    assert sorted(map(theme, built)) == ["alpha", "beta"]
    assert os.getpid() not in {chapter.seconds for chapter in built}
    for name in ("alpha", "beta"):
        told = [line[1] for line in heard.lines if line[0] == name]
        assert told == ["begins", "cell", "done"]


def test_they_are_made_at_the_same_time(bench, built_by, tmp_path):
    def meet(_, task, __):
        mine, other = TASKS if task.chapter.theme == "alpha" else reversed(TASKS)
        (tmp_path / mine.chapter.theme).touch()
        end = time.monotonic() + 20
        while not (tmp_path / other.chapter.theme).exists() and time.monotonic() < end:
            time.sleep(0.01)
        return Built(task, time.monotonic() < end, ())

    built_by(meet)
    with pool(bench, 2, Progress()) as place:
        assert [chapter.seconds for chapter in place.make(TASKS)] == [True, True]


@pytest.mark.parametrize(
    ("death", "words"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "for lite minne"),
        (lambda: os._exit(3), "med kode 3"),
    ],
)
def test_a_dead_worker_is_the_failure_of_its_chapter(bench, built_by, death, words):
    def make(bench, task, on_cell):
        if task.chapter.theme == "alpha":
            death()
        return fine(bench, task, on_cell)

    built_by(make)
    heard = Heard()
    with pool(bench, 1, heard) as place:  # the one worker must be replaced
        built = {theme(chapter): chapter.failure for chapter in place.make(TASKS)}
    assert built["beta"] is None
    assert words in built["alpha"].message
    assert not built["alpha"].ran
    assert ("alpha", "failed") in {line[:2] for line in heard.lines}


def test_what_is_nobodys_failure_ends_the_run(bench, built_by):
    def full(*_):
        raise OSError(28, "No space left on device")

    built_by(full)
    with pytest.raises(OSError, match="No space"), pool(bench, 2, Progress()) as place:
        place.make(TASKS)


def test_an_interrupt_ends_all_workers_at_once(bench, built_by):
    class Interrupted(Progress):
        def cell(self, *_):
            raise KeyboardInterrupt

    def sleep(_, __, on_cell):
        on_cell(1)
        time.sleep(60)

    built_by(sleep)
    start, workers = time.monotonic(), []

    def run():
        with pool(bench, 2, Interrupted()) as place:
            workers.extend(worker.process.pid for worker in place.workers)
            place.make(TASKS)

    with pytest.raises(KeyboardInterrupt):
        run()
    assert len(workers) == 2
    assert time.monotonic() - start < 30
    assert not any(psutil.pid_exists(pid) for pid in workers)
