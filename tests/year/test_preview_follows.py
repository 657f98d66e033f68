"""A real preview: each saving gives the page that a build would, and nothing is left of it."""

import json
import re
import shutil
import signal
import tempfile
import time
from pathlib import Path

import pytest
from test_interruption import kin, settled

from helpers.previews import Running
from helpers.project import ROOT, code, figure_bundle, markdown, show, table_bundle, write_notebook
from is248.edition.runner import build_year

pytestmark = [pytest.mark.slow, pytest.mark.alone]

PARAMETERS = code('year = 2015\nby = "county"', "parameters")
DATA = "data/municipalities/2016.csv"


def cells(mark, **changes):
    """A chapter whose cells each leave a line behind when they run, slow ones among them."""
    bundle = {**figure_bundle(), "title": "Trukket DRAWN"}
    found = {
        "prose": markdown("# Første kapittel\n\nProsa."),
        "parameters": PARAMETERS,
        "first": code(
            f"def ran(name):\n    with open({str(mark)!r}, 'a') as f: f.write(name)\n"
            "ran('a')\nfrom is248.base.observed import read\nfrom pathlib import Path\n"
            f"read(Path({str(mark.parent / 'project' / DATA)!r})).read_text()\n"
            f"{show(table_bundle())}"
        ),
        "drawn": code("ran('b')\nimport numpy\nnumpy.random.seed(year)"),
        "slow": code(
            "ran('c')\nimport time\nend = time.process_time() + 0.4\n"
            "while time.process_time() < end: pass"
        ),
        "last": code(
            "ran('d')\nprint(by)\n"
            + show(bundle).replace("DRAWN", "' + str(numpy.random.rand()) + '")
        ),
    }
    return [*{**found, **changes}.values()]


def main_part(page):
    """What the cells of a page show: without what only a build has files for."""
    part = re.search(r"<main.*</main>", page, re.S)[0]
    part = re.sub(r'<details class="take">.*?</details>', "", part, flags=re.S)
    return re.sub(r'<li><a href="[^#"]*">[^<]*</a></li>\n', "", part)


