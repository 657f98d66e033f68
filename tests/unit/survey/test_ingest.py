"""From file to prepared answers: kinds of nothing, corrections, decisions, marks, writing."""

import json

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml

from helpers.survey import FTE_TOTAL, NAMES, good_table, small_inputs, survey_project, write
from is248.base.errors import DataError
from is248.survey.answers import load_answers
from is248.survey.ingest import ingest, prepare
from is248.survey.readers import read_table

pytestmark = pytest.mark.usefixtures("reads_in_forks")

SIGNED = {"reason": "Ringt kommunen", "who": "AB", "date": "2016-06-01"}


@pytest.fixture
def own(tmp_path):
    return survey_project(tmp_path / "project")


def prepared(table, tmp_path, ending=".csv", **more):
    path = write(table, tmp_path / f"svar{ending}")
    outcome = prepare(read_table(path), small_inputs(), **more)
    assert outcome.prepared, [f.line for f in outcome.findings]
    return outcome.prepared


def status(found, unit, variable):
    rows = found.statuses
    rows = rows[(rows["unit"] == unit) & (rows["variable"] == variable)]
    return rows["status"].item() if len(rows) else None


def lists(own, name, content):
    path = own.data / "survey" / "2016" / name
    path.write_text(yaml.safe_dump(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("unit", "variable", "value", "why"),
    [
        ("0101", "beds", 0.0, None),
        ("1640", "beds", None, "blank"),
        ("0104", "beds", None, "dont_know"),
        ("1640", "grant", None, "dont_know"),
        ("0104", "fte", None, "not_asked"),
        ("0101", "fte_mental", None, "not_asked"),
        ("1601", "beds", None, "no_answer"),
        ("1601", "fte_mental", None, "no_answer"),
        ("030101", "fte", 0.0, "carried_forward"),
        ("030101", "fte_mental", None, "not_asked"),
        ("030101", "remark", None, "no_answer"),
        ("1640", "remark", "NA", None),
        ("0301-H", "remark", "nan", None),
        ("0104", "remark", "=1+1", None),
        ("1640", "why__codes", "y;x", None),
    ],
)
def test_six_kinds_of_nothing_stay_apart(unit, variable, value, why, tmp_path):
    found = prepared(good_table(), tmp_path)
    cell = found.values.loc[unit, variable]
    assert (None if pd.isna(cell) else cell) == value
    assert status(found, unit, variable) == why


def test_a_status_in_a_code_and_an_empty_form(tmp_path):
    table = good_table()
    table.loc[0, "beds"] = "97"
    table.loc[4, "form":] = ""
    found = prepared(table, tmp_path)
    assert status(found, "0101", "beds") == "not_asked"
    of_unit = found.statuses.query("unit == '0301-H'")
    assert set(of_unit["status"]) == {"no_answer"}


def test_every_unit_has_a_row_in_the_order_of_the_register(tmp_path):
    found = prepared(good_table(), tmp_path).values
    assert found.index.tolist() == list(NAMES)
    assert {str(found[c].dtype) for c in ("fte", "beds")} == {"Float64"}
    assert str(found["help__a"].dtype) == "Int8"
    assert float(found[["fte", "fte_mental"]].sum().sum()) == FTE_TOTAL


@pytest.mark.parametrize("first", ["0101", "101"])
def test_a_dropped_zero_is_put_back(first, tmp_path):
    units = [first, "104", "1640", "30101", "301-h"]
    found = prepared(good_table(unit=units), tmp_path)
    pd.testing.assert_frame_equal(found.values, prepared(good_table(), tmp_path).values)


@pytest.mark.parametrize("names", [["FTE", "3.3"], ["spm. 3.2", "Ledetekst fte_mental"]])
def test_columns_are_renamed_by_the_codebook(names, tmp_path):
    renamed = good_table().rename(columns=dict(zip(["fte", "fte_mental"], names, strict=True)))
    found = prepared(renamed.rename(columns={"unit": "Kommunenr"}), tmp_path)
    pd.testing.assert_frame_equal(found.values, prepared(good_table(), tmp_path).values)


def test_all_formats_give_the_same_bytes(own, tmp_path):
    folder = own.data / "prepared" / "2016"
    seen = set()
    for ending in (".csv", ".xlsx", ".sav", ".dta"):
        assert ingest(2016, write(good_table(), tmp_path / f"a{ending}"), own).folder == folder
        seen.add(tuple((folder / f"{n}.parquet").read_bytes() for n in ("answers", "statuses")))
    assert len(seen) == 1


def test_provenance_tells_what_the_answers_are_made_of(own, tmp_path):
    path = write(good_table(), tmp_path / "svar.csv")
    lists(own, "corrections.yml", {"corrections": []})
    outcome = ingest(2016, path, own)
    told = json.loads((outcome.folder / "provenance.json").read_text(encoding="utf-8"))
    assert (told["year"], told["synthetic"]) == (2016, False)
    assert told["source"]["file"] == "svar.csv"
    assert len(told["source"]["sha256"]) == 64
    assert set(told["inputs"]) == {"codebook.yml", "corrections.yml"}
    assert set(told["files"]) == {"answers.parquet", "statuses.parquet"}
    assert told["units"] == 444
    assert {f["words"] for f in told["findings"]} == {"enheten har ikke svart"}


@pytest.mark.parametrize(("mark", "expected"), [("true", True), ("SANN", True), ("", False)])
def test_the_synthetic_mark_reaches_both_tables(own, tmp_path, mark, expected):
    outcome = ingest(2016, write(good_table(synthetic=mark), tmp_path / "a.csv"), own)
    for name in ("answers", "statuses"):
        marks = pq.read_schema(outcome.folder / f"{name}.parquet").metadata
        assert marks[b"synthetic"] == (b"true" if expected else b"false")
    answers = load_answers(2016, own)
    assert answers.synthetic is expected
    assert answers.values.loc["1640", "fte"] == 1234.25


def test_the_list_beside_the_file_counts_too(own, tmp_path):
    path = write(good_table(), tmp_path / "svar.csv")
    source = tmp_path / "source.yml"
    source.write_text("files: {svar.csv: {synthetic: true}}")
    assert "ført som syntetisk" in ingest(2016, path, own).findings[0].line
    source.write_text(f"files: {{svar.csv: {{sha256: {'0' * 64}}}}}")
    assert "filen er endret: sha256 er" in ingest(2016, path, own).findings[0].line
    source.write_text("files: [")
    with pytest.raises(DataError, match=r"source\.yml ved siden av"):
        ingest(2016, path, own)


def test_a_correction_is_applied_before_the_cell_is_read(own, tmp_path):
    table = good_table()
    table.loc[0, "fte"] = "12,5 (ca)"
    entry = {"unit": "0101", "variable": "fte", "expected": "12,5 (ca)", "new": "12,5", **SIGNED}
    lists(own, "corrections.yml", {"corrections": [entry]})
    outcome = ingest(2016, write(table, tmp_path / "a.csv"), own)
    assert outcome.prepared.values.loc["0101", "fte"] == 12.5


def test_a_correction_expects_a_number_however_it_is_written(own, tmp_path):
    entry = {"unit": "1640", "variable": "fte", "expected": "1234,250", "new": "", **SIGNED}
    lists(own, "corrections.yml", {"corrections": [entry]})
    outcome = ingest(2016, write(good_table(), tmp_path / "a.xlsx"), own)
    assert pd.isna(outcome.prepared.values.loc["1640", "fte"])


def test_the_line_of_a_correction_that_does_not_fit_is_told(own, tmp_path):
    path = own.data / "survey" / "2016" / "corrections.yml"
    path.write_text(
        "# comment\ncorrections:\n"
        '  - {unit: "0101", variable: fte, expected: "12,5", new: "13", reason: a, who: b,\n'
        "     date: 2016-06-01}\n"
        '  - {unit: "0101", variable: fte, expected: "12,5", new: "14", reason: a, who: b,\n'
        "     date: 2016-06-01}\n"
    )
    (finding,) = [
        f for f in ingest(2016, write(good_table(), tmp_path / "a.csv"), own).findings
        if f.severity == "error"
    ]  # fmt: skip
    assert finding.line == (
        "corrections.yml, linje 5, 0101 Halden, kolonnen «fte»: «12,5» var ventet, men filen har "
        "«13». Se om rettelsen er tatt inn i filen; rett «expected» eller slett rettelsen."
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("corrections: [{unit: 0101}]", "«corrections.0.unit» skal være tekst"),
        ('corrections: [{unit: "0101"}]', "«corrections.0.variable» mangler"),
        ("rettelser: []", "«rettelser» er et ukjent felt"),
        ("corrections: [", "ikke gyldig YAML"),
    ],
)
def test_a_list_that_cannot_be_read_is_misuse(own, tmp_path, content, words):
    (own.data / "survey" / "2016" / "corrections.yml").write_text(content)
    with pytest.raises(DataError, match="corrections") as caught:
        ingest(2016, write(good_table(), tmp_path / "a.csv"), own)
    assert words in str(caught.value)


