"""The nursery ends with its run, and kernels talk where only the user can listen. No kernels."""

import os
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from is248.edition.nursery import room

from is248.base.errors import UserError
from is248.edition import nursery
from is248.edition.kernels import manager_class

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="sockets in the file system"),
    pytest.mark.alone,
]

RUN = """
import os, sys, time
from pathlib import Path
from is248.edition.nursery import nursery

with nursery(Path(sys.argv[1]), ["warm"], {}):
    if os.fork():  # a worker has the lifeline too, and may be slow to leave
        print(flush=True)
    time.sleep(600)
"""
MARK = "import os\nopen({mark!r}, 'w').write(str(os.getpid()))\n"


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


@pytest.fixture
def libraries(tmp_path):
    """Stand-ins for what a nursery imports; a chapter's own comes last and leaves a mark."""
    folder = tmp_path / "libraries"
    for package in ("pandas", "ipykernel"):
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").touch()
    for name in ("kernelapp", "zmqshell"):
        (folder / "ipykernel" / f"{name}.py").touch()
    (folder / "warm.py").write_text(MARK.format(mark=str(tmp_path / "mark")), encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the lifeline tells")
@pytest.mark.parametrize("busy", ["importing", "serving"])
def test_a_nursery_ends_within_a_second_of_a_killed_run(tmp_path, libraries, busy):
    if busy == "importing":
        with (libraries / "warm.py").open("a", encoding="utf-8") as file:
            file.write("import time\ntime.sleep(600)\n")
    place = Path(tempfile.mkdtemp(dir=room()))
    path = os.pathsep.join([str(libraries), *filter(None, sys.path)])
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, place],
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
    )
    run.stdout.readline()
    mark = tmp_path / "mark"
    assert settled(lambda: mark.exists() and mark.read_text(encoding="utf-8"))
    ours = psutil.Process(int(mark.read_text(encoding="utf-8")))
    left = [one for one in psutil.Process(run.pid).children() if one != ours]
    try:
        run.kill()
        run.wait()
        assert settled(lambda: ended(ours), patience=1)
        assert not place.exists()
    finally:
        for one in (ours, *left):
            if one.is_running():
                one.kill()


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
        manager = manager_class(Path(scratch), None)()
        assert manager.transport == "ipc"
        assert Path(manager.connection_file).parent == Path(scratch)
        assert stat.S_IMODE(Path(scratch).stat().st_mode) == 0o700
        assert nursery.fits_socket(Path(scratch) / "kernel-ipc-5")


@pytest.mark.usefixtures("far")
def test_no_room_for_sockets_is_said(monkeypatch):
    monkeypatch.setattr(nursery, "LONGEST_SOCKET", 10)
    with pytest.raises(UserError, match="Sett TMPDIR til en mappe med kort navn"):
        room()


def test_the_usual_place_is_taken_where_sockets_fit(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/var/tmp")
    assert room() == "/var/tmp"
