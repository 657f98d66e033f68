"""Control questions: words, list, ready texts, and answers read back."""

import datetime as dt
import shutil
import stat

import openpyxl
import pytest

from helpers.quality import RULES, TODAY, answers, joint, register, separate
from is248.base.errors import UserError
from is248.base.numbers import NBSP
from is248.checks.control import asked_cells, control_list, write_control
from is248.checks.control_questions import Question, fte, questions
from is248.checks.control_rules import check_year
from is248.checks.control_workbook import CELLS, QUESTIONS, addressee, letter
from is248.checks.marks import changed_practice
from is248.checks.replies import Signature, has_replies, read_replies, store
from is248.survey.decisions import Decisions, load_decisions
from is248.year.labels import load_labels

CODES = ("0101", "0104", "0105", "0106", "0111", "0118")
UNITS = register(**{f"u{code}": "<2000" for code in CODES})
PART = {"city": "Oslo"}
SUM = "fte_adult_education"
SIGNED = Signature("Kari Kontroll", dt.date(2016, 6, 20))
NOW = answers(
    {
        "0101": joint(12.5, 1, education=10),
        "0104": separate(5, None),
        **{code: joint(5, 2) for code in CODES[2:5]},
        "0118": joint(45, 0),
    }
)
BEFORE = answers({"0104": joint(3, 1), **{code: joint(5, 2) for code in CODES[2:]}}, year=2015)


@pytest.fixture(scope="module")
def checked():
    return check_year(NOW, BEFORE, UNITS, RULES, TODAY)


@pytest.fixture(scope="module")
def asked(checked):
    return questions(checked, 2016, load_labels(None, 2016))


@pytest.fixture(scope="module")
def written(checked, tmp_path_factory):
    """The list and the texts; nobody writes to them."""
    folder = tmp_path_factory.mktemp("written") / "control"
    content = control_list(checked, NOW, UNITS, load_labels(None, 2016), Decisions())
    write_control(content, UNITS, load_labels(None, 2016), folder)
    return folder


@pytest.fixture
def listed(written, tmp_path):
    """A copy, to fill in; with the same rights."""
    shutil.copytree(written, tmp_path / "control")
    return tmp_path / "control" / "control_questions.xlsx"


def one(asked, unit, topic):
    (found,) = [q for q in asked if (q.unit, q.topic) == (unit, topic)]
    return found


def test_one_question_per_matter(asked):
    found = [(q.unit, q.topic, q.group) for q in asked]
    assert found == [
        ("0101", "education", "adult"),
        ("0104", "halves", "adult"),
        ("0104", "change", "adult"),  # three to five FTE, from joint to separate
        ("0104", "change", "child"),  # had one, and left it blank
        ("0118", "rate", "adult"),
        ("0118", "change", "adult"),
        ("0118", "change", "child"),
    ]


def test_sums_that_disagree_are_told(asked):
    question = one(asked, "0101", "education")
    assert question.reported == (
        "Dere har ført 12,5 årsverk for voksne på tiltak, men 10 på utdanning."
    )
    assert "høyst 1 årsverk" in question.expected
    assert question.variable == "fte_adult_education"


def test_the_missing_half_is_named(asked):
    question = one(asked, "0104", "halves")
    assert "bare psykisk helsearbeid er fylt ut (5 årsverk)" in question.reported
    assert "Mangler tallene for rusarbeid" in question.ask
    assert question.variable == "fte_adult_measure"


def test_a_high_rate_is_told_with_the_window(asked):
    # rates 5, 5, 5, 5, 12.5 and 45: quartiles 5 and 10.625, upper fence 10.625 + 1.5 * 5.625
    question = one(asked, "0118", "rate")
    assert question.reported == (
        f"Dere har ført 45 årsverk for voksne. Det er 45,00 per 1{NBSP}000 innbyggere fra 18 år."
    )
    assert f"under 2{NBSP}000 innbyggere er 5,00 vanlig" in question.expected
    assert "mer enn 19,06 regnes som uvanlig" in question.expected


def test_both_years_and_the_size_of_the_change(asked):
    adult, child = (q for q in asked if (q.unit, q.topic) == ("0118", "change"))
    assert adult.reported == (
        f"Dere førte 5 årsverk for voksne i 2015 og 45 i 2016, en økning på 40 (800{NBSP}prosent)."
    )
    # changes 0, 0, 0, 2 and 40: quartiles 0 and 2, upper fence 2 + 1.5 * 2
    assert "en økning på mer enn 5,0 årsverk" in adult.expected
    assert child.reported == "Dere førte 2 årsverk for barn og unge i 2015, men ingen i 2016."