def test_a_decision_says_which_answer_holds(own, tmp_path):
    twice = pd.concat([good_table(), good_table().iloc[[0]].assign(unit="101", fte="14")])
    path = write(twice, tmp_path / "a.csv")
    assert ingest(2016, path, own).prepared is None
    entry = {"unit": "0101", "rows": [2, 7], "holds": 7, **SIGNED}
    lists(own, "decisions.yml", {"duplicates": [entry]})
    assert ingest(2016, path, own).prepared.values.loc["0101", "fte"] == 14
    lists(own, "decisions.yml", {"duplicates": [{**entry, "holds": 3}]})
    with pytest.raises(DataError, match="holds must be one of rows"):
        ingest(2016, path, own)


def test_a_control_question_answered_with_an_error_corrects(own, tmp_path):
    change = {"unit": "0101", "variable": "fte", "decision": "error", "expected": "12,5",
              "new": "11", **SIGNED}  # fmt: skip
    real = {"unit": "0101", "variable": "fte_adult", "decision": "real_change", **SIGNED}
    lists(own, "decisions.yml", {"changes": [real, change]})
    outcome = ingest(2016, write(good_table(), tmp_path / "a.csv"), own)
    assert outcome.prepared.values.loc["0101", "fte"] == 11


def test_a_killed_run_leaves_the_last_answers(own, tmp_path, monkeypatch):
    path = write(good_table(), tmp_path / "a.csv")
    folder = ingest(2016, path, own).folder
    before = (folder / "answers.parquet").read_bytes()

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("is248.survey.prepared_files.exchange", killed)
    table = good_table()
    table.loc[0, "fte"] = "1"
    with pytest.raises(KeyboardInterrupt):
        ingest(2016, write(table, tmp_path / "b.csv"), own)
    assert (folder / "answers.parquet").read_bytes() == before
    assert [p.name for p in folder.parent.iterdir()] == ["2016"]


def test_answers_moved_aside_by_a_killed_run_come_back(own, tmp_path):
    path = write(good_table(), tmp_path / "a.csv")
    folder = ingest(2016, path, own).folder
    folder.rename(folder.parent / ".old-2016")
    (folder.parent / ".staged-2016-1").mkdir()
    from is248.base.exchange import recover

    recover(folder)
    assert [p.name for p in folder.parent.iterdir()] == ["2016"]


def test_a_year_without_a_register_of_its_own_has_that_of_2016(own):
    from is248.survey.unit_keys import load_register

    assert len(load_register(2015, own).names) == 444
