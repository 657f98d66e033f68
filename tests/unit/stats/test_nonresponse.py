"""Non-response: three tests per grouping, by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from is248.stats.nonresponse import nonresponse, response_p
from is248.stats.tidy import pick


@pytest.fixture
def units():
    answered = {"<2000": (60, 10), "2000-5000": (70, 5), "5000+": (50, 20)}
    rows = [
        (size, "yes" if at % 2 else "no") if at < yes else (size, None)
        for size, (yes, no) in answered.items()
        for at in range(yes + no)
    ]
    data = pd.DataFrame(rows, columns=["size_class", "q"])
    return data.assign(county=["Østfold", "Troms"] * 107 + ["Østfold"], w=1.0)


def test_three_tests_per_grouping(units):
    found = nonresponse(units, "q", ["size_class", "county"], weight="w")
    table = [[60, 10], [70, 5], [50, 20]]
    expected = stats.chi2_contingency(table, correction=False)
    ratio = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    chi2 = pick(found, "chi2_test", term="size_class").iloc[0]
    lr = pick(found, "lr_test", term="size_class").iloc[0]
    assert (chi2["p"], lr["p"]) == pytest.approx((expected.pvalue, ratio.pvalue))
    assert len(pick(found, "fisher_test")) == 2


def test_p_is_adjusted_over_the_groupings(units):
    found = nonresponse(units, "q", ["size_class", "county"])
    test = pick(found, "lr_test")
    assert test["p_holm"].min() == pytest.approx(2 * test["p"].min())


def test_any_answer_is_a_response(units):
    found = pick(nonresponse(units, "q", ["size_class"]), "share")
    assert found["count"].to_list() == [60, 70, 50, 180]
    assert found["n"].to_list() == [70, 75, 70, 215]
    assert set(found["item"]) == {"responded"}


def test_a_group_in_full_is_firths(units):
    full = units.assign(q=units["q"].where(units["size_class"] != "5000+", "yes"))
    test = pick(nonresponse(full, "q", ["size_class"]), "lr_test").iloc[0]
    assert test["method"] == "firth_lr"
    assert test["note"]


@pytest.mark.parametrize("value", [None, "yes", np.nan])
def test_all_or_none(units, value):
    found = nonresponse(units.assign(q=value), "q", ["size_class"])
    tests = found[found["quantity"] != "share"]
    assert tests["p"].isna().all()
    assert (tests["note"] != "").all()


def test_the_tests_alone_are_those_of_the_whole_table():
    rng = np.random.default_rng(7)
    units = pd.DataFrame({
        "a": rng.choice(["x", "y", "z"], 90), "b": rng.choice(["p", "q"], 90),
        "answer": np.where(rng.random(90) < 0.7, "ja", None),
    })  # fmt: skip
    whole = nonresponse(units, "answer", ["a", "b"])
    tests = whole[whole["quantity"] == "lr_test"].set_index("term")["p_holm"]
    alone = response_p(units, "answer", ["a", "b"])
    assert alone.to_dict() == pytest.approx(tests[["a", "b"]].to_dict(), rel=1e-12)


def test_when_all_answer_there_is_nothing_to_test():
    units = pd.DataFrame({"a": ["x", "y"] * 5, "answer": ["ja"] * 10})
    assert response_p(units, "answer", ["a"]).isna().all()