def test_a_new_form_is_mentioned():
    now, before = answers({"0104": joint(9, 1)}), answers({"0104": separate(3, 2)}, year=2015)
    (found,) = questions(
        check_year(now, before, UNITS, RULES, TODAY), 2016, load_labels(None, 2016)
    )
    assert found.reported.endswith(
        "Samtidig har dere gått fra å rapportere hver for seg til felles."
    )
    assert "samme sum" in found.expected


@pytest.mark.parametrize(
    ("value", "text"), [(12.0, "12"), (12.5, "12,5"), (12.25, "12,25"), (1.1 + 2.2, "3,3")]
)
def test_fte_keep_the_decimals_they_have(value, text):
    assert fte(value) == text


TITLE = "Årsverk i forhold til innbyggerne"
QUESTION = Question(
    "0101", "rate", "adult", "Dere har ført 1.", "Vanlig er 2.", "Stemmer det?", TITLE
)


def test_a_letter_says_all_and_is_polite():
    text = letter([QUESTION], {"name": "Halden", "kind": "municipality"}, 2016, synthetic=False)
    assert text.startswith("Til Halden kommune\n")
    for words in ("Takk for at", "1. Årsverk i forhold", "Stemmer det?", "Endret praksis"):
        assert words in text
    assert "SYNTETISK" not in text
    assert max(len(line) for line in text.splitlines()) <= 88


def test_a_synthetic_letter_says_so_first():
    text = letter([QUESTION], {"name": "Halden", "kind": "municipality"}, 2016, synthetic=True)
    assert text.startswith("SYNTETISK EKSEMPEL. SKAL IKKE SENDES.")


def test_districts_and_agencies_are_addressed_in_oslo():
    assert (
        addressee(PART | {"name": "Bydel Sagene", "kind": "district"})
        == "Bydel Sagene, Oslo kommune"
    )
    assert (
        addressee(PART | {"name": "Oslo Helseetaten", "kind": "agency"})
        == "Helseetaten, Oslo kommune"
    )


def test_cells_are_those_of_the_chosen_form():
    cells = asked_cells(NOW, {"0104": ()})
    forms = {name.split("_", 4)[4] for name in cells["variable"]}
    assert forms == {"mental_health", "substance_use"}
    found = dict(zip(cells["variable"], cells["value"], strict=True))
    assert found["fte_adult_measure_a_mental_health"] == 5


def test_other_numbers_and_crosses_that_are_asked_about_stand_with_them():
    cells = asked_cells(
        answers({"0101": {"kinds__x": 1, "kinds__y": 0}}), {"0101": ("kinds", "offer")}
    )
    assert dict(zip(cells["variable"], cells["value"], strict=True)) == {
        "kinds__x": 1,
        "kinds__y": 0,
    }


def test_a_new_practice_with_kroner_moves_no_staff():
    said = {
        "unit": "0101",
        "decision": "changed_practice",
        "reason": "r",
        "who": "w",
        "date": SIGNED.date,
    }
    changes = [{**said, "variable": name} for name in ("user_involvement_amount", "scales")]
    assert changed_practice(Decisions.model_validate({"changes": changes})) == []


def test_the_folder_holds_list_and_texts_for_the_owner_only(listed):
    names = sorted(p.name for p in (listed.parent / "letters").iterdir())
    assert names == ["0101.txt", "0104.txt", "0118.txt"]
    assert stat.S_IMODE(listed.stat().st_mode) == 0o600
    assert stat.S_IMODE(listed.parent.stat().st_mode) == 0o700
    assert "ikke" in (listed.parent / "README.txt").read_text(encoding="utf-8")


def test_the_list_has_no_formula_and_offers_the_answers(listed):
    book = openpyxl.load_workbook(listed)
    assert book.sheetnames == ["Les først", "Spørsmål", "Årsverk", "Alle funn"]
    assert not [c for sheet in book for row in sheet for c in row if c.data_type == "f"]
    (choices,) = book["Spørsmål"].data_validations.dataValidation
    assert "Endret praksis" in choices.formula1


def fill_in(path, sheet, row, **cells):
    """Write cells by header; the row as Excel counts."""
    book = openpyxl.load_workbook(path)
    header = [cell.value for cell in book[sheet][1]]
    for name, value in cells.items():
        book[sheet].cell(row, header.index(name.replace("_", " ")) + 1, value)
    book.save(path)


def row_of(path, sheet, *wanted):
    for row in openpyxl.load_workbook(path)[sheet].iter_rows(min_row=2):
        if set(wanted) <= {cell.value for cell in row}:
            return row[0].row
    raise AssertionError(wanted)


