"""A chapter that is built from the others: made last, with their results, or not at all."""

import json

import pytest

from helpers.project import ALPHA, PARAMS, code, forget, write_notebook
from is248.base.errors import UserError
from is248.cli.report_words import failures
from is248.edition.results import read_results
from is248.edition.runner import build_year

pytestmark = pytest.mark.usefixtures("no_kernel")

SUMMARY = "  - theme: summary\n    title: Sammendrag\n    built_from_others: true\n"
READS = """\
from is248.edition.results import read_results
found = read_results(results)
print([f"{r.chapter} {r.item}" for r in found])
assert {r.chapter for r in found} == {"alpha", "beta"}, found
"""


@pytest.fixture
def summed(project):
    """A project whose first chapter is built from the two others."""
    params = PARAMS.replace("chapters:\n", f"chapters:\n{SUMMARY}")
    (project.params / "2016.yml").write_text(params, encoding="utf-8")
    write_notebook(project, "summary", code("year = 2016", "parameters"), code(READS))
    forget()
    return project


def break_alpha(project):
    write_notebook(project, "alpha", *ALPHA, code("1 / 0"))


def test_it_is_made_last_and_stands_first(summed):
    result = build_year(summed, 2016)
    assert result.status == "new", failures(result, summed)
    assert [built.task.chapter.theme for built in result.built] == ["summary", "alpha", "beta"]
    themes = {found.chapter for found in read_results(result.folder / "results.csv")}
    assert themes == {"alpha", "beta"}


def test_others_do_not_get_the_results(summed):
    write_notebook(summed, "beta", code("year = 2016", "parameters"), code("assert not results"))
    assert not [c.failure for c in build_year(summed, 2016, ["beta"]).built if c.failure]


def test_it_is_not_made_when_another_failed(summed):
    break_alpha(summed)
    result = build_year(summed, 2016)
    summary, alpha, _ = result.built
    assert result.status == "failed"
    assert alpha.failure.ename == "ZeroDivisionError"
    assert not summary.failure.ran
    first = failures(result, summed)[0]
    assert first.startswith("Kapittelet «Sammendrag» (summary) kunne ikke lages. Det bygger på")
    index = (result.folder / "index.html").read_text(encoding="utf-8")
    assert "summary.ipynb" not in index
    assert "Det bygger på de andre" in index


def test_alone_it_wants_a_version(summed):
    with pytest.raises(UserError, match="Kjør hele året først: is248 report 2016"):
        build_year(summed, 2016, ["summary"])
    assert not (summed.outputs / "2016" / "drafts").exists()


def test_alone_it_gets_the_results_of_the_version(summed):
    build_year(summed, 2016)
    break_alpha(summed)  # not run, so it does not matter
    result = build_year(summed, 2016, ["summary"])
    assert result.status == "draft", failures(result, summed)
    assert read_results(result.folder / "results.csv") == []  # only what the draft shows


def test_with_some_others_it_gets_their_results_and_the_rest_of_the_version(summed):
    build_year(summed, 2016)
    write_notebook(summed, "beta", code("year = 2016", "parameters"), code("pass"))
    result = build_year(summed, 2016, ["summary", "beta"])
    (failed,) = [built.failure for built in result.built if built.failure]
    assert failed.ename == "AssertionError"  # beta shows nothing any more
    assert "alpha" in failed.message
    assert "beta" not in failed.message


def test_nothing_of_the_place_is_published(summed, tmp_path):
    result = build_year(summed, 2016)
    for path in result.folder.rglob("*"):
        if path.is_file():
            assert str(tmp_path).encode() not in path.read_bytes(), path.name
    manifest = json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["parameters"] == {}
