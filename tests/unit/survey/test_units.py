"""The Oslo question for answers."""

import pandas as pd
import pytest

from is248.register import municipalities
from is248.survey.answers import Answers, answer_units, oslo_as_one
from is248.survey.codebook import Codebook

BOOK = Codebook.model_validate(
    {
        "year": 2016,
        "variables": [
            {"id": i, "part": 1, "number": str(n), "label": i, "type": t, "chapter": "x"}
            | {"concept": i, "categories": c}
            for n, (i, t, c) in enumerate(
                [("yes_no", "single", {"yes": "Ja", "no": "Nei"}),
                 ("crosses", "multiple", {"a": "A", "b": "B"}),
                 ("fte_x", "fte", {}), ("words", "open", {})]
            )
        ],
    }
)  # fmt: skip
CODES = ["0101", *(f"0301{n:02d}" for n in range(1, 16)), "0301-H", "0301-V"]


@pytest.fixture
def answers():
    n = len(CODES)
    values = pd.DataFrame(
        {
            "yes_no": pd.array(["no", *["yes"] * 8, *["no"] * 7, "no", "no"], dtype="string"),
            "crosses__a": pd.array([0, *[1] * 8, *[0] * 7, 0, 0], dtype="Int8"),
            "crosses__b": pd.array([1, *[1] * 7, *[0] * 8, 1, 1], dtype="Int8"),
            "fte_x": pd.array([5.0, *[1.0] * 15, 2.5, None], dtype="Float64"),
            "words": pd.array(["tekst"] * n, dtype="string"),
        },
        index=pd.Index(CODES, name="unit"),
    )
    empty = pd.DataFrame(columns=["unit", "variable", "status"])
    return Answers(values, empty, synthetic=True, codebook=BOOK)


def test_oslo_answers_as_most_of_its_districts(answers):
    row = oslo_as_one(answers.values, BOOK).loc["0301"]
    assert row["yes_no"] == "yes"  # 8 of 15
    assert (row["crosses__a"], row["crosses__b"]) == (1, 0)  # 8 and 7 of 15
    assert row["fte_x"] == 17.5  # 15 districts and one agency; the other agency said nothing
    assert pd.isna(row["words"])


def test_a_tie_goes_to_the_first_category(answers):
    values = answers.values.iloc[:3].assign(yes_no=pd.array(["no", "no", "yes"], dtype="string"))
    assert oslo_as_one(values, BOOK).loc["0301", "yes_no"] == "yes"


@pytest.mark.parametrize(
    ("oslo", "rows"), [("one", 428), ("districts", 442), ("districts_and_agencies", 444)]
)
def test_one_row_per_counted_unit(answers, oslo, rows):
    found = answer_units(answers, municipalities.load_units(2016), oslo)
    assert len(found) == rows
    assert found.loc["0101", "yes_no"] == "no"
    assert found.loc["0104", "yes_no"] is pd.NA
    assert ("0301" in found.index) == (oslo == "one")
    assert found["fte_x"].sum() == (22.5 if oslo != "districts" else 20.0)
