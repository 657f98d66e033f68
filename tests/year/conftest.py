"""Copies of the project's inputs to build in."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def copy_of_inputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inputs") / "project"
    for name in ("params", "data", "notebooks"):
        ignored = shutil.ignore_patterns("prepared", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    (folder / "outputs").mkdir()
    return folder
