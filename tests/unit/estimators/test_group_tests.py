"""What is read from models of one grouping, against groups that were made to differ."""

import math

import pandas as pd
import pytest

from is248.estimators import group_tests as tests
from is248.estimators.logit import logit

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
    assert tests.factor_p(model, "area") == pytest.approx(math.exp(-g / 2))  # 2 df


def test_groups_that_differ_from_the_reference(model):
    assert tests.standing_out(model, "area") == ["b"]
    assert tests.standing_out(model, "area", "higher") == ["b"]
    assert tests.standing_out(model, "area", "lower") == []
    assert tests.standing_out(model, "area", level=1e-6) == []


def test_tests_of_several_models_are_adjusted_together(model):
    found = tests.factor_tests({"Bolig": {"area": model}, "Kjøp": {"area": model}, "Tom": {}})
    p = tests.factor_p(model, "area")
    assert found.index.to_list() == ["Bolig", "Kjøp"]
    assert found["lr_area"].to_list() == [p, p]
    assert found["holm_area"].to_list() == pytest.approx([2 * p, 2 * p])


def test_tests_below_a_level_are_counted():
    frame = pd.DataFrame({"lr_x": [0.04, 0.2], "lr_y": [0.099, None], "holm_x": [0.12, 0.2]})
    assert tests.below(frame, "lr_") == (2, 3)
    assert tests.below(frame, "lr_", 0.05) == (1, 3)
    assert tests.below(frame, "holm_") == (0, 2)


def test_a_finding_from_one_group_on():
    assert tests.onwards(["a", "b", "c"], ORDER, "b") == "b og nordover"
    assert tests.onwards(["b", "c"], ORDER, "b") == "b og nordover"
    assert tests.onwards(["a", "c"], ORDER, "b") == "ikke i b"
    assert tests.onwards([], ORDER, "b") == "ikke i b, c"


def test_where_size_classes_begin():
    assert tests.lower_bound(["10000-20000", "20000-50000"]) == 10000
    assert tests.lower_bound(["50000 og større"]) == 50000
    assert tests.lower_bound(["<2000"]) == 0
    assert math.isnan(tests.lower_bound([]))


def test_an_empty_model_tells_nothing():
    empty = pd.DataFrame()
    assert math.isnan(tests.factor_p(empty, "area"))
    assert tests.standing_out(empty, "area") == []
    assert tests.factor_tests({"Bolig": {"area": empty}}).empty
