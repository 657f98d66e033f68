"""What is wrong with a whole file is told before its parts, with evidence, and never of a good one.

The files are the shipped answers of 2016 (the first 60 units, all 309 columns), changed as exports
are; how many cells a change touches is counted here, from the table that it was made of.
"""

import random

import pandas as pd
import pytest
import yaml

from helpers.survey import ROOT, good_table, survey_project, write
from is248.base.paths import Project
from is248.survey.codebook import load_codebook
from is248.survey.diagnosis import Beside, diagnose
from is248.survey.ingest import ingest
from is248.survey.raw_table import RawTable
from is248.survey.unit_keys import load_register

PROJECT = Project(ROOT)
BOOK = load_codebook(2016, PROJECT)
QUESTION = {name: variable for variable in BOOK.variables for name in variable.columns}
CROSSED = [variable for variable in BOOK.variables if variable.type == "multiple"]
SINGLE = [variable for variable in BOOK.variables if variable.type == "single"]
NUMBERS = [v.id for v in BOOK.variables if v.type in {"fte", "amount", "count"}]
SMALL = 60
OPTIONS = [column for question in CROSSED for column in question.columns]


def shipped(year):
    path = ROOT / "data" / "survey" / str(year) / "synthetic.csv"
    return pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, nrows=SMALL)


@pytest.fixture(scope="module")
def good():
    return shipped(2016)


@pytest.fixture(scope="module")
def register():
    return load_register(2016, PROJECT)


def told(frame, register, above=()):
    """Kind and line of each diagnosis of a table, with rows above its header."""
    rows = [*above, list(frame.columns), *frame.to_numpy().tolist()]
    header, *body = [row + [""] * (len(frame.columns) - len(row)) for row in map(list, rows)]
    columns = tuple(list(column) for column in zip(*body, strict=True))
    table = RawTable("svar.csv", tuple(header), columns, tuple(range(2, len(body) + 2)))
    beside = Beside(
        BOOK,
        register,
        lambda: [load_codebook(2015, PROJECT)],
        lambda: list(enumerate([header, *body], start=1)),
    )
    return [(found.whole, found.line) for found in diagnose("svar.csv", table, beside)]


def renamed(frame, name):
    """The columns of questions called something else; the key keeps its name."""
    return frame.rename(columns={c: name(c) for c in frame.columns if c in QUESTION})


def replaced(frame, columns, text):
    return frame.assign(**{c: [text(c, cell) for cell in frame[c]] for c in columns})


def filled(frame, columns):
    """Cells with an answer in columns: what "n of m" is of."""
    return spaced(sum(cell not in {"", *QUESTION[c].missing} for c in columns for cell in frame[c]))


def spaced(number):
    return f"{number:,}".replace(",", "\u00a0")


def label_of(column, code):
    return QUESTION[column].categories.get(code, code)


def number_of(column, code):
    codes = list(QUESTION[column].categories)
    return str(codes.index(code) + 1) if code in codes else code


def joined(frame):
    answers = {}
    for question in CROSSED:
        own = frame[list(question.columns)].set_axis(list(question.categories.values()), axis=1)
        answers[question.id] = ["; ".join(row.index[row == "1"]) for _, row in own.iterrows()]
    return frame.drop(columns=OPTIONS).assign(**answers)


def newer():
    """Code → the code that came in 2020."""
    path = ROOT / "data" / "municipalities" / "reform_2017_2024.csv"
    rows = pd.read_csv(path, dtype=str)
    rows = rows[rows["date"] == "2020-01-01"]
    return dict(zip(rows["from_code"], rows["to_code"], strict=True))


