"""Whole years of the real project, built in folders of their own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from is248.edition.pool import ONCE_MORE

ROOT = Path(__file__).resolve().parents[2]
INPUTS = ("params", "data", "notebooks")


def copy_inputs(folder):
    """The project's inputs in another folder, without what is built of them."""
    for name in INPUTS:
        ignored = shutil.ignore_patterns("prepared", "own", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    (folder / "outputs").mkdir()
    return folder


def report(folder, year=2016, *options, **environment):
    """Run ``is248 report`` in a folder, as a user does."""
    command = [sys.executable, "-m", "is248", "report", str(year), *options]
    variables = os.environ | {"IS248_ROOT": str(folder)} | environment
    return subprocess.run(command, check=False, env=variables, capture_output=True, text=True)


def build(folder, year=2016, **environment):
    """Build a year in an empty folder; returns the version's folder."""
    done = report(copy_inputs(folder), year, **environment)
    assert done.returncode == 0, done.stderr
    assert ONCE_MORE not in done.stdout  # forks are well, not only made up for
    return folder / "outputs" / str(year) / "v1"
