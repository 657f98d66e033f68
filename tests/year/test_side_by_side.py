"""Runs of one year at the same time: drafts side by side, versions one after another."""

import os
import signal
import subprocess
import sys
import time

import pytest

from helpers.project import ALPHA, code, write_notebook
from helpers.years import copy_inputs
from is248.base.paths import Project
from is248.edition.manifest import differences

pytestmark = [pytest.mark.slow, pytest.mark.alone]

PATIENCE = 60

MEET = """
import os, pathlib, time
root = pathlib.Path(os.environ["IS248_ROOT"])
(root / f"{by}-{os.getpid()}.here").touch()
end = time.monotonic() + 30
while len(list(root.glob("*.here"))) < 2 and time.monotonic() < end:
    time.sleep(0.05)
print(len(list(root.glob("*.here"))))
"""
"""A cell that waits until another run is in it too."""

WAIT = """
import os, pathlib, time
root = pathlib.Path(os.environ["IS248_ROOT"])
(root / f"{os.getpid()}.here").touch()
while not (root / "go").exists():
    time.sleep(0.05)
"""

PREPARE = """
import sys
from pathlib import Path
from is248.base.paths import Project
from is248.survey.freshness import ensure
print(ensure(int(sys.argv[2]), Project(Path(sys.argv[1]))))
"""


def start(project, *words):
    command = [sys.executable, "-m", "is248", "report", "2016", "--jobs", "2", *words]
    return subprocess.Popen(
        command, env=os.environ | {"IS248_ROOT": str(project.root)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def ended(process):
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    return out


def heard(process, words):
    """Read until a run says something; all that it has said."""
    said = ""
    while words not in said:
        line = process.stdout.readline()
        assert line, said + process.stderr.read()
        said += line
    return said


def here(project, count):
    end = time.monotonic() + PATIENCE
    while len(list(project.root.glob("*.here"))) < count:
        assert time.monotonic() < end
        time.sleep(0.05)


def hidden(project):
    return [
        path.name
        for path in (project.outputs / "2016").rglob(".*")
        if not path.name.endswith(".lock")
    ]


@pytest.mark.parametrize("other", ["hf_area", "county"])
def test_drafts_under_way_together(project, other):
    """Both in the middle of their chapter; of the same draft the last one stands, whole."""
    write_notebook(project, "alpha", *ALPHA, code(MEET))
    runs = [start(project, "--chapter", "alpha", "-p", f"by={by}") for by in ("county", other)]
    for process in runs:
        ended(process)
    drafts = project.outputs / "2016" / "drafts"
    assert {path.name for path in drafts.iterdir()} == {"alpha+by=county", f"alpha+by={other}"}
    assert [path for path in drafts.iterdir() if differences(path)] == []
    for notebook in drafts.rglob("*.ipynb"):
        assert '"2\\n"' in notebook.read_text(encoding="utf-8")  # neither had waited in vain
    assert hidden(project) == []


@pytest.fixture
def first_and_second(project):
    """A run in the middle of its chapters, and one of the same year that waits for it."""
    for theme in ("alpha", "beta"):
        write_notebook(project, theme, *ALPHA, code(WAIT))
    first = start(project)
    here(project, 2)
    second = start(project)
    said = heard(second, "Venter til den er ferdig.")
    assert f"En annen kjøring (prosess {first.pid} på" in said
    yield project, first, second
    for process in (first, second):
        process.kill()
        process.wait()


def test_two_runs_of_a_year_make_one_version(first_and_second):
    project, first, second = first_and_second
    (project.root / "go").touch()
    assert "Ny versjon: outputs/2016/v1" in ended(first)
    assert "Ingen endringer siden v1; ingenting ble kjørt" in ended(second)
    assert sorted(p.name for p in (project.outputs / "2016").glob("v[0-9]*")) == ["v1"]
    assert hidden(project) == []


def test_one_is_killed_and_the_other_goes_on(first_and_second):
    project, first, second = first_and_second
    first.send_signal(signal.SIGKILL)
    begin = time.monotonic()
    here(project, 4)  # its own two chapters have begun
    assert time.monotonic() - begin < 10
    (project.root / "go").touch()
    assert "Ny versjon: outputs/2016/v1" in ended(second)
    assert differences(project.outputs / "2016" / "v1") == []
    assert hidden(project) == []


def test_the_one_that_waits_is_killed(first_and_second):
    project, first, second = first_and_second
    second.send_signal(signal.SIGKILL)
    (project.root / "go").touch()
    assert "Ny versjon: outputs/2016/v1" in ended(first)
    assert hidden(project) == []


def test_what_changed_while_it_waited_is_told_before_anything_is_run(first_and_second):
    project, first, second = first_and_second
    first.send_signal(signal.SIGKILL)
    notebook = project.notebook("beta")
    # as soon as nobody has the turn, so that the second finds other inputs than it began with
    notebook.write_text(notebook.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    _, err = second.communicate(timeout=PATIENCE)
    assert "Endret mens kjøringen gikk: notebooks/beta.ipynb" in err
    assert len(list(project.root.glob("*.here"))) == 2


def test_answers_are_prepared_once_by_several(tmp_path):
    place = Project(copy_inputs(tmp_path))
    words = [sys.executable, "-c", PREPARE, str(place.root), "2015"]
    runs = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = [run.communicate(timeout=PATIENCE)[0] for run in runs]
    assert sorted(said) == ["False\n", "False\n", "False\n", "True\n"]
    assert [path.name for path in (place.data / "prepared").glob(".*")] == [".2015.lock"]
