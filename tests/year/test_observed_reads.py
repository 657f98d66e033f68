"""Nothing is read past the telling: what Python opens, lists and looks for was told."""

import json
import os
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from helpers.years import ROOT
from is248.base.observed import PART, VARIABLE
from is248.base.paths import Project
from is248.year.params import load_year

PROBE = Path(__file__).parents[1] / "helpers" / "reads_probe.py"
THEMES = [page.theme for page in load_year(2016, Project(ROOT)).chapters]

pytestmark = pytest.mark.slow


def probed(theme, folder, **more):
    variables = os.environ | more | {VARIABLE: str(folder / "seen"), "IS248_ROOT": str(ROOT)}
    variables["PYTHONPATH"] = os.pathsep.join(sys.path)
    command = [sys.executable, str(PROBE), theme, "2016"]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def spelt_out(told):
    """What was told, with what told values were made of beside what was read for itself."""
    values = {what.partition(" ")[0] for kind, what in told if kind == "value"}
    for kind, what in told:
        name, *made_of = what.split(" ", 2) if kind == "made" else [what]
        assert not made_of or name in values, f"nothing came out of {name}"
        yield made_of or [kind, what]


def told_of(path, told):
    """Whether a path was told: read or looked for, in part or in a folder that was listed."""
    if any(what == path for kind, what in told if kind in {"read", "there"}):
        return True
    if any(what.rpartition(PART)[0] == path for kind, what in told if kind == "part"):
        return True
    lists = [what for kind, what in told if kind == "list"]
    return any(path == what.rpartition("/")[0] or fnmatch(path, what) for what in lists)


@pytest.mark.sample(4)
@pytest.mark.parametrize("theme", [one for one in THEMES if one != "summary"])
def test_all_that_a_chapter_touches_was_told(theme, tmp_path):
    found = probed(theme, tmp_path)
    assert found["touched"], "the probe saw nothing"
    told = [*spelt_out(found["told"])]
    assert [path for path in found["touched"] if not told_of(path, told)] == []
