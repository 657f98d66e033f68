"""A notebook saved in JupyterLab, in chromium, never changes the next report."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from helpers.project import forget
from is248.base.paths import Project
from is248.edition.plan import make_plan

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OLD, NEW = 'by = "county"', 'by = "hf_area"'
TOKEN = "explorer"
PATIENCE = 90


def git(folder, *words):
    author = ["-c", "user.name=n", "-c", "user.email=e@example.org"]
    done = subprocess.run(
        ["git", *author, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The project's inputs, all of them in a commit."""
    folder = tmp_path_factory.mktemp("lab") / "project"
    for name in ("params", "data", "notebooks"):
        ignored = shutil.ignore_patterns("prepared", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / ".gitignore", folder)
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "all")
    return Project(folder)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextlib.contextmanager
def lab(project, port):
    """JupyterLab as ``make lab`` starts it, without a browser of its own."""
    settings = ["--no-browser", f"--ServerApp.port={port}", f"--IdentityProvider.token={TOKEN}"]
    command = [sys.executable, "-m", "is248", "lab", "--", *settings]
    variables = os.environ | {"PYTHONPATH": str(ROOT / "lib")}
    process = subprocess.Popen(
        command, cwd=project.root, env=variables, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/api/status?token={TOKEN}", process)
        yield
    finally:
        os.killpg(process.pid, 15)
        process.wait(PATIENCE)


def wait_for(address, process):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, "JupyterLab did not start"
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.3)
    pytest.fail("JupyterLab does not answer")


def edited(port, name):
    address = f"http://127.0.0.1:{port}/lab/tree/{name}?token={TOKEN}"
    command = ["node", str(HERE / "edit_notebook.mjs"), address, OLD, NEW]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def fingerprint(project):
    forget()
    plan = make_plan(project, 2016)
    forget()
    return plan.inputs.fingerprint


def test_a_saved_notebook_does_not_change_the_next_report(saved):
    before, port = fingerprint(saved), free_port()
    with lab(saved, port):
        said = edited(port, "housing.ipynb")
    assert said["status"] == 200
    assert NEW in said["cell"]
    copy = json.loads((saved.workspace / "housing.ipynb").read_text(encoding="utf-8"))
    assert NEW in "".join("".join(cell["source"]) for cell in copy["cells"])
    assert git(saved.root, "status", "--porcelain") == ""
    assert fingerprint(saved) == before
