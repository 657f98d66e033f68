"""A chapter shows the same whatever stands in what it did not read; a correction runs its readers.

The first is tried on the real chapters, all else of answers, codebook and labels changed.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.years import ROOT
from is248.base.observed import VARIABLE
from is248.base.paths import Project
from is248.year.params import load_year

PROBE = Path(__file__).parents[1] / "helpers" / "columns_probe.py"
THEMES = [one.theme for one in load_year(2016, Project(ROOT)).chapters if not one.built_from_others]

pytestmark = pytest.mark.slow


def probed(theme, folder, *more):
    seen = folder / "seen"
    seen.unlink(missing_ok=True)
    variables = os.environ | {VARIABLE: str(seen), "IS248_ROOT": str(ROOT)}
    variables["PYTHONPATH"] = os.pathsep.join(sys.path)
    command = [sys.executable, str(PROBE), theme, "2016", *map(str, more)]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.sample(5)
@pytest.mark.parametrize("theme", THEMES)
def test_what_a_chapter_did_not_read_does_not_matter(theme, tmp_path):
    before = probed(theme, tmp_path)
    (tmp_path / "parts.json").write_text(json.dumps(before["parts"]))
    assert probed(theme, tmp_path, tmp_path / "parts.json")["shown"] == before["shown"]


def test_what_it_did_read_does(tmp_path):
    """The test above would see it."""
    before = probed("refugees", tmp_path)
    path = next(file for file in before["parts"] if file.endswith("2016/answers.parquet"))
    for kept in (path, next(f for f in before["parts"] if f.endswith("2016/codebook.yml"))):
        less = before["parts"] | {kept: [one for one in before["parts"][kept] if one in {"", "?"}]}
        (tmp_path / "parts.json").write_text(json.dumps(less))
        assert probed("refugees", tmp_path, tmp_path / "parts.json")["shown"] != before["shown"]
