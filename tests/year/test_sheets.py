"""Ten sheets as a user makes them: their numbers, their bytes, where they stand.

Numbers are held against the printed appendix and the files read as text, and against chapter 4.
"""

import csv
import hashlib
import re

import page as validator
import pytest

from helpers.cells import run
from helpers.pages import CHECKS, Page
from helpers.years import ROOT
from is248.base.paths import Project, find_project
from is248.edition import sheets
from is248.edition.document import document_from_notebook
from is248.edition.execute import execute
from is248.edition.parameters import read_notebook
from is248.edition.sheet_files import SheetBench
from is248.edition.sheet_index import units_with_sheet
from is248.edition.verify import verify
from is248.edition.versions import Shelf
from is248.year.params import SHEET, Chapter, load_year

pytestmark = pytest.mark.slow

CODES = ("0101", "0301", "030101", "030115", "0706", "1601", "1849", "1850", "1902", "2030")
RATES = {"fte_adult_per10k": "pop_18plus", "fte_child_per10k": "pop_under18"}


@pytest.fixture(scope="module")
def made(copy_of_inputs):
    """Ten sheets as the version of a year: two processes, then one in another place."""
    found = []
    with pytest.MonkeyPatch.context() as patched:
        known = {code: name for code, name in units_with_sheet(2016, find_project()).items()
                 if code in CODES}  # fmt: skip
        patched.setattr(sheets, "units_with_sheet", lambda *_: known)
        for jobs, name in ((2, "outputs"), (1, "again")):
            project = Project(copy_of_inputs)
            patched.setattr(Project, "outputs", property(lambda p, name=name: p.root / name))
            patched.setenv("TZ", "UTC" if jobs == 1 else "Asia/Tokyo")
            assert sheets.make_sheets(project, 2016, jobs=jobs).status == "new"
            found.append(project.outputs / "2016" / "sheets")
        again = sheets.make_sheets(project, 2016)
    return found, again


@pytest.fixture(scope="module")
def version(made):
    return made[0][0] / "v1"


@pytest.fixture(scope="module")
def documents():
    bench = SheetBench(find_project(), 2016, ROOT, "")
    return {code: bench.document(code) for code in CODES}


