"""What the chapters on housing and on bought places need, against hand counts."""

import dataclasses
import math

import pandas as pd
import pytest

from is248.measures import housing_and_care as care
from is248.survey.codebook import Codebook, Variable

HOUSE = Variable(
    id="house", part=3, number="1", label="Bolig", type="single", chapter="housing",
    concept="house", categories={"better": "Bedre", "same": "Likt", "worse": "Verre"},
)  # fmt: skip
WHY = HOUSE.model_copy(
    update={"id": "why", "type": "open", "categories": {"money": "Penger", "need": "Behov"}}
)
SECTORS = {"nonprofit": ["ideal"], "commercial": ["firm"]}


def bought():
    """Three buyers in the north (one of both kinds), one buyer and one non-buyer in the south."""
    rows = [(1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 1, 0), (0, 0, 1), (None, None, None)]
    frame = pd.DataFrame(rows, columns=["buy__ideal", "buy__firm", "buy__no"], dtype="Int8")
    return frame.assign(area=["north", "north", "north", "south", "south", "south"])


def buyers():
    return care.takers(bought(), "buy", ["ideal", "firm"])


def housed():
    answers = ["better", "better", "same", "worse", None]
    later = ["better", "same", "worse", "worse", "worse"]
    return pd.DataFrame(
        {"house": answers, "later": later, "pop_total": [10.0, 10.0, 10.0, 70.0, 5.0]}
    )


def nobody():
    return housed().assign(house=pd.array([None] * 5, dtype="string"))


def nobody_bought():
    empty = {f"buy__{kind}": pd.array([None] * 6, dtype="Int8") for kind in ("ideal", "firm", "no")}
    return bought().assign(**empty)


@dataclasses.dataclass(frozen=True)
class Given:
    """Answers as far as open questions need them."""

    values: pd.DataFrame
    codebook: Codebook


def reasons(codes):
    values = pd.DataFrame({"why": ["a", "b", "c", None], "why__codes": codes}, dtype="string")
    return Given(values, Codebook.model_construct(year=2016, variables=(HOUSE, WHY)))


def test_only_buyers_are_takers():
    assert len(buyers()) == 4
    assert len(care.takers(bought(), "buy", ["ideal"])) == 2


def test_options_by_area_among_buyers():
    found = care.options_by(buyers(), "buy", ["ideal", "firm"], "area", ["south", "north", "west"])
    assert list(found.index) == ["south", "north", "total"]
    assert found["n"].to_dict() == {"north": 3, "south": 1, "total": 4}
    assert found.loc["total", "ideal_pct"] == 50.0
    assert found.loc["south", "firm_pct"] == 100.0


def test_one_option_alone_keeps_the_base_of_all_buyers():
    found = care.options_by(buyers(), "buy", ["ideal"], "area", ["north", "south"])
    assert found["n"].to_dict() == {"north": 3, "south": 1, "total": 4}
    assert found["ideal_pct"].to_dict() == pytest.approx(
        {"north": 200 / 3, "south": 0, "total": 50}
    )


def test_the_mix_of_sectors_sums_to_all_buyers():
    found = care.sector_mix(buyers(), "buy", "area", SECTORS)
    assert found.loc["total"].to_list() == [4, 25.0, 25.0, 50.0]
    assert found.loc["south"].to_list() == [1, 0.0, 0.0, 100.0]
    assert found.drop(columns="n").sum(axis=1).round(9).eq(100).all()


def test_a_share_of_all_beside_the_share_of_buyers():
    found = care.beside_buyers(bought(), buyers(), "buy", ["firm"], "area")
    assert found["n"].to_dict() == {"north": 3, "south": 2, "total": 5}
    assert found["pct"].to_dict() == pytest.approx({"north": 200 / 3, "south": 50, "total": 60})
    assert found["buyers_n"].to_dict() == {"north": 3, "south": 1, "total": 4}
    assert found["buyers_pct"].to_dict() == pytest.approx(
        {"north": 200 / 3, "south": 100, "total": 75}
    )


def test_one_choice_is_varied_at_a_time():
    one = housed()
    found = care.by_choice(one, one.iloc[:2], "house", ["better"], ["same"])
    assert found["pct"].to_dict() == pytest.approx(
        {"one": 50.0, "districts": 100.0, "weighted": 20.0, "without_unsure": 200 / 3}
    )
    assert found["n"].to_list() == [4, 2, 4, 3]
    assert "without_unsure" not in care.by_choice(one, one, "house", ["better"]).index


def test_coded_answers_are_counted():
    answers = reasons(["need;money", "need", None, None])
    assert care.coded(answers, "why", "need") == 2
    assert care.coded(answers, "why", "money", percent=True) == 50.0


def test_nothing_coded_is_no_number():
    assert math.isnan(care.coded(None, "why", "need"))
    assert math.isnan(care.coded(reasons([None] * 4), "why", "need"))
    assert math.isnan(care.coded(reasons(["need", None, None, None]), "why", "unknown"))
    assert math.isnan(care.coded(reasons(["need", None, None, None]), "unknown", "need"))


def test_a_question_that_nobody_answered_breaks_nothing():
    assert care.by_choice(nobody(), nobody(), "house", ["better"]).empty
    none = care.takers(nobody_bought(), "buy", ["ideal", "firm"])
    assert none.empty
    assert care.options_by(none, "buy", ["firm"], "area", ["north"]).empty
    assert care.sector_mix(none, "buy", "area", SECTORS).empty
    assert care.beside_buyers(nobody_bought(), none, "buy", ["firm"], "area").empty


def test_a_question_that_the_year_does_not_ask_breaks_nothing():
    units = pd.DataFrame({"area": ["north"]})
    assert care.takers(units, "buy", ["firm"]).empty
    assert care.by_choice(units, units, "house", ["better"]).empty
