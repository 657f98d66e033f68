"""The fork server: what it has before a fork, its end, and where only the user can listen."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from helpers.years import ROOT
from is248.base.errors import UserError
from is248.edition import kernels
from is248.edition.forks import WARM, apart, beside, fork_server, in_fork
from is248.edition.kernels import manager_class, room

pytestmark = [pytest.mark.skipif(os.name != "posix", reason="forks and sockets in the file system")]

RUN = """
import sys, time
from is248.edition.forks import fork_server

if __name__ == "__main__":
    with fork_server(["warm"]):
        print(flush=True)
        time.sleep(600)
"""
MARK = "import os\nopen({mark!r}, 'w').write(str(os.getpid()))\n"


@pytest.fixture(scope="module", autouse=True)
def found():
    """A fork finds the functions of this module."""
    here = [str(Path(__file__).parent), str(ROOT / "tests"), os.environ.get("PYTHONPATH")]
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, here)))
        yield


def settled(condition, patience=20.0):
    end = time.monotonic() + patience
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def ended(process):
    """Whether a process is gone, or waits only for the system to forget it."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def state():
    """What a fork finds, and what its server has."""
    import gc

    import pandas as pd

    from is248.base import observed

    threads = Path(f"/proc/{os.getppid()}/task")
    return {
        "threads": len(list(threads.iterdir())) if threads.exists() else 1,
        "read": sorted(
            path for kind, path in observed.ALL_TOLD if kind in {"read", "there", "list"}
        ),
        "path": [place for place in sys.path if Path(place) == Path.cwd()],
        "modules": [name for name in WARM if name not in sys.modules],
        "terminal": pd.get_option("display.max_columns"),
        "frozen": gc.get_freeze_count() > 100_000,
        "backend": "matplotlib_inline.backend_inline" in sys.modules,
        "variables": {
            name: os.environ.get(name) for name in ("IS248_WARM", "JE_ARROW_MALLOC_CONF")
        },
        "leader": os.getpgid(0) == os.getpid(),
    }


@pytest.mark.slow
def test_a_fork_is_as_fresh_as_a_process_that_was_started(tmp_path, monkeypatch):
    """One thread, no data; a file of the current folder hides nothing, and pandas cuts as it does
    in a kernel. The drawing backend is not there: it must find its kernel running."""
    (tmp_path / "statsmodels.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    with fork_server() as forks:
        found = in_fork(forks, state)
    assert found == {
        "threads": 1,
        "read": [],
        "path": [],
        "modules": [],
        "terminal": 20,
        "frozen": True,
        "backend": False,
        "variables": {"IS248_WARM": None, "JE_ARROW_MALLOC_CONF": None},
        "leader": True,
    }


@pytest.fixture
def libraries(tmp_path):
    """A stand-in for what a fork server imports; it leaves a mark."""
    folder = tmp_path / "libraries"
    folder.mkdir()
    (folder / "warm.py").write_text(MARK.format(mark=str(tmp_path / "mark")), encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the end of a pipe tells")
@pytest.mark.parametrize("busy", ["importing", "serving"])
def test_a_fork_server_ends_within_a_second_of_a_killed_run(tmp_path, libraries, busy):
    if busy == "importing":
        with (libraries / "warm.py").open("a", encoding="utf-8") as file:
            file.write("import time\ntime.sleep(600)\n")
    place = Path(tempfile.mkdtemp(dir=room()))
    path = os.pathsep.join([str(libraries), *filter(None, sys.path)])
    run = subprocess.Popen(
        [sys.executable, "-c", RUN],
        env=os.environ | {"PYTHONPATH": path, "TMPDIR": str(place)},
        stdout=subprocess.PIPE,
    )
    run.stdout.readline()
    mark = tmp_path / "mark"
    assert settled(lambda: mark.exists() and mark.read_text(encoding="utf-8"))
    ours = psutil.Process(int(mark.read_text(encoding="utf-8")))
    try:
        assert list(place.iterdir())
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert settled(lambda: ended(ours), patience=1)
        assert list(place.iterdir()) == []
    finally:
        if ours.is_running():
            ours.kill()
        place.rmdir()


@pytest.fixture
def far(tmp_path, monkeypatch):
    """A folder for temporary files with a name that is too long for sockets."""
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))


@pytest.mark.usefixtures("far")
def test_kernels_have_no_ports_wherever_temporary_files_are():
    with (
        tempfile.TemporaryDirectory(dir=room()) as above,
        tempfile.TemporaryDirectory(dir=above) as scratch,
    ):
        manager = manager_class(Path(scratch))()
        assert manager.transport == "ipc"
        assert Path(manager.connection_file).parent == Path(scratch)
        assert stat.S_IMODE(Path(scratch).stat().st_mode) == 0o700


@pytest.mark.usefixtures("far")
def test_no_room_for_sockets_is_said(monkeypatch):
    monkeypatch.setattr(kernels, "LONGEST_SOCKET", 10)
    with pytest.raises(UserError, match="Sett TMPDIR til en mappe med kort navn"):
        room()


def test_the_usual_place_is_taken_where_sockets_fit(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/var/tmp")
    assert room() == "/var/tmp"


def number(*_):
    return os.getpid()


def dies(ours):
    if os.getpid() != ours:
        os._exit(1)
    return "here"


def fails():
    raise UserError("said")


def test_a_function_called_apart_has_a_process_of_its_own_and_gives_what_it_gives():
    assert apart(number) != os.getpid()
    with pytest.raises(UserError, match="said"):
        apart(fails)


def test_a_function_whose_process_dies_is_called_here():
    assert apart(dies, os.getpid()) == "here"


def test_something_else_is_done_while_a_function_is_called(tmp_path):
    with beside(seen, tmp_path / "sign") as made:
        (tmp_path / "sign").touch()
        assert made()


def seen(sign):
    return settled(sign.exists)


def test_what_is_called_beside_ends_when_what_is_done_here_fails(tmp_path):
    with pytest.raises(UserError), beside(seen, tmp_path / "never"):
        fails()
    assert settled(lambda: not psutil.Process().children())
