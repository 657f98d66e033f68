"""The workbook out and back: what is in it, and every fault found at once, in its place."""

import io

import openpyxl
import pandas as pd
import pytest
from coding_house import TEXTS, VARIABLE, filled, make_answers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from is248.base.errors import DataError
from is248.survey.coding.coding_checks import check_file
from is248.survey.coding.coding_model import canonical, load_coding, open_answers, save_coding
from is248.survey.coding.coding_sheet import by_theme_workbook, export_workbook
from is248.survey.coding.sheet_reading import read_workbook


@pytest.fixture
def exported(house, answers):
    return export_workbook(answers, VARIABLE, house)[0]


@pytest.fixture
def check(house, answers, exported, tmp_path):
    def checked(codes=None, change=None):
        path = filled(exported, tmp_path / "koding.xlsx", codes, change)
        return check_file(read_workbook(path), answers, VARIABLE, house)

    return checked


def lines(checked):
    return [finding.line for finding in checked.findings]


def problems(checked):
    return [f.line for f in checked.findings if f.severity == "error"]


def book_of(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_sheets(exported):
    book = book_of(exported)
    assert book.sheetnames == ["Svar", "Koder", "Veiledning"]
    assert [c.value for c in book["Svar"][1]] == [
        "Svar-ID",
        "Størrelse",
        "Svar",
        "Koder",
        "Merknad",
    ]
    assert [c.value for c in book["Koder"]["A"]] == ["Kode", "capacity", "declines"]
    assert book["Veiledning"]["B2"].value == VARIABLE
    assert book["Svar"]["D2"].number_format == "@"
    assert book["Svar"].freeze_panes == "A2"
    assert book.defined_names["Kodeliste"].attr_text == "Koder!$A$2:$A$501"
    (rules,) = book["Svar"].conditional_formatting
    assert str(rules.sqref) == "D2:D6"
    assert "Kodeliste" in rules.rules[0].formula[0]


def test_no_cell_tells_the_municipality(exported):
    cells = {
        str(cell.value) for sheet in book_of(exported) for row in sheet.iter_rows() for cell in row
    }
    assert not cells & (set(TEXTS) | {"Halden", "Moss", "Sarpsborg", "Røros", "Østfold"})


def test_text_stays_text(exported):
    cells = {row[2].value: row[2] for row in book_of(exported)["Svar"].iter_rows(min_row=2)}
    cell = cells[TEXTS["0104"]]
    assert cell.data_type == "s"
    assert cell.hyperlink is None


def test_the_same_answers_give_the_same_bytes(house, answers, exported):
    assert export_workbook(answers, VARIABLE, house)[0] == exported


def test_a_coded_workbook_is_accepted(check):
    result = check({TEXTS["0105"]: "declines; Capacity"})
    assert not problems(result)
    assert {a.codes for a in result.coding.answers.values()} == {
        ("capacity",),
        ("capacity", "declines"),
    }


def test_a_code_never_used_is_told_and_does_not_stop(check):
    result = check()
    assert result.coding
    assert lines(result) == [
        "Advarsel: koding.xlsx, ark «Koder», rad 3, kolonnen «Kode»: «declines» er aldri brukt; "
        "ventet minst ett svar med koden. Slett koden, eller la den stå hvis tabellen skal vise "
        "den med 0."
    ]


def test_a_grown_list_a_sorted_sheet_and_own_columns_are_welcome(check):
    def grow(book):
        book["Koder"].append([7, "Rutiner", "Organisering", "Drift", "mangler rutiner"])
        book["Svar"]["F1"] = "Egne tanker"
        rows = [[c.value for c in row] for row in book["Svar"].iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), start=2):
            for column, value in enumerate(row, start=1):
                cell = book["Svar"].cell(number, column)
                cell.value = value
                cell.data_type = "s"  # openpyxl takes «=1+1» for a formula
        book["Svar"]["D2"] = 7

    result = check(change=grow)
    assert not problems(result)
    assert any(answer.codes == ("7",) for answer in result.coding.answers.values())
    assert result.coding.codes[-1].sub_theme == "Drift"