@pytest.fixture(autouse=True)
def scratch(monkeypatch):
    folder = Path(tempfile.mkdtemp())
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def library(tmp_path):
    """Our code, to be changed."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "lib" / "is248", tmp_path / "lib" / "is248", ignore=ignored)
    return tmp_path / "lib"


@pytest.fixture
def preview(project, tmp_path, library):
    mark = tmp_path / "mark"
    mark.touch()
    write_notebook(project, "alpha", *cells(mark))
    running = Running(project, "alpha", library)
    yield running, project, mark
    running.process.kill()
    for left in kin(project):
        left.kill()


def ran(mark):
    found = mark.read_text()
    mark.write_text("")
    return found


def test_each_saving_runs_what_it_must_and_shows_what_a_build_would(preview, library):  # noqa: PLR0915 - one life
    running, project, mark = preview
    before = set(project.outputs.rglob("*"))
    assert running.next()["phase"] == "shown", running.states
    assert ran(mark) == "abcd"
    first = running.page()

    def save(**changes):
        return running.after(lambda: write_notebook(project, "alpha", *cells(mark, **changes)))

    # prose: nothing runs
    assert save(prose=markdown("# Første kapittel\n\nNy prosa."))["phase"] == "shown"
    assert ran(mark) == ""
    assert "Ny prosa." in running.page()

    # the last cell: what goes before it is kept; the draws are those of an undisturbed run
    added = {**cells(mark)[-1], "source": cells(mark)[-1]["source"] + "\nx = 1"}
    assert save(last=added)["phase"] == "shown"
    assert ran(mark) == "d"

    # a cell that fails is named, with its traceback, and the page stands
    state = save(last=code("def f():\n    return [][by]\nf()"))
    assert state["phase"] == "fails"
    assert state["words"].startswith("Celle 6 stoppet: «def f():». TypeError")
    assert "return [][by]" in state["trace"]
    assert "\x1b" not in state["trace"]
    assert "Prosa." in running.page()

    # mended, and it is the first page again
    assert save()["phase"] == "shown"
    assert ran(mark) == "d"
    assert running.page() == first

    # a cell that ends its process
    assert "Prosessen ble avsluttet" in save(last=code("import os; os._exit(3)"))["words"]

    # a notebook written half is waited for
    def by_halves():
        path, text = project.notebook("alpha"), json.dumps({"cells": cells(mark)})
        path.write_text(text[:200], encoding="utf-8")
        time.sleep(1)
        path.write_text(text, encoding="utf-8")

    assert running.after(by_halves)["phase"] == "shown"
    assert ran(mark) == "d"
    assert running.page() == first

    # parameters that cannot be, and others that can
    state = save(parameters=code("year = 2015\nby = open", "parameters"))
    assert (state["phase"], "«by»" in state["words"]) == ("fails", True)
    save(parameters=code('year = 2015\nby = "hf_area"', "parameters"))
    assert ran(mark) == "abcd"
    save()
    assert ran(mark) == "abcd"

    # data that it read; data that it did not is not looked at
    def touch(name):
        return lambda: (project.root / name).write_text("code,name,people\n", encoding="utf-8")

    (project.data / "municipalities" / "other.txt").write_text("", encoding="utf-8")
    text = (project.root / DATA).read_text(encoding="utf-8")
    state = running.after(touch(DATA))
    assert state["phase"] == "fails"  # its checksum is another
    running.after(lambda: (project.root / DATA).write_text(text, encoding="utf-8"))
    assert ran(mark) == "abcd"
    assert running.page() == first

    # our own code: broken, mended, changed; and how pages look
    module = library / "is248" / "base" / "observed.py"
    source = module.read_text(encoding="utf-8")
    state = running.after(lambda: module.write_text("1 +", encoding="utf-8"))
    assert (state["phase"], "SyntaxError" in state["trace"]) == ("fails", True)
    new = source + "\n\nprint('told by the new code')\n"
    assert running.after(lambda: module.write_text(new, encoding="utf-8"))["phase"] == "shown"
    assert ran(mark) == "abcd"
    css = library / "is248" / "edition" / "templates" / "style.css"
    style = css.read_text(encoding="utf-8") + "\n.new { color: red; }\n"
    running.after(lambda: css.write_text(style, encoding="utf-8"))
    assert ".new { color: red; }" in running.page()
    assert ran(mark) == ""
    assert set(project.outputs.rglob("*")) == before

    # a build makes the same of it
    result = build_year(project, 2016, ["alpha"])
    (draft,) = (result.folder / "chapters").glob("*alpha.html")
    assert main_part(running.page()) == main_part(draft.read_text(encoding="utf-8"))


def test_a_changed_cell_is_shown_before_those_after_it_have_run(preview):
    running, project, mark = preview
    held = project.root / "held"
    wait = code(f"import time\nwhile Path({str(held)!r}).exists(): time.sleep(0.05)")
    late = [*cells(mark), wait, code(show(figure_bundle("figure-late")))]
    assert running.next()["phase"] == "shown"
    assert running.after(lambda: write_notebook(project, "alpha", *late))["phase"] == "shown"
    held.touch()
    late[2] = {**late[2], "source": late[2]["source"].replace("Innbyggere etter", "Nytt navn på")}
    write_notebook(project, "alpha", *late)
    assert settled(lambda: "resten er fra forrige kjøring" in running.states[-1]["words"])
    page = running.page()
    assert "Nytt navn på" in page
    assert "figure-late" in page
    assert running.states[-1]["phase"] == "runs"
    assert running.after(held.unlink)["phase"] == "shown"
    assert running.page() == page


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_all_that_it_has_started(preview, scratch, how):
    running, project, mark = preview
    assert running.next()["phase"] == "shown"
    wait = code(f"open({str(mark)!r}, 'w').write('waits')\nimport time\ntime.sleep(600)")
    write_notebook(project, "alpha", *cells(mark, last=wait))
    assert settled(lambda: mark.read_text() == "waits")
    assert len(kin(project)) >= 5
    seconds, (said, wrong) = running.end(how)
    assert seconds < 2
    assert settled(lambda: not kin(project), patience=2), kin(project)
    assert settled(lambda: not [*scratch.iterdir()], patience=2)
    assert wrong == ""
    if how == signal.SIGINT:
        assert running.process.returncode == 0
        assert said.endswith("Forhåndsvisningen er avsluttet.\n")


def test_several_previews_and_builds_go_side_by_side(preview):
    running, project, _ = preview
    other = Running(project, "beta")
    assert other.next()["phase"] == running.next()["phase"] == "shown"
    assert other.address != running.address
    assert build_year(project, 2016, ["beta"]).ok
    assert "Andre kapittel" in other.page()
    assert other.end(signal.SIGINT)[0] < 2


def test_where_nothing_can_be_forked_whole_chapters_give_the_same_pages(preview):
    running, project, mark = preview
    assert running.next()["phase"] == "shown"
    ran(mark)
    plain = Running(project, "alpha", None, "--engine", "kernel")
    assert plain.next()["phase"] == "shown", plain.states
    assert ran(mark) == "abcd"
    assert plain.page() == running.page()

    def save(**changes):
        return plain.after(lambda: write_notebook(project, "alpha", *cells(mark, **changes)))

    assert save(prose=markdown("Ny prosa."))["phase"] == "shown"
    assert ran(mark).replace("d", "") == ""
    state = save(last=code("1 / 0"))
    assert state["words"].startswith("Celle 6 stoppet: «1 / 0». ZeroDivisionError"), state
    assert save()["phase"] == "shown"
    assert plain.end(signal.SIGINT)[0] < 3  # its kernel ends by itself, soon after
    running.end(signal.SIGINT)
    assert settled(lambda: not kin(project), patience=5)
