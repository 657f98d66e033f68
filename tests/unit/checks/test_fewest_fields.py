"""The fewest fields to change, against trying all sets of fields."""

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

from is248.checks.fewest_fields import Edit, fewest

A, B, C, D = "abcd"


def by_trying(values, edits):
    """How few fields suffice: each set of fields in turn, the rest held at what was answered."""
    names = list(values)
    rows = np.asarray([[e.weights.get(n, 0.0) for n in names] for e in edits])
    above = rows, np.asarray([e.high for e in edits])
    below = -rows, -np.asarray([e.low for e in edits])
    told = [(r, b) for side in (above, below) for r, b in zip(*side, strict=True) if np.isfinite(b)]
    for size in range(len(names) + 1):
        for free in combinations(names, size):
            held = [(0, None) if n in free else (values[n], values[n]) for n in names]
            if linprog(np.zeros(len(names)), [r for r, _ in told], [b + 1e-9 for _, b in told],
                       bounds=held).success:  # fmt: skip
                return size
    return None


def equal(*sides):
    """Two sums are the same."""
    left, right = sides
    return Edit({**dict.fromkeys(left, 1.0), **dict.fromkeys(right, -1.0)}, 0.0, 0.0)


def test_nothing_is_changed_where_all_rules_hold():
    assert fewest({A: 2.0, B: 1.0, C: 3.0}, [equal([A, B], [C])]) == []


def test_the_field_that_two_rules_share_is_the_one():
    # a + b = c and a + b = d: c and d agree on 5, a + b is 9: one of a, b; b cannot fall by four
    assert fewest({A: 8.0, B: 1.0, C: 5.0, D: 5.0}, [equal([A, B], [C]), equal([A, B], [D])]) == [A]


def test_of_equally_few_the_one_that_moved():
    edits, values = [equal([A, B], [C])], {A: 4.0, B: 4.0, C: 5.0}
    assert fewest(values, edits, {B: 2.0}) == [B]
    assert fewest(values, edits, {C: 2.0}) == [C]


def test_a_part_above_its_whole():
    assert fewest({A: 9.0, B: 1.0, C: 2.0}, [Edit({A: 1.0, B: -1.0, C: -1.0}, 0.0)]) == []
    assert len(fewest({A: 1.0, B: 3.0}, [Edit({A: 1.0, B: -1.0}, 0.0)])) == 1


def test_what_no_change_can_help_is_none():
    assert fewest({A: 1.0}, [Edit({A: 1.0}, float("-inf"), -5.0)]) is None


def test_two_faults_need_two_fields():
    edits = [equal([A], [B]), equal([C], [D])]
    assert len(fewest({A: 1.0, B: 2.0, C: 3.0, D: 4.0}, edits)) == 2


@pytest.mark.parametrize("seed", range(25))
def test_as_few_as_by_trying_all_sets(seed):
    rng = np.random.default_rng(seed)
    values = {name: float(rng.integers(0, 6)) for name in "abcdef"}
    edits = [
        Edit(dict(zip("abcdef", rng.choice([-1.0, 0.0, 1.0], 6), strict=True)),
             *sorted(rng.integers(-3, 4, 2).astype(float)))
        for _ in range(3)
    ]  # fmt: skip
    found, least = fewest(values, edits), by_trying(values, edits)
    assert (None if found is None else len(found)) == least
