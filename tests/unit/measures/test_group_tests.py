"""Whether groups differ, against tests by hand and groups that were made to differ."""

import math

import pandas as pd
import pytest

from is248.measures import group_tests
from is248.stats.logit import logit

ORDER = ["a", "b", "c"]


def areas():
    """10 of 20, 19 of 20 and 11 of 20: only the second stands out from the first."""
    yes = [10, 19, 11]
    rows = [(name, float(k < n)) for name, n in zip(ORDER, yes, strict=True) for k in range(20)]
    return pd.DataFrame(rows, columns=["area", "outcome"])


@pytest.fixture(scope="module")
def model():
    return logit(areas(), "outcome", ["area"])


def test_the_factor_is_tested_by_the_likelihood_ratio(model):
    # G = 2 (log-likelihood by group - log-likelihood of 40 in 60), chi-square with 2 df
    by_group = sum(k * math.log(k / 20) + (20 - k) * math.log(1 - k / 20) for k in (10, 19, 11))
    g = 2 * (by_group - 40 * math.log(2 / 3) - 20 * math.log(1 / 3))
    assert group_tests.factor_p(model, "area") == pytest.approx(math.exp(-g / 2))  # 2 df


def test_the_p_of_a_share_by_hand():
    data = pd.DataFrame(
        {"y": ["yes"] * 8 + ["no"] * 2 + ["yes"] * 2 + ["no"] * 8, "g": ["a"] * 10 + ["b"] * 10}
    )
    # G = 2 * (20 ln 2 + 16 ln 0.8 + 4 ln 0.2), by hand
    statistic = 2 * (20 * math.log(2) + 16 * math.log(0.8) + 4 * math.log(0.2))
    found = group_tests.share_p(data, "y", ["yes"], {"g": ["a", "b"]})
    assert found == pytest.approx(math.erfc(math.sqrt(statistic / 2)), rel=1e-6)


def test_a_shift_of_two_values_is_the_logit_of_the_upper_one():
    data = pd.DataFrame(
        {"size": ["a"] * 8 + ["b"] * 8, "answer": ["yes", "no"] * 4 + ["yes"] * 2 + ["no"] * 6}
    )
    groups = {"size": ["a", "b"]}
    shift = group_tests.shift_p(data, "answer", ["no", "yes"], groups)
    assert shift == pytest.approx(group_tests.share_p(data, "answer", ["yes"], groups), rel=1e-4)
    assert math.isnan(group_tests.shift_p(data, "other", ["no", "yes"], groups))
    assert math.isnan(group_tests.share_p(data, "other", ["yes"], groups))


def test_all_answers_are_tested_together():
    # 10, 20 and 10, 20, 30 of three answers, so none of the first is "mid"
    answers = ["high"] * 10 + ["low"] * 20 + ["high"] * 10 + ["low"] * 20 + ["mid"] * 30
    data = pd.DataFrame({"help": answers, "size": ["s"] * 30 + ["l"] * 60})
    # every expected count of "s" is a third of its total: 20/3, 40/3, 10; of "l" two thirds
    statistic = (10 - 20 / 3) ** 2 / (20 / 3) + (20 - 40 / 3) ** 2 / (40 / 3) + 10
    statistic += (10 - 40 / 3) ** 2 / (40 / 3) + (20 - 80 / 3) ** 2 / (80 / 3) + 10**2 / 20
    assert group_tests.any_answer_p(data, "help", "size") == pytest.approx(
        math.exp(-statistic / 2)
    )  # the tail of chi-square with two degrees of freedom
    silent = data.assign(help=pd.array([None] * 90, dtype="string"))
    assert math.isnan(group_tests.any_answer_p(silent, "help", "size"))
    assert math.isnan(group_tests.any_answer_p(data, "unknown", "size"))


def test_control_tests_without_some_units():
    data = pd.DataFrame({
        "y": ["a", "a", "a", "b", "a", "b", "b", "b"] * 3,
        "area": ["n", "n", "n", "n", "s", "s", "s", "s"] * 3,
        "size": ["x", "y"] * 12,
    })  # fmt: skip
    orders = {"area": ["n", "s"], "size": ["x", "y"]}
    found = group_tests.control_tests(
        {"area": data}, "y", ["a"], orders, without=("area", "s"), control="size"
    )
    assert found["n"]["area"] == 24
    assert found["lr_controlled"]["area"] <= found["lr_alone"]["area"]
    assert math.isnan(found["lr_without"]["area"])
    assert group_tests.control_tests(
        {"area": data}, "z", ["a"], orders, without=("area", "s")
    ).empty


def test_each_test_is_adjusted_over_the_questions():
    raw = {
        "one": {"size_p": 0.01, "area_p": 0.5},
        "two": {"size_p": 0.04, "area_p": math.nan},
        "silent": {"size_p": math.nan, "area_p": math.nan},
    }
    found = group_tests.with_holm(raw)
    assert found.index.to_list() == ["one", "two"]
    assert list(found) == ["size_p", "size_p_holm", "area_p", "area_p_holm"]
    assert found["size_p_holm"].to_list() == pytest.approx([0.02, 0.04])
    assert found["area_p_holm"]["one"] == pytest.approx(0.5)
    assert math.isnan(found["area_p_holm"]["two"])


def test_tests_of_several_models_are_adjusted_together(model):
    found = group_tests.tests_of_models(
        {"Bolig": {"area": model}, "Kjøp": {"area": model}, "Tom": {}}
    )
    p = group_tests.factor_p(model, "area")
    assert found.index.to_list() == ["Bolig", "Kjøp"]
    assert found["lr_area"].to_list() == [p, p]
    assert found["holm_area"].to_list() == pytest.approx([2 * p, 2 * p])


def test_tests_below_a_level_are_counted():
    frame = pd.DataFrame({"lr_x": [0.04, 0.2], "lr_y": [0.099, None], "holm_x": [0.12, 0.2]})
    assert group_tests.below(frame, "lr_") == (2, 3)
    assert group_tests.below(frame, "lr_", 0.05) == (1, 3)
    assert group_tests.below(frame, "holm_") == (0, 2)


def test_an_empty_model_tells_nothing():
    empty = pd.DataFrame()
    assert math.isnan(group_tests.factor_p(empty, "area"))
    assert group_tests.tests_of_models({"Bolig": {"area": empty}}).empty