def cell(sheet, place, value):
    def change(book):
        book[sheet][place] = value

    return change


def row(sheet, values):
    return lambda book: book[sheet].append(values)


def without_row(book):
    book["Svar"].delete_rows(3)


def same_row_twice(book):
    book["Svar"].append([c.value for c in book["Svar"][2]])


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (cell("Svar", "D3", "99"), "rad 3, kolonnen «Koder»: «99»", "er en ukjent kode"),
        (cell("Svar", "D3", "capasity"), "«capasity»", "Mente du «capacity»"),
        (cell("Svar", "D3", None), "rad 3, kolonnen «Koder»: Svaret", "er ikke kodet"),
        (cell("Svar", "D3", " ; "), "rad 3", "er ikke kodet"),
        (cell("Svar", "D3", 1.2), "«1,2»", "er gjort om av regnearket"),
        (cell("Svar", "D3", pd.Timestamp(2016, 7, 3)), "«2016-07-03", "er gjort om av regnearket"),
        (cell("Svar", "D3", "capacity;capacity"), "«capacity»", "flere ganger i samme svar"),
        (cell("Svar", "C3", "Noe annet"), "kolonnen «Svar»: «Noe annet»", "er endret"),
        (cell("Svar", "C3", None), "kolonnen «Svar»: Teksten", "er borte"),
        (cell("Svar", "A3", "bbbb-bbbb-bbbb"), "«bbbb-bbbb-bbbb»", "er ikke ID-en til noe svar"),
        (cell("Svar", "A3", None), "rad 3, kolonnen «Svar-ID»: Er ikke", "ID fra den eksporterte"),
        (without_row, "ark «Svar», kolonnen «Svar-ID»", "har ingen rad"),
        (same_row_twice, "rad 7", "står også i rad 2"),
        (row("Koder", ["capacity", "Noe"]), "rad 4", "har to etiketter, «Ikke kapasitet» i rad 2"),
        (row("Koder", ["CAPACITY", "Ikke kapasitet"]), "rad 4", "står også i rad 2"),
        (row("Koder", ["ny", "ikke kapasitet"]), "«ikke kapasitet»", "også etiketten til koden"),
        (row("Koder", ["to ord", "Merke"]), "«to ord»", "kan ikke være en kode"),
        (row("Koder", [None, "Merke"]), "kolonnen «Kode»: Raden", "mangler kode"),
        (row("Koder", ["ny", None]), "kolonnen «Etikett»", "ingen etikett"),
        (row("Koder", ["ny", "Ny", "", "Drift"]), "kolonnen «Tema»", "ikke noe tema"),
    ],
)
def test_each_fault_is_found_in_its_place(check, change, place, words):
    result = check(change=change)
    assert result.coding is None
    (line,) = [line for line in problems(result) if place in line and words in line]
    assert "; ventet " in line
    assert "\n" not in line


def test_themes_spelt_apart_are_found(check):
    def change(book):
        book["Koder"]["C2"], book["Koder"]["C3"] = "Kapasitet", "kapasitet"

    assert "er skrevet «Kapasitet» i rad 2" in problems(check(change=change))[0]


def test_all_faults_come_at_once(check):
    def change(book):
        book["Svar"]["D2"], book["Svar"]["D3"], book["Svar"]["C4"] = "99", None, "annet"
        book["Koder"].append(["capacity", "To"])

    assert len(problems(check(change=change))) == 4


@pytest.mark.parametrize("sheet", ["Svar", "Koder", "Veiledning"])
def test_a_missing_sheet_is_said(check, sheet):
    with pytest.raises(DataError, match=f"mangler arket «{sheet}»"):
        check(change=lambda book: book.remove(book[sheet]))


def test_a_missing_or_doubled_column_is_said(check):
    with pytest.raises(DataError, match="mangler kolonnen «Koder»"):
        check(change=cell("Svar", "D1", "Kodar"))
    with pytest.raises(DataError, match="«Koder» står to ganger"):
        check(change=cell("Svar", "F1", "Koder"))


