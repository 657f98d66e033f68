"""Shares, mixes and tests of the chapters on housing and bought places, against hand counts."""

import math

import pandas as pd
import pytest

from is248.estimators import housing_and_care as care
from is248.estimators.logit import logit
from is248.survey.codebook import Variable

HOUSE = Variable(
    id="house", part=3, number="1", label="Bolig", type="single", chapter="housing",
    concept="house", categories={"better": "Bedre", "same": "Likt", "worse": "Verre"},
)  # fmt: skip
BUY = Variable(
    id="buy", part=3, number="2", label="Kjøp", type="multiple", chapter="private_care_purchases",
    concept="buy", categories={"ideal": "Ideell", "firm": "Firma", "no": "Nei"},
)  # fmt: skip


def bought():
    """Three buyers in the north (one of both kinds), one buyer and one non-buyer in the south."""
    rows = [(1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 1, 0), (0, 0, 1), (None, None, None)]
    frame = pd.DataFrame(rows, columns=list(BUY.columns), dtype="Int8")
    return frame.assign(area=["north", "north", "north", "south", "south", "south"])


def housed():
    answers = ["better", "better", "same", "worse", None]
    later = ["better", "same", "worse", "worse", "worse"]
    return pd.DataFrame(
        {"house": answers, "later": later, "pop_total": [10.0, 10.0, 10.0, 70.0, 5.0]}
    )


def nobody():
    return housed().assign(house=pd.array([None] * 5, dtype="string"))


def nobody_bought():
    return bought().assign(**{column: pd.array([None] * 6, dtype="Int8") for column in BUY.columns})


def test_every_answer_is_a_share_of_those_that_answered():
    found = care.answer_shares(housed(), HOUSE)
    assert found["count"].to_dict() == {"better": 2, "same": 1, "worse": 1}
    assert found["pct"].to_list() == [50.0, 25.0, 25.0]
    assert found.loc["better", "low_pct"] == pytest.approx(15.0, abs=0.1)  # Wilson, 2 of 4
    assert found.loc["better", "high_pct"] == pytest.approx(85.0, abs=0.1)


def test_any_of_several_options_counts_once():
    found = care.crossed_any(bought(), BUY, ["ideal", "firm"])["outcome"]
    assert found.to_list()[:5] == [1.0, 1.0, 1.0, 1.0, 0.0]
    assert math.isnan(found.iloc[5])


def test_shares_of_options_by_area():
    found = care.option_shares_by(bought(), BUY, ["firm"], "area", ["north", "south"])
    assert found["count"].to_dict() == {"north": 2, "south": 1, "total": 3}
    assert found["n"].to_dict() == {"north": 3, "south": 2, "total": 5}
    assert found.loc["total", "pct"] == 60.0


def test_only_buyers_are_takers():
    assert len(care.takers(bought(), BUY, "no")) == 4


def test_options_by_area_among_buyers():
    buyers, order = care.takers(bought(), BUY, "no"), ["south", "north", "west"]
    found = care.option_table_by(buyers, BUY, ["ideal", "firm"], "area", order)
    assert list(found.index) == ["south", "north", "total"]
    assert found["n"].to_dict() == {"north": 3, "south": 1, "total": 4}
    assert found.loc["total", "ideal_pct"] == 50.0
    assert found.loc["south", "firm_pct"] == 100.0


def test_the_mix_of_sectors_sums_to_all_buyers():
    buyers = care.takers(bought(), BUY, "no")
    found = care.sector_mix(buyers, BUY, "area", ["ideal"], ["firm"])
    assert found.loc["total"].to_list() == [25.0, 25.0, 50.0]
    assert found.loc["south"].to_list() == [0.0, 0.0, 100.0]
    assert found.sum(axis=1).round(9).eq(100).all()


def test_paired_answers_are_compared_unit_by_unit():
    found = care.paired(housed(), "house", "later", ["worse"])
    # four answered both; the third turned worse only later: one discordant unit, two-sided p is 1
    assert found == care.Paired(n=4, first=1, second=2, only_first=0, only_second=1, p=1.0)


def test_mcnemar_of_six_to_none():
    first = ["worse"] * 6
    frame = pd.DataFrame({"house": first, "later": ["same"] * 6})
    assert care.paired(frame, "house", "later", ["worse"]).p == pytest.approx(2 / 2**6)


def test_no_discordant_unit_is_no_test():
    frame = pd.DataFrame({"house": ["worse"], "later": ["worse"]})
    assert math.isnan(care.paired(frame, "house", "later", ["worse"]).p)


def test_one_choice_is_varied_at_a_time():
    one = housed()
    found = care.by_choice(one, one.iloc[:2], HOUSE, ["better"], ["same"])
    assert found["pct"].to_dict() == pytest.approx(
        {"one": 50.0, "districts": 100.0, "weighted": 20.0, "without_unsure": 200 / 3}
    )
    assert found["n"].to_list() == [4, 2, 4, 3]
    assert "without_unsure" not in care.by_choice(one, one, HOUSE, ["better"]).index


def areas():
    """10 of 20, 19 of 20 and 11 of 20: only the second stands out from the first."""
    yes = [10, 19, 11]
    rows = [(name, float(k < n)) for name, n in zip("abc", yes, strict=True) for k in range(20)]
    return pd.DataFrame(rows, columns=["area", "outcome"])


def test_groups_that_differ_from_the_reference():
    model = logit(areas(), "outcome", ["area"])
    assert care.standing_out(model, "area") == ["b"]
    assert care.standing_out(model, "area", "higher") == ["b"]
    assert care.standing_out(model, "area", "lower") == []


def test_tests_of_several_models_are_adjusted_together():
    model = logit(areas(), "outcome", ["area"])
    found = care.factor_tests({"Bolig": {"area": model}, "Kjøp": {"area": model}, "Tom": {}})
    p = care.factor_p(model, "area")
    assert found.index.to_list() == ["Bolig", "Kjøp"]
    assert found["lr_area"].to_list() == [p, p]
    assert found["holm_area"].to_list() == pytest.approx([2 * p, 2 * p])


def test_a_question_that_nobody_answered_breaks_nothing():
    empty = pd.DataFrame()
    assert care.answer_shares(nobody(), HOUSE).empty
    assert care.by_choice(nobody(), nobody(), HOUSE, ["better"]).empty
    assert care.option_shares_by(nobody_bought(), BUY, ["firm"], "area", ["north"]).empty
    model = care.option_logit(nobody_bought(), BUY, ["firm"], {"area": ["north", "south"]})
    assert model.empty
    assert care.standing_out(empty, "area") == []
    assert math.isnan(care.factor_p(empty, "area"))
    buyers = care.takers(nobody_bought(), BUY, "no")
    assert care.option_table_by(buyers, BUY, ["firm"], "area", ["north"]).empty
    assert care.sector_mix(buyers, BUY, "area", ["ideal"], ["firm"]).empty
    assert care.paired(nobody(), "house", "later", ["worse"]).n == 0
    assert care.factor_tests({"Bolig": {"area": empty}}).empty
