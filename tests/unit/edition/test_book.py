"""The book: cover, imprint, contents and lists, running heads, openings, long tables, bookmarks."""

import io
import time
from dataclasses import replace

import page as validator
import pikepdf
import pypdfium2
import pytest

from helpers.project import (
    cell,
    code,
    document,
    figure_bundle,
    markdown,
    row,
    table_bundle,
    text_bundle,
)
from is248.edition import pdf_export
from is248.edition.book_source import book_source
from is248.edition.citation import Issue
from is248.edition.document import document_from_notebook
from is248.edition.kept_files import NOTHING_KEPT, KeptFiles
from is248.edition.table_layout import LONG_TABLE, columns_of
from is248.edition.volume_pdf import volume_bytes
from is248.show.bundle import MIME

FOREWORD = markdown("# Kapittel\n\nInnledning.")
SECTION = markdown("## Hvem har svart\n\n### Mer om svarene\n\nSvarene.")


def shown(*bundles):
    return [{**code("pass"), "outputs": [{"data": {MIME: bundle}}]} for bundle in bundles]


def chapter(theme, *bundles):
    """A chapter with a key finding, a section that fills pages, and what is given."""
    finding = {**text_bundle(), "key": "share"}
    finding["parts"][1]["basis"] = "printed"
    year = document(theme).year
    filler = [markdown("\n\n".join(["Fyll."] * 60))]
    cells = [FOREWORD, *shown(finding), SECTION, *filler, *shown(*bundles)]
    return document_from_notebook({"cells": cells}, year, year.chapter(theme))


ALPHA = chapter("alpha", table_bundle(), figure_bundle())
BETA = chapter("beta", table_bundle())


def pages(content):
    texts = (one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(content))
    return [" ".join(text.split()) for text in texts]


@pytest.fixture(scope="module")
def content():
    return pdf_export.report_bytes([ALPHA, BETA], "", "v3")


@pytest.fixture(scope="module")
def book(content):
    return pages(content)


def test_the_cover_says_what_it_is_and_what_it_rests_on(book):
    assert book[0].startswith("Prøverapport 2016 Prøveutgiver Utgave v3, 21. november 2026")
    assert "Denne utgaven bygger på" in book[0]


def test_a_draft_says_so_on_its_cover():
    assert "Utkast, ikke en publisert utgave" in pages(pdf_export.report_bytes([ALPHA, BETA]))[0]


def test_the_imprint_tells_how_to_cite_and_to_check(book):
    assert "Prøveutgiver (2026). Prøverapport 2016. Utgave v3, 21. november 2026." in book[1]
    assert "results.csv" in book[1]
    assert "CC BY 4.0" in book[1]
    assert "ISBN" not in book[1]


def test_numbers_of_the_book_stand_where_params_have_them():
    year = ALPHA.year.model_copy(update={"isbn": "978-82-0000-000-0"})
    made = pages(pdf_export.report_bytes([replace(ALPHA, year=year)], "", "v3"))
    assert "ISBN 978-82-0000-000-0" in made[1]
    assert "ISSN" not in made[1]


def test_contents_of_two_levels_and_lists_share_pages(book):
    contents = book[2]
    assert contents.startswith("Innhold 1 Første kapittel")
    assert "Hvem har svart" in contents
    assert "Mer om svarene" not in contents
    assert "Hovedfunn" not in contents  # each chapter has them
    tables, figures = contents.partition("Tabeller")[2].split("Figurer")
    assert "Tabell 1.2 Innbyggere etter størrelse" in tables
    assert "Figur 1.A Innbyggere i en figur" in figures
    assert book[3].startswith("1 Første kapittel")


def test_page_numbers_of_the_lists_are_those_of_the_items(book):
    listed = book[2].partition("Tabell 1.2 Innbyggere etter størrelse")[2].split()
    number = next(int(word) for word in listed if word.isdigit())
    assert "Tabell 1.2" in book[number - 1]
    assert book[number - 1].endswith(f"Prøverapport 2016 {number}")


def test_the_head_of_a_page_names_chapter_and_section(book):
    assert book[4].startswith("1 Første kapittel Hvem har svart Fyll.")
    assert not book[3].startswith("1 Første kapittel Hvem")  # a page that opens a chapter has none


