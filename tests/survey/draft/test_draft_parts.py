"""The parts of a draft: numbers, values, units, rows without a unit, what is written and read."""

import csv
from dataclasses import replace

import openpyxl
import pytest

from helpers.survey import good_table, small_book, small_register, survey_project, variable
from is248.base.errors import DataError
from is248.base.yaml_files import read_yaml
from is248.cli.main import main
from is248.survey.codebook import Codebook
from is248.survey.mapping.columns_file import ColumnMapping
from is248.survey.mapping.draft import draft_mapping
from is248.survey.mapping.draft_files import yaml_text
from is248.survey.mapping.draft_presets import recognised
from is248.survey.mapping.draft_targets import targets
from is248.survey.mapping.draft_values import reading, seen
from is248.survey.mapping.draft_words import folded, question_number
from is248.survey.mapping.draft_workbook import read_mapping, workbook

pytestmark = pytest.mark.usefixtures("reads_in_forks")

LABELS = {
    "unit": "Kommunenr", "name": "Kommune", "year": "År", "form": "Ledetekst form",
    "fte": "Ledetekst fte", "fte_mental": "Ledetekst fte_mental", "beds": "Ledetekst beds",
    "grant": "Ledetekst grant", "help__a": "Ledetekst help – Råd",
    "help__b": "Ledetekst help: Bolig", "help__c": "Ledetekst help [Annet]",
    "why": "Ledetekst why", "why__codes": "Ledetekst why – koder", "remark": "Ledetekst remark",
}  # fmt: skip
"""Column of the small form → its header in their file."""


def their_rows(*, above=(), below=(), **columns):
    table = good_table(**columns)
    rows = [list(LABELS.values()), *table[list(LABELS)].values.tolist()]
    return [*above, *rows, *below]


def written(path, rows):
    width = max(map(len, rows))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([*r, *[""] * (width - len(r))] for r in rows)
    return path


def drafted(path, book=None):
    return draft_mapping(path, book or small_book(), small_register())


def found(draft):
    return {mapping.column: mapping for mapping in draft.mapping.columns}


def target_of(name, kind, **more):
    """The target of a question of a form with this one question."""
    book = Codebook.model_validate(
        {"year": 2016, "variables": [variable(name, "1.1", kind, **more)]}
    )
    return targets(book)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3.2", "3.2"), ("spm. 3.2", "3.2"), ("Spm 3.2 Årsverk", "3.2"), ("spm_3_2a", "3.2a"),
        ("Q3_2", "3.2"), ("3.2a", "3.2a"), ("8.1_3", "8.1.3"), ("spm_8_1_3", "8.1.3"),
        ("18.2a-annet", "18.2a.annet"), ("1.k", "1.k"), ("5.1a koder", "5.1a.koder"),
        ("V12", ""), ("12. Årsverk", ""), ("s_1_2", ""), ("2016", ""), ("Voksne 3.2", ""),
    ],
)  # fmt: skip
def test_numbers_of_questions(text, number):
    assert question_number(text)[0] == number


def test_ways_to_write_the_same_words():
    assert folded("ÅRSVERK  for barn/unge") == folded("Aarsverk for barn – unge")
    assert folded("<b>Oppsøkende</b> team") == folded("oppsoekende team")


def test_values_by_label_by_code_and_as_reasons():
    only = target_of("q", "single", categories={"good": "Svært godt", "bad": "Dårlig"},
                          missing={"98": "dont_know"})  # fmt: skip
    read = reading(seen(["Svært godt", "dårlig", "bad", "2 - Dårlig", "Vet ikke", ""], {}), only[0])
    assert dict(read.values) == {
        "Svært godt": "good", "dårlig": "bad", "2 - Dårlig": "bad", "Vet ikke": "dont_know",
    }  # fmt: skip
    assert read.sure == 1


def test_a_reason_without_a_code_of_its_own_is_an_empty_cell_and_unsure():
    only = target_of("q", "fte")[0]
    read = reading(seen(["2,5", "Vet ikke", "Ubesvart", "Ikke aktuelt"], {}), only)
    assert set(read.values.values()) == {"blank"}
    assert read.blanked == ("Vet ikke", "Ikke aktuelt")
    assert read.sure < 0.9


