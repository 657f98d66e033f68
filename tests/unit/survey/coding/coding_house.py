"""An open question that seven units are asked, and a workbook filled in by a program."""

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from is248.survey.answers import Answers
from is248.survey.codebook import Codebook

ROOT = Path(__file__).resolve().parents[4]
VARIABLE = "plan_why"
TEXTS = {
    "0101": "Vi har ikke kapasitet.\nDet er for få ansatte.",
    "0104": "=1+1 er ikke en formel, og http://x er ikke en lenke",
    "0105": "Brukerne ønsker det ikke",
    "0301": None,
    "030101": "Lite kunnskap; mangler rutiner",
    "0301-H": "   ",
    "1640": "Ingen merknad",
}
BOOK = {
    "year": 2016,
    "variables": [
        {
            "id": VARIABLE,
            "part": 2,
            "number": "3.2",
            "label": "Hvorfor ikke plan",
            "type": "open",
            "categories": {"capacity": "Ikke kapasitet", "declines": "Bruker ønsker ikke"},
            "chapter": "plans",
            "concept": VARIABLE,
        },
        {
            "id": "beds",
            "part": 2,
            "number": "3.3",
            "label": "Plasser",
            "type": "count",
            "chapter": "plans",
            "concept": "beds",
        },
    ],
}


def make_answers(texts=TEXTS, *, synthetic=False):
    index = pd.Index(list(texts), name="unit")
    columns = {
        VARIABLE: pd.array(list(texts.values()), dtype="string"),
        f"{VARIABLE}__codes": pd.array([None] * len(texts), dtype="string"),
    }
    statuses = pd.DataFrame({"unit": [], "variable": [], "status": []})
    values = pd.DataFrame(columns, index=index)
    return Answers(values, statuses, synthetic, Codebook.model_validate(BOOK))


def prepare(project, answers):
    """Write the answers where the command line finds them."""
    folder = project.data / "prepared" / "2016"
    folder.mkdir(parents=True)
    table = pa.Table.from_pandas(answers.values)
    mark = {b"synthetic": b"true" if answers.synthetic else b"false"}
    marked = table.replace_schema_metadata({**(table.schema.metadata or {}), **mark})
    pq.write_table(marked, folder / "answers.parquet")
    answers.statuses.to_parquet(folder / "statuses.parquet")
    book = project.data / "survey" / "2016" / "codebook.yml"
    book.parent.mkdir(parents=True, exist_ok=True)
    book.write_text(yaml.safe_dump(BOOK), encoding="utf-8")


def filled(content, path, codes=None, change=None):
    """Fill in an exported workbook: codes by text, then any change to the sheets."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book["Svar"].iter_rows(min_row=2):
        row[3].value = (codes or {}).get(row[2].value, "capacity")
    if change:
        change(book)
    book.save(path)
    return path
