"""The flow of a run, without kernels: what is built, published, kept or refused."""

import errno
import json

import pytest

from helpers.project import ALPHA, code, show, table_bundle, write_notebook
from is248.base.errors import UserError
from is248.edition import runner
from is248.edition.runner import build_year

pytestmark = pytest.mark.usefixtures("no_kernel")

FILES = {
    "chapters/01-alpha.html",
    "chapters/01-alpha.ipynb",
    "chapters/01-alpha.pdf",
    "chapters/02-beta.html",
    "chapters/02-beta.ipynb",
    "chapters/02-beta.pdf",
    "index.html",
    "changes.html",
    "changes.json",
    "data/01-alpha/csv-metadata.json",
    "data/01-alpha/table-size.csv",
    "data/02-beta/csv-metadata.json",
    "data/02-beta/figure-size.csv",
    "figures/02-beta/figure-size.png",
    "figures/02-beta/figure-size.svg",
    "manifest.json",
    "quality.csv",
    "quality.html",
    "report.pdf",
    "results.csv",
    "run_log.json",
    "search.html",
    "tables/01-alpha.xlsx",
    "tables/02-beta.xlsx",
}


@pytest.fixture
def year(published):
    """A project with a first version."""
    return published


def folder(project, name="v1"):
    return project.outputs / "2016" / name


def files(place):
    return {
        p.relative_to(place).as_posix(): p.read_bytes() for p in place.rglob("*") if p.is_file()
    }


def change_title(project):
    bundle = table_bundle()
    bundle["grid"]["rows"][1]["cells"][0] = {"value": 1235, "text": "1\u00a0235", "mark": None}
    write_notebook(project, "alpha", ALPHA[0], code(show(bundle)))


def break_alpha(project):
    write_notebook(project, "alpha", *ALPHA, code("# Sjekk\n1 / 0"))


def test_a_first_version(year):
    assert set(files(folder(year))) == FILES
    assert folder(year, "latest").readlink().name == "v1"
    beside = [".lock", ".turn.lock", "latest", "published.jsonl", "v1", "versions.html"]
    assert sorted(p.name for p in folder(year, ".").iterdir()) == beside


def test_the_manifest_lists_all_but_itself_and_the_log(year):
    content = json.loads((folder(year) / "manifest.json").read_text(encoding="utf-8"))
    assert set(content["outputs"]) == FILES - {"manifest.json", "run_log.json"}
    assert content["version"] == 1
    assert content["previous"] is None


def test_no_time_or_place_outside_the_log(year, tmp_path):
    for name, content in files(folder(year)).items():
        assert str(tmp_path).encode() not in content, name


def test_same_inputs_run_nothing(year, monkeypatch):
    monkeypatch.setattr(runner, "Build", None)
    result = build_year(year, 2016)
    assert (result.status, result.version, result.ok) == ("unchanged", 1, True)


def test_a_changed_input_makes_a_version_and_lists_changes(year):
    change_title(year)
    result = build_year(year, 2016)
    assert (result.status, result.version, result.previous) == ("new", 2, 1)
    old = {(c.item, c.row, c.old, c.new) for c in result.changes}
    assert old == {
        ("table-size", "small", "1234", "1235"),
        ("text-people", "people", "1333.5", None),
    }
    index, page = (
        (folder(year, "v2") / name).read_text(encoding="utf-8")
        for name in ("index.html", "changes.html")
    )
    assert "2 tall er endret siden v1" in index
    assert "1\u00a0235" in page
    assert "ikke lenger med" in page


def test_rebuild_confirms(year):
    before = files(folder(year))
    result = build_year(year, 2016, rebuild=True)
    assert (result.status, result.version, result.ok) == ("confirmed", 1, True)
    assert files(folder(year)) == before
    assert not folder(year, "v2").exists()


def test_rebuild_confirms_a_later_version(year):
    change_title(year)
    build_year(year, 2016)
    assert build_year(year, 2016, rebuild=True).status == "confirmed"


def test_rebuild_that_differs_is_said_aloud(year, monkeypatch):
    before = files(folder(year))
    monkeypatch.setattr("is248.edition.chapter_files.workbook_bytes", lambda *_: b"otherwise")
    result = build_year(year, 2016, rebuild=True)
    assert (result.status, result.ok) == ("differs", False)
    books = ("tables/01-alpha.xlsx", "tables/02-beta.xlsx")
    pages = ("chapters/01-alpha.html", "chapters/02-beta.html")  # they say how large the books are
    assert result.differing == pages + books
    assert files(folder(year)) == before
    assert (folder(year, "drafts/rebuild-v1") / "index.html").is_file()


