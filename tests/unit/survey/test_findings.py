"""The line of a finding, order, count, and the list as a workbook."""

import io

import openpyxl
import pytest

from is248.survey.findings import (
    Finding,
    as_record,
    failed,
    list_bytes,
    ordered,
    visible,
    write_list,
)


def finding(**more):
    common = {
        "file": "svar.xlsx",
        "sheet": "Svar",
        "row": 212,
        "unit": "1640",
        "name": "Røros",
        "question": "3.2",
        "column": "fte",
        "value": "12,5 (ca)",
        "words": "er ikke et tall",
        "mend": "Skriv 12,5 og flytt «(ca)» til kommentarfeltet.",
    }
    return Finding(**{**common, **more})


def test_the_line_tells_place_value_fault_and_mending():
    assert finding(alike=3).line == (
        "svar.xlsx, ark «Svar», rad 212, 1640 Røros, spm. 3.2 (fte): «12,5 (ca)» er ikke et tall. "
        "Skriv 12,5 og flytt «(ca)» til kommentarfeltet. (3 like)"
    )


def test_the_line_leaves_out_what_is_not_known():
    bare = Finding("svar.csv", "filen er tom", "Eksporter den på nytt.", severity="warning")
    assert bare.line == "Advarsel: svar.csv: filen er tom. Eksporter den på nytt."
    listed = Finding("corrections.yml", "passer ikke", "Rett.", row=4, unit="0101", name="Halden")
    assert listed.line.startswith("corrections.yml, linje 4, 0101 Halden: ")


def test_a_value_stays_on_its_line():
    assert visible("a\nb\x1b[31m\u200b") == "a\\nb\\x1b[31m\\u200b"
    assert visible("x" * 100) == "x" * 59 + "…"
    assert "\n" not in finding(value="a\nb", name="Rør\nos").line


def test_errors_come_first_then_file_row_and_column():
    late, early = finding(row=9, at=1), finding(row=9, at=0)
    warning, tenth = finding(row=1, severity="warning"), finding(row=10, at=0)
    assert ordered([tenth, warning, late, early]) == [early, late, tenth, warning]
    whole = [finding(whole="header", severity="warning"), finding(whole="key", row=1)]
    assert ordered([early, *whole]) == [*whole, early]
    assert failed([warning, late])
    assert not failed([warning])


def test_a_record_leaves_out_what_is_not_known():
    record = as_record(Finding("svar.csv", "er tom", "Skriv."))
    assert record == {"file": "svar.csv", "words": "er tom", "mend": "Skriv.",
                      "severity": "error", "alike": 1}  # fmt: skip


def test_the_list_holds_texts_only_and_always_the_same_bytes():
    found = [finding(value="=1+1"), finding(row=2, value="http://x.no")]
    assert list_bytes(found) == list_bytes(found[::-1])
    sheet = openpyxl.load_workbook(io.BytesIO(list_bytes(found)))["Funn"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:4] == ("Alvor", "Fil", "Ark", "Rad")
    assert [row[8] for row in rows[1:]] == ["http://x.no", "=1+1"]
    assert rows[2] == (
        "Feil", "svar.xlsx", "Svar", "212", "1640", "Røros", "3.2", "fte", "=1+1",
        "er ikke et tall", "Skriv 12,5 og flytt «(ca)» til kommentarfeltet.", "1",
    )  # fmt: skip
    assert {c.data_type for row in sheet.iter_rows() for c in row if c.value} == {"s"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_a_failed_list_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "funn.xlsx"
    path.write_bytes(b"before")

    def fail(_findings):
        raise RuntimeError

    monkeypatch.setattr("is248.survey.findings.list_bytes", fail)
    with pytest.raises(RuntimeError):
        write_list([finding()], path)
    assert [p.name for p in tmp_path.iterdir()] == ["funn.xlsx"]
    assert path.read_bytes() == b"before"
