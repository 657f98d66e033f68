"""The PDF edition: what it holds, its tags, its standards, the same bytes each time."""

import base64
import datetime as dt
import hashlib
import io
import os
import pickle
import subprocess
import sys
import unicodedata
import zlib

import nbformat
import page
import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from is248.edition import nbconvert_exporters, pdf_export
from is248.edition import pdf_export as pdf
from is248.edition.blocks import DocumentError
from is248.edition.document import document_from_notebook
from is248.show.bundle import MIME
from is248.year.params import Chapter, DataFile, YearParams, load_year

CHAPTER = Chapter(theme="fte", number=4, title="Årsverk i kommunene")
APPENDIX = Chapter(theme="appendix", title="Vedlegg")
YEAR = YearParams(
    year=2016,
    title="Kommunalt psykisk helse- og rusarbeid",
    edition_date=dt.date(2026, 11, 21),
    publisher="Kompendiet",
    chapters=(CHAPTER, APPENDIX),
    inhabitants=DataFile(file="a.csv", basis="reconstructed"),
    fte=DataFile(file="b.csv", basis="calibrated"),
    series_start=2007,
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100">'
    '<path d="M0 0H300V90H0z" fill="#1b4f72"/></svg>'
)


def column(key, label, span=None):
    return {
        "key": key,
        "label": label,
        "span": span,
        "unit": "",
        "decimals": 0,
        "align": "right",
        "basis": "printed",
    }


def row(label, *texts, role="body", mark=None):
    cells = [{"value": 1, "text": text, "mark": mark} for text in texts]
    return {"key": label, "label": label, "role": role, "cells": cells}


COLUMNS = [column("a", "Voksne", "Årsverk"), column("b", "Barn", "Årsverk"), column("c", "Endring")]
ROWS = [
    row("Tjenester", role="group"),
    row("Bolig", "13\u00a0936", "2", "−5,2", mark="a"),
    row("Tiltak", role="group"),
    row("Dagsenter", "1", "2", "3"),
    row("I alt", "1", "2", "3", role="total"),
]


def table(item="table-fte", title="Årsverk etter tiltak", columns=COLUMNS, rows=ROWS, notes=()):
    return {
        "schema": 1,
        "kind": "table",
        "id": item,
        "title": title,
        "grid": {"stub": "Tiltak", "columns": columns, "rows": rows},
        "n": "428 enheter",
        "source": "IS-24/8",
        "basis": "printed",
        "questions": [],
        "notes": list(notes),
    }


FIGURE = {
    **table("figure-fte", "Årsverk etter fylke"),
    "kind": "figure",
    "svg": SVG,
    "width_mm": 200.0,
    "alt": "Oslo har flest årsverk per innbygger av alle fylkene.",
}
CAUTION = {
    "schema": 1,
    "kind": "text",
    "id": "text-care",
    "role": "caution",
    "parts": [
        {"kind": "text", "text": "Se "},
        {"kind": "reference", "target": "table-fte", "text": "[@table-fte]"},
        {"kind": "value", "name": "n", "value": 3, "text": "3", "unit": ""},
    ],
    "basis": "printed",
}
NOTES = (
    {"mark": "a", "text": "Ikke oppgitt; se [@figure-fte]."},
    {"mark": None, "text": "Uavklart."},
)
PROSE = "Se [@table-fte], **[@figure-fte]** og [nettet](https://a.no/). `kode`\n\n- en\n- to"


def notebook(*bundles, prose=PROSE):
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": f"{prose}\n\n## Funn"},
        *(
            {
                "cell_type": "code",
                "metadata": {},
                "source": "vis()",
                "outputs": [
                    {"output_type": "display_data", "metadata": {}, "data": {MIME: bundle}}
                ],
                "execution_count": 1,
            }
            for bundle in bundles
        ),
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}


def document(*bundles, chapter=CHAPTER, prose=PROSE):
    return document_from_notebook(notebook(*bundles, prose=prose), YEAR, chapter)


