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


def test_the_factor_is_tested_by_permutation(model):
    # all tables of 40 in three groups of 20, those at least as uneven: sum of (x - 40/3)^2
    tables = [(a, b, 40 - a - b) for a in range(21) for b in range(20 - a, 21)]
    ways = {table: math.prod(math.comb(20, x) for x in table) for table in tables}
    uneven = {table: sum((3 * x - 40) ** 2 for x in table) for table in tables}
    as_uneven = sum(n for table, n in ways.items() if uneven[table] >= uneven[10, 19, 11])
    expected = as_uneven / math.comb(60, 40)
    assert group_tests.factor_p(model, "area") == pytest.approx(expected)


def test_the_p_of_a_share_by_hand():
    data = pd.DataFrame(
        {"y": ["yes"] * 8 + ["no"] * 2 + ["yes"] * 2 + ["no"] * 8, "g": ["a"] * 10 + ["b"] * 10}
    )
    # 8 or more, or 2 or fewer, of the ten "yes" among the ten of group a
    tail = sum(math.comb(10, x) ** 2 for x in (8, 9, 10)) / math.comb(20, 10)
    found = group_tests.share_p(data, "y", ["yes"], {"g": ["a", "b"]})
    assert found == pytest.approx(2 * tail)


def test_a_multiple_choice_is_tested_by_its_crosses():
    # the same ten and ten by hand; who crossed nothing at all did not answer
    one, two = [1.0] * 8 + [0.0] * 2 + [1.0] * 2 + [0.0] * 8, [0.0] * 8 + [1.0] * 2 + [0.0] * 2
    frame = {"buys__firm": [*one, None], "buys__no": [*two, *[1.0] * 8, None]}
    data = pd.DataFrame(frame | {"g": ["a"] * 10 + ["b"] * 11})
    tail = sum(math.comb(10, x) ** 2 for x in (8, 9, 10)) / math.comb(20, 10)
    found = group_tests.share_p(data, "buys", ["firm"], {"g": ["a", "b"]})
    assert found == pytest.approx(2 * tail)


def test_a_shift_of_two_values_is_the_logit_of_the_upper_one():
    data = pd.DataFrame(
        {"size": ["a"] * 8 + ["b"] * 8, "answer": ["yes", "no"] * 4 + ["yes"] * 2 + ["no"] * 6}
    )
    groups = {"size": ["a", "b"]}
    shift = group_tests.shift_p(data, "answer", ["no", "yes"], groups)
    assert shift == group_tests.share_p(data, "answer", ["yes"], groups)
    assert math.isnan(group_tests.shift_p(data, "other", ["no", "yes"], groups))
    assert math.isnan(group_tests.share_p(data, "other", ["yes"], groups))


def test_all_answers_are_tested_together():
    # 10, 20 and 10, 20, 30 of three answers, so none of the first is "mid"
    answers = ["high"] * 10 + ["low"] * 20 + ["high"] * 10 + ["low"] * 20 + ["mid"] * 30
    data = pd.DataFrame({"help": answers, "size": ["s"] * 30 + ["l"] * 60})
    # Fisher's test of three answers: all tables of "s" that are no likelier than (10, 20, 0)
    ways = {
        (high, low): math.comb(20, high) * math.comb(40, low) * math.comb(30, 30 - high - low)
        for high in range(21)
        for low in range(31 - high)
    }
    expected = sum(n for n in ways.values() if n <= ways[10, 20]) / math.comb(90, 30)
    assert expected < 1e-4  # too small for 20 000 draws: none of them was as unlikely
    assert group_tests.any_answer_p(data, "help", "size") == pytest.approx(1 / 20_001)
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
    assert found["test_controlled"]["area"] <= found["test_alone"]["area"]
    assert math.isnan(found["test_without"]["area"])
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


def test_tests_of_several_questions_are_adjusted_together():
    found = group_tests.raw_and_adjusted(
        {"Bolig": {"area": 0.01}, "Kjøp": {"area": 0.3}, "Tom": {"area": math.nan}}
    )
    assert found.index.to_list() == ["Bolig", "Kjøp"]
    assert found["test_area"].to_list() == [0.01, 0.3]
    assert found["holm_area"].to_list() == pytest.approx([0.02, 0.3])


def test_an_empty_model_tells_nothing():
    empty = pd.DataFrame()
    assert math.isnan(group_tests.factor_p(empty, "area"))
    assert group_tests.raw_and_adjusted({"Bolig": {"area": math.nan}}).empty
