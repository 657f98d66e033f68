"""A compendium of its own, with an open question that seven units are asked."""

import shutil

import pytest
from coding_house import ROOT, make_answers

from is248.base.paths import Project


@pytest.fixture
def house(tmp_path):
    root = tmp_path / "house"
    (root / "notebooks").mkdir(parents=True)
    shutil.copytree(ROOT / "params", root / "params")
    shutil.copytree(ROOT / "data" / "municipalities", root / "data" / "municipalities")
    (root / "data" / "survey").mkdir()
    for name in ("institutions.csv", "source.yml"):
        shutil.copy(ROOT / "data" / "survey" / name, root / "data" / "survey" / name)
    return Project(root)


@pytest.fixture
def answers():
    return make_answers()
