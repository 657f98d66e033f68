"""columns.yml: their names, keys and values become ours; a misfit is told with its line."""

import json
import time

import pytest

from helpers.survey import ROOT, good_table, small_book, small_register, survey_project, write
from is248.base.errors import DataError, UserError
from is248.survey import freshness
from is248.survey.codebook import load_codebook
from is248.survey.columns import match_columns
from is248.survey.ingest import ingest
from is248.survey.mapping.accept import accept
from is248.survey.mapping.apply_columns import apply_columns, unfit
from is248.survey.mapping.columns_file import ColumnsFile, read_columns
from is248.survey.mapping.mapping_told import read_told
from is248.survey.raw_table import RawTable
from is248.survey.unit_keys import Register, load_register

BOOK = small_book()
UNITS = ["0101", "0104", "1640"]
HEROY = {"1515": "Herøy", "1818": "Herøy", "0301-H": "Oslo Helseetaten"}
TWO = Register(
    {"0101": "Halden", "1939": "Storfjord/Omasvuotna", **HEROY},
    {"0301": "Oslo"},
    {"1515": "Møre og Romsdal", "1818": "Nordland"},
)


def table(file="svar.csv", value_labels=None, **columns):
    """A file of three units; cells are given by column."""
    columns = {"unit": UNITS, **columns}
    rows = len(next(iter(columns.values())))
    return RawTable(
        file, tuple(columns), tuple(map(list, columns.values())), tuple(range(2, 2 + rows)),
        value_labels=value_labels or {},
    )  # fmt: skip


def mapped(raw, register=None, **content):
    made = apply_columns(
        raw, ColumnsFile.model_validate(content), BOOK, register or small_register()
    )
    return made, dict(zip(made.header, made.columns, strict=True))


def entry(column, to, **more):
    return {"column": column, "to": to, **more}


def accepted(raw):
    made = accept(raw, match_columns(raw, BOOK)[0], BOOK)
    return made, dict(zip(made.header, made.columns, strict=True))


def test_names_and_values_become_ours_and_what_is_not_listed_passes():
    raw = table(Skjema=["1", "2.0", "joint"], Senger=["99", "7", ""])
    values = {"1": "joint", "2": "separate"}
    beds = entry("senger", "beds", values={"99": "dont_know"})
    made, cells = mapped(raw, columns=[entry("Skjema", "form", values=values), beds])
    assert made.header == ("unit", "form", "beds")
    assert cells["form"] == ["joint", "separate", "joint"]
    assert cells["beds"] == ["98", "7", ""]  # 98 is the form's own "don't know"
    assert made.findings == ()


def test_a_value_may_be_told_by_its_label_in_spss_and_ours_are_not_read_as_theirs():
    labels = {"V1": {"1": "Felles", "2": "Hver for seg", "joint": "Noe annet"}}
    raw = table("svar.sav", labels, V1=["1", "2", ""])
    made, cells = mapped(
        raw, columns=[entry("V1", "form", values={"felles": "joint", "Hver for seg": "separate"})]
    )
    assert cells["form"] == ["joint", "separate", ""]
    assert made.value_labels["form"] == {"1": "Felles", "2": "Hver for seg"}


def test_a_column_may_be_left_out_by_name_or_all_that_are_not_listed():
    raw = table(Epost=["a", "b", "c"], fte=["1", "2", "3"])
    _, cells = mapped(raw, columns=[entry("Epost", "")])
    assert list(cells) == ["unit", "fte"]
    _, cells = mapped(raw, unmapped="leave", columns=[entry("unit", "unit")])
    assert list(cells) == ["unit"]


def test_the_mark_of_synthetic_answers_is_never_left_out():
    raw = table(Synthetic=["true"] * 3, fte=["1", "2", "3"])
    _, cells = mapped(raw, unmapped="leave", columns=[entry("unit", "unit")])
    assert list(cells) == ["unit", "Synthetic"]
    made, _ = mapped(raw, columns=[entry("synthetic", "")])
    assert made.findings[0].words == "kolonnen merker syntetiske svar og kan ikke utelates"


