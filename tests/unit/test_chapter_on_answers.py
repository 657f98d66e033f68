"""What a chapter on answers says of its questions and models, on the shipped answers."""

import pandas as pd
import pytest

from is248.chapter.survey import start_survey
from is248.measures.group_tests import factor_p
from is248.show.figure import Figure
from is248.show.paragraph import Text
from is248.show.table import Table

KINDS = ["nonprofit_framework", "nonprofit_single", "commercial_framework", "commercial_single"]
NONPROFIT = KINDS[:2]


@pytest.fixture(scope="module")
def chapter():
    return start_survey("private_care_purchases", 2016)


@pytest.fixture(scope="module")
def nonprofit(chapter):
    return chapter.shares("private_care", NONPROFIT, "county", "districts")


def test_shares_of_a_multiple_choice_count_units_with_any_of_the_crosses(chapter):
    crossed = chapter.answers.values[[f"private_care__{kind}" for kind in NONPROFIT]]
    districts = chapter.units("districts").index
    known = crossed.loc[crossed.index.intersection(districts)].dropna(how="all")
    found = chapter.shares("private_care", NONPROFIT, "county", "districts")
    assert found.count().value == int((known == 1).any(axis=1).sum())
    assert found.n().value == len(known)


def test_the_test_of_a_factor_does_not_depend_on_the_intervals(chapter, nonprofit):
    profile, wald = (chapter.model(nonprofit, interval=kind) for kind in (None, "wald"))
    assert set(profile["method"]) != set(wald["method"])
    assert factor_p(wald, "county") == factor_p(profile, "county")


def test_a_sentence_on_tests_gets_its_values(chapter, nonprofit):
    model = chapter.model(nonprofit, interval="wald")
    said = chapter.tested({"county": model})
    assert set(said) == {"level", "county", "county_p"}
    assert said["level"].value == pytest.approx(10)
    assert said["county_p"].value == factor_p(model, "county")
    assert chapter.tested({"alone": model}, "county")["alone_p"] == said["county_p"]


def test_an_empty_model_is_no_finding(chapter):
    assert chapter.tested({"county": pd.DataFrame()})["county"].text.startswith("skiller seg ikke")


def test_answers_are_shown_with_their_question(chapter):
    table = chapter.answer_table("table-x", "private_care_change", "Endring")
    figure = chapter.answer_figure("figure-x", "private_care", "Kjøp")
    assert isinstance(table, Table)
    assert isinstance(figure, Figure)
    assert [q["id"] for q in table.bundle()["questions"]] == ["private_care_change"]
    assert [q["id"] for q in figure.bundle()["questions"]] == ["private_care"]
    assert [row["key"] for row in table.bundle()["grid"]["rows"]] == ["yes", "no"]


def test_a_question_of_another_year_is_one_line(chapter):
    for item in ("table", "figure"):
        shown = getattr(chapter, f"answer_{item}")(f"{item}-x", "unknown_question", "Tittel")
        assert isinstance(shown, Text)
        assert str(shown) == "Ikke spurt i år."
    assert chapter.labels_of("unknown_question") == {}
    assert chapter.labels_of("private_care_change") == {"yes": "Ja", "no": "Nei"}
