"""A small form and five good answers, and a compendium around them."""

import contextlib
import hashlib
import pickle
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

from helpers.answer_writers import write_answers
from is248.base.paths import Project, find_project
from is248.survey.codebook import Codebook, load_codebook
from is248.survey.ingest import Inputs
from is248.survey.unit_keys import Register, load_register

ROOT = Path(__file__).resolve().parents[2]


def variable(name, number, kind, **more):
    common = {"part": 1, "label": f"Ledetekst {name}", "chapter": "data_basis", "concept": name}
    return {"id": name, "number": number, "type": kind, **common, **more}


BOOK = {
    "year": 2016,
    "variables": [
        variable("form", "1.1", "single", categories={"joint": "Felles", "separate": "Delt"}),
        variable("fte", "3.2", "fte", asked={"variable": "form", "codes": ["joint"]}),
        variable("fte_mental", "3.3", "fte", asked={"variable": "form", "codes": ["separate"]}),
        variable("beds", "4.1", "count", missing={"98": "dont_know", "97": "not_asked"}),
        variable("grant", "4.2", "amount", missing={"dont_know": "dont_know"}),
        variable("help", "4.3", "multiple", categories={"a": "Råd", "b": "Bolig", "c": "Annet"}),
        variable("why", "5.1", "open", categories={"x": "Penger", "y": "Folk"}),
        variable("remark", "5.2", "open"),
    ],
}
COLUMNS = (
    "unit", "name", "year", "source_year", "synthetic", "form", "fte", "fte_mental", "beds",
    "grant", "help__a", "help__b", "help__c", "why", "why__codes", "remark",
)  # fmt: skip
ROWS = (
    ("0101", "Halden", "2016", "", "", "joint", "12,5", "", "0", "150000", "1", "0", "0",
     "Lite å gå på", "x", ""),
    ("0104", "Moss", "2016", "", "", "separate", "", "3", "98", "", "0", "0", "0", "", "",
     "=1+1"),
    ("1640", "Røros", "2016", "", "", "joint", "1 234,25", "", "", "dont_know", "", "", "",
     "For få; og «slitne»", "y;x", "NA"),
    ("030101", "Bydel Gamle Oslo", "2016", "2015", "", "joint", "0", "", "7", "0", "0", "1", "1",
     "", "", ""),
    ("0301-H", "Oslo Helseetaten", "2016", "", "", "separate", "", "0", "12", "99", "1", "1",
     "1", "", "", "nan"),
)  # fmt: skip
"""Row 2 to 6 of the file."""

NAMES = {row[0]: row[1] for row in ROWS} | {"1601": "Trondheim", "1411": "Gulen"}
FTE_TOTAL = 12.5 + 3 + 1234.25


def good_table(**columns):
    """The good answers; a column can be replaced."""
    table = pd.DataFrame(list(ROWS), columns=list(COLUMNS), dtype="str")
    return table.assign(**columns)


def with_cell(row, column, text):
    """The good answers with one cell replaced; row as in the file, from 2."""
    table = good_table()
    table.loc[row - 2, column] = text
    return table


def small_book():
    return Codebook.model_validate(BOOK)


def small_register():
    return Register(dict(NAMES), {"0301": "Oslo", "030199": "Marka"})


def small_inputs(**more):
    return Inputs(small_book(), small_register(), **more)


def survey_project(root):
    """A compendium with the real register and the small form."""
    (root / "notebooks").mkdir(parents=True)
    shutil.copytree(ROOT / "params", root / "params")
    shutil.copytree(ROOT / "data" / "municipalities", root / "data" / "municipalities")
    folder = root / "data" / "survey" / "2016"
    folder.mkdir(parents=True)
    (folder / "codebook.yml").write_text(yaml.safe_dump(BOOK), encoding="utf-8")
    load_codebook.cache_clear()
    return Project(root)


@contextlib.contextmanager
def registers_read_once():
    """Reading answers reads the register; here once for each content of its files."""
    known = {}

    def read(year, project=None):
        project = project or find_project()
        key = year, sum_of_files(project.params, project.data / "municipalities")
        if key not in known:
            known[key] = pickle.dumps(load_register(year, project))
        return pickle.loads(known[key])  # a copy for each reader, who may change it

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("is248.survey.ingest.load_register", read)
        yield


def sum_of_files(*folders):
    """A sum over names and contents of all in some folders."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            total.update(f"{path.relative_to(folder)} {path.stat().st_size} ".encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def write(table, path):
    """Write a table in the format of the ending."""
    write_answers(table, path, small_book())
    return path


def random_table(book, register, chance):
    """Random answers of all units but two to a whole form, as they stand in a file."""
    rows = []
    for unit in list(register.names)[:-2]:
        row = {"unit": unit, "name": register.names[unit], "year": str(book.year)}
        row |= {"source_year": chance.choice(["", "", str(book.year - 1)]), "synthetic": "true"}
        given = {}
        for question in book.variables:
            row |= dict.fromkeys(question.columns, "")
            if _is_asked(question, given) and chance.random() < 0.9:
                given[question.id] = _answer(question, row, chance)
        rows.append(row)
    return pd.DataFrame(rows, dtype="str")


def _is_asked(question, given):
    if not question.asked:
        return True
    return bool(set(given.get(question.asked.variable, ())) & set(question.asked.codes))


def _answer(question, row, chance):
    codes, name = list(question.categories), question.id
    if question.type == "multiple":
        chosen = [code for code in codes if chance.random() < 0.4]
        row |= {f"{name}__{code}": str(int(code in chosen)) for code in codes}
        return chosen
    if question.type == "single":
        row[name] = chance.choice([*codes, *question.missing])
    elif question.type == "open":
        row[name] = chance.choice(["NA", "=1+1", 'Ja – «nei»; "så"\nog é', "01", " 7", "nan"])
        if codes:
            row[f"{name}__codes"] = ";".join(chance.sample(codes, min(2, len(codes))))
    elif question.type == "fte":
        row[name] = chance.choice(["0", "1", "0,33", "12,25", "1 204,5"])
    else:
        row[name] = chance.choice(["0", "17", "125000", *question.missing])
    return [row[name]]
