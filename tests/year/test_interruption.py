"""Real runs of two chapters at once: stopped, killed, and the same bytes however many."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from helpers.project import ALPHA, code, forget, write_notebook
from is248.edition.runner import build_year

pytestmark = [pytest.mark.slow, pytest.mark.alone]

PATIENCE = 60
STOPPED = 130


def start(project, *options, **settings):
    command = [sys.executable, "-m", "is248", "report", "2016", "--jobs", "2", *options]
    environment = os.environ | {"IS248_ROOT": str(project.root)} | settings
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def kin(project):
    """All processes that a run on this project has started, and it itself."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("IS248_ROOT") == str(project.root):
                found.append(process)
        except psutil.Error:
            continue
    return [each for each in found if each.pid != os.getpid()]


def settled(condition, patience=PATIENCE):
    """Whether something becomes true in good time."""
    end = time.monotonic() + patience
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def files(folder):
    """All that is published; the store of runs keeps what a stopped run had time to make."""
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {
        name: path.read_bytes()
        for name, path in names.items()
        if path.is_file() and path.name != "run_log.json" and not name.startswith(".store/")
    }


@pytest.fixture(params=["warm", "kernel"])
def under_way(request, built):
    """A run whose two chapters are both in the middle of a cell; a version stands already."""
    marks = [built.root / f"{theme}.started" for theme in ("alpha", "beta")]
    for mark in marks:
        wait = code(
            f"import subprocess, time\nsubprocess.Popen(['sleep', '600'])\n"
            f"open({str(mark)!r}, 'w').close()\ntime.sleep(600)"
        )
        write_notebook(built, mark.stem, *ALPHA[:1], wait)
    scratch = Path(tempfile.mkdtemp())  # near the root, as usual: names of sockets must be short
    before = files(built.outputs)
    process = start(built, "--engine", request.param, TMPDIR=str(scratch))
    assert settled(lambda: all(mark.exists() for mark in marks)), process.communicate(timeout=5)
    yield built, process, before, scratch, request.param
    for left in kin(built):
        left.kill()
    shutil.rmtree(scratch)


def test_an_interrupt_leaves_nothing(under_way):
    project, process, before, scratch, _ = under_way
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == STOPPED
    assert said == "Stoppet. Ingenting er publisert.\n"
    assert settled(lambda: not kin(project)), kin(project)
    assert files(project.outputs) == before
    assert not list(project.outputs.rglob(".staging-*"))
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_run_takes_its_processes_along(under_way, how):
    """Forks within a second, with what their cells have started; kernels by their own clock."""
    project, process, before, scratch, engine = under_way
    process.send_signal(how)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == -how
    assert settled(lambda: not kin(project), patience=1 if engine == "warm" else PATIENCE), kin(
        project
    )
    after = {name: data for name, data in files(project.outputs).items() if ".staging" not in name}
    assert after == before
    if engine == "warm":
        assert settled(lambda: list(scratch.iterdir()) == [], patience=1)


def test_a_killed_fork_costs_its_chapter_only_when_a_kernel_dies_too(under_way):
    """The chapter is made once more, with an ordinary kernel, whose death is told with its cell."""
    project, process, before, _, engine = under_way
    if engine == "kernel":
        pytest.skip("about forks")
    marks = [project.root / f"{theme}.started" for theme in ("alpha", "beta")]
    run = psutil.Process(process.pid)
    (server,) = [each for each in run.children() if each.children()]
    for mark in marks:
        mark.unlink()
    for fork in server.children():
        fork.send_signal(signal.SIGKILL)
    assert settled(lambda: all(mark.exists() for mark in marks))
    for worker in run.children():
        for own in worker.children(recursive=True):
            own.send_signal(signal.SIGKILL)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert said.count("DeadKernelError") == 2
    assert settled(lambda: not kin(project)), kin(project)
    kept = {k: v for k, v in files(project.outputs).items() if not k.startswith("2016/failed/")}
    assert kept == before


def test_files_of_the_run_far_from_the_root(built):
    """Where names are too long for sockets, they are in a folder of a short one, and no ports."""
    far = built.root.parent / ("x" * 100)
    far.mkdir()
    app = "from ipykernel.kernelapp import IPKernelApp\napp = IPKernelApp.instance()"
    mode = "mode = os.stat(os.path.dirname(app.ip)).st_mode & 0o777"
    asked = f"import os\n{app}\n{mode}\nprint(app.transport, len(app.ip) < 100, mode)"
    write_notebook(built, "beta", *ALPHA[:1], code(asked))
    process = start(built, "--engine", "kernel", TMPDIR=str(far))
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    text = (built.outputs / "2016" / "v2" / "chapters" / "02-beta.ipynb").read_text(
        encoding="utf-8"
    )
    assert f"ipc True {0o700}" in text
    assert list(far.iterdir()) == []


@pytest.mark.parametrize(("jobs", "engine"), [(1, "warm"), (2, "warm"), (3, "warm"), (2, "kernel")])
def test_the_same_bytes_however_many(first_build, tmp_path, jobs, engine):
    """The version was made in one process with kernels started afresh."""
    project = type(first_build[0])(tmp_path / "project")
    shutil.copytree(first_build[0].root, project.root, symlinks=True)
    forget()
    with pytest.MonkeyPatch.context() as monkeypatch:
        package = tmp_path / "package"
        package.mkdir()
        (package / "code.py").write_text("pass\n", encoding="utf-8")
        monkeypatch.setattr("is248.edition.manifest.PACKAGE", package)
        result = build_year(project, 2016, rebuild=True, jobs=jobs, engine=engine)
    assert (result.status, result.differing) == ("confirmed", ())
