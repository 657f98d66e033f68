"""The pages as HTML: structure, links, names, and that nothing is loaded from outside."""

import copy
import dataclasses
import re
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from nbformat import from_dict

from helpers.pages import CHECKS, Page
from helpers.project import shell
from is248.base.paths import Project
from is248.edition import edition_files, finder_page, nbconvert_exporters
from is248.edition import html_export as html
from is248.edition import pages as publishing_pages
from is248.edition.blocks import DocumentError
from is248.edition.changes import Comparison
from is248.edition.document import document_from_notebook
from is248.edition.results import results_of
from is248.show.figure import Figure
from is248.show.grid import Column, Grid
from is248.show.invented import foundation
from is248.show.paragraph import Bound, Text
from is248.show.table import Table

mpl.use("Agg")

PROJECT = Project(Path(__file__).resolve().parents[3])
COLUMNS = (
    Column("adult", "Voksne", span="Årsverk"),
    Column("child", "Barn og unge", span="Årsverk", decimals=1),
    Column("note", "Merknad <b>", text=True),
)


def grid():
    frame = pd.DataFrame(
        {"adult": [1200.0, 2, 1202], "child": [3.25, None, 3.25], "note": ["x", None, "y"]},
        index=["0101", "5000", "total"],
    )
    labels = {"0101": "Ås", "5000": "Under 2 000", "total": "Hele landet"}
    groups = {"0101": "Akershus", "5000": "Oslo & omegn"}
    return Grid(frame, COLUMNS, "Kommune", labels, {("5000", "child"): "a"}, groups)


def table(item="table-municipalities", **changes):
    notes = ({"mark": "a", "text": "Se [@figure-fte]."},)
    made = Table(item, "Årsverk i kommunene", grid(), "2 kommuner", "Vedlegget", "printed", notes)
    return dataclasses.replace(made, **changes)


def figure():
    import matplotlib.pyplot as plt

    plot, axes = plt.subplots(figsize=(4, 2))
    axes.plot([1, 2], [3, 4])
    alt = "Årsverkene stiger fra tre til fire «per» år & alle kommuner er med."
    return Figure("figure-fte", "Årsverk", plot, alt, grid(), "2 kommuner", "Vedlegget", "printed")


def finding():
    value = Bound(1202.0, "1 202", "årsverk")
    return Text("text-sum", "I alt {n} årsverk, se [@figure-fte].", n=value)


def caution():
    return Text(
        "text-care", "Tallene er usikre for {name}.", role="caution", name=Bound(None, "Ås")
    )


def markdown(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source, *shown, tags=()):
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": item._repr_mimebundle_()}
        for item in shown
    ]
    metadata = {"tags": list(tags)}
    return {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": metadata,
        "outputs": outputs,
        "source": source,
    }


@pytest.fixture(scope="module")
def notebook():
    cells = [
        markdown("# Skjult\n\nHvor mange? Se [metoden](https://example.org/m) og `kode`."),
        code("year = 2016", tags=["parameters"]),
        markdown("### Hopper over et nivå\n\n- se [@table-municipalities]\n- **to**"),
        code("fte = load()  # <script>alert(1)</script>"),
        code("show(fte)", table()),
        code("Text(...)", finding(), caution()),
        markdown("## Neste <em>del</em>".replace("<em>", "*").replace("</em>", "*")),
        code("plot(fte)", figure()),
    ]
    run = {"year": 2016, "theme": "municipal_appendix", "parameters": {"year": 2016}}
    return from_dict(
        {"nbformat": 4, "nbformat_minor": 4, "metadata": {"is248": run}, "cells": cells}
    )


@pytest.fixture(scope="module")
def exporter():
    return nbconvert_exporters.ChapterExporter(project=PROJECT)


@pytest.fixture(scope="module")
def document(notebook, exporter):
    return exporter.document_of(notebook)


@pytest.fixture(scope="module")
def pages(notebook, exporter, document):
    chapter, _ = exporter.from_notebook_node(notebook, {"is248_shell": shell(document.year)})
    return {
        "chapter": chapter,
        "finder": finder_page.finder_html(
            finder_page.finder(document),
            shell(document.year),
            "chapters/municipal_appendix.html",
        ),
        "index": edition_files.index_html(index(document), shell(document.year)),
        "draft": edition_files.index_html(
            dataclasses.replace(
                index(document), version="utkast", failures=("Kapittel 3 stanset.",)
            ),
            shell(document.year),
        ),
    }


def index(document, **changes):
    page = edition_files.IndexPage(
        document.year,
        "v3",
        (edition_files.chapter_entry(document),),
        provenance={"Kode": "3f2a"},
        changes=Comparison("v2", {}, (), (), (), ()),
    )
    return dataclasses.replace(page, **changes)


@pytest.fixture(params=["chapter", "finder", "index", "draft"])
def page(request, pages):
    return Page(pages[request.param])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_structure(page, check):
    check(page)


def test_the_policy_allows_only_what_stands_in_the_page(pages):
    for text in pages.values():
        policy = next(
            m["content"] for m in Page(text).all("meta") if "Security" in m.get("http-equiv", "")
        )
        style = re.search(r"<style>(.*?)</style>", text, re.S).group(1)
        scripts = re.findall(r"<script>(.*?)</script>", text, re.S)
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert publishing_pages.content_hash(style) in policy
        assert ("script-src" in policy) == bool(scripts)
        assert all(publishing_pages.content_hash(script) in policy for script in scripts)
        assert "url(http" not in style
        assert "@import" not in style


def test_the_same_notebook_gives_the_same_bytes(notebook, exporter, document, pages):
    other = nbconvert_exporters.ChapterExporter(project=PROJECT)
    for made in (exporter, other):
        again, _ = made.from_notebook_node(notebook, {"is248_shell": shell(document.year)})
        assert again == pages["chapter"]


