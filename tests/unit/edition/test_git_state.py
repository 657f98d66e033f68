"""What is not saved in git: found, refused for a version, and said by the edition."""

import json
import subprocess

import pypdfium2
import pytest

from helpers.project import ALPHA, PARAMS, forget, write_notebook
from is248.base.errors import UserError
from is248.edition.manifest import SILENT, commit, unsaved, unsaved_words
from is248.edition.plan import make_plan
from is248.edition.runner import build_year

pytestmark = pytest.mark.usefixtures("no_kernel")


def git(project, *words):
    author = ["-c", "user.name=n", "-c", "user.email=e@example.org"]
    subprocess.run(["git", *author, *words], cwd=project.root, check=True, capture_output=True)


@pytest.fixture
def saved(project):
    """The project, all of it in a commit."""
    (project.root / ".gitignore").write_text("/outputs/\n/workspace/\n", encoding="utf-8")
    git(project, "init")
    git(project, "add", ".")
    git(project, "commit", "-m", "all")
    return project


def change(project):
    write_notebook(project, "alpha", *ALPHA, ALPHA[1] | {"source": "1 + 1"})


def test_without_git_a_version_is_made_and_the_commit_is_unknown(project):
    assert (commit(project), unsaved(project)) == (None, ())
    place = build_year(project, 2016).folder
    code = json.loads((place / "manifest.json").read_text(encoding="utf-8"))["code"]
    assert (code["commit"], code["unsaved"]) == (None, [])


def test_all_saved(saved):
    assert len(commit(saved)) == 40
    assert unsaved(saved) == ()
    assert make_plan(saved, 2016).inputs.unsaved == ()


def test_changed_added_and_lost_inputs(saved):
    change(saved)
    (saved.params / "2015.yml").write_text(PARAMS.replace("2016", "2015"), encoding="utf-8")
    (saved.data / "municipalities" / "source.yml").unlink()
    assert unsaved(saved) == (
        "data/municipalities/source.yml",
        "notebooks/alpha.ipynb",
        "params/2015.yml",
    )


def test_what_is_no_input_does_not_count(saved):
    (saved.root / "README.md").write_text("x", encoding="utf-8")
    (saved.notebooks / "alpha.ipynb~").write_text("x", encoding="utf-8")
    (saved.notebooks / ".alpha.swp").write_text("x", encoding="utf-8")
    assert unsaved(saved) == ()


def test_names_with_other_letters(saved):
    (saved.params / "på vent.yml").write_text("x", encoding="utf-8")
    assert unsaved(saved) == ("params/på vent.yml",)


def test_git_that_does_not_answer_is_no_licence(saved, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert unsaved(saved) == (SILENT,)
    with pytest.raises(UserError, match="git svarer ikke"):
        make_plan(saved, 2016)


def test_a_version_is_refused_and_a_draft_is_not(saved):
    change(saved)
    with pytest.raises(UserError, match=r"notebooks/alpha\.ipynb.*--dirty"):
        make_plan(saved, 2016)
    assert make_plan(saved, 2016, ["alpha"]).draft == "alpha"
    assert make_plan(saved, 2016, dirty=True).draft is None


def first_page(path):
    return " ".join(pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range().split())


def test_an_edition_that_was_told_to_says_so(saved):
    change(saved)
    place = build_year(saved, 2016, dirty=True).folder
    said = "Bygget av filer som ikke er lagret i git: notebooks/alpha.ipynb."
    assert said in (place / "index.html").read_text(encoding="utf-8")
    for name in ("report.pdf", "chapters/01-alpha.pdf", "chapters/02-beta.pdf"):
        assert said in first_page(place / name), name
    code = json.loads((place / "manifest.json").read_text(encoding="utf-8"))["code"]
    assert code["unsaved"] == ["notebooks/alpha.ipynb"]


def test_once_saved_it_is_another_edition_that_says_nothing(saved):
    change(saved)
    build_year(saved, 2016, dirty=True)
    git(saved, "commit", "-am", "alpha")
    forget()
    result = build_year(saved, 2016)
    assert (result.status, result.version) == ("new", 2)
    assert "lagret i git" not in (result.folder / "index.html").read_text(encoding="utf-8")


def test_a_sentence_names_three_files():
    assert unsaved_words([]) == ""
    assert unsaved_words(list("abcde")).endswith(": a, b, c og 2 til.")