def test_the_place_tells_columns_of_one_name_apart():
    raw = RawTable("svar.csv", ("unit", "Svar", "Svar"), (["0101"], ["5"], ["7"]), (2,))
    _, cells = mapped(raw, columns=[entry("Svar", "beds", at=3)])
    assert cells["beds"] == ["7"]
    made, _ = mapped(raw, columns=[entry("Svar", "beds")])
    assert made.findings[0].line == (
        "columns.yml, kolonnen «Svar»: 2 kolonner i svar.csv heter dette. Si «at»: 2, 3."
    )


def test_choices_in_one_cell_are_the_longest_labels_even_with_the_mark_in_them():
    book = BOOK.model_copy(update={"variables": tuple(
        v.model_copy(update={"categories": {"a": "Råd", "b": "Råd, hjelp", "c": "Annet"}})
        if v.id == "help" else v for v in BOOK.variables)})  # fmt: skip
    raw = table(Hjelp=["Råd, hjelp, Annet", "annet,RÅD", ""])
    columns = ColumnsFile.model_validate({"columns": [entry("Hjelp", "help", separator=", ")]})
    made = apply_columns(raw, columns, book, small_register())
    assert made.header == ("unit", "help__a", "help__b", "help__c")
    assert made.columns[1:] == (["0", "1", ""], ["1", "0", ""], ["1", "1", ""])


def test_a_part_that_is_no_option_is_found_in_its_cell():
    raw = table(Hjelp=["Råd;Bolig", "Råd;Bolgi", "x"])
    made, cells = mapped(raw, columns=[entry("Hjelp", "help", separator=";", values={"x": "c"})])
    (found,) = made.findings
    assert (found.row, found.column, found.value) == (3, "help", "Råd;Bolgi")
    assert found.words == "har «Bolgi», som ikke er et av alternativene"
    assert "Mente du «Bolig»?" in found.mend
    assert cells["help__c"] == ["0", "", "1"]


def test_a_reason_for_no_answer_beside_a_choice_is_found_and_a_blank_says_nothing():
    book = BOOK.model_copy(update={"variables": tuple(
        v.model_copy(update={"missing": {"98": "dont_know"}}) if v.id == "help" else v
        for v in BOOK.variables)})  # fmt: skip
    raw = table(Hjelp=["Råd;Vet ikke", "Vet ikke", "-;Bolig"])
    values = {"Vet ikke": "dont_know", "-": "blank"}
    columns = {"columns": [entry("Hjelp", "help", separator=";", values=values)]}
    made = apply_columns(raw, ColumnsFile.model_validate(columns), book, small_register())
    (found,) = made.findings
    assert (found.row, found.words) == (2, "har både et valg og en grunn til ikke å svare")
    assert made.columns[1:] == (["", "98", "0"], ["", "98", "1"], ["", "98", "0"])


def test_codes_of_a_text_may_be_joined_by_another_mark():
    _, cells = mapped(
        table(Koder=["Penger|Folk", "y", ""]), columns=[entry("Koder", "why__codes", separator="|")]
    )
    assert cells["why__codes"] == ["x;y", "y", ""]


def test_anything_is_a_cross_and_a_row_without_one_stays_empty():
    raw = table(A=["Råd", "", ""], B=["", "", "x"], C=["", "", ""])
    _, cells = mapped(raw, columns=[entry(n, f"help__{n.lower()}", crossed=True) for n in "ABC"])
    assert [cells[f"help__{n}"] for n in "abc"] == [["1", "", "0"], ["0", "", "1"], ["0", "", "0"]]


