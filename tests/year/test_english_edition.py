"""The English pages of a real edition say what its Norwegian ones say, in English."""

import json
import re

import pikepdf
import pypdfium2
import pytest

from helpers.english import english_text, norwegian_in
from helpers.pages import CHECKS, Page
from helpers.years import report
from is248.base.paths import find_project
from is248.edition.document import document_from_notebook
from is248.edition.english_summary import MOST
from is248.edition.key_findings import finding_of, key_findings, opening
from is248.register.municipalities import load_units
from is248.year.labels import load_labels
from is248.year.params import load_year

pytestmark = pytest.mark.slow

PAGES = ("summary.en.html", "questions.en.html")
DATA = re.compile(r'<data value="([^"]*)">([^<]*)</data>')


def documents(year):
    params = load_year(2016)
    for chapter in params.chapters:
        notebook = json.loads((year / "chapters" / f"{chapter.slug}.ipynb").read_text("utf-8"))
        yield document_from_notebook(notebook, params, chapter)


@pytest.fixture(scope="module")
def summary(year):
    return (year / "summary.en.html").read_text("utf-8")


def values(parts):
    return sorted(str(part["value"]) for part in parts if part["kind"] == "value")


def test_every_sentence_has_the_values_of_the_norwegian_one(year, summary):
    compared = 0
    for document in documents(year):
        if document.chapter.built_from_others:
            continue
        for number, bundle in enumerate(key_findings(document.items)[:MOST], start=1):
            anchor = f"text-findings-{document.chapter.theme.replace('_', '-')}-{number}"
            (said,) = re.findall(rf'<li id="{anchor}">(.*?)</li>', summary)
            told = {part["name"]: part for part in opening(bundle) if part["kind"] == "value"}
            assert sorted(value for value, _ in DATA.findall(said)) == values(told.values())
            compared += 1
    assert compared > 50


def test_the_findings_are_those_of_the_norwegian_summary(year):
    chapters = [d for d in documents(year) if not d.chapter.built_from_others]
    (own,) = (d for d in documents(year) if d.chapter.built_from_others)
    told = {b["id"]: [p["value"] for p in b["parts"] if p["kind"] == "value"] for b in own.items
            if b["kind"] == "text"}  # fmt: skip
    for document in chapters:
        ours = [finding_of(bundle)[0] for bundle in key_findings(document.items)[:MOST]]
        theirs = told.get(f"text-findings-{document.chapter.theme.replace('_', '-')}", [])
        assert ours == theirs


def test_the_table_has_the_cells_of_the_norwegian_one(year, summary):
    (own,) = (d for d in documents(year) if d.chapter.built_from_others)
    (table,) = (b for b in own.items if b["kind"] == "table")
    shown = [c["text"] for row in table["grid"]["rows"] for c in row["cells"]]
    (block,) = re.findall(rf'id="{table["id"]}">(.*?)</table>', summary, re.DOTALL)
    found = re.findall(r"<td[^>]*>([^<]*)</td>", block)
    assert [c.replace(",", "\u00a0").replace(".", ",") for c in found] == shown


@pytest.mark.parametrize("name", PAGES)
def test_no_norwegian_is_left(year, name):
    project = find_project()
    units = load_units(2016, project)
    groups = load_labels(project, 2016).categories
    areas = (v.label for by, group in groups.items() if by in units for v in group.values.values())
    names = {*units["name"], *areas}
    text = english_text((year / name).read_text("utf-8"))
    assert len(text) > 10_000
    assert norwegian_in(text, names) == []


def test_a_norwegian_word_would_be_found():
    assert norwegian_in("The share in Værøy er 5", {"Værøy"}) == ["er"]
    assert norwegian_in("Værøy and Moskenesøya", {"Værøy"}) == ["Moskenesøya"]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", PAGES)
def test_the_pages_are_sound_and_english(year, name, check):
    page = Page((year / name).read_text("utf-8"))
    check(page)
    assert page.all("html") == [{"lang": "en"}]


@pytest.mark.parametrize(
    ("norwegian", "english"),
    [
        ("index.html", "summary"),
        ("chapters/summary.html", "summary"),
        ("questions.html", "questions"),
    ],
)
def test_the_languages_name_each_other(year, norwegian, english):
    page = Page((year / norwegian).read_text("utf-8"))
    up = "../" * norwegian.count("/")
    links = {a["href"] for a in page.all("link", "a") if a.get("hreflang") == "en"}
    assert f"{up}{english}.en.html" in links
    back = Page((year / f"{english}.en.html").read_text("utf-8"))
    targets = {a["href"].split("#")[0] for a in back.all("link", "a") if a.get("hreflang") == "nb"}
    assert all((year / target).is_file() for target in targets)


def test_the_pdf_is_english_and_says_the_same(year, summary):
    path = year / "summary.en.pdf"
    with pikepdf.open(path) as file:
        assert str(file.Root.Lang) == "en-GB"
    text = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path))
    squeezed = re.sub(r"\W+", "", text)
    said = re.findall(r'<li id="text-findings-[^"]*">(.*?)</li>', summary)
    assert all(re.sub(r"\W+", "", re.sub(r"<[^>]+>", "", one)) in squeezed for one in said)


def test_asking_for_english_makes_no_other_version(year):
    done = report(year.parents[2], 2016, "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "Ingen endringer siden v1" in done.stdout


def test_a_missing_translation_publishes_nothing(copy_of_inputs):
    path = copy_of_inputs / "params" / "english" / "findings.yml"
    text = path.read_text("utf-8")
    gone = "  text-forms-others:\n"
    assert gone in text
    path.write_text(text.replace(gone, "  text-forms-of-old:\n"), "utf-8")
    done = report(copy_of_inputs, 2016, "--chapter", "police_cooperation", "--lang", "en")
    assert done.returncode != 0
    assert "params/english/findings.yml, police_cooperation.text-forms-others: «" in done.stderr
    assert [*copy_of_inputs.glob("outputs/2016/drafts/*")] == []
