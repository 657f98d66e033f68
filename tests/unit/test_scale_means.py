"""Means of scales, weighted shares and tables of several questions, against print and pandas."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import MonteCarloMethod, fisher_exact

from helpers.chapters import open_chapter
from is248.base.errors import UserError

SCALE = {"much_better": 1, "better": 2, "no_change": 3, "worse": 4, "much_worse": 5}


@pytest.fixture(scope="module")
def services():
    return open_chapter("specialist_services", 2016).reading_codes("phv_experience")


@pytest.fixture(scope="module")
def work():
    return open_chapter("work_measures", 2016)


def test_codes_are_read_as_a_single_choice(services):
    experience = services.question("phv_experience")
    # section 9.2: 404 answered, 16 of them "very good", 49 per cent good or better
    assert experience.bound("n", "").value == 404
    assert experience.bound("very_good_n", "").value == 16
    assert experience.bound("at_least_good", "").text == "49\N{NO-BREAK SPACE}prosent"
    assert services.question("tsb_experience").variable.type == "open"


def test_means_are_those_of_pandas(services):
    means = services.question("phv_change").means("size_class")
    assert means.bound("n", "").value == 413  # section 9.4
    placed = services.units("one").assign(at=lambda units: units["phv_change"].map(SCALE))
    known = placed.dropna(subset="at")
    expected = known["at"].astype(float).groupby(known["size_class"]).mean()
    pd.testing.assert_series_equal(
        means.frame["scale_mean"].drop("total").sort_index().astype(float),
        expected.sort_index(), check_names=False, check_index_type=False,
    )  # fmt: skip
    living = services.units("districts").assign(at=lambda units: units["phv_change"].map(SCALE))
    known = living.dropna(subset="at")
    share = known["at"].astype(float).mul(known["pop_total"]).sum() / known["pop_total"].sum()
    assert means.frame.loc["total", "scale_weighted"] == pytest.approx(share)


def test_a_mean_by_an_unknown_grouping_is_refused(services):
    with pytest.raises(UserError, match="size_class"):
        services.question("phv_change").means("size")


def test_all_answers_are_tested_as_scipy_does(services):
    question = services.question("phv_change")
    counts = pd.crosstab(services.units("one")["size_class"], services.units("one")["phv_change"])
    p = question.association("size_class")["p"].value
    method = MonteCarloMethod(n_resamples=9999, rng=np.random.default_rng(3))
    expected = fisher_exact(counts.to_numpy(dtype=int), method=method).pvalue
    assert p == pytest.approx(expected, abs=0.02)  # four errors of a draw


def test_scales_stand_side_by_side(services):
    names = ("agreement_child_mental_health", "agreement_child_substance_use")
    questions = [services.question(name) for name in names]
    figure = services.scales("figure-x", questions, "To avtaler")
    assert list(figure.grid.frame.index) == list(names)
    unasked = open_chapter("work_measures", 2015).question("nav_cooperation")
    assert unasked.chapter.scales("figure-x", [unasked], "Ingen").told() is not None


def test_every_adult_counts_the_same(work):
    good = work.question("nav_cooperation").at_least_good
    shares = good.weighted("county")
    units = work.units("districts").dropna(subset="nav_cooperation")
    hits = units["nav_cooperation"].isin(["very_good", "good"])
    expected = units["pop_18plus"][hits].sum() / units["pop_18plus"].sum() * 100
    assert shares.bound("weighted", "").value == pytest.approx(expected)
    assert shares.bound("unweighted", "").value == pytest.approx(hits.mean() * 100)
    assert shares.bound("nothing", "") is None


@pytest.mark.parametrize(("field", "users"), [("mental_health", 1014), ("substance_use", 637)])
def test_users_are_as_many_as_printed(work, field, users):
    table = work.question(f"ips_se_users_{field}").per_adult("table-x", "size_class")
    assert table.bound("users_n", "").value == users


def test_outcomes_stand_under_one_another_for_all_units():
    chapter = open_chapter("suicide_and_overdose_followup", 2016)
    overdose = chapter.question("overdose_routine")
    unasked = chapter.question("suicide_prevention_systematic")
    table = chapter.totals(
        "table-x", {"Overdose": overdose.yes, "Ikke spurt": unasked.yes}, "Rutiner", n="kommuner"
    )
    # table 17.1: 406 answered, 23 per cent yes
    assert table.frame["n"].to_dict() == {"Overdose": 406}
    assert round(table.frame.loc["Overdose", "pct"]) == 23
    assert unasked.latest().bound("asked_in", "").text == "2015"


def test_what_was_not_asked_is_missing_in_every_sentence():
    unasked = open_chapter("work_measures", 2015).question("nav_cooperation").at_least_good
    areas = unasked.by("county")
    for name in ("high", "apart", "p", "share"):
        assert areas.bound(name, "").missing
    assert unasked.weighted("county").bound("weighted", "").missing