@pytest.mark.parametrize(
    ("key_by", "text", "key"),
    [
        ("number", "101", "0101"),
        ("number", "101.0", "0101"),
        ("code", "0101 Halden", "0101"),
        ("code", "Halden (0101)", "0101"),
        ("code", "0301-H Oslo Helseetaten", "0301-H"),
        ("name", "HALDEN kommune", "0101"),
        ("name", "Storfjord herad", "1939"),
        ("name", "Omasvuotna", "1939"),
        ("name", "Omasvuotna - Storfjord", "1939"),
        ("name", "Herøy (Nordland)", "1818"),
        ("name", "Herøy i Møre og Romsdal", "1515"),
        ("name", "Herøy sør", "1515"),
    ],
)
def test_a_unit_by_number_name_or_both(key_by, text, key):
    values = {"Herøy sør": "1515"}
    made, cells = mapped(
        table(unit=[text]), TWO, key_by=key_by, columns=[entry("unit", "unit", values=values)]
    )
    assert cells["unit"] == [key]
    assert made.findings == ()


@pytest.mark.parametrize(
    ("key_by", "text", "words"),
    [
        ("name", "Herøy", "er navnet på flere enheter, 1515 (Møre og Romsdal) og 1818 (Nordland)"),
        ("name", "Haldenn", "er ikke navnet på en enhet i registeret"),
        ("name", "Haldenn", "Mente du 0101 Halden?"),
        ("name", "Oslo", "er hele Oslo, som svarer ved bydeler og etater"),
        ("name", "Sum", "før den under «skip_rows» i columns.yml"),
        ("code", "0101 Herøy", "har koden til Halden og navnet på en annen enhet"),
        ("number", "9999", "er ikke en enhet i registeret"),
    ],
)
def test_a_doubtful_unit_is_found_and_its_row_left_out(key_by, text, words):
    made, cells = mapped(
        table(unit=["0101", text], fte=["1", "2"]), TWO, key_by=key_by,
        columns=[entry("unit", "unit", values={"0101": "0101"})],
    )  # fmt: skip
    assert cells["unit"] == ["0101"]
    assert cells["fte"] == ["1"]
    (found,) = made.findings
    assert (found.row, found.severity) == (3, "error")
    assert words in found.line


@pytest.mark.parametrize(
    ("decimal", "text", "read"),
    [(".", "1234.5", "1234,5"), (".", "1.234", "1,234"), (",", "1.234", "1234"),
     (",", "1.234,5", "1234,5"), (",", "-12.345.678", "-12345678"), (".", "7", "7")],
)  # fmt: skip
def test_a_declared_decimal_mark_settles_what_a_point_is(decimal, text, read):
    made, cells = mapped(table(fte=[text, "0", ""]), decimal=decimal)
    assert cells["fte"] == [read, "0", ""]
    assert made.findings == ()


@pytest.mark.parametrize(("decimal", "text"), [(".", "1,5"), (",", "1.5")])
def test_the_other_mark_is_found_and_never_read(decimal, text):
    made, _ = mapped(table(fte=["0", text, ""]), decimal=decimal)
    (found,) = made.findings
    assert (found.row, found.column, found.value, found.severity) == (3, "fte", text, "error")


@pytest.mark.slow
@pytest.mark.parametrize("key_by", ["name", "number"])
def test_a_hundred_thousand_unknown_units_are_found_in_seconds(key_by):
    names = [f"{at + 800_000} x" if key_by == "number" else f"Haldem {at}" for at in range(100_000)]
    start = time.process_time()
    made, _ = mapped(table(unit=names), key_by=key_by)
    assert time.process_time() - start < 10
    assert len(made.findings) == 100_000
    assert sum("Mente du" in f.mend for f in made.findings) <= 20


