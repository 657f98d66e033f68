"""A year with a register of its own, no print and a theme missing, published without an edit.

What a page says comes from the display objects of its notebook; they are read from the executed
notebooks, figures as drawn.
"""

import csv
import json
import re

import pytest

from helpers import fictitious_year as fiction
from helpers.marks import figures, judge
from helpers.years import ROOT, report
from is248.show.bundle import MIME
from is248.year.params import load_year

pytestmark = pytest.mark.slow

THEMES = {
    chapter.theme: chapter.title
    for chapter in load_year(fiction.FORM_OF).chapters
    if chapter.theme != fiction.MISSING
}
"""All chapters of the real year but those of the missing theme."""


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
    # short names are words too, such as Nord and Vest, Sel and Ski
    names = {word for word in {*areas, *aliases, *units} if len(word) > 4} | {"Oslo"}
    years = {str(fiction.FORM_OF), str(fiction.FORM_OF - 1)}
    return sorted(map(re.escape, names | years)), sorted(map(str, counts))


NAMES, COUNTS = other_words()
OTHER = re.compile(
    rf"(?<![\w.,-])(?:{'|'.join(NAMES)})(?![\w-]|,\d)"
    rf"|(?<![\w.,\u00a0-])(?:{'|'.join(COUNTS)})(?=\s(?:kommuner|enheter|bydeler))"
)
"""What no page may say: a name or year of the real register, or its number of units."""


def items(year, theme):
    """The display objects of a chapter."""
    (path,) = (year / "chapters").glob(f"*{theme}.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        for output in cell.get("outputs", ()):
            if bundle := output.get("data", {}).get(MIME):
                yield bundle


def words(bundle):
    """All that an item shows, without the shapes of a figure."""
    shown = " ".join(re.findall(r"<title>[^<]*|<!-- .*? -->", bundle.get("svg", "")))
    return json.dumps(bundle | {"svg": shown}, ensure_ascii=False)


def page_words(path):
    """The words of a page without code, style and figures' shapes."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(
        r"(?s)<(style|script|svg)\b.*?</\1>|<details class=\"code\">.*?</details>", " ", text
    )
    return re.sub(r"<[^>]+>", " ", text)


def test_all_chapters_are_there_and_none_of_the_missing_theme(year):
    pages = {re.sub(r"^\d+-", "", path.stem) for path in year.glob("chapters/*.html")}
    assert pages == set(THEMES)
    assert fiction.MISSING not in (year / "questions.html").read_text(encoding="utf-8")
    assert (year / "report.pdf").is_file()


@pytest.mark.parametrize("theme", THEMES)
def test_no_item_names_anything_of_another_year(year, theme):
    found = list(items(year, theme))
    assert found
    for bundle in found:
        assert OTHER.findall(words(bundle)) == [], bundle["id"]


@pytest.mark.parametrize("theme", THEMES)
def test_no_page_names_anything_of_another_year(year, theme):
    (path,) = (year / "chapters").glob(f"*{theme}.html")
    assert OTHER.findall(page_words(path)) == []


@pytest.mark.parametrize("page", ["index.html", "questions.html", "municipalities.html"])
def test_no_page_of_the_edition_does(year, page):
    words = page_words(year / page)
    if page == "questions.html":  # which other years ask the same is what it must say
        words = re.sub(r"Andre år .*", " ", words)
    assert OTHER.findall(words) == []


@pytest.mark.parametrize("theme", THEMES)
def test_every_mark_of_a_figure_says_its_cells_and_stands_where_it_says(year, theme):
    (path,) = (year / "chapters").glob(f"*{theme}.ipynb")
    for figure in figures(path):
        judge(figure)


def test_there_is_no_audit_without_print(year):
    assert not list(year.glob("audit*"))


def test_tables_by_area_have_the_areas_of_the_year(year):
    with (year / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["row"] != "total"]
    for item in ("table-fte-by-county", "figure-follow-up-county", "figure-response-county"):
        shown = [row["row"] for row in rows if row["item"] == item]
        assert list(dict.fromkeys(shown)) == list(fiction.COUNTIES), item


def test_a_figure_without_a_group_of_enough_answers_says_so(year):
    said = [
        bundle for bundle in items(year, "specialist_services") if bundle["id"].endswith("-few")
    ]
    assert [bundle["id"] for bundle in said] == ["text-figure-phv-change-by-size-too-few"]


def test_such_words_would_be_found():
    for words_of_another_year in ("i Østfold.", "428 kommuner", "Ahus-området", "Oslo", "for 2016"):
        assert OTHER.search(words_of_another_year)
    for others in ("0,428", "Nordfjella", "2031", "61 kommuner"):
        assert not OTHER.search(others)