def test_a_chapter_opens_with_its_findings(book):
    opening = book[3].partition("Hvem har svart")[0]
    assert opening.endswith("Hovedfunn – Det bor 1 334 personer der. ")


def test_bookmarks_are_of_two_levels(content):
    with pikepdf.open(io.BytesIO(content)) as file, file.open_outline() as outline:
        found = [(one.title, [below.title for below in one.children]) for one in outline.root]
        deep = [below.children for one in outline.root for below in one.children]
    assert ("1 Første kapittel", ["Hovedfunn", "Hvem har svart"]) in found
    assert [title for title, _ in found][:3] == ["Innhold", "Tabeller", "Figurer"]
    assert not any(deep)


TITLE = "Trykte tall og våre"


def volume(version, kept=NOTHING_KEPT):
    return volume_bytes(lambda: ALPHA, Issue(ALPHA.year, version), "", TITLE, of=["a"], kept=kept)


def test_the_audit_is_a_volume_of_its_own():
    made = pages(volume("v3"))
    assert "Prøverapport 2016 Trykte tall og våre Prøveutgiver" in made[0]
    assert "Dette bindet bygger på" in made[0]
    assert "Trykte tall og våre. Prøverapport 2016." in made[1]


@pytest.mark.parametrize("version", ["v3", "v12345678901234567890", "utkast"])
def test_a_volume_is_set_once_for_all_versions(tmp_path, version):
    """Kept or not, the same bytes; and pages, drawings and tags as of one set for the version."""
    kept = KeptFiles(tmp_path / "exports", (tmp_path,), 0, time.time_ns(), "all", "tools")
    made = volume(version)
    if version != "utkast":
        volume("v2", kept)
        kept.keep()
        assert len([*kept.folder.iterdir()]) == 1
    assert volume(version, kept) == made
    source = book_source([ALPHA], Issue(ALPHA.year, version), "", TITLE)
    whole = pdf_export.published(source, ALPHA.year.edition_date)
    assert pages(made) == pages(whole)
    with pikepdf.open(io.BytesIO(made)) as file, pikepdf.open(io.BytesIO(whole)) as other:
        for page, one in zip(file.pages, other.pages, strict=True):
            marked = {own.Contents.read_bytes().count(b"/MCID") for own in (page, one)}
            assert len(marked) == 1
            assert page.StructParents == one.StructParents
    for profile in ("ua1", "2a"):
        assert not validator.validate_pdf_bytes(made, profile=profile).failures
    for one, another in zip(*map(pypdfium2.PdfDocument, (made, whole)), strict=True):
        assert one.render().to_pil() == another.render().to_pil()


def long_table(rows, columns=4):
    made = {**table_bundle("table-long", "Mange rader"), "notes": []}
    head = made["grid"]["columns"][:1] * columns
    cells = [cell(1)] * columns
    body = [row(f"r{n}", f"Rad {n}", *cells) for n in range(rows)]
    made["grid"] = {"stub": "Rad", "columns": head, "rows": body}
    return made


def test_only_long_and_narrow_tables_stand_in_two_columns():
    assert columns_of(long_table(LONG_TABLE)["grid"]) == 2
    assert columns_of(long_table(LONG_TABLE - 1)["grid"]) == 1
    assert columns_of(long_table(LONG_TABLE, columns=24)["grid"]) == 1


def test_packed_streams_never_end_in_a_carriage_return_whatever_their_checksum():
    # of many objects some pack into a stream whose checksum ends so; the level changes nothing
    seen = 0
    for start in range(40):
        file = pikepdf.new()
        file.add_blank_page()
        texts = [pikepdf.String(f"{start}-{number}") for number in range(1500)]
        things = [file.make_indirect(pikepdf.Dictionary(T=text)) for text in texts]
        file.Root.Extra = pikepdf.Array(things)
        raw = io.BytesIO()
        file.save(raw, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        seen += b"\r\nendstream" in raw.getvalue()
        saved = pdf_export.saved_bytes(file)
        assert b"\r\nendstream" not in saved
        assert b"/ObjStm" in saved
    assert seen


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_the_book_and_its_long_tables_meet_the_standards(profile):
    made = pdf_export.report_bytes([ALPHA, chapter("beta", long_table(400))], "", "v3")
    report = validator.validate_pdf_bytes(made, profile=profile)
    assert [fault.message for fault in report.failures] == []
