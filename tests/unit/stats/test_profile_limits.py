"""Limits of a profile: by Newton's method and by search between bounds, which are the same."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from is248.stats import binary_fit
from is248.stats.binary_fit import fit_binary

ALLOWED = 3.841458820694124
"""Chi-square of one degree of freedom at 95 per cent."""

cells = st.tuples(st.integers(0, 6), st.integers(0, 6))


def fitted(table):
    """Two factors; None where the table tells no model. Zero cells, and whole groups, separate."""
    rows = [
        (at, column, answer)
        for at, row in enumerate(table)
        for column, (yes, no) in enumerate(row)
        for answer in [1.0] * yes + [0.0] * no
    ]
    if not rows or len({answer for *_, answer in rows}) < 2:
        return None
    first, second, outcome = map(np.array, zip(*rows, strict=True))
    columns = [np.ones(len(rows)), *(first == at for at in np.unique(first)[1:]),
               *(second == at for at in np.unique(second)[1:])]  # fmt: skip
    design = np.column_stack(columns).astype(float)
    if design.shape[1] < 2 or np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    fit = fit_binary(design, outcome)
    return None if math.isnan(fit.value) else fit


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(cells, min_size=2, max_size=3), min_size=2, max_size=4).filter(
    lambda table: len({len(row) for row in table}) == 1), st.data())  # fmt: skip
def test_both_ways_lead_to_the_same_limit(table, data):
    fit = fitted(table)
    if fit is None:
        return
    weights = np.array([data.draw(st.sampled_from([-0.5, 0.0, 1.0])) for _ in fit.beta])
    if not weights.any():
        return
    profile = binary_fit.make_profile(fit, weights)
    for side in (-1, 1):
        stepped, sought = profile.stepped(side, ALLOWED), profile.sought(side, ALLOWED)
        assert profile.limit(side, ALLOWED) == (sought if math.isnan(stepped) else stepped)
        if math.isnan(stepped):
            continue  # then it is the search that counts
        assert stepped == pytest.approx(sought, abs=1e-7 * profile.se)
        assert profile.drop(stepped) == pytest.approx(ALLOWED, abs=1e-6)
        assert side * (stepped - float(weights @ fit.beta)) > 0


def test_steps_suffice_for_tables_like_ours():
    chance = np.random.default_rng(248)
    lost = tried = 0
    for _ in range(5):
        table = [[tuple(chance.integers(0, 9, 2)) for _ in range(4)] for _ in range(9)]
        table[0] = [(0, int(chance.integers(1, 9)))] * 4  # a whole group that says no: Firth
        fit = fitted(table)
        assert fit is not None
        assert fit.likelihood.penalised
        for at in range(1, len(fit.beta)):
            profile = binary_fit.make_profile(fit, np.eye(len(fit.beta))[at])
            for side in (-1, 1):
                tried += 1
                lost += math.isnan(profile.stepped(side, ALLOWED))
    assert tried > 80
    assert lost == 0


def test_where_no_step_leads_there_the_search_does(monkeypatch):
    fit = fitted([[(3, 4), (5, 2)], [(2, 6), (4, 4)]])
    profile = binary_fit.make_profile(fit, np.eye(len(fit.beta))[1])
    known = profile.limit(1, ALLOWED)
    monkeypatch.setattr(binary_fit, "TRIES", 1)
    assert math.isnan(profile.stepped(1, ALLOWED))
    assert profile.limit(1, ALLOWED) == pytest.approx(known, abs=1e-7 * profile.se)