FAULTS = {
    "column": (entry("Fte", "fte"), "svar.csv har ingen slik kolonne", "Mente du «fte_a»?"),
    "place": (entry("fte_a", "fte", at=9), "kolonne 9 i svar.csv finnes ikke", "Rett «at»"),
    "other": (entry("Epost", "", at=2), "kolonne 2 i svar.csv heter «fte_a»", "Rett «at»"),
    "to": (entry("fte_a", "ftee"), "«to» er «ftee», som kodeboken ikke har", "Mente du «fte»"),
    "number": (entry("fte_a", "fte", values={"0": "noe"}), "«noe», som ikke er et tall", "blank"),
    "code": (entry("fte_a", "form", values={"1": "jont"}),
             "verdien «1» går til «jont», som ikke er en kode i spørsmålet", "Mente du «joint»?"),
    "cross": (entry("fte_a", "help__a", values={"1": "ja"}), "som ikke er en kode", "1, 0"),
    "status": (entry("fte_a", "fte", values={"99": "dont_know"}),
               "verdien «99» går til «dont_know», men spørsmålet har ingen kode for det",
               "eller skriv blank"),
    "text": (entry("fte_a", "remark", values={"-": "no_answer"}), "ingen kode for det", "blank"),
    "key": (entry("fte_a", "unit", values={"x": "9999"}), "«9999», som er ikke", "fire sifre"),
    "crossed": (entry("fte_a", "fte", crossed=True), "«crossed» gjelder bare", "alternativet"),
    "mark": (entry("fte_a", "fte", separator=";"), "«separator» gjelder bare", "flervalget"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_mapping_that_does_not_fit_is_told_with_its_line(name, tmp_path):
    wrong, words, mend = FAULTS[name]
    path = tmp_path / "columns.yml"
    good = '  - {column: unit, to: ""}\n'
    path.write_text(f"# ours\ncolumns:\n{good}  - {json.dumps(wrong, ensure_ascii=False)}\n")
    raw = table(fte_a=["1", "2", "3"])
    made = apply_columns(raw, read_columns(path, path.name), BOOK, small_register(), path)
    (found,) = made.findings
    assert (found.file, found.row, found.severity) == ("columns.yml", 4, "error")
    assert words in found.words
    assert mend in found.mend
    assert unfit(made, path)
    assert made.columns == raw.columns


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (entry("B", "help__a"), "går til det samme som «A» lenger opp"),
        (entry("B", "help", separator=";"), "går til det samme som «A» lenger opp"),
        (entry("A", "fte"), "kolonnen står to ganger i listen"),
    ],
)
def test_two_entries_for_one_column_are_told(second, words):
    raw = table(A=["1", "", ""], B=["1", "", ""])
    made, _ = mapped(raw, columns=[entry("A", "help__a"), second])
    assert [f.words for f in made.findings] == [words]


def test_what_nobody_has_looked_at_is_told_once():
    raw = table(A=["1", "", ""], B=["1", "", ""])
    made, _ = mapped(raw, columns=[entry("A", "fte", sure=0.9), entry("B", "beds", sure=0.5)])
    (found,) = made.findings
    assert found.words == "2 kolonner er foreslått og ikke sett på («A», «B»)"
    assert found.severity == "warning"


# ---- without a mapping ---------------------------------------------------------------------


def test_a_decimal_point_throughout_is_read_and_told_once():
    made, cells = accepted(table(fte=["1.5", "2", "1 234.25"], beds=["7", "", ""]))
    assert cells["fte"] == ["1,5", "2", "1 234,25"]
    (found,) = made.findings
    whole = "tallene har desimalpunktum i hele filen"
    assert found.words == f"{whole}: 2 av 2 desimaltall i 1 kolonne, og er lest slik"
    assert found.severity == "warning"


def test_a_file_with_both_marks_is_left_as_it_is():
    raw = table(fte=["1.5", "2,5", "3.5"])
    assert accepted(raw)[0] == raw
    raw = table(fte=["1.5", "", ""], grant=["1.234.567", "", ""])
    assert accepted(raw)[0] == raw


@pytest.mark.parametrize(
    ("cells", "doubtful"),
    [(["1.234", "", ""], True), (["0.125", "", ""], False), (["1.234", "1.5", ""], False)],
)
def test_three_figures_behind_every_point_may_be_thousands(cells, doubtful):
    made, _ = accepted(table(grant=cells, fte=["1.5", "2.5", ""]))
    (found,) = made.findings
    assert (found.severity == "error") is doubtful
    assert ("tusen eller desimal i «grant»" in found.words) is doubtful


