"""Exports are kept by all that they are made of, and come out the same as without."""

import os
import time
from collections import Counter
from dataclasses import replace

import pytest

from helpers.project import ALPHA, document, figure_bundle, forget, markdown, write_notebook
from is248.base.files import files_below
from is248.edition.citation import STAND_IN, Issue
from is248.edition.figure_picture import picture, picture_pngs
from is248.edition.kept_files import KeptFiles, kept_files
from is248.edition.manifest import listed
from is248.edition.plan import make_plan
from is248.edition.runner import build_year
from is248.edition.store_room import clear
from is248.year.params import Revision


@pytest.fixture
def kept(tmp_path):
    """An empty store, whose only input was there before."""
    given = tmp_path / "given"
    given.mkdir()
    (given / "a").write_text("a")
    time.sleep(0.05)
    return KeptFiles(tmp_path / "kept", (given,), 1, time.time_ns())


class Maker:
    """Makes a content, and counts how often."""

    def __init__(self, content=b"content"):
        self.content, self.times = content, 0

    def __call__(self):
        self.times += 1
        return self.content


def test_what_is_kept_is_not_made_again(kept):
    make = Maker()
    assert kept.made("word", ["a", b"b"], make) == b"content"
    kept.keep()
    assert kept.made("word", ["a", b"b"], make) == b"content"
    assert make.times == 1
    for kind, of in [
        ("other", ["a", b"b"]),
        ("word", ["ab"]),
        ("word", ["a", b"c"]),
        ("word", ["a"]),
    ]:
        kept.made(kind, of, make)
    assert make.times == 5


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda _: b"", lambda data: data + b"x"]
)
def test_a_damaged_file_is_made_anew(kept, damage):
    make = Maker()
    kept.made("word", ["a"], make)
    kept.keep()
    (path,) = kept.folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert kept.made("word", ["a"], make) == b"content"
    kept.keep()
    assert make.times == 2
    assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "change",
    [
        lambda given: (given / "a").write_text("b"),
        lambda given: (given / "b").write_text("b"),
        lambda given: (given / "a").unlink(),
    ],
)
def test_nothing_is_kept_of_a_run_in_which_an_input_changed(kept, change):
    make = Maker()
    kept.made("word", ["a"], make)
    change(kept.inputs[0])
    kept.keep()
    kept.made("word", ["a"], make)
    assert make.times == 2


def test_the_edition_is_written_into_a_picture_that_is_kept(kept):
    """And into one that is not kept: the same bytes, and as drawn in one piece."""
    for version in ("v1", "v2"):
        drawn = picture(figure_bundle(), ["N: alle.", f"Prøveutgiver. Utgave {version}."])
        assert picture_pngs([drawn], kept) == picture_pngs([drawn])
        kept.keep()
    assert len(list(kept.folder.iterdir())) == 1
    assert version in drawn.svg
    assert version not in drawn.upper


def test_a_version_that_stands_in_has_the_same_date():
    year = document().year
    told = Revision(version=2, type="revision", reason="Nye tall.", date="2026-12-01")
    issue = Issue(year.model_copy(update={"revisions": (told,)}), "v2")
    assert issue.standing_in.date == issue.date != year.edition_date
    assert issue.told_in(issue.standing_in.words) == issue.words
    draft = Issue(year, "utkast")
    assert draft.standing_in is draft


@pytest.mark.parametrize(
    ("file", "all_as_before", "tools_as_before"),
    [
        ("notebooks/alpha.ipynb", True, True),
        ("lib/is248/stats/logit.py", True, True),
        ("lib/is248/cli/main.py", True, True),
        ("lib/is248/edition/templates/style.css", False, True),
        ("params/labels.yml", False, True),
        ("data/municipalities/2016.csv", False, True),
        ("lib/is248/show/fonts/SourceSans3-Bold.ttf", False, False),
        ("lib/is248/edition/templates/report.typ", False, False),
        ("lib/is248/edition/pdf_export.py", False, False),
    ],
)
def test_what_a_change_leaves(project, file, all_as_before, tools_as_before):
    """Code of the other rooms is told by its own sum, without words on it."""
    plan = make_plan(project, 2016)
    before = kept_files(project, plan, 1, "code")
    files = {**plan.inputs.files, file: "other"}
    after = kept_files(project, replace(plan, inputs=replace(plan.inputs, files=files)), 1, "code")
    assert (after.all == before.all, after.tools == before.tools) == (
        all_as_before,
        tools_as_before,
    )
    assert kept_files(project, plan, 1, "other code").all != before.all
    patched = replace(plan.inputs, packages={**plan.inputs.packages, "typst": "0"})
    other = kept_files(project, replace(plan, inputs=patched), 1, "code")
    assert other.all != before.all
    assert other.tools != before.tools


# ---- a whole year, with real kernels ------------------------------------------------------------


@pytest.fixture(scope="module")
def years(tmp_path_factory):
    """Two versions from a store and one without, told apart by a word of prose."""
    from helpers.project import make_project

    with pytest.MonkeyPatch.context() as monkeypatch:
        project = make_project(tmp_path_factory.mktemp("kept") / "project")
        monkeypatch.setenv("IS248_ROOT", str(project.root))
        time.sleep(0.05)
        build_year(project, 2016)
        assert kinds(project)["notebook"] == 2, "the first run keeps what it publishes"
        assert kinds(project)["paper"] == 2
        write_notebook(project, "alpha", markdown("# Første kapittel\n\nEt ord."), *ALPHA)
        forget()
        time.sleep(0.05)
        second = build_year(project, 2016)
        assert kinds(project)["notebook"] == kinds(project)["paper"] == 3, "one chapter is other"
        yield project, second
        forget()


def kinds(project):
    """How many of each kind are kept."""
    folder = project.outputs / ".store" / "exports"
    return Counter(path.name.partition("-")[0] for path in folder.iterdir())


@pytest.mark.slow
def test_a_year_from_the_store_is_the_year_made_of_nothing(years, monkeypatch):
    project, second = years
    monkeypatch.setenv("IS248_ROOT", str(project.root))
    assert second.reasons == {"alpha": "", "beta": ""}
    assert build_year(project, 2016, rebuild=True).status == "confirmed"
    pages = (second.folder / "chapters").glob("*.html")
    assert all("utgave v2" in page.read_text() for page in pages)
    assert not [p for p in files_below(second.folder) if str(STAND_IN).encode() in p.read_bytes()]


@pytest.mark.slow
def test_a_draft_of_damaged_files_and_of_none_are_the_same(years, monkeypatch):
    project, _ = years
    monkeypatch.setenv("IS248_ROOT", str(project.root))
    made = []
    for spoil in (None, lambda path: path.write_bytes(path.read_bytes()[:-1]), os.unlink):
        files = [*(project.outputs / ".store" / "exports").iterdir()]
        for path in files if spoil else []:
            spoil(path)
        made.append(listed(build_year(project, 2016, ["alpha", "beta"]).folder))
    assert made[0] == made[1] == made[2]
    assert clear(project, 0) == 2
    assert not [*(project.outputs / ".store" / "exports").iterdir()]
    assert listed(build_year(project, 2016, ["alpha", "beta"], fresh=True).folder) == made[0]