def test_an_export_leaves_the_notebook_as_it_was(notebook, exporter):
    before = copy.deepcopy(notebook)
    exporter.from_notebook_node(notebook)
    assert notebook == before


def test_code_is_folded_numbered_and_cannot_become_markup(pages):
    chapter = pages["chapter"]
    assert chapter.count('<details class="code">') == 2  # one line for each section
    assert "koden i denne delen (celle 4–6)" in chapter
    assert "koden i denne delen (celle 8)" in chapter
    assert "alert(1)" not in re.sub(r"&lt;script&gt;alert\(1\)", "", chapter)
    assert "year = 2016</code></pre>" not in chapter


def test_the_code_of_a_section_stands_below_its_items(pages):
    chapter = pages["chapter"]
    places = [
        chapter.index(part)
        for part in ('id="table-municipalities"', '<pre id="celle_5"', '<h2 id="neste-del"')
    ]
    assert places == sorted(places)


def test_an_item_says_what_its_numbers_rest_on(document):
    page = html.chapter_html(document, shell(document.year), bases={"printed": "trykte tabeller"})
    assert "Grunnlag: trykte tabeller." in page


def test_references_become_labels_that_lead_to_the_item(pages):
    assert '<a href="#figure-fte">Figur V.1</a>' in pages["chapter"]
    assert "[@" not in pages["chapter"]


def test_links_to_other_formats_and_neighbours(pages):
    hrefs = {a["href"] for a in Page(pages["chapter"]).all("a")}
    assert hrefs >= {
        "../index.html",
        "../municipalities.html",
        "../tables/municipal_appendix.xlsx",
        "../chapters/20-development.html",  # the chapter before the last
        "municipal_appendix.ipynb",
        "municipal_appendix.pdf",
    }


def test_a_format_that_was_not_made_has_no_link(document):
    page = html.chapter_html(
        document, shell(document.year), {"pdf": None, "xlsx": None, "notebook": None}
    )
    assert ".pdf" not in page
    assert ".xlsx" not in page
    assert ".ipynb" not in page


def test_a_notebook_without_year_and_theme_is_refused(notebook, exporter):
    bare = copy.deepcopy(notebook)
    del bare.metadata["is248"]
    with pytest.raises(DocumentError, match="year and theme"):
        exporter.from_notebook_node(bare)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/x"])
def test_a_link_that_is_no_address_is_refused(address):
    with pytest.raises(DocumentError, match="neither"):
        html.safe_address(html.Inline("link", target=address))


@pytest.mark.parametrize(
    "address", ["https://x.no/a", "../a.html", "#b", "mailto:a@b.no", "a.html"]
)
def test_an_address_is_kept(address):
    assert html.safe_address(html.Inline("link", target=address)) == address


def test_norwegian_order():
    names = [
        "Åfjord",
        "Ørsta",
        "Ærø",
        "Zeta",
        "Aarland",
        "Abel",
        "Karlsøy",
        "Kárášjohka",
        "Kåfjord",
    ]
    names += ["Øygarden", "Bø", "By"]
    assert sorted(names, key=finder_page.alphabetical) == [
        "Aarland",
        "Abel",
        "By",
        "Bø",
        "Kárášjohka",
        "Karlsøy",
        "Kåfjord",
        "Zeta",
        "Ærø",
        "Ørsta",
        "Øygarden",
        "Åfjord",
    ]


@pytest.mark.parametrize(
    ("name", "letter"), [("Ås", "Å"), ("Ørsta", "Ø"), ("Ærø", "Æ"), ("Áltá", "A"), ("Đ", "D")]
)
def test_letters(name, letter):
    assert finder_page.first_letter(name) == letter


def test_the_finder_shows_each_unit_with_its_county_and_numbers(pages):
    finder = pages["finder"]
    assert finder.count('<li class="unit"') == 2
    assert '<span class="name">Ås</span> <span class="county">Akershus</span>' in finder
    assert 'id="enhet_0101"' in finder
    assert "1\u00a0200" in finder
    assert 'href="chapters/municipal_appendix.html#table-municipalities"' in finder
    assert "Hele landet" in finder


def test_a_document_without_the_table_has_no_finder(document):
    bare = {"cells": [markdown("## Tom")]}
    empty = document_from_notebook(bare, document.year, document.chapter)
    with pytest.raises(DocumentError, match="table-municipalities"):
        finder_page.finder(empty)


def test_the_index_lists_items_changes_and_provenance(pages):
    assert "Ingen tall er endret siden v2" in pages["index"]
    assert 'href="changes.html"' in pages["index"]
    assert "#table-municipalities" in pages["index"]
    assert "1 kapittel med 1 tabell og 1 figur" in pages["index"]
    assert "3f2a" in pages["index"]
    assert re.search(r"Utgave v3, \d{1,2}\. [a-z]+ 20\d\d\.", pages["index"])


def test_a_draft_says_so_and_what_failed(pages):
    assert "Utkast" in pages["draft"]
    assert "Kapittel 3 stanset." in pages["draft"]


def test_the_index_of_a_first_version(document):
    page = edition_files.index_html(index(document, changes=None), shell(document.year))
    assert "første utgaven" in page


def test_the_embedded_fonts_are_small():
    assert all(path.stat().st_size < 45_000 for path in publishing_pages.FONTS.values())


def test_the_index_says_what_the_edition_rests_on(document):
    words = foundation(result.basis for result in results_of(document))
    assert words == "Denne utgaven bygger på tall trykt i rapporten."
    assert f'<p class="foundation">{words}</p>' in edition_files.index_html(
        index(document, foundation=words), shell(document.year)
    )
