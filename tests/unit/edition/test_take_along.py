"""What a reader takes along: each file opened and held against the numbers that it is of."""

import csv
import datetime as dt
import io
import json
import re
import struct
from html import unescape
from itertools import pairwise
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from helpers.project import document, figure_bundle, shell, table_bundle, text_bundle
from is248.edition.citation import Issue, chapter_citation, item_citation
from is248.edition.figure_picture import picture, picture_pngs
from is248.edition.html_export import chapter_html
from is248.edition.item_numbers import BYTE_ORDER_MARK, item_csv
from is248.edition.results import results_of
from is248.edition.take_along import Download, write_downloads
from is248.year.params import Revision

BASES = {"printed": "trykt i rapporten", "calibrated": "kalibrert til trykte summer"}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def chapter():
    return document("alpha", table_bundle(), figure_bundle(), text_bundle())


@pytest.fixture(scope="module")
def folder(chapter, tmp_path_factory):
    """The files of a chapter, and its page as index.html."""
    made = tmp_path_factory.mktemp("edition")
    (made / "tables").mkdir()
    (made / "tables" / "01-alpha.xlsx").write_bytes(b"x" * 43_210)
    issue = Issue(chapter.year, "v3")
    taken = write_downloads(chapter, issue, made, BASES, "tables/01-alpha.xlsx")
    page = chapter_html(chapter, shell(chapter.year), bases=BASES, taken=taken)
    (made / "index.html").write_text(page, encoding="utf-8")
    return made


