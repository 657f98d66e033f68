"""A year with a register of its own, no print and a theme missing, published without an edit.

What a page says comes from the display objects of its notebook; they are read from the executed
notebooks, figures as drawn.
"""

import csv
import json
import re

import pytest

from helpers import fictitious_year as fiction
from helpers.years import ROOT, report
from is248.show.bundle import MIME

pytestmark = pytest.mark.slow

THEMES = {
    "children_and_youth": "Barn og unge",
    "housing": "Boligsituasjonen i målgruppen",
    "refugees": "Flyktninger",
}
FOR_EVERY_YEAR = ("children_and_youth",)
"""Chapters whose sentences and titles name no area either; of the others, what code makes."""

WRITTEN = {"title", "alt", "parts", "n", "notes"}
"""Parts of an item that the notebook words."""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = tmp_path_factory.mktemp("fiction") / "project"
    root.mkdir()
    return fiction.make_fictitious_year(root, THEMES)


@pytest.fixture(scope="module")
def year(project):
    done = report(project.root, fiction.YEAR)
    assert done.returncode == 0, done.stderr
    return project.outputs / str(fiction.YEAR) / "v1"


def real(name):
    path = ROOT / "data" / "municipalities" / f"{fiction.FORM_OF}{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def other_words():
    """Areas, units and years of the real register, and how many units it has."""
    areas = {row[name] for row in real("_areas") for name in ("key", "label")}
    aliases = {alias for row in real("_areas") for alias in row["aliases"].split("; ")}
    units = [row["name"] for row in real("")]
    kinds = [row["kind"] for row in real("")]
    whole = kinds.count("municipality")
    parts, agencies = kinds.count("district"), kinds.count("agency")
    counts = {whole, whole - 1, whole - 1 + parts, whole - 1 + parts + agencies}
    numbers = {*map(str, counts), str(fiction.FORM_OF), str(fiction.FORM_OF - 1)}
    # short names are words too, such as Nord and Vest, Sel and Ski
    return {word for word in {*areas, *aliases, *units} if len(word) > 4} | {"Oslo"} | numbers


OTHER = re.compile(
    r"(?<![\w.,-])(?:" + "|".join(map(re.escape, sorted(other_words()))) + r")(?![\w-]|,\d)"
)


def items(year, theme):
    """The display objects of a chapter."""
    (path,) = (year / "chapters").glob(f"*-{theme}.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        for output in cell.get("outputs", ()):
            if bundle := output.get("data", {}).get(MIME):
                yield bundle


def words(bundle, left_out=()):
    """All that an item shows, without the shapes of a figure."""
    kept = {key: value for key, value in bundle.items() if key not in left_out}
    kept["svg"] = " ".join(re.findall(r"<text[^>]*>([^<]*)", bundle.get("svg", "")))
    return json.dumps(kept, ensure_ascii=False)


def test_all_chapters_are_there_and_none_of_the_missing_theme(year):
    pages = sorted(path.name for path in year.glob("chapters/*.html"))
    assert pages == [f"{at:02d}-{theme}.html" for at, theme in enumerate(THEMES, start=1)]
    assert fiction.MISSING not in (year / "questions.html").read_text(encoding="utf-8")
    assert (year / "report.pdf").is_file()


@pytest.mark.parametrize("theme", THEMES)
def test_what_code_makes_names_nothing_of_another_year(year, theme):
    found = list(items(year, theme))
    assert len(found) > 10
    for bundle in found:
        assert OTHER.findall(words(bundle, WRITTEN)) == [], bundle["id"]


@pytest.mark.parametrize("theme", FOR_EVERY_YEAR)
def test_no_item_names_anything_of_another_year(year, theme):
    for bundle in items(year, theme):
        assert OTHER.findall(words(bundle)) == [], bundle["id"]


def test_the_list_of_questions_names_nothing_of_another_year(year):
    page = re.sub(
        r"(?s)<(style|script)\b.*?</\1>|<[^>]+>", " ", (year / "questions.html").read_text()
    )
    assert OTHER.findall(page) == []


def test_tables_by_area_have_the_areas_of_the_year(year):
    with (year / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["chapter"] == "children_and_youth"]
    shown = [row["row"] for row in rows if row["item"] == "table-by" and row["row"] != "total"]
    assert list(dict.fromkeys(shown)) == list(fiction.COUNTIES)


def test_such_words_would_be_found():
    for words_of_another_year in ("i Østfold.", "428 kommuner", "Ahus-området", "Oslo", "for 2016"):
        assert OTHER.search(words_of_another_year)
    for others in ("0,428", "Nordfjella", "2031", "61 kommuner"):
        assert not OTHER.search(others)