SINGLES = [variable.id for variable in SINGLE]
SHAPES = {
    "header of our names": (
        lambda f, r: told(f, r, [["IS-24/8"], ["Eksportert 3. mai"], []]),
        "header", "kolonnenavnene ser ut til å stå i rad 4: 311 av 311 celler", "header_row: 4",
    ),
    "house names": (
        lambda f, r: told(renamed(f, lambda c: f"Spørsmål om {c[::-1]}"), r),
        "names", "0 av 309 er kjent, men 60 av 60 celler i «unit» er enheter",
        "is248 ingest 2016 svar.csv --draft-mapping",
    ),
    "V1 to V310": (
        lambda f, r: told(f.set_axis([f"V{n}" for n in range(len(f.columns))], axis=1), r),
        "names", "60 av 60 celler i «V0» er enheter", "--draft-mapping",
    ),
    "another survey": (
        lambda _, r: told(pd.DataFrame({c: ["x", "y", "z"] for c in "abcdefgh"}), r),
        "other_survey", "0 av 309 kolonner er kjent", "Velg en annen fil",
    ),
    "form of the year before": (
        lambda _, r: told(shipped(2015), r),
        "other_form", "skjemaet for 2015: 10 av 10 kolonner som bare 2015 har, er der, og 0 av "
        "166 som bare 2016 har", "is248 ingest 2015 svar.csv",
    ),
    "a part of the form": (
        lambda f, r: told(f[f.columns[:62]], r),
        "part", "bare en del av skjemaet: 60 av 309", "Eksporter alle",
    ),
    "numbers as headers": (
        lambda f, r: told(renamed(f, lambda c: QUESTION[c].number), r),
        "twice", "228 av 311 heter det samme", "Gi hver sitt navn",
    ),
    "long": (
        lambda f, r: told(f.melt(id_vars="unit"), r),
        "long", f"{spaced(60 * 309)} av {spaced(60 * 310)} celler i «variable»", "én kolonne",
    ),
    "across": (
        lambda f, r: told(f.set_index("unit").T.reset_index(), r),
        "across", "60 av 60 celler i rad 1 er enheter, og 310 av 311 i første kolonne", "Bytt om",
    ),
    "two years": (
        lambda f, r: told(pd.concat([f.assign(year="2016"), f.assign(year="2015")]), r),
        "years", "60 av 120 er for 2015, og 60 av 120 for 2016", "Ta bare med radene for 2016",
    ),
    "no rows of the year": (
        lambda f, r: told(f.assign(year="2014"), r),
        "no_rows", "60 av 60 er for 2014", "Ta eksporten for 2016",
    ),
    "names as keys": (
        lambda f, r: told(f.assign(unit=[r.names[key] for key in f["unit"]]), r),
        "key", "«unit» har navn der koden skulle stått: 60 av 60", "key_by: name",
    ),
    "codes after the reform": (
        lambda f, r: told(f.assign(unit=f["unit"].replace(newer())), r),
        "key", lambda f: f"har koder fra et annet år: {f['unit'].isin(newer()).sum()} av 60",
        "Bytt til kodene",
    ),
    "numbered rows as keys": (
        lambda f, r: told(f.assign(unit=[str(n) for n in range(1, 61)]), r),
        "key", "«unit» har ikke kodene: 0 av 60", "Sett kommunenummer",
    ),
    "no key": (
        lambda f, r: told(f.rename(columns={"unit": "kommune"}), r),
        "key", "kolonnen «unit» mangler, men 60 av 60 celler i «kommune»", "to: unit",
    ),
    "codes 1 to n": (
        lambda f, r: told(replaced(f, SINGLES, number_of), r),
        "numbers", lambda f: f"{filled(f, SINGLES)} av {filled(f, SINGLES)} valg er 1, 2, 3",
        "values i columns.yml",
    ),
    "answers as words": (
        lambda f, r: told(replaced(f, SINGLES, label_of), r),
        "labels", lambda f: f"{filled(f, SINGLES)} av {filled(f, SINGLES)} valg er svarets tekst",
        "values i columns.yml",
    ),
    "crosses as words": (
        lambda f, r: told(replaced(f, OPTIONS, lambda _, x: {"1": "Ja", "0": "Nei"}.get(x, x)),
                          r),
        "crosses", lambda f: f"{filled(f, OPTIONS)} av {filled(f, OPTIONS)} er noe annet, "
        "oftest «Nei»", "values i columns.yml",
    ),
    "crosses alone": (
        lambda f, r: told(replaced(f, OPTIONS, lambda _, x: x.replace("0", "")), r),
        "crosses", "bare noe der det er krysset", "crossed: true",
    ),
    "choices joined": (
        lambda f, r: told(joined(f), r),
        "joined", "9 av 9 spørsmål", "separator",
    ),
    "decimal point": (
        lambda f, r: told(replaced(f, NUMBERS, lambda _, x: x.replace(",", ".")), r),
        "points", lambda f: "{0} av {0} desimaltall".format(
            spaced(sum("," in cell for c in NUMBERS for cell in f[c]))), "decimal: .",
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_the_first_line_tells_the_cause(shape, good, register):
    made, whole, evidence, mend = SHAPES[shape]
    found = made(good, register)
    assert [kind for kind, _ in found] == [whole]
    assert (evidence if isinstance(evidence, str) else evidence(good)) in found[0][1]
    assert mend in found[0][1].partition(". ")[2] + found[0][1]
    assert "\n" not in found[0][1]


def test_several_are_told_in_the_order_of_mending(good, register):
    frame = replaced(good.assign(year="2015"), SINGLES, number_of)
    frame = replaced(frame, NUMBERS, lambda _, x: x.replace(",", "."))
    found = told(frame, register, [["Rapport"], []])
    assert [kind for kind, _ in found] == ["header", "no_rows", "numbers", "points"]


def test_a_header_of_unknown_names_is_found_below_a_title(good, register):
    frame = renamed(good, lambda c: f"Spørsmål om {c[::-1]}").rename(columns={"unit": "Knr"})
    found = told(frame, register, [["Rapport fra oss"], [""]])
    assert [kind for kind, _ in found] == ["header", "names"]
    assert "i rad 3: 311 av 311 celler i den er fylt" in found[0][1]


def test_nothing_is_told_of_good_files(good, register):
    assert told(good, register) == []
    more = pd.DataFrame({f"house{n}": ["x"] * SMALL for n in range(500)})
    assert told(pd.concat([good, more], axis=1), register) == []
    assert told(good.iloc[:2], register) == []
    assert told(good.head(9).assign(year="2016", name="?"), register) == []


def test_a_thousand_with_a_point_is_no_decimal(good, register):
    frame = replaced(good, NUMBERS, lambda _, x: "1.234" if x else "")
    assert told(frame, register) == []


FAULTS = ("12.5", "vet ikke", "x", "Ja", "1", "2", "9999", "", "-", "ca. 3", "2016", "0101")


@pytest.mark.parametrize("seed", range(5))
def test_ordinary_faults_are_not_the_whole(seed, good, register):
    """Sixty cells, four columns and five keys wrong."""
    chance, frame = random.Random(seed), good.copy()
    for _ in range(60):
        row, column = chance.randrange(SMALL), chance.randrange(2, len(frame.columns))
        frame.iloc[row, column] = chance.choice(FAULTS)
    for row in chance.sample(range(SMALL), 5):
        frame.iloc[row, 0] = chance.choice(["Sum", "1108", "Halden", "9999", ""])
    lost = chance.sample(list(frame.columns[2:]), 4)
    frame = frame.rename(columns={lost[0]: "Nytt navn"}).drop(columns=lost[1:])
    assert told(frame, register) == []


@pytest.fixture
def own(tmp_path):
    return survey_project(tmp_path / "project")


def test_it_is_first_in_the_result_and_under_the_file_that_passes(own, tmp_path):
    path = write(good_table(unit=["Halden", "Moss", "Røros", "Gamle Oslo", "9999"]),
                 tmp_path / "svar.csv")  # fmt: skip
    outcome = ingest(2016, path, own)
    assert outcome.first is outcome.findings[0]
    assert outcome.first.whole == "key"
    assert "4 av 5 er navn" in outcome.first.line
    assert outcome.first.severity == "error"
    assert ingest(2016, write(good_table(), tmp_path / "good.csv"), own).first is None


def test_title_rows_above_the_header_are_met_with_its_row(own, tmp_path):
    path = write(good_table(), tmp_path / "svar.csv")
    path.write_bytes(b"Svar, alle\r\n\r\n" + path.read_bytes())
    first = ingest(2016, path, own).first
    assert "kolonnenavnene ser ut til å stå i rad 3: 16 av 16 celler" in first.line


def test_a_codebook_of_another_year_that_is_broken_stops_nothing(own, tmp_path):
    other = own.data / "survey" / "2015"
    other.mkdir()
    (other / "codebook.yml").write_text(yaml.safe_dump({"year": "no"}), encoding="utf-8")
    path = write(good_table().rename(columns=lambda name: f"x{name}"), tmp_path / "svar.csv")
    assert ingest(2016, path, own).first.whole == "names"
