"""Values that other runs have made: taken for the very same arguments, and only then."""

import numpy as np
import pytest

from is248.base import shared_values
from is248.base.paths import Project
from is248.base.shared_values import Sharing, shareable
from is248.edition import workplace
from is248.stats.contingency import fisher_p
from is248.stats.permutation import factor_test

COUNTED = []

TABLE = np.array([[30, 4, 9], [12, 9, 20], [7, 7, 8]])
"""Large enough to be drawn and not counted."""


@shareable
def listed(value, *, seed=0):
    COUNTED.append(value)
    return [value, seed]


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(shared_values, "HERE", Sharing())
    COUNTED.clear()


def test_nothing_is_shared_where_sharing_has_not_begun():
    assert listed(1) == listed(1) == [1, 0]
    assert COUNTED == [1, 1]
    assert not shared_values.made()


def test_what_others_made_is_taken_and_is_ones_own():
    shared_values.begin({})
    listed(1).append("mine")
    known = shared_values.made()
    shared_values.begin(known)
    assert listed(1) == [1, 0]
    assert COUNTED == [1]
    assert listed(1, seed=2) == [1, 2]
    assert COUNTED == [1, 1]


def test_arguments_that_are_equal_but_not_the_same_are_not_mistaken():
    shared_values.begin({})
    told = [listed(value) for value in (1, 1.0, True, np.int64(1))]
    assert [type(value) for value, _ in told] == [int, float, bool, np.int64]


def test_draws_are_those_of_a_run_by_itself():
    groups, values = ["a"] * 40 + ["b"] * 30 + ["c"] * 29, [0, 1, 1] * 33
    alone = [fisher_p(TABLE), fisher_p(TABLE, seed=1), factor_test(values, groups, deals=900)]
    shared_values.begin({})
    fisher_p(TABLE), factor_test(values, groups, deals=900)
    known = shared_values.made()
    assert known
    shared_values.begin(known)
    shared = [fisher_p(TABLE), fisher_p(TABLE, seed=1), factor_test(values, groups, deals=900)]
    assert shared == alone
    assert alone[0] != alone[1]


def made(_place, told, _tell):
    return repr(listed(told["value"])).encode()


def test_a_fork_tells_what_it_has_made_anew(tmp_path):
    heard = []
    for value in (1, 1, 2):
        known = heard[-1] if heard else {}
        workplace.sharing(made, (Project(tmp_path), known), {"value": value}, heard.append)
    assert COUNTED == [1, 2]
    first, none, last = heard
    assert len(first) == len(last) == 1
    assert none == {}


def test_a_job_that_shares_nothing_makes_all_of_its_own(tmp_path):
    told = []
    for _ in range(2):
        workplace.sharing(made, (Project(tmp_path), None), {"value": 1}, told.append)
    assert COUNTED == [1, 1]
    assert told == []
