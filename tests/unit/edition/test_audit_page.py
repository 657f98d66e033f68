"""The audit's pages, its command, and notes on print in a chapter."""

import pytest

from helpers.project import document, shell, table_bundle, text_bundle
from is248.base.errors import UserError
from is248.base.paths import find_project
from is248.cli.main import main
from is248.edition import audit
from is248.edition.audit import with_print_notes
from is248.edition.audit_page import audit_document, audit_html
from is248.edition.pdf_export import pdf_bytes
from is248.edition.results import results_csv
from is248.printed.claims import Claim
from is248.printed.explanations import Explanation
from is248.printed.values import PrintedValue
from is248.printed.verdicts import Comparison, Result, Verdict
from is248.year.labels import load_labels

WHY = Explanation(
    item="table-1.2", row="small", column="people", reason="Delene i rapporten gir en annen sum.",
    arithmetic="1000 + 234 = 1234", note=True,
)  # fmt: skip


def claim(item="table-1.2", result="table-size", relation="equal", why=""):
    basis = "other print" if relation != "not_computed" else ""
    return Claim(item, "alpha", result, ("*",), ("*",), relation, 0.0, basis, why, 2)


def verdicts():
    cell = PrintedValue("table-1.2", "small", "people", "1235", about="Små")
    same = PrintedValue("table-1.2", "small", "share", "0.3", about="Små")
    also = PrintedValue("table-1.2", "small", "change", "5", about="Små")
    told = PrintedValue("statement-7", "", "", "Agder; <2000", "1", "Lavest")
    limit = PrintedValue("statement-8", "", "", "0.05", "1", "Forskjell")
    lost = PrintedValue("statement-9", "", "", "3", "1", "Kilder")
    return (
        Verdict(cell, claim(), "1\u00a0234", "explained", str(WHY), WHY),
        Verdict(same, claim(), "0,3", "equal"),
        Verdict(also, claim(), "5", "equal"),
        Verdict(told, claim("statement-7", "text-people"), "<2000", "differs"),
        Verdict(limit, claim("statement-8", "text-people", "below"), "0,01", "equal"),
        Verdict(lost, claim("statement-9", relation="not_computed", why="Fritekst."), "",
                "not_computed", "Fritekst."),
    )  # fmt: skip


@pytest.fixture
def chapter():
    return document("alpha", table_bundle(), text_bundle())


def page(chapter, *, condensed=False, faults=()):
    found = Comparison(verdicts(), faults)
    labels = load_labels(find_project(), 2016)
    return audit_document(found, chapter.year, [chapter], labels, condensed=condensed)


def rows(made):
    return [
        (row["label"], *(cell["text"] for cell in row["cells"]))
        for row in made.items[1]["grid"]["rows"]
        if row["cells"]
    ]


def test_every_value_has_a_row_in_the_words_of_the_chapter(chapter):
    told = rows(page(chapter))
    assert told[0] == (
        "Under 2 000: Innbyggere, I alt", "1\u00a0235", "1\u00a0234", "avviker, forklart",
        "andre trykte tall", str(WHY),
    )  # fmt: skip
    assert [row[3] for row in told] == [
        "avviker, forklart", "likt", "likt", "avviker", "likt", "ikke regnet",
    ]  # fmt: skip
    assert told[3][:3] == ("Lavest (utsagn 7)", "Agder; Under 2\u00a0000", "Under 2\u00a0000")
    assert told[4][1] == "under 0,05"
    assert told[5][2:] == ("–", "ikke regnet", "–", "Fritekst.")


def test_on_paper_equal_values_of_a_row_stand_together(chapter):
    told = rows(page(chapter, condensed=True))
    assert [row[1:3] for row in told[:2]] == [("1\u00a0235", "1\u00a0234"), ("0,3; 5", "0,3; 5")]
    assert len(told) == 5


def test_counts_stand_first_and_faults_are_told(chapter):
    made = page(chapter, faults=("claims.csv, linje 3: feil.",))
    html = audit_html(made, shell(made.year))
    assert "claims.csv, linje 3: feil." in html
    total = made.items[0]["grid"]["rows"][-1]
    assert (total["role"], total["cells"][-1]["value"]) == ("total", 6)
    assert 'href="audit.pdf"' in html
    assert html.count("<script") == 1  # the page's own


def test_it_is_set_as_pdf(chapter):
    assert pdf_bytes([page(chapter, condensed=True)]).startswith(b"%PDF-")


def test_a_noted_difference_marks_its_cell_and_follows_its_sentence(chapter, monkeypatch):
    told = Verdict(verdicts()[3].printed, claim("statement-7", "text-people"), "<2000",
                   "explained", str(WHY), WHY)  # fmt: skip
    found = Comparison((verdicts()[0], told), ())
    monkeypatch.setattr("is248.edition.audit.noteworthy", lambda *_: found)
    noted = with_print_notes(find_project(), chapter, [])
    table, _, note = noted.items
    assert table["grid"]["rows"][1]["cells"][0]["mark"] == "b"  # a is taken
    assert table["notes"][-1]["text"].startswith("Rapporten har 1\u00a0235; her er det 1\u00a0234.")
    assert note["parts"][0]["text"].startswith("Rapporten har Agder; <2000 (Lavest); her er det")


def test_a_chapter_without_notes_is_as_it_was(chapter, monkeypatch):
    monkeypatch.setattr("is248.edition.audit.noteworthy", lambda *_: Comparison((), ()))
    assert with_print_notes(find_project(), chapter, []) is chapter


def test_the_command_lists_what_is_not_equal(tmp_path, capsys, monkeypatch):
    path = tmp_path / "results.csv"
    path.write_text(results_csv([Result("a", "b", "c", "d", "1", "", "", "printed")]))
    found = Comparison(verdicts(), ("claims.csv, linje 3: feil.",))
    monkeypatch.setattr("is248.cli.audit_command.audited", lambda *_, **__: found)
    assert main(["audit", "2016", "--results", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("avviker, forklart  table-1.2 / small / people  Små: rapporten 1235")
    assert lines[3] == "FEIL  claims.csv, linje 3: feil."
    assert lines[-1] == "     1  ikke regnet, –"


def test_the_command_needs_results(tmp_path, capsys):
    assert main(["audit", "2016", "--results", str(tmp_path / "no.csv")]) == 2
    assert "mangler" in capsys.readouterr().err


def test_results_are_looked_for_in_versions_and_drafts(project, monkeypatch):
    monkeypatch.setattr(audit, "load_year", lambda *_: None)
    with pytest.raises(UserError, match="Ingen resultater for kapittelet «alpha»"):
        audit.newest_results(project, 2016, "alpha")
    draft = project.outputs / "2016" / "drafts" / "alpha" / "results.csv"
    draft.parent.mkdir(parents=True)
    draft.write_text(results_csv([Result("alpha", "b", "c", "d", "1", "", "", "printed")]))
    assert audit.newest_results(project, 2016, "alpha") == draft