def test_answers_come_back_as_decisions(listed, tmp_path):
    at = row_of(listed, "Spørsmål", "0118", "Endring fra året før: voksne")
    fill_in(listed, "Spørsmål", at, Svar="Endret praksis", Forklaring="Teller vikarer nå")
    at = row_of(listed, "Spørsmål", "0101", "fte_adult_education")
    fill_in(listed, "Spørsmål", at, Svar="Feil")
    at = row_of(listed, "Årsverk", "0101", "fte_adult_education_b_joint")
    fill_in(listed, "Årsverk", at, Skal_være="12,5")
    replies = read_replies(listed, NOW, SIGNED)
    assert not replies.findings
    assert replies.open == 5  # of seven
    folder = tmp_path / "survey"
    folder.mkdir()
    store(replies, folder)
    stored = load_decisions(folder)
    assert changed_practice(stored) == ["0118"]
    practice, error = stored.changes
    assert (practice.variable, practice.reason) == ("fte_adult_measure", "Teller vikarer nå")
    assert (error.decision, error.variable) == ("error", "fte_adult_education_b_joint")
    assert (error.expected, error.new, error.who) == ("10", "12,5", "Kari Kontroll")
    assert error.date == dt.date(2016, 6, 20)


def test_a_later_answer_takes_the_place_of_an_earlier_one(listed, tmp_path):
    at = row_of(listed, "Spørsmål", "0118", "Endring fra året før: barn og unge")
    for said in ("Endret praksis", "Tallet er riktig"):
        fill_in(listed, "Spørsmål", at, Svar=said)
        store(read_replies(listed, NOW, SIGNED), tmp_path)
    (change,) = load_decisions(tmp_path).changes
    assert change.decision == "real_change"


def test_what_stands_in_the_file_by_hand_is_kept(listed, tmp_path):
    (tmp_path / "decisions.yml").write_text(
        "# Our own words.\nduplicates:\n- {unit: '0101', rows: [2, 5], holds: 5, reason: r, "
        "who: w, date: 2016-06-01}\n",
        encoding="utf-8",
    )
    at = row_of(listed, "Spørsmål", "0118", "Endring fra året før: voksne")
    fill_in(listed, "Spørsmål", at, Svar="Tallet er riktig")
    store(read_replies(listed, NOW, SIGNED), tmp_path)
    kept = load_decisions(tmp_path)
    assert kept.duplicates[0].rows == (2, 5)
    assert len(kept.changes) == 1
    assert (tmp_path / "decisions.yml").read_text(encoding="utf-8").startswith("# Our own words.")


@pytest.mark.parametrize(
    ("sheet", "wanted", "cells", "words"),
    [
        (QUESTIONS, SUM, {"Svar": "Kanskje"}, "er ikke et av svarene"),
        (QUESTIONS, SUM, {"Svar": "Feil"}, "mangler riktig tall"),
        (QUESTIONS, SUM, {"Svar": "Endret praksis", "Kode": "9999"}, "ukjent kode"),
        (CELLS, f"{SUM}_b_joint", {"Skal_være": "12.5"}, "er ikke et tall"),
        (CELLS, f"{SUM}_b_joint", {"Skal_være": "1", "Rapportert": "9"}, "er endret"),
        (CELLS, f"{SUM}_b_joint", {"Skal_være": "1", "Variabel": "x"}, "ikke finnes"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_place(listed, sheet, wanted, cells, words):
    at = row_of(listed, sheet, "0101", wanted)
    fill_in(listed, sheet, at, **cells)
    replies = read_replies(listed, NOW, SIGNED)
    assert len(replies.findings) == 1
    assert words in replies.findings[0].line
    assert f"rad {at}" in replies.findings[0].line


def test_a_filled_in_list_is_never_overwritten(listed):
    assert not has_replies(listed)
    at = row_of(listed, "Spørsmål", "0101", "fte_adult_education")
    fill_in(listed, "Spørsmål", at, Forklaring="Vi ser på det")
    labels = load_labels(None, 2016)
    content = control_list(check_year(NOW, BEFORE, UNITS, RULES, TODAY), NOW, UNITS, labels,
                           Decisions())  # fmt: skip
    before = listed.read_bytes()
    with pytest.raises(UserError, match="har svar som ville gått tapt"):
        write_control(content, UNITS, load_labels(None, 2016), listed.parent)
    assert listed.read_bytes() == before


def test_another_workbook_is_refused(tmp_path):
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    (tmp_path / "text.xlsx").write_text("no workbook", encoding="utf-8")
    for name in ("other.xlsx", "text.xlsx"):
        with pytest.raises(UserError, match="er ikke en liste med kontrollspørsmål"):
            read_replies(tmp_path / name, NOW, SIGNED)


def test_the_same_list_has_the_same_bytes(listed, tmp_path):
    labels = load_labels(None, 2016)
    content = control_list(check_year(NOW, BEFORE, UNITS, RULES, TODAY), NOW, UNITS, labels,
                           Decisions())  # fmt: skip
    write_control(content, UNITS, load_labels(None, 2016), tmp_path / "again")
    assert (tmp_path / "again" / listed.name).read_bytes() == listed.read_bytes()
