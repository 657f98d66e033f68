"""A whole real year, built twice in different places: same bytes, valid, joined to print."""

import csv
import hashlib
import json
import re
from pathlib import Path

import page as validator
import pytest

from helpers.accessible_workbook import faults, unlike
from helpers.marks import figures, judge
from helpers.pages import CHECKS, Page
from helpers.years import build, report
from is248.edition.results import read_results
from is248.printed import report as published
from is248.year.params import load_year

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
RUN_LOG = "run_log.json"


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    return build(tmp_path_factory.mktemp("there") / "another folder", **ELSEWHERE)


def sums(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != RUN_LOG
    }


def test_two_runs_give_the_same_bytes(year, again):
    here, there = sums(year), sums(again)
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


def test_everything_promised_is_there(year):
    found = sums(year)
    for name in ("index", "municipalities", "questions"):
        assert f"{name}.html" in found
    for name in ("report.pdf", "results.csv", "manifest.json"):
        assert name in found
    chapters = [chapter.slug for chapter in load_year(2016).chapters]
    assert len(chapters) == 21
    for chapter in chapters:
        assert f"tables/{chapter}.xlsx" in found
        assert {f"chapters/{chapter}.{ending}" for ending in ("html", "pdf", "ipynb")} <= set(found)
    assert (year.parent / "latest").resolve() == year.resolve()


@pytest.mark.parametrize("chapter", load_year(2016).chapters, ids=lambda chapter: chapter.theme)
def test_every_printed_item_is_on_its_page(year, chapter):
    text = (year / "chapters" / f"{chapter.slug}.html").read_text(encoding="utf-8")
    for item, printed in chapter.printed.items():
        assert f'id="{item}"' in text
        kind, _, number = printed.partition("-")
        if number:
            assert f"{'Tabell' if kind == 'table' else 'Figur'} {number}<" in text


@pytest.mark.parametrize("chapter", load_year(2016).chapters, ids=lambda chapter: chapter.theme)
def test_every_mark_of_a_figure_says_its_cells_and_stands_where_it_says(year, chapter):
    for figure in figures(year / "chapters" / f"{chapter.slug}.ipynb"):
        judge(figure)


def test_most_figures_have_marks_enough_to_tell_where_they_stand(year):
    told = [judge(figure) for path in year.glob("chapters/*.ipynb") for figure in figures(path)]
    assert len(told) > 90
    assert sum(map(bool, told)) > len(told) * 0.8


def test_every_link_between_pages_has_a_target(year):
    beside = [year.parent / "sheets" / "index.html", year.parent / "versions.html"]
    found = [*year.rglob("*.html"), *beside]
    pages = {path.resolve(): path.read_text(encoding="utf-8") for path in found}
    for path, text in pages.items():
        for href in set(re.findall(r'href="([^"#]*\.html)?#([^"]+)"', text)):
            target = (path.parent / href[0]).resolve() if href[0] else path
            assert f'id="{href[1]}"' in pages[target], (path.name, href)


def test_a_chapter_says_so_when_numbers_in_it_rest_on_synthetic_answers(year):
    results = read_results(year / "results.csv")
    made_up = {result.chapter for result in results if result.basis.startswith("synthetic")}
    assert len(made_up) > 15
    for chapter in load_year(2016).chapters:
        text = (year / "chapters" / f"{chapter.slug}.html").read_text(encoding="utf-8")
        if chapter.theme in made_up:
            assert "syntetiske" in text, chapter.theme


def test_the_manifest_holds_every_file(year):
    manifest = json.loads((year / "manifest.json").read_text(encoding="utf-8"))
    found = {name: digest for name, digest in sums(year).items() if name != "manifest.json"}
    assert {name: entry["sha256"] for name, entry in manifest["outputs"].items()} == found


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_every_pdf_is_valid(year, profile):
    for path in sorted(year.rglob("*.pdf")):
        report = validator.validate_pdf_bytes(path.read_bytes(), profile=profile)
        assert report.is_compliant, (path.name, [f.message for f in report.failures][:5])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_page_is_sound(year, check):
    pages = sorted(year.rglob("*.html"))
    # the chapters; index, finder, questions, audit, search, glossary, quality, changes; English
    assert len(pages) == 21 + 8 + 2
    for path in pages:
        check(Page(path.read_text(encoding="utf-8")))


def test_every_workbook_meets_the_checklist(year):
    found = {path.name: faults(path.read_bytes()) for path in sorted(year.glob("tables/*.xlsx"))}
    assert {name: broken for name, broken in found.items() if broken} == {}


def test_workbooks_hold_the_results(year):
    results = read_results(year / "results.csv")
    for chapter in load_year(2016).chapters:
        content = (year / "tables" / f"{chapter.slug}.xlsx").read_bytes()
        own = [result for result in results if result.chapter == chapter.theme]
        assert list(unlike(content, own)) == []


def shown(year):
    with (year / "results.csv").open(encoding="utf-8", newline="") as file:
        return {(r["printed"], r["row"], r["column"]): r for r in csv.DictReader(file)}


@pytest.mark.parametrize("table", ["3.4", "4.1", "4.2", "4.5", "4.8"])
def test_results_join_to_print_by_machine(year, table):
    results = shown(year)
    for cell in published.cells(2016, table).to_dict("records"):
        ours = results[f"table-{table}", cell["row"], cell["column"]]
        assert abs(float(ours["value"]) - cell["value"]) <= 0.5
        assert ours["n"]
        assert ours["unit"]
        assert ours["basis"]


def test_no_path_of_the_machine_is_published(year):
    for path in sorted(year.rglob("*")):
        if path.is_file() and path.name != RUN_LOG:
            assert str(ROOT).encode() not in path.read_bytes()
            assert str(year.parents[2]).encode() not in path.read_bytes()


def test_a_second_run_makes_no_second_version(year):
    done = report(year.parents[2])
    assert "Ingen endringer siden v1" in done.stdout
    assert [p.name for p in sorted(year.parent.glob("v[0-9]*"))] == ["v1"]


@pytest.mark.parametrize("by", ["county", "hf_area", "size_class", "region"])
def test_one_word_changes_the_grouping(year, by):
    done = report(year.parents[2], 2016, "--chapter", "fte_by_area", "-p", f"by={by}")
    assert done.returncode == 0, done.stderr
    assert (year.parent / "latest").resolve() == year.resolve()
