"""Non-response: a test per grouping, against scipy and Holm by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from is248.stats.logit import response_p


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


def pearson(units, by):
    table = pd.crosstab(units[by], units["q"].notna())
    return stats.chi2_contingency(table, correction=False).pvalue


def test_p_is_near_the_chi_square_test_adjusted_over_the_groupings(units):
    raw = {by: pearson(units, by) for by in ("size_class", "county")}
    small, large = sorted(raw, key=raw.get)
    holm = {small: 2 * raw[small], large: max(2 * raw[small], raw[large])}
    found = response_p(units, "q", ["size_class", "county"]).to_dict()
    # p of county rests on all tables, of a discrete statistic: a little above chi-square's
    assert found[small] == pytest.approx(holm[small], abs=0.004)
    assert holm[large] <= found[large] <= holm[large] + 0.2


def test_any_answer_is_a_response(units):
    other = units.assign(q=units["q"].replace({"no": "maybe"}))
    assert response_p(other, "q", ["size_class"]).iloc[0] == pytest.approx(
        pearson(units, "size_class"), abs=0.004
    )


def test_a_group_in_full_still_has_a_test(units):
    full = units.assign(q=units["q"].where(units["size_class"] != "5000+", "yes"))
    assert 0 < response_p(full, "q", ["size_class"]).iloc[0] < 1


@pytest.mark.parametrize("value", [None, "yes", np.nan])
def test_all_or_none(units, value):
    assert response_p(units.assign(q=value), "q", ["size_class"]).isna().all()