def test_labels_are_read_as_their_codes_and_other_texts_are_not():
    made, cells = accepted(table(form=["FELLES", "Delt", "Fells"]))
    assert cells["form"] == ["joint", "separate", "Fells"]
    (found,) = made.findings
    assert "(2 celler i 1 kolonne)" in found.words


@pytest.mark.parametrize(
    ("a", "b", "c", "read"),
    [
        (["Ja", "Nei", ""], ["Nei", "ja", ""], ["Nei", "Nei", ""], "10 01 00"),
        (["X", "", ""], ["", "x", ""], ["", "", ""], "10 01 00"),
        (["Råd", "", ""], ["", "Bolig", ""], ["", "", ""], "10 01 00"),
        (["sann", "usann", ""], ["usann", "sann", ""], ["usann", "usann", ""], "10 01 00"),
    ],
)
def test_crosses_in_words_are_read_where_a_question_keeps_to_one_way(a, b, c, read):
    made, cells = accepted(table(help__a=a, help__b=b, help__c=c))
    found = [cells[f"help__{n}"] for n in "abc"]
    assert found == [[*part, ""] for part in read.split()]
    assert [f.severity for f in made.findings] == ["warning"]


@pytest.mark.parametrize(
    ("a", "b", "c"),
    [
        (["1", "0", ""], ["x", "0", ""], ["0", "1", ""]),  # a slip among 1 and 0
        (["Ja", "", ""], ["x", "", ""], ["", "", ""]),
        (["1", "", ""], ["", "1", ""], ["", "", ""]),  # 0 may have been forgotten
    ],
)
def test_crosses_in_more_than_one_way_are_left_as_they_are(a, b, c):
    raw = table(help__a=a, help__b=b, help__c=c)
    assert accepted(raw)[0] == raw


def test_a_no_that_may_be_an_option_or_an_answer_is_left_as_it_is():
    book = BOOK.model_copy(update={"variables": tuple(
        v.model_copy(update={"categories": {"a": "Ja", "b": "Nei", "c": "Annet"}})
        if v.id == "help" else v for v in BOOK.variables)})  # fmt: skip
    raw = table(help__a=["", "", ""], help__b=["Nei", "", ""], help__c=["", "", ""])
    assert accept(raw, match_columns(raw, book)[0], book) == raw


def test_question_texts_are_headers_where_one_question_has_them():
    raw = RawTable(
        "svar.csv",
        ("unit", "Ledetekst beds", "4.3 Ledetekst help – Bolig", "Ledetekst why (koder)",
         "spm_3_2"),
        (["0101"], ["1"], ["1"], ["x"], ["2"]), (2,),
    )  # fmt: skip
    found, _ = match_columns(raw, BOOK)
    assert found == {"unit": 0, "beds": 1, "help__b": 2, "why__codes": 3, "fte": 4}
    (told,) = accept(raw, found, BOOK).findings
    assert told.words.startswith("3 kolonner er kjent igjen på spørsmålets ledetekst")


# ---- with the year's own file --------------------------------------------------------------

OURS = """\
# the export of our house
decimal: "."
key_by: name
columns:
  - {column: Kommune, to: unit, values: {Gamle: "030101", Helse: 0301-H}}
  - {column: Skjema, to: form, values: {"1": joint, "2": separate}}
  - {column: Epost, to: ""}
"""


@pytest.fixture
def own(tmp_path):
    return survey_project(tmp_path / "project")


def their_file(folder):
    names = ["Halden", "Moss", "Røros", "Gamle", "Helse"]
    table = good_table(unit=names, form=["1", "2", "1", "1", "2"], Epost=["a@b"] * 5)
    table = table.drop(columns="name").rename(columns={"unit": "Kommune", "form": "Skjema"})
    table["fte"] = [text.replace(",", ".") for text in table["fte"]]
    return write_csv(table, folder / "eksport.csv")