def test_a_workbook_of_another_question_is_said(check):
    with pytest.raises(DataError, match="gjelder 2016 annet"):
        check(change=cell("Veiledning", "B2", "annet"))


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_no_workbook_is_said(tmp_path, content):
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(DataError, match="ikke en Excel-fil"):
        read_workbook(tmp_path / "x.xlsx")
    with pytest.raises(DataError, match="Finner ikke"):
        read_workbook(tmp_path / "y.xlsx")


def test_real_codes_do_not_fit_synthetic_answers(house, exported, tmp_path):
    path = filled(exported, tmp_path / "k.xlsx")
    result = check_file(read_workbook(path), make_answers(synthetic=True), VARIABLE, house)
    assert result.coding is None


def test_an_accepted_coding_is_kept(house, check):
    with pytest.raises(DataError, match="er ikke kodet for 2016"):
        load_coding(2016, VARIABLE, house)
    coding = check({TEXTS["0105"]: "declines"}).coding
    save_coding(coding, house)
    assert load_coding(2016, VARIABLE, house) == coding


def test_the_next_export_keeps_the_list_and_on_request_the_codes(house, answers, check):
    def grow(book):
        book["Koder"].append(["rutiner", "Mangler rutiner", "Organisering"])

    save_coding(check({TEXTS["0105"]: "rutiner"}, grow).coding, house)
    plain = book_of(export_workbook(answers, VARIABLE, house)[0])
    held = book_of(export_workbook(answers, VARIABLE, house, with_codes=True)[0])
    assert plain["Koder"]["A4"].value == held["Koder"]["A4"].value == "rutiner"
    assert {c.value for c in plain["Svar"]["D"][1:]} == {None}
    assert {c.value for c in held["Svar"]["D"][1:]} == {"capacity", "rutiner"}


def test_answers_by_theme(house, answers, check):
    coding = check({TEXTS["0105"]: "declines;capacity"}).coding
    book = book_of(by_theme_workbook(coding, open_answers(answers, VARIABLE, house)))
    codes = [c.value for c in book["Tema"]["C"][1:]]
    assert codes == ["capacity"] * 5 + ["declines"]


def test_a_very_long_answer_is_cut_the_same_way_each_time(house, tmp_path):
    answers = make_answers({"0101": "å" * 40_000}, synthetic=True)
    content = export_workbook(answers, VARIABLE, house)[0]
    result = check_file(
        read_workbook(filled(content, tmp_path / "k.xlsx")), answers, VARIABLE, house
    )
    assert result.coding
    assert not problems(result)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=6))
def test_whatever_was_answered_comes_back_unchanged(house, tmp_path, texts):
    units = ["0101", "0104", "0105", "0106", "0111", "0118"]
    answers = make_answers(dict(zip(units, texts, strict=False)), synthetic=True)
    content, n = export_workbook(answers, VARIABLE, house)
    (tmp_path / "k.xlsx").write_bytes(content)
    result = check_file(read_workbook(tmp_path / "k.xlsx"), answers, VARIABLE, house)
    uncoded = [line for line in problems(result) if "er ikke kodet" in line]
    assert len(uncoded) == len(problems(result)) == n == sum(bool(canonical(t)) for t in texts)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sheet=st.sampled_from(["Svar", "Koder"]),
    at=st.integers(2, 8),
    column=st.integers(1, 5),
    value=st.one_of(
        st.none(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.integers(),
        st.dates(), st.text("abc;, \nÆ7=", max_size=8),
    ),
)  # fmt: skip
def test_no_cell_makes_it_fall_over(
    house, answers, exported, tmp_path, *, sheet, at, column, value
):
    def change(book):
        book[sheet].cell(at, column).value = value

    try:
        path = filled(exported, tmp_path / "k.xlsx", change=change)
    except (ValueError, TypeError):
        return  # openpyxl does not write it
    result = check_file(read_workbook(path), answers, VARIABLE, house)
    assert (result.coding is None) == bool(problems(result))
