"""Chapters in processes of their own: at once, one that dies, an interrupt. No kernels."""

import os
import signal
import subprocess
import sys
import time
from functools import partial

import psutil
import pytest
import yaml

from helpers.project import PARAMS
from is248.base.paths import Project
from is248.edition.forks import fork_server
from is248.edition.parameters import Notebook
from is248.edition.plan import Task
from is248.edition.pool import Pool
from is248.edition.progress import Progress
from is248.edition.workbench import Bench, Built
from is248.year.params import YearParams

CHAPTERS = YearParams.model_validate(yaml.safe_load(PARAMS)).chapters
TASKS = [Task(chapter, Notebook(chapter.theme, 2, 0, {}), {}) for chapter in CHAPTERS]


class Heard(Progress):
    """Remembers what it is told."""

    def __init__(self):
        self.lines = []

    def told(self, text):
        self.lines.append(("", "told", text))

    def chapter(self, chapter, cells):
        self.lines.append((chapter.theme, "begins", cells))

    def cell(self, chapter, cell):
        self.lines.append((chapter.theme, "cell", cell))

    def chapter_done(self, chapter, seconds, *, failed):
        self.lines.append((chapter.theme, "failed" if failed else "done", seconds))


@pytest.fixture(scope="module")
def forks():
    with fork_server(("is248.edition.pool", "is248.edition.plan", "helpers.project")) as context:
        yield context


@pytest.fixture(params=["forks", "started"])
def either(request, forks):
    """A fork for each chapter; or workers that are started, as where processes cannot be forked."""
    if request.param == "forks" and forks is None:
        pytest.skip("processes cannot be forked here")
    return forks if request.param == "forks" else None


@pytest.fixture
def pool(tmp_path):
    """Gives a pool; what it has started is gone afterwards."""
    made = []

    def pool(make, jobs, forks, progress=None):
        bench = Bench(Project(tmp_path), None, tmp_path, "v1")
        made.append(Pool(bench, jobs, progress or Progress(), forks, make))
        return made[-1]

    yield pool
    for one in made:
        one.close(at_once=True)


def fine(_, task, on_cell):
    on_cell(1)
    return Built(task, os.getpid(), ())


def meet(bench, task, _):
    """Wait for the other chapter to be begun."""
    mine, other = TASKS if task.chapter.theme == "alpha" else reversed(TASKS)
    (bench.folder / mine.chapter.theme).touch()
    end = time.monotonic() + 20
    while not (bench.folder / other.chapter.theme).exists() and time.monotonic() < end:
        time.sleep(0.01)
    return Built(task, time.monotonic() < end, ())


def killed(_):
    os.kill(os.getpid(), signal.SIGKILL)


def left(_):
    os._exit(3)


def left_a_fork(bench):
    if bench.warm:
        os._exit(3)


def dying(how, bench, task, on_cell):
    """The first chapter takes its process along."""
    if task.chapter.theme == "alpha":
        with (bench.folder / "tries").open("a") as file:
            file.write(f"{bench.warm} ")
        how(bench)
    return fine(bench, task, on_cell)


def full(*_):
    raise OSError(28, "No space left on device")


def littering(bench, task, on_cell):
    """Leave a process and a thread that would never end."""
    import threading

    threading.Thread(target=time.sleep, args=(600,)).start()
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (bench.folder / task.chapter.theme).write_text(str(other.pid))
    return fine(bench, task, on_cell)


def sleeping(bench, task, on_cell):
    (bench.folder / task.chapter.theme).write_text(str(os.getpid()))
    on_cell(1)
    time.sleep(60)


def gone(pid, patience=5.0):
    end = time.monotonic() + patience
    while psutil.pid_exists(pid) and time.monotonic() < end:
        if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.01)
    return not psutil.pid_exists(pid)


def theme(built):
    return built.task.chapter.theme


@pytest.mark.parametrize("jobs", [1, 3])
def test_chapters_are_made_elsewhere_and_told_of(pool, either, jobs):
    heard = Heard()
    built = pool(fine, jobs, either, heard).make(TASKS)
    assert sorted(map(theme, built)) == ["alpha", "beta"]
    assert os.getpid() not in {chapter.seconds for chapter in built}
    if either or jobs > 1:  # a fork makes one chapter
        assert len({chapter.seconds for chapter in built}) == 2
    for name in ("alpha", "beta"):
        told = [line[1] for line in heard.lines if line[0] == name]
        assert told == ["begins", "cell", "done"]


def test_they_are_made_at_the_same_time(pool, forks):
    assert [chapter.seconds for chapter in pool(meet, 2, forks).make(TASKS)] == [True, True]


@pytest.mark.parametrize(("how", "words"), [(killed, "for lite minne"), (left, "med kode 3")])
def test_a_dead_process_is_the_failure_of_its_chapter(pool, how, words):
    heard = Heard()
    place = pool(partial(dying, how), 1, None, heard)
    built = {theme(chapter): chapter.failure for chapter in place.make(TASKS)}
    assert built["beta"] is None
    assert words in built["alpha"].message
    assert not built["alpha"].ran
    assert [line[:2] for line in heard.lines].count(("alpha", "failed")) == 1


def test_a_chapter_whose_fork_died_is_made_once_more_without(pool, forks, tmp_path):
    heard = Heard()
    built = pool(partial(dying, left_a_fork), 1, forks, heard).make(TASKS)
    assert [chapter.failure for chapter in built] == [None, None]
    assert (tmp_path / "tries").read_text() == "True False "
    (told,) = [line[2] for line in heard.lines if line[1] == "told"]
    assert "lages en gang til" in told
    assert CHAPTERS[0].heading in told


def test_what_is_nobodys_failure_ends_the_run(pool, forks):
    with pytest.raises(OSError, match="No space"):
        pool(full, 2, forks).make(TASKS)


def test_what_a_chapter_leaves_behind_ends_with_it(pool, forks, tmp_path):
    built = pool(littering, 1, forks).make(TASKS)
    for chapter in built:
        assert gone(int((tmp_path / theme(chapter)).read_text()))
        assert gone(chapter.seconds)


def test_an_interrupt_ends_all_workers_at_once(pool, either, tmp_path):
    class Interrupted(Progress):
        def cell(self, *_):
            raise KeyboardInterrupt

    place = pool(sleeping, 2, either, Interrupted())
    with pytest.raises(KeyboardInterrupt):
        place.make(TASKS)
    start = time.monotonic()
    place.close(at_once=True)
    assert time.monotonic() - start < 30
    workers = [int(path.read_text()) for path in tmp_path.iterdir()]
    assert workers
    assert all(map(gone, workers))


def test_a_function_is_called_in_a_fork_or_here(pool, forks):
    assert pool(fine, 1, forks).apart([os.getpid])[0] != os.getpid()
    assert pool(fine, 1, None).apart([os.getpid])[0] == os.getpid()