def write_csv(table, path):
    table.to_csv(path, sep=";", index=False)
    return path


def own_columns(own, text=OURS):
    path = own.data / "survey" / "2016" / "columns.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_mapping_of_the_year_is_read_and_told_in_provenance(own, tmp_path):
    own_columns(own)
    plain = ingest(2016, write(good_table(), tmp_path / "a.csv"), own)
    assert plain.prepared is None  # a mapping for another file does not fit this one
    assert {f.file for f in plain.findings} == {"columns.yml"}
    outcome = ingest(2016, their_file(tmp_path), own)
    assert outcome.prepared, [f.line for f in outcome.findings][:5]
    assert outcome.prepared.values.loc["1640", "fte"] == 1234.25
    made = json.loads((outcome.folder / "provenance.json").read_text(encoding="utf-8"))
    assert "columns.yml" in made["inputs"]
    told = dict(read_told(2016, own))
    # five keys and five forms; of the numbers only their mark was another
    assert (told.pop("columns"), told.pop("cells"), told.pop("left_out")) == (2, 10, ["Epost"])
    assert told["file"] == "data/survey/2016/columns.yml"


def test_a_mapping_given_by_hand_is_used_instead(own, tmp_path):
    other = tmp_path / "house.yml"
    other.write_text(OURS, encoding="utf-8")
    outcome = ingest(2016, their_file(tmp_path), own, other)
    assert outcome.prepared
    made = json.loads((outcome.folder / "provenance.json").read_text(encoding="utf-8"))
    assert "columns.yml" not in made["inputs"]
    assert made["mapping"]["file"] == "house.yml"
    with pytest.raises(UserError, match="Fant ikke"):
        ingest(2016, their_file(tmp_path), own, tmp_path / "none.yml")


def test_nothing_is_told_without_a_mapping(own, tmp_path):
    assert read_told(2016, own) is None
    assert ingest(2016, write(good_table(), tmp_path / "a.csv"), own).prepared
    assert read_told(2016, own) is None


def test_prepared_answers_are_older_than_a_changed_mapping(own, tmp_path):
    path = own_columns(own)
    assert ingest(2016, their_file(tmp_path), own).prepared
    assert freshness.ensure(2016, own) is False
    path.write_text(OURS.replace("# the", "# our"), encoding="utf-8")
    with pytest.raises(DataError, match=r"columns\.yml"):
        freshness.ensure(2016, own)


def test_a_listed_file_is_prepared_again_when_its_mapping_changes(own, tmp_path):
    path = own_columns(own)
    folder = path.parent
    their_file(folder)
    (folder / "source.yml").write_text("files: {eksport.csv: {}}\n")
    assert freshness.ensure(2016, own) is True
    assert freshness.ensure(2016, own) is False
    path.write_text(OURS + '  - {column: remark, to: ""}\n', encoding="utf-8")
    with pytest.raises(DataError, match="mangler i filen"):
        freshness.ensure(2016, own)
    path.write_text(OURS, encoding="utf-8")
    other = tmp_path / "house.yml"
    other.write_text(OURS.replace("# the", "# our"), encoding="utf-8")
    assert ingest(2016, folder / "eksport.csv", own, other).prepared
    assert freshness.ensure(2016, own) is True


def test_the_example_of_the_page_fits_the_form(tmp_path):
    page = (ROOT / "docs" / "any_file.md").read_text(encoding="utf-8")
    path = tmp_path / "columns.yml"
    path.write_text(page.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    columns = read_columns(path, path.name)
    header = [e.column for e in columns.columns]
    header += [""] * (40 - len(header)) + ["Antall brukere"]
    cells = [["Herøy kommune", "Moss"], *(["", ""] for _ in header[1:])]
    raw = RawTable("x.csv", tuple(header), tuple(cells), (4, 5))
    book, register = load_codebook(2016), load_register(2016)
    made = apply_columns(raw, columns, book, register, path)
    assert made.findings == ()
    assert made.columns[0] == ["1818", "0104"]