def sums(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_page_and_a_pdf_each_stand_as_a_version(version):
    files = {f"{code}.{kind}" for code in CODES for kind in ("html", "pdf")}
    assert {*sums(version)} == {*files, "manifest.json"}
    assert (version.parent / "latest").resolve() == version
    assert 'href="v1/0101.html"' in (version.parent / "index.html").read_text(encoding="utf-8")
    assert not verify(Shelf(version.parent), 1).unlike


def test_the_same_inputs_give_the_same_bytes_and_no_second_version(made):
    (first, second), again = made
    assert sums(first / "v1") == sums(second / "v1")
    assert again.status == "unchanged"
    assert not (second / "v2").exists()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_sheet_is_sound(version, check):
    for path in version.glob("*.html"):
        check(Page(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_every_pdf_is_valid(version, profile):
    for path in version.glob("*.pdf"):
        report = validator.validate_pdf_bytes(path.read_bytes(), profile=profile)
        assert report.is_compliant, (path.name, [f.message for f in report.failures][:5])


def test_a_sheet_is_found_from_and_leads_to_what_is_there(version):
    for path in version.glob("*.html"):
        page = Page(path.read_text(encoding="utf-8"))
        for href in {a["href"] for a in page.all("a")}:
            assert href.startswith("#") or (path.parent / href).is_file(), (path.name, href)


# ---- numbers ------------------------------------------------------------------------------------


def table(document, item):
    bundle = next(b for b in document.items if b["id"] == item)
    columns = [column["key"] for column in bundle["grid"]["columns"]]
    return {
        row["key"]: dict(zip(columns, row["cells"], strict=True)) for row in bundle["grid"]["rows"]
    }


def printed():
    path = ROOT / "data" / "published" / "2016" / "appendix.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_fte_and_rates_of_a_unit_are_those_of_the_printed_appendix(documents):
    known = printed()
    for code, document in documents.items():
        for column, cell in table(document, "table-comparison")["unit"].items():
            assert cell["value"] == float(known[code][column]), (code, column)
            assert cell["basis"] == "printed"


def test_a_page_shows_what_the_appendix_prints(version):
    known = printed()["1902"]
    text = Page((version / "1902.html").read_text(encoding="utf-8")).text
    rate, fte = known["fte_total_per10k"], known["fte_total"]
    said = f"hadde {fte} årsverk i alt, eller {rate} per 10\u00a0000 innbyggere"
    assert said in text.replace(".0", "")


@pytest.fixture(scope="module")
def chapter_4():
    return run("fte_by_area")


@pytest.mark.parametrize("by", ["size_class", "county", "hf_area"])
def test_the_groups_beside_a_unit_have_the_numbers_of_chapter_4(documents, chapter_4, by):
    item = {"size_class": "size", "county": "county", "hf_area": "hf-area"}[by]
    chapter = table(chapter_4, f"table-fte-by-{item}")
    compared = 0
    for document in documents.values():
        rows = table(document, "table-comparison")
        for cells in filter(None, [rows.get(by)]):
            own = {column: cell["value"] for column, cell in cells.items()}
            fitting = [row for row in chapter.values() if row and all(
                row[column]["value"] == pytest.approx(value) for column, value in own.items()
            )]  # fmt: skip
            assert len(fitting) == 1
            compared += 1
    assert compared == len(CODES) - (by == "hf_area")  # the city as one lies in several


def test_the_splits_of_a_unit_add_up_to_its_fte(documents):
    """Measures and education are the same FTE; the printed sum is rounded."""
    for code, document in documents.items():
        for group in ("adult", "child"):
            measures = table(document, f"table-{group}-measure")
            parts = [cells["fte"]["value"] for key, cells in measures.items() if key != "total"]
            assert measures["total"]["fte"]["value"] == pytest.approx(sum(parts))
            assert abs(sum(parts) - float(printed()[code][f"fte_{group}"])) <= 0.51


def test_rates_beside_groups_rest_on_the_inhabitants_of_their_age(documents):
    with (ROOT / "data/municipalities/2016.csv").open(encoding="utf-8", newline="") as file:
        people = {row["code"]: row for row in csv.DictReader(file)}
    for code, document in documents.items():
        for group, age in (("adult", "pop_18plus"), ("child", "pop_under18")):
            for cells in filter(None, table(document, f"table-{group}-education").values()):
                fte, rate = cells["fte"]["value"], cells["beside_unit"]["value"]
                assert rate == pytest.approx(fte / float(people[code][age]) * 10_000, abs=1e-9)


def test_what_nobody_gave_is_said_to_be_invented(documents, version):
    for code, document in documents.items():
        for item in ("measure", "education", "pathway"):
            cells = table(document, f"table-adult-{item}").values()
            assert {column["basis"] for b in document.items if b["id"] == f"table-adult-{item}"
                    for column in b["grid"]["columns"]} == {"synthetic_invented"}  # fmt: skip
            assert cells
        text = Page((version / f"{code}.html").read_text(encoding="utf-8")).text
        assert text.count("oppdiktet") > 6
        assert "skal ikke brukes til å rangere" in text


def test_estimates_are_marked_and_whole_years_are_not(documents):
    """Tysfjord was divided in 2020: what later years have of it is an estimate."""
    divided = table(documents["1850"], "table-series")
    assert {year: cells["fte_total"]["mark"] for year, cells in divided.items()} == {
        year: "a" if int(year) >= 2020 else None for year in divided
    }
    assert len(divided) > 2
    whole = table(documents["0101"], "table-series")
    assert {cells["fte_total"]["mark"] for cells in whole.values()} == {None}


def test_a_kernel_shows_what_a_warm_process_does(documents):
    project, given = find_project(), {"year": 2016, "unit": "1850"}
    page = Chapter(theme=SHEET, title="Tysfjord, Nordland")
    done = execute(project, page, read_notebook(project, SHEET), given)
    assert done.failure is None
    kernel = document_from_notebook(done.notebook, load_year(2016), page, given)
    assert kernel.items == documents["1850"].items
    assert not re.search("Error|Traceback", str(done.warnings))