FULL = document(table(notes=NOTES), FIGURE, CAUTION)


@pytest.fixture(scope="module")
def chapter():
    return pdf.pdf_bytes([FULL])


@pytest.fixture(scope="module")
def report():
    rows = [row(f"Kommune {n}", "1", "2", "3") for n in range(446)]
    long = table("table-fte", "Alle kommuner", rows=[row("Østfold", role="group"), *rows])
    return pdf.report_bytes([FULL, document(long, prose="Tekst", chapter=APPENDIX)])


def failures(content):
    """What the two standards have against a file."""
    reports = [page.validate_pdf_bytes(content, profile=profile) for profile in ("ua1", "2a")]
    return [f"{fault.rule_id}: {fault.message}" for one in reports for fault in one.failures]


def text_of(content):
    pages = pypdfium2.PdfDocument(content)
    return "\n".join(one.get_textpage().get_text_bounded() for one in pages)


def squeezed(text):
    """Letters and signs only: a PDF stores no blanks, and breaks words with hyphens."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        c for c in folded if not c.isspace() and c != "-" and unicodedata.category(c)[0] != "C"
    )


def tables_of(content):
    """Each table as rows of (tag, scope, id, headers)."""
    file = pikepdf.open(io.BytesIO(content))
    for one in pdf_export.tables(file.Root.StructTreeRoot):
        parts = [part for part in pdf_export.kids(one) if part.S != "/Caption"]
        assert [str(part.S) for part in parts] == ["/THead", "/TBody"]
        yield [
            [[cell_of(c) for c in pdf_export.kids(r)] for r in pdf_export.kids(part)]
            for part in parts
        ]


def cell_of(cell):
    attributes = pdf_export.attributes(cell)
    headers = [str(name) for name in attributes.get("/Headers", [])]
    return str(cell.S), str(attributes.get("/Scope", "")), str(cell.get("/ID", "")), headers


def test_a_chapter_meets_both_standards(chapter):
    assert failures(chapter) == []


def test_the_report_meets_both_standards(report):
    assert failures(report) == []


def test_row_headers_and_the_headers_of_each_cell(chapter):
    ((head, body),) = tables_of(chapter)
    assert [[cell[:2] for cell in cells] for cells in head] == [
        [("/TH", "/Column")] * 3,
        [("/TH", "/Column")] * 2,
    ]
    group, first, *_ = body
    stub, over, change = (cell[2] for cell in head[0])
    assert [cell[:2] for cell in group] == [("/TH", "/Row")]
    assert [cell[0] for cell in first] == ["/TH", "/TD", "/TD", "/TD"]
    assert first[0][3] == [group[0][2]]
    assert first[1][3] == [over, head[1][0][2], group[0][2], first[0][2]]
    assert first[3][3] == [change, group[0][2], first[0][2]]
    assert stub


def test_every_row_of_a_long_table_has_a_header_of_its_own(report):
    *_, (_, body) = tables_of(report)
    assert len(body) == 447
    assert all(cells[0][:2] == ("/TH", "/Row") for cells in body)
    assert len({cells[0][2] for cells in body}) == 447
    assert all(cells[0][2] in cells[-1][3] for cells in body[1:])


def test_ids_of_headers_are_in_the_id_tree(report):
    file = pikepdf.open(io.BytesIO(report))
    ids = pikepdf.NameTree(file.Root.StructTreeRoot.IDTree)
    used = {name for head, body in tables_of(report) for r in body for c in r for name in c[3]}
    assert used <= set(ids)


def test_a_long_table_repeats_its_header(report):
    pages = [one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(report)]
    holding = [text for text in pages if "Kommune 1" in text]
    columns = [text.count("Voksne") for text in holding]
    assert columns == [2, 2]  # two on each page
    assert [text.count("Østfold") for text in holding] == columns


def test_the_caption_stands_over_a_table_and_under_a_figure(chapter):
    text = text_of(chapter)
    assert text.index("Tabell 4.1 Årsverk etter tiltak") < text.index("Dagsenter")
    assert "Figur 4.1 Årsverk etter fylke" in text
    assert "N: 428 enheter. Kilde: IS-24/8." in text


def test_a_figure_carries_its_alt_text(chapter):
    assert FIGURE["alt"] in alt_texts(pikepdf.open(io.BytesIO(chapter)).Root.StructTreeRoot)


def alt_texts(element):
    for kid in pdf_export.kids(element):
        if "/Alt" in kid:
            yield str(kid.Alt)
        yield from alt_texts(kid)


def test_references_and_web_addresses_are_links(chapter):
    file = pikepdf.open(io.BytesIO(chapter))
    notes = [note for one in file.pages for note in one.get("/Annots", [])]
    web = [str(note.A.URI) for note in notes if note.get("/A") and "/URI" in note.A]
    assert web == ["https://a.no/"]
    assert len(notes) >= 4


def test_code_is_not_printed(chapter):
    text = text_of(chapter)
    assert "vis()" not in text
    assert "Programkoden" in text


def test_the_report_has_cover_contents_and_chapters_on_new_pages(report):
    cover, imprint, contents, first, *rest = (
        one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(report)
    )
    assert "Denne utgaven bygger på tall trykt i rapporten." in " ".join(cover.split())
    assert "Utkast, ikke en publisert utgave, 21. november 2026" in cover
    assert "CC BY 4.0" in imprint
    assert "Slik siteres den" in imprint
    assert "Innhold" in contents
    assert "Vedlegg" in contents
    assert "Tabeller" in contents
    assert "Figurer" in contents
    assert first.startswith("4 Årsverk i kommunene")
    assert any(text.startswith("Vedlegg") for text in rest)


def test_metadata_name_title_publisher_date_and_language(chapter):
    file = pikepdf.open(io.BytesIO(chapter))
    with file.open_metadata() as about:
        assert about["dc:title"].startswith("4 Årsverk i kommunene")
        assert about["dc:creator"] == ["Kompendiet"]
        assert about["xmp:CreateDate"].startswith("2026-11-21T00:00:00")
        assert (about["pdfaid:part"], about["pdfuaid:part"]) == ("2", "1")
    assert str(file.Root.Lang) == "nb-NO"


@pytest.mark.parametrize("rows", [3, 60])
def test_headings_and_captions_stay_with_what_follows(rows):
    made = table(rows=[row(f"Rad{n}", "1", "2", "3") for n in range(rows)])
    for lines in range(20, 29):
        filler = "\n\n".join(["Fyll"] * lines)
        parts = text_of(pdf.pdf_bytes([document(made, prose=filler)])).split("Kommunalt psykisk")
        place = next(part for part in parts if "Funn" in part)  # later ones have it at the head
        assert "Tabell 4.1" in place
        assert "Rad1" in place


SIGNS = st.text(
    alphabet=st.one_of(
        st.sampled_from('#"\\[](){}$@<>*_`~=+/%&;:!|^\n\t'),
        st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_categories=["Cc", "Cf"]),
    ),
    max_size=14,
)


@settings(max_examples=30, deadline=None)
@given(SIGNS, SIGNS, SIGNS, SIGNS)
def test_any_text_is_printed_as_it_is(title, label, cell, note):
    made = table(title=f"x{title}", rows=[row(f"y{label}", f"z{cell}", "1", "2")])
    made["notes"] = [{"mark": None, "text": f"v{note}"}]
    caution = {**CAUTION, "parts": [{"kind": "text", "text": f"w{note}{label}"}]}
    text = squeezed(text_of(pdf.pdf_bytes([document(made, caution, prose="Tekst")])))
    for part in (f"x{title}", f"y{label}", f"z{cell}", f"v{note}", f"w{note}{label}"):
        assert squeezed(part) in text


def test_a_letter_that_no_font_has_is_stood_in_for():
    text = squeezed(text_of(pdf.pdf_bytes([document(prose="漢 og 😀, men ikke ǩ")])))
    assert squeezed("[U+6F22] og [U+1F600], men ikke ǩ") in text


@pytest.mark.parametrize("columns", [[], COLUMNS[:1], COLUMNS[2:]])
@pytest.mark.parametrize("rows", [[], ["a"], ["a", "b"]])
def test_tables_of_any_shape_meet_the_standards(columns, rows):
    made = table(columns=columns, rows=[row(name, *["1"] * len(columns)) for name in rows])
    assert failures(pdf.pdf_bytes([document(made, prose="Tekst")])) == []


def test_streams_never_end_in_a_carriage_return():
    # about one compressed stream in 256 does; such a one is made here
    data = next(
        packed
        for number in range(1_000)
        if (packed := zlib.compress(b"q" * number)).endswith(b"\r")
    )
    file = pikepdf.new()
    file.add_blank_page()
    stream = pikepdf.Stream(file, b"")
    stream.write(data, filter=pikepdf.Name.FlateDecode)
    file.Root.Extra = stream
    saved = pdf_export.saved_bytes(file)
    assert b"\r\nendstream" not in saved
    again = pikepdf.open(io.BytesIO(saved))
    assert data in again.Root.Extra.read_raw_bytes()
    assert list(again.Root.Extra.Filter) == ["/RunLengthDecode", "/FlateDecode"]


def test_wrapped_streams_meet_the_standards_and_show_the_same(chapter):
    file = pikepdf.open(io.BytesIO(chapter))
    for thing in file.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == "/FlateDecode":
            pdf_export.wrap_stream(thing)
    wrapped = pdf_export.saved_bytes(file)
    assert failures(wrapped) == []
    assert text_of(wrapped) == text_of(chapter)


def test_the_exporter_reads_year_and_theme_from_the_metadata():
    raw = {**notebook(table(), prose="Tekst"), "metadata": {}}
    raw["metadata"] = {"is248": {"year": 2016, "theme": "fte_by_area", "parameters": {}}}
    made, resources = nbconvert_exporters.PdfExporter().from_notebook_node(nbformat.from_dict(raw))
    assert made.startswith(b"%PDF-")
    assert resources["output_extension"] == ".pdf"
    assert squeezed(load_year(2016).chapter("fte_by_area").heading) in squeezed(text_of(made))


def test_the_exporter_says_what_the_metadata_lack():
    with pytest.raises(DocumentError, match="is248"):
        nbconvert_exporters.PdfExporter().from_notebook_node(nbformat.from_dict(notebook()))


BOOK = """
import datetime as dt, sys
from is248.edition import pdf_export as pdf
of = ("#set document(title: [A]);B", dt.date(2020, 1, 2))
apart = pdf.compile_book(*of), pdf._compiler.cache_info().currsize
here = pdf.compile_pdf(*of), pdf._compiler.cache_info().currsize
print(apart[0] == here[0] == pdf.compile_book(*of), apart[1], here[1])
"""


def test_a_book_is_compiled_in_a_fork_which_takes_what_typst_remembers_along():
    done = subprocess.run([sys.executable, "-c", BOOK], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "0", "1"], done.stderr


PROBE = """
import sys, base64, pickle, hashlib
from is248.edition import pdf_export as pdf
document = pickle.loads(base64.b64decode(sys.stdin.read()))
print(hashlib.sha256(pdf.pdf_bytes([document])).hexdigest(), "pandas" in sys.modules)
"""


@pytest.mark.slow
def test_same_bytes_in_another_process_time_zone_and_locale_and_without_pandas(chapter):
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        input=base64.b64encode(pickle.dumps(FULL)).decode(),
        env={**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [hashlib.sha256(chapter).hexdigest(), "False"]
