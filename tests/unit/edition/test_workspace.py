"""Working copies: made, renewed while nobody has edited them, and never written over."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from helpers.project import ALPHA, BETA, write_notebook
from is248.base.paths import find_project
from is248.cli import lab_command
from is248.edition.plan import make_plan
from is248.edition.workspace import fill_workspace


def states(project):
    return {copy.name: copy.state for copy in fill_workspace(project)}


def edit(project, name="alpha.ipynb"):
    path = project.workspace / name
    path.write_text(path.read_text(encoding="utf-8").replace("county", "hf_area"), encoding="utf-8")
    return path.read_bytes()


def renew(project):
    write_notebook(project, "alpha", *ALPHA, *BETA[2:])
    return project.notebook("alpha").read_bytes()


def test_copies_are_made_once(project):
    assert states(project) == {"alpha.ipynb": "fresh", "beta.ipynb": "fresh"}
    assert states(project) == {"alpha.ipynb": "same", "beta.ipynb": "same"}
    copy = project.workspace / "alpha.ipynb"
    assert copy.read_bytes() == project.notebook("alpha").read_bytes()


def test_folders_of_notebooks_are_kept_and_checkpoints_left_out(project):
    for folder in ("explore", ".ipynb_checkpoints"):
        (project.notebooks / folder).mkdir()
        (project.notebooks / folder / "x.ipynb").write_text("{}", encoding="utf-8")
    assert set(states(project)) == {"alpha.ipynb", "beta.ipynb", "explore/x.ipynb"}


def test_a_newer_notebook_replaces_a_copy_that_nobody_edited(project):
    states(project)
    newer = renew(project)
    assert states(project)["alpha.ipynb"] == "fresh"
    assert (project.workspace / "alpha.ipynb").read_bytes() == newer


def test_an_edited_copy_stays_and_a_newer_notebook_is_told(project):
    states(project)
    mine = edit(project)
    assert states(project)["alpha.ipynb"] == "edited"
    renew(project)
    copies = fill_workspace(project)
    assert {copy.name: copy.state for copy in copies}["alpha.ipynb"] == "behind"
    assert states(project)["alpha.ipynb"] == "behind"  # as long as it is so
    assert (project.workspace / "alpha.ipynb").read_bytes() == mine
    assert "originalen er nyere: alpha.ipynb" in lab_command.told(copies)[1]


@pytest.mark.parametrize("record", ["", "[]", "{"])
def test_a_lost_record_harms_no_copy(project, record):
    states(project)
    mine = edit(project)
    (project.workspace / ".copied.json").write_text(record, encoding="utf-8")
    assert states(project) == {"alpha.ipynb": "behind", "beta.ipynb": "same"}
    assert (project.workspace / "alpha.ipynb").read_bytes() == mine


def test_the_next_report_does_not_change(project):
    before = make_plan(project, 2016).inputs.fingerprint
    states(project)
    edit(project)
    assert make_plan(project, 2016).inputs.fingerprint == before


def test_a_copy_finds_the_project(project, monkeypatch):
    monkeypatch.delenv("IS248_ROOT")
    states(project)
    assert find_project(project.workspace) == project


def test_the_words_for_jupyterlab(project, monkeypatch):
    for user, allowed in ((0, True), (1000, False)):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        words = lab_command.command(project, ["--no-browser"])
        assert ("--allow-root" in words) is allowed
        assert words[-1] == "--no-browser"
        assert f"--ServerApp.root_dir={project.workspace}" in words


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sockets in the file system")
def test_kernels_of_jupyterlab_have_no_ports(project):
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    words = ["--no-browser", f"--ServerApp.port={port}", "--IdentityProvider.token=t"]
    scratch = Path(tempfile.mkdtemp(dir="/tmp"))
    environment = os.environ | {"IS248_ROOT": str(project.root), "TMPDIR": str(scratch)}
    command = [sys.executable, "-m", "is248", "lab", "--", *words]
    lab = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/kernels",
        data=b'{"name": "python3"}',
        headers={"Authorization": "token t", "Content-Type": "application/json"},
    )
    end = time.monotonic() + 120
    try:
        while not (files := list(scratch.glob("is248-*/kernel-*.json"))):
            assert time.monotonic() < end
            with contextlib.suppress(OSError):
                urllib.request.urlopen(request).close()
            time.sleep(0.2)
        connection = json.loads(files[0].read_text(encoding="utf-8"))
        assert connection["transport"] == "ipc"
        assert connection["ip"].startswith(str(files[0].parent))
        assert files[0].parent.stat().st_mode & 0o777 == 0o700
    finally:
        for each in psutil.Process(lab.pid).children():
            each.terminate()
        lab.wait(timeout=60)
    assert list(scratch.iterdir()) == []
    scratch.rmdir()
