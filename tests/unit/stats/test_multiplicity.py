"""Holm and Benjamini-Hochberg against hand calculation and statsmodels."""

import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from is248.stats.multiplicity import adjusted, benjamini_hochberg, holm
from is248.stats.tidy import tidy

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_by_hand():
    # sorted .01 .02 .03 .04: Holm x4 x3 x2 x1, running maximum; BH x4/1 x4/2 x4/3 x4/4
    p = [0.04, 0.01, 0.03, 0.02]
    assert holm(p) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert benjamini_hochberg(p) == pytest.approx([0.04] * 4)


@pytest.fixture(scope="module")
def quick_garbage():
    """Statsmodels collects garbage on every call: what stands already need not be looked at."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("quick_garbage")
@given(P_VALUES)
def test_as_statsmodels(p):
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1])


@given(P_VALUES)
def test_adjustment_never_lowers_p_and_holm_is_the_stricter(p):
    assert (holm(p) >= benjamini_hochberg(p) - 1e-12).all()
    assert (benjamini_hochberg(p) >= np.array(p) - 1e-12).all()
    assert (holm(p) <= 1).all()


def test_missing_p_is_no_test():
    assert holm([0.02, np.nan, 0.5])[[0, 2]] == pytest.approx([0.04, 0.5])
    assert np.isnan(holm([0.02, np.nan])[1])
    assert holm([]).shape == (0,)


def test_families_are_adjusted_apart_and_10_per_cent_is_only_named():
    rows = [
        {"item": "x", "term": term, "quantity": "ame", "p": p}
        for term, p in [("a", 0.05), ("a", 0.08), ("b", 0.09), ("b", np.nan)]
    ]
    found = adjusted(tidy(rows))
    assert found["p_holm"][:3].to_list() == pytest.approx([0.1, 0.1, 0.09])
    assert found["below_10"][:3].all()
    assert found["below_10"].isna().to_list() == [False, False, False, True]