def test_codes_in_order_are_unsure_and_labels_of_the_file_are_not():
    only = target_of("q", "single", categories={"a": "Alltid", "b": "Ofte", "c": "Aldri"})[0]
    bare = reading(seen(["1", "3", "2"], {}), only)
    assert dict(bare.values) == {"1": "a", "2": "b", "3": "c"}
    assert bare.sure < 0.9
    told = reading(seen(["1", "3", "99"], {"1": "Aldri", "3": "Alltid", "99": "Ubesvart"}), only)
    assert dict(told.values) == {"1": "c", "3": "a", "99": "blank"}
    assert told.sure == 1


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1", "2"], {"1": "yes", "2": "no"}),
        (["0", "1"], {"0": "no", "1": "yes"}),
        (["ja", "NEI"], {"ja": "yes", "NEI": "no"}),
    ],
)
def test_yes_and_no(cells, values):
    only = target_of("q", "single", categories={"yes": "Ja", "no": "Nei"})[0]
    assert dict(reading(seen(cells, {}), only).values) == values


def test_a_column_of_one_option():
    cross = target_of("q", "multiple", categories={"a": "Råd", "b": "Bolig"})[1]
    assert cross.name == "q__a"
    assert reading(seen(["Råd", "", "Råd"], {}), cross).crossed
    chosen = reading(seen(["Valgt", "Ikke valgt"], {}), cross)
    assert (dict(chosen.values), chosen.crossed) == ({"Valgt": "1", "Ikke valgt": "0"}, False)
    assert reading(seen(["0,5", "12", "7"], {}), cross).fit == 0


def test_choices_in_one_cell_where_a_label_holds_the_mark():
    whole = target_of("q", "multiple", categories={"a": "Ideelle, avtale", "b": "Nei"})[0]
    assert whole.kind == "joined"
    read = reading(seen(["Ideelle, avtale, Nei", "Nei"], {}), whole)
    assert (read.separator, read.fit) == (",", 1)
    assert dict(read.values) == {"Ideelle, avtale": "a", "Nei": "b"}


def test_the_table_is_found_among_titles_headings_and_totals(tmp_path):
    rows = their_rows(
        above=[["IS-24/8"], [], ["Rapportering"]],
        below=[["Sum", "", "", "", "12", "3"], ["Kilde: kommunene, lest i dag"]],
    )
    mapping = drafted(written(tmp_path / "svar.csv", rows)).mapping
    assert (mapping.header_row, mapping.skip_rows) == (4, (10, 11))
    assert {m.column: m.to for m in mapping.columns} == {h: n for n, h in LABELS.items()}


def test_a_second_header_is_left_out(tmp_path):
    rows = their_rows()
    rows.insert(1, list(LABELS))
    mapping = drafted(written(tmp_path / "svar.csv", rows)).mapping
    assert (mapping.header_row, mapping.skip_rows) == (1, (2,))


@pytest.mark.parametrize(
    ("units", "key_by"),
    [
        (["0101", "0104", "1640", "030101", "0301-H"], "code"),
        (["101", "104", "1640", "30101", "0301-H"], "number"),
        (["Halden kommune", "MOSS", "Røros", "Gamle Oslo", "Oslo Helseetaten"], "name"),
    ],
)
def test_what_the_column_of_units_holds(units, key_by, tmp_path):
    rows = their_rows(unit=units, name=["?"] * 5)
    rows[0][0] = "Hvem"
    draft = drafted(written(tmp_path / "svar.csv", rows))
    assert draft.mapping.key_by == key_by
    assert found(draft)["Hvem"].to == "unit"


def test_decimal_points_throughout(tmp_path):
    rows = their_rows(fte=["12.5", "", "1234.25", "0", ""], fte_mental=["", "3", "", "", "0.5"])
    assert drafted(written(tmp_path / "svar.csv", rows)).mapping.decimal == "."


def test_what_a_survey_system_adds_is_left_out_and_told(tmp_path):
    rows = their_rows()
    extra = [["Svar-ID", "Levert"], *([str(at), "2017-02-01"] for at in range(5))]
    draft = drafted(
        written(tmp_path / "svar.csv", [[*e, *r] for e, r in zip(extra, rows, strict=True)])
    )
    assert draft.preset == "Nettskjema"
    assert [found(draft)[name].to for name in ("Svar-ID", "Levert")] == ["", ""]
    assert draft.count("left") == 2
    assert "# Opplysning fra undersøkelsesverktøyet." in yaml_text(draft, 2016)