def links(folder, item):
    """Link text → address, of the menu below an item."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    menu = page.split(f'id="{item}"')[1].split('<details class="take">')[1].split("</details>")[0]
    found = re.findall(r'<a (?:class="lasting" )?href="([^"]+)"[^>]*>([^<]+)</a>', menu)
    return {unescape(text): unescape(address) for address, text in found}


@pytest.mark.parametrize("item", ["table-size", "figure-size"])
def test_every_number_is_that_of_the_results(folder, chapter, item):
    text = (folder / "data" / "01-alpha" / f"{item}.csv").read_text(encoding="utf-8")
    assert text.startswith(BYTE_ORDER_MARK)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))))
    ours = [
        (r["rad_id"], r["kolonne_id"], r["verdi"], r["n"], r["enhet"], r["grunnlag"],
         r["beregnet"], r["fra"], r["til"])
        for r in rows
    ]  # fmt: skip
    theirs = [
        (r.row, r.column, r.value, r.n, r.unit, BASES[r.basis], r.computed, r.low, r.high)
        for r in results_of(chapter)
        if r.item == item
    ]
    assert ours == theirs
    assert len(ours) == 12


def test_rows_and_columns_are_named_as_shown():
    rows = list(csv.DictReader(io.StringIO(item_csv(table_bundle(), BASES)[1:])))
    first, total = rows[1], rows[-1]
    assert (first["gruppe"], first["rad"]) == ("Små kommuner", "Under 2 000")
    assert (first["kolonnegruppe"], first["kolonne"]) == ("Innbyggere", "Prosent")
    assert (first["verdi"], first["vist"]) == ("0.30000000000000004", "0,3")
    assert total["gruppe"] == "", "the total is of all groups"
    assert rows[5]["merke"] == "a"


def test_bounds_are_columns():
    bundle = table_bundle()
    bundle["grid"]["rows"][1]["cells"][0] |= {"computed": 1233.6, "low": 1230.5, "high": 1240.5}
    row = next(csv.DictReader(io.StringIO(item_csv(bundle, BASES)[1:])))
    assert (row["beregnet"], row["fra"], row["til"]) == ("1233.6", "1230.5", "1240.5")


def test_what_is_known_of_the_numbers_stands_beside_them(folder):
    about = json.loads((folder / "data/01-alpha/csv-metadata.json").read_text(encoding="utf-8"))
    assert about["@context"][0] == "http://www.w3.org/ns/csvw"
    assert about["schema:version"] == "v3"
    assert about["dc:publisher"] == "Prøveutgiver"
    numbers = (folder / "data/01-alpha/table-size.csv").read_text(encoding="utf-8-sig")
    names = [one["name"] for one in about["tableSchema"]["columns"]]
    assert ",".join(names) == numbers.splitlines()[0]
    table = about["tables"][0]
    assert (folder / "data/01-alpha" / table["url"]).is_file()
    assert (table["dc:title"], table["dc:source"], table["dc:extent"]) == (
        "Tabell 1.2: Innbyggere etter størrelse", "prøvedata", "428 kommuner",
    )  # fmt: skip
    assert table["rdfs:comment"] == ["a Ikke oppgitt.", "Se Tabell 1.2."]


def test_a_picture_holds_title_source_and_basis(folder):
    root = ET.parse(folder / "figures/01-alpha/figure-size.svg").getroot()
    words = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}tspan"))
    for expected in (
        "Innbyggere i en figur",
        "N: 428 kommuner.",
        "Kilde: prøvedata.",
        "Grunnlag: trykt i rapporten",
        "Prøveutgiver: Prøverapport 2016",
        "Utgave v3, 21. november 2026.",
    ):
        assert expected in words
    assert root.find(f"{SVG}title").text.endswith("Innbyggere i en figur")
    assert "små har færrest" in root.find(f"{SVG}desc").text
    assert root.find(f"{SVG}svg/{SVG}rect") is not None, "the drawing is in it"


def test_a_png_is_twice_as_large_and_has_the_colours_of_the_drawing(folder):
    from PIL import Image

    root = ET.parse(folder / "figures/01-alpha/figure-size.svg").getroot()
    data = (folder / "figures/01-alpha/figure-size.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert (width, height) == (2 * int(root.get("width")), 2 * int(root.get("height")))
    image = Image.open(io.BytesIO(data)).convert("RGB")
    assert image.getpixel((1, 1)) == (255, 255, 255)
    assert image.convert("L").getextrema()[0] < 60, "letters are drawn"


def test_faint_lines_stay_where_they_are():
    """Median cut and octrees lose them, or draw some and leave out others."""
    from PIL import Image

    lines = "".join(
        f'<path d="M 0 {y} L 400 {y}" style="stroke: #eceff1; stroke-width: 2"/>'
        for y in range(20, 180, 20)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200">{lines}</svg>'
    drawn = picture({**figure_bundle(), "svg": svg}, ["N: 1."])
    image = Image.open(io.BytesIO(picture_pngs([drawn])[0])).convert("L")
    middle = image.width // 2
    column = [image.getpixel((middle, y)) < 250 for y in range(image.height)]
    runs = sum(now and not before for before, now in pairwise(column))
    assert runs == 8


def test_the_menu_says_format_and_size(folder):
    found = links(folder, "figure-size")
    names = {"PNG": "figures", "SVG": "figures", "CSV": "data", "Excel": "tables", "JSON": "data"}
    for kind, place in names.items():
        (text,) = [text for text in found if f"({kind}, " in text]
        path = folder / found[text].removeprefix("../")
        assert path.relative_to(folder).parts[0] == place
        assert text.endswith(f"({kind}, {-(-path.stat().st_size // 1000)} kB)")
    assert "Hele kapitlet (Excel, 44 kB)" in found
    assert found["Fast lenke til figur 1.A i utgave v3"] == (
        "../../../2016/v3/chapters/01-alpha.html#figure-size"
    )
    table = links(folder, "table-size")
    assert any(text.startswith("Tallene i tabell 1.2 (CSV, ") for text in table)
    assert not any("PNG" in text for text in table)


@pytest.mark.parametrize(
    ("size", "words"), [(1, "CSV, 1 kB"), (2001, "CSV, 3 kB"), (1_234_567, "CSV, 1,2 MB")]
)
def test_sizes(size, words):
    assert Download("x", "CSV", size).words == words


def test_a_citation_in_words_names_the_version(chapter):
    cited = item_citation(Issue(chapter.year, "v3"), chapter.chapter, chapter.items[0])
    assert cited.text == (
        "Prøveutgiver (2026). Tabell 1.2: Innbyggere etter størrelse. I: Prøverapport 2016, "
        "kapittel 1 Første kapittel. Utgave v3, 21. november 2026. "
        "2016/v3/chapters/01-alpha.html#table-size"
    )
    assert cited.key == "is248-2016-v3-01-alpha-table-size"


def test_a_citation_has_the_date_of_its_version(chapter):
    told = Revision(version=3, type="revision", reason="x", date=dt.date(2027, 1, 2))
    year = chapter.year.model_copy(update={"revisions": (told,)})
    assert chapter_citation(Issue(year, "v3"), chapter.chapter).text.startswith(
        "Prøveutgiver (2027). 1 Første kapittel. I: Prøverapport 2016. Utgave v3, 2. januar 2027."
    )


def test_bibtex_and_ris_lead_from_the_menu(folder):
    found = links(folder, "table-size")
    bibtex = unquote(found["Henvisning til tabell 1.2 (BibTeX)"].split(",", 1)[1])
    assert bibtex.startswith("@incollection{is248-2016-v3-01-alpha-table-size,\n")
    fields = dict(re.findall(r"  (\w+) = \{(.*)\},\n", bibtex))
    assert fields["author"] == "{Prøveutgiver}"
    assert fields["title"] == "{Tabell 1.2: Innbyggere etter størrelse}"
    assert fields["howpublished"] == r"2016/v3/chapters/01-alpha.html\#table-size"
    assert (fields["year"], fields["month"], fields["chapter"]) == ("2026", "11", "1")
    ris = unquote(found["Henvisning til tabell 1.2 (RIS)"].split(",", 1)[1]).splitlines()
    tags = dict(line.split("  - ", 1) for line in ris)
    assert (ris[0], ris[-1]) == ("TY  - CHAP", "ER  - ")
    assert (tags["DA"], tags["ET"], tags["T2"]) == ("2026/11/21", "v3", "Prøverapport 2016")


def test_what_latex_would_take_for_a_command_is_no_command(chapter):
    bundle = {**table_bundle(), "title": "50 % & mer_av {det} \\ #1"}
    cited = item_citation(Issue(chapter.year, "v3"), chapter.chapter, bundle)
    assert r"{50 \% \& mer\_av \{det\} \textbackslash{} \#1}" in cited.bibtex


def test_a_draft_says_so_and_has_no_address(chapter):
    cited = chapter_citation(Issue(chapter.year, "utkast"), chapter.chapter)
    assert cited.text.endswith("Utkast, ikke en publisert utgave, 21. november 2026.")
    assert "howpublished" not in cited.bibtex
    assert "Utkast, ikke en publisert utgave" in cited.bibtex
    assert "N1  - Utkast, ikke en publisert utgave" in cited.ris


def test_an_invented_item_is_cited_as_such(chapter):
    bundle = {**table_bundle(), "basis": "synthetic_invented"}
    for column in bundle["grid"]["columns"]:
        column["basis"] = "synthetic_invented"
    cited = item_citation(Issue(chapter.year, "v3"), chapter.chapter, bundle)
    assert "(oppdiktet)" in cited.text


def test_what_stands_in_the_workbook_only_has_its_numbers(tmp_path):
    only = {**table_bundle(), "place": "workbook"}
    made = document("alpha", only, figure_bundle())
    (tmp_path / "book.xlsx").write_bytes(b"x")
    taken = write_downloads(made, Issue(made.year, "v3"), tmp_path, BASES, "book.xlsx")
    page = chapter_html(made, shell(made.year), bases=BASES, taken=taken)
    line = page.split('<li id="table-size">')[1].split("</li>")[0]
    assert 'href="../data/01-alpha/table-size.csv"' in line
    assert re.search(r">Tallene i tabell 1\.2 \(CSV, \d kB\)<", line)


def test_a_page_without_files_has_no_menu(chapter):
    assert '<details class="take">' not in chapter_html(chapter, shell(chapter.year))
