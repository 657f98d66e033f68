"""A chapter shows the same whatever stands in what it did not read; a correction runs its readers.

The first is tried on the real chapters, all else of answers, codebook and labels changed.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.years import ROOT
from is248.base.observed import VARIABLE
from is248.base.paths import Project
from is248.survey.codebook import load_codebook
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


# ---- a correction -------------------------------------------------------------------------------

YEAR = 2015
ASKED = ("outreach", "suicide_and_overdose_followup", "user_involvement")
CORRECTED = """\
corrections:
  - unit: "{unit}"
    variable: {column}
    expected: "{old}"
    new: "{new}"
    reason: Rettet.
    who: X
    date: 2016-06-01
"""
LOOK_UP = """
import json, sys, time
from pathlib import Path
from is248.base.paths import Project
from is248.edition.plan import make_plan
from is248.edition.run_store import run_store
from is248.survey.freshness import ensure_all
project, year, themes = Project(Path(sys.argv[1])), int(sys.argv[2]), sys.argv[3:]
plan = make_plan(project, year, themes)
ensure_all(year, project)
store = run_store(project, plan.inputs.packages, time.time_ns())
kept = {task.chapter.theme: store.look_up(task) for task in plan.tasks}
print(json.dumps({theme: one.reason for theme, one in kept.items() if one.path is None}))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A copy of the project with its code, where some chapters were made once."""
    place = tmp_path_factory.mktemp("corrected") / "project"
    ignored = shutil.ignore_patterns("own", "__pycache__", "prepared")
    for name in ("params", "data", "notebooks", "lib"):
        shutil.copytree(ROOT / name, place / name, ignore=ignored)
    (place / "outputs").mkdir()
    chapters = [word for theme in ASKED for word in ("--chapter", theme)]
    run_in(place, "-m", "is248", "report", str(YEAR), *chapters)
    return place


def run_in(place, *words):
    variables = os.environ | {"IS248_ROOT": str(place), "PYTHONPATH": str(place / "lib")}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, *words], env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def to_run(place):
    """The chapters that would be run, and why."""
    return json.loads(run_in(place, "-c", LOOK_UP, str(place), str(YEAR), *ASKED))


def corrected(place, theme):
    """Correct an answer to a single choice of a chapter; its column."""
    folder = place / "data" / "survey" / str(YEAR)
    with (folder / "synthetic.csv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file, delimiter=";")]
    book = load_codebook(YEAR, Project(ROOT))
    asked = next(v for v in book.variables if (v.chapter, v.type) == (theme, "single"))
    row = next(row for row in rows if row[asked.id] in asked.codes)
    new = next(code for code in asked.codes if code != row[asked.id])
    text = CORRECTED.format(unit=row["unit"], column=asked.id, old=row[asked.id], new=new)
    (folder / "corrections.yml").write_text(text, encoding="utf-8")
    return asked.id


def test_a_correction_runs_the_chapters_that_read_the_question_and_no_other(built):
    assert to_run(built) == {}
    for theme in ASKED[:2]:
        column = corrected(built, theme)
        assert to_run(built) == {theme: f"endret: svarene på {column} for {YEAR}"}
    (built / "data" / "survey" / str(YEAR) / "corrections.yml").write_text("# none\n")
    assert to_run(built) == {}


def test_a_docstring_a_comment_or_a_readme_runs_none_and_a_label_its_readers(built):
    for path in (built / "lib" / "is248").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text.replace('Returns:', 'Gives back:')}# a comment\n", encoding="utf-8")
    for path in [*built.glob("params/*.yml"), *built.glob("data/survey/*/*.yml")]:
        path.write_text(f"# a comment\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    (built / "data" / "README.md").write_text("More.\n")
    assert to_run(built) == {}
    path = built / "data" / "survey" / str(YEAR) / "codebook.yml"
    book = load_codebook(YEAR, Project(ROOT))
    asked = next(v for v in book.variables if (v.chapter, v.type) == ("outreach", "single"))
    text = path.read_text(encoding="utf-8")
    assert text.count(asked.label) == 1
    path.write_text(text.replace(asked.label, f"{asked.label} nå"), encoding="utf-8")
    assert to_run(built) == {"outreach": f"endret: spørsmålet {asked.id} i kodeboken for {YEAR}"}
