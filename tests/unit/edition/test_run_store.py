"""Runs of chapters are kept and used again, and never when something they rest on has changed."""

import os
import re
import time
from dataclasses import replace

import pytest

from helpers.project import fake_execute, forget
from is248.base.observed import Seen
from is248.cli.main import main
from is248.edition import chapter_files
from is248.edition.normalise import nbformat
from is248.edition.runner import build_year
from is248.edition.store_room import clear, contents

READ = (Seen("read", "params/labels.yml"), Seen("read", "data/municipalities/2016.csv"))


@pytest.fixture
def ran(project, monkeypatch):
    """Build drafts of alpha with a run that tells what it read; the themes that were run."""
    themes = []

    def execute(place, chapter, notebook, parameters, on_cell=None, *, setting=None):
        themes.append(chapter.theme)
        done = fake_execute(place, chapter, notebook, parameters, on_cell, setting=setting)
        cells = [c for c in done.notebook["cells"] if c["cell_type"] == "code"]
        shown = [(c["execution_count"], c["outputs"]) for c in cells]
        return replace(done, cells=None if done.failure else shown, seen=READ)

    monkeypatch.setattr(chapter_files, "execute", execute)

    def build(*, fresh=False):
        themes.clear()
        time.sleep(0.05)  # what is written now is older than the run
        result = build_year(project, 2016, ["alpha"], fresh=fresh)
        return (list(themes), result)

    build.project = project
    return build


def notebook_of(result):
    return next((result.folder / "chapters").glob("*alpha.ipynb")).read_bytes()


def test_the_same_is_not_run_twice_and_comes_out_the_same(ran):
    first, built = ran()
    before = notebook_of(built)
    again, kept = ran()
    assert (first, again) == (["alpha"], [])
    assert notebook_of(kept) == before
    assert kept.reasons == {"alpha": ""}


def test_fresh_runs_it(ran):
    ran()
    assert ran(fresh=True)[0] == ["alpha"]


def test_prose_is_not_run_and_is_shown(ran):
    ran()
    path = ran.project.notebook("alpha")
    notebook = nbformat.read(path, as_version=4)
    notebook["cells"].insert(1, nbformat.v4.new_markdown_cell("En helt ny setning."))
    nbformat.write(notebook, path)
    themes, built = ran()
    assert themes == []
    assert b"En helt ny setning." in notebook_of(built)


def test_a_comment_is_not_run_and_code_is(ran):
    ran()
    path = ran.project.notebook("alpha")
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][-1]
    code["source"] += "\n# en kommentar"
    nbformat.write(notebook, path)
    assert ran()[0] == []
    code["source"] += "\nx = 1"
    nbformat.write(notebook, path)
    themes, built = ran()
    assert themes == ["alpha"]
    assert built.reasons["alpha"] == "endret: koden i notatboken"


def test_what_it_read_is_named_when_it_changed(ran):
    ran()
    path = ran.project.params / "labels.yml"
    path.write_text("# bare en kommentar\n" + path.read_text())
    assert ran()[0] == []
    path.write_text(re.sub(r"label: (\w+)", r"label: \1 ny", path.read_text(), count=1))
    forget()
    themes, built = ran()
    assert themes == ["alpha"]
    assert built.reasons["alpha"] == "endret: params/labels.yml"


def test_a_damaged_run_is_not_used(ran):
    ran()
    (run,) = (ran.project.outputs / ".store" / "runs").iterdir()
    run.write_bytes(run.read_bytes()[:-3])
    assert ran()[0] == [], "what it became is kept beside it, whole"
    for notebook in (ran.project.outputs / ".store" / "exports").glob("notebook-*"):
        notebook.unlink()
    assert ran()[0] == ["alpha"]


def test_what_changed_while_it_ran_is_not_kept(ran, monkeypatch):
    usual = chapter_files.execute

    def execute(*arguments, **named):
        done = usual(*arguments, **named)
        path = ran.project.data / "municipalities" / "2016.csv"
        path.write_bytes(path.read_bytes())
        return done

    monkeypatch.setattr(chapter_files, "execute", execute)
    ran()
    assert contents(ran.project)[0] == 0


def test_the_oldest_go_when_there_is_no_room(ran):
    ran()
    (run,) = (ran.project.outputs / ".store" / "runs").iterdir()
    os.utime(run, (1, 1))
    assert clear(ran.project, contents(ran.project)[1]) == 0
    assert clear(ran.project, 0) == 1
    assert contents(ran.project)[0] == 0
    assert ran()[0] == ["alpha"]


def test_the_command_says_what_is_kept(ran, capsys):
    ran()
    assert main(["cache"]) == 0
    assert "Lageret har én kjøring" in capsys.readouterr().out
    assert main(["cache", "--prune", "--limit", "0"]) == 0
    assert "Ryddet bort én kjøring" in capsys.readouterr().out
    assert main(["cache", "--limit", "5"]) == 2
    assert main(["cache", "--prune", "--limit", "mye"]) == 2