def test_one_mark_of_a_system_is_not_enough():
    assert recognised(["Levert", "Ledetekst"]) == ""
    assert recognised(["respondentid", "statoverall_1", "s_1"]) == "SurveyXact"


def test_what_a_header_holds_cannot_become_part_of_the_draft(tmp_path):
    rows = their_rows(remark=["a\n  - {column: x, to: unit}", "", "", "", "="])
    rows[0][-1] = "Ledetekst remark\ncolumns: []  # \u202e «to»: 'unit'"
    draft = drafted(written(tmp_path / "svar.csv", rows))
    content = read_yaml(yaml_text(draft, 2016))
    assert [c["to"] for c in content["columns"]].count("unit") == 1
    assert len(content["columns"]) == len(LABELS)


@pytest.mark.parametrize("ending", [".yml", ".xlsx"])
def test_a_draft_is_read_back_as_it_was(ending, tmp_path):
    rows = their_rows(form=["1", "2", "1", "1", "2"], help__a=["Råd", "", "", "", "Råd"])
    rows[0][11] = rows[0][13] = "Samme"
    draft = drafted(written(tmp_path / "svar.csv", rows))
    joined = ColumnMapping(
        column="Nye", at=3, to="help", separator="\n", values={"Råd": "a"}, sure=0.85
    )
    mapping = draft.mapping.model_copy(
        update={"columns": (*draft.mapping.columns, joined), "skip_rows": (3, 7), "decimal": ","}
    )
    made = replace(draft.columns[0], mapping=joined)
    draft = replace(draft, mapping=mapping, columns=[*draft.columns, made])
    path = tmp_path / f"utkast{ending}"
    content = workbook(draft) if ending == ".xlsx" else yaml_text(draft, 2016).encode()
    path.write_bytes(content)
    assert read_mapping(path, path.name) == mapping


def test_a_slip_in_the_workbook_is_named_by_sheet_row_and_column(tmp_path):
    path = tmp_path / "utkast.xlsx"
    path.write_bytes(workbook(drafted(written(tmp_path / "svar.csv", their_rows()))))
    book = openpyxl.load_workbook(path)
    book["Kolonner"]["D3"] = "ganske"
    book.save(path)
    with pytest.raises(
        DataError, match=r"utkast.xlsx, arket «Kolonner», rad 3: «Sikkerhet» er «ganske»"
    ):
        read_mapping(path, path.name)
    del book["Verdier"]
    book.save(path)
    with pytest.raises(DataError, match="arket «Verdier» mangler"):
        read_mapping(path, path.name)


@pytest.fixture
def compendium(tmp_path, monkeypatch):
    project = survey_project(tmp_path / "project")
    monkeypatch.setenv("IS248_ROOT", str(project.root))
    return project


def test_the_command_writes_private_files_under_free_names(compendium, tmp_path, capsys):
    path = written(tmp_path / "svar.csv", their_rows())
    folder = compendium.data / "survey" / "2016"
    (folder / "columns.draft.yml").write_text("ikke rør\n", encoding="utf-8")
    assert main(["ingest", "2016", str(path), "--draft-mapping"]) == 0
    assert "14 av 14 kolonner er funnet sikkert, 0 er usikre" in (said := capsys.readouterr().out)
    assert "columns.draft-2.yml" in said
    assert (folder / "columns.draft.yml").read_text(encoding="utf-8") == "ikke rør\n"
    made = [folder / f"columns.draft-2{ending}" for ending in (".yml", ".xlsx")]
    assert [oct(each.stat().st_mode)[-3:] for each in made] == ["600", "600"]
    assert not (compendium.data / "prepared").exists()
    assert read_mapping(made[0], "a") == read_mapping(made[1], "b")


def test_a_file_that_cannot_be_drafted_is_one_sentence(compendium, tmp_path, capsys):
    path = written(tmp_path / "tall.csv", [["1", "2"], ["3", "4"]])
    assert main(["ingest", "2016", str(path), "--draft-mapping"]) == 2
    assert "fant ingen rad med kolonnenavn" in capsys.readouterr().err
    assert not list((compendium.data / "survey" / "2016").glob("*draft*"))