def test_a_touched_version_is_built_anew(year):
    (folder(year) / "index.html").write_text("oops", encoding="utf-8")
    result = build_year(year, 2016)
    assert (result.status, result.version) == ("new", 2)
    assert result.touched == ("index.html",)
    assert (folder(year) / "index.html").read_text(encoding="utf-8") == "oops"


def test_a_failed_chapter_publishes_nothing(year):
    before = files(folder(year))
    break_alpha(year)
    result = build_year(year, 2016)
    assert (result.status, result.ok, result.version) == ("failed", False, 1)
    assert result.folder == folder(year, "failed")
    first, second = result.built
    assert (first.failure.cell, first.failure.line) == (3, "# Sjekk")
    assert first.failure.ename == "ZeroDivisionError"
    assert second.failure is None
    assert (result.folder / "chapters" / "01-alpha.ipynb").is_file()
    assert (result.folder / "chapters" / "02-beta.html").is_file()
    index = (result.folder / "index.html").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in index
    assert files(folder(year)) == before
    assert folder(year, "latest").readlink().name == "v1"


def test_a_chapter_that_cannot_be_exported_names_no_cell(project):
    write_notebook(project, "alpha", ALPHA[0], code(show(table_bundle(), table_bundle())))
    result = build_year(project, 2016)
    failure = result.built[0].failure
    assert (failure.cell, failure.ename) == (None, "DocumentError")
    assert "table-size" in failure.message


@pytest.mark.parametrize(
    ("themes", "overrides", "name"),
    [(["beta"], {}, "beta"), (None, {"top": 4}, "alle+top=4")],
)
def test_drafts_leave_versions_alone(year, themes, overrides, name):
    before = files(folder(year))
    result = build_year(year, 2016, themes, overrides)
    assert (result.status, result.version) == ("draft", 1)
    assert result.folder == folder(year, f"drafts/{name}")
    assert (result.folder / "index.html").is_file()
    assert files(folder(year)) == before
    content = json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))
    assert content["parameters"] == overrides
    assert content["version"] is None


def test_a_draft_is_measured_by_its_own_chapters(year):
    assert build_year(year, 2016, ["beta"]).changes == ()
    change_title(year)
    result = build_year(year, 2016, ["alpha"])
    assert {(c.item, c.row) for c in result.changes} == {
        ("table-size", "small"),
        ("text-people", "people"),
    }


def test_the_same_draft_twice_has_the_same_bytes(project):
    def build():
        found = files(build_year(project, 2016, ["beta"]).folder)
        del found["run_log.json"]
        return found

    assert build() == build()


def test_inputs_exchanged_during_the_run(project, monkeypatch):
    monkeypatch.setattr(runner.Progress, "step", lambda *_: change_title(project))
    with pytest.raises(UserError, match=r"Endret mens kjøringen gikk: notebooks/alpha\.ipynb"):
        build_year(project, 2016)
    assert not folder(project).exists()


@pytest.mark.parametrize(
    ("fault", "part"),
    [(errno.ENOSPC, "ikke plass"), (errno.EROFS, "Kan ikke skrive")],
)
def test_the_disk_lets_us_down(year, monkeypatch, fault, part):
    change_title(year)

    def write(*_):
        raise OSError(fault, "no")

    monkeypatch.setattr("is248.edition.chapter_files.write", write)
    with pytest.raises(UserError, match=part):
        build_year(year, 2016)
    beside = [".lock", ".turn.lock", "latest", "published.jsonl", "v1", "versions.html"]
    assert sorted(p.name for p in folder(year, ".").iterdir()) == beside


def test_stopped_by_the_user(year, monkeypatch):
    change_title(year)

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("is248.edition.chapter_files.execute", stop)
    with pytest.raises(KeyboardInterrupt):
        build_year(year, 2016)
    beside = [".lock", ".turn.lock", "latest", "published.jsonl", "v1", "versions.html"]
    assert sorted(p.name for p in folder(year, ".").iterdir()) == beside


def test_the_bar_is_taken_away_whatever_happens(project, monkeypatch):
    calls = []
    monkeypatch.setattr(runner.Progress, "stopped", lambda _: calls.append("stopped"))
    break_alpha(project)
    build_year(project, 2016)
    assert calls == ["stopped"]


def test_times_of_the_last_run(year, monkeypatch):
    seen = []
    monkeypatch.setattr(
        runner.Progress, "started", lambda _, __, expected, ___: seen.append(expected)
    )
    build_year(year, 2016, ["beta"])
    assert set(seen[0]) == {"alpha", "beta"}
    (folder(year) / "run_log.json").write_text('{"chapters": [3, {"theme": 1}]}', encoding="utf-8")
    build_year(year, 2016, ["beta"])
    assert seen[1] == {}
