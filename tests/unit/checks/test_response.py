"""Who was asked and who answered; forms; real change; weights."""

import pandas as pd
import pytest

from helpers.quality import answers, joint, register, separate
from is248.chapter import quality_frames as pages
from is248.checks import real_change, response
from is248.checks import (
    reporting_forms as forms,
)
from is248.checks.response import by_group, respondents, responses, wide
from is248.checks.unit_totals import reported

UNITS = register(u0101="<2000", u0104="<2000", u0105="50000 og større")
GIVEN = answers(
    {
        "0101": joint(1, 1, offer="yes", kinds__x=1, kinds__y=0, respondent_count=1),
        "0104": {**separate(1, None), "respondent_count": 3},
        "0105": joint(2, 1, offer=None, offer_comment="Takk"),
    },
    [
        ("0104", "offer", "not_asked"),
        ("0105", "offer", "dont_know"),
        ("0104", "fte_adult_measure_a_joint", "not_asked"),
    ],
)


def test_not_asked_leaves_the_denominator_and_dont_know_is_an_answer():
    found = responses(GIVEN)
    assert found.asked["offer"].to_list() == [True, False, True]
    assert found.answered["offer"].to_list() == [True, False, True]
    assert found.answered["kinds"].to_list() == [True, False, False]


def test_versions_and_parts_are_one_question_and_comments_are_none():
    found = responses(GIVEN)
    assert found.answered["fte_adult_measure"].to_list() == [True, True, True]
    assert "offer_comment" not in found.questions.index
    assert found.labels["fte_adult_measure"] == "Voksne: årsverk etter tiltak"
    assert found.questions.loc["fte_adult_measure", "number"] == "1"


def test_response_by_group_and_in_total():
    counts = by_group(responses(GIVEN), UNITS, "size_class")
    own = counts[counts["question"] == "kinds"].set_index("group")
    assert own["asked"].to_dict() == {"<2000": 2, "50000 og større": 1, "total": 3}
    assert own["response_pct"].to_dict() == pytest.approx(
        {"<2000": 50.0, "50000 og større": 0.0, "total": 100 / 3}
    )
    assert wide(counts, ["<2000"]).loc["kinds"].to_dict() == pytest.approx(
        {"<2000": 50.0, "total": 100 / 3}
    )


def test_topics_pool_their_questions():
    table = pages.topics_by_size(responses(GIVEN), UNITS)
    # housing in small ones: offer 1 of 1, kinds 1 of 2, persons 2 of 2
    assert table.loc["housing", "size_under_2000"] == pytest.approx(4 / 5 * 100)


def test_districts_are_told_apart_from_agencies():
    rows = {"030101": joint(1, 1), "0301-H": separate(1, 1)}
    assert list(forms.district_forms(answers(rows), "adult")) == ["joint", "separate"]
    assert list(forms.district_forms(answers(rows), "adult", agencies=False)) == ["joint"]


def test_respondents():
    assert respondents(GIVEN) == {"n": 2, "persons": 4.0, "alone": 1}


def test_form_shares_count_oslo_once():
    rows = {f"03010{at}": joint(1, 1) for at in range(1, 4)}
    rows["030104"] = separate(1, 1)
    rows["0301-H"] = separate(1, 1)
    rows["0101"] = separate(1, 1)
    table = forms.form_shares({2016: answers(rows)})
    assert table["adult_2016"].to_dict() == {
        "joint": 50.0, "separate": 50.0, "municipalities": 2.0, "total": 100.0,
    }  # fmt: skip
    assert (forms.district_forms(answers(rows), "adult") == "separate").sum() == 2


def test_real_change_leaves_a_unit_out_of_both_years_and_groups():
    now = reported(answers({"0101": joint(20, 4), "0104": joint(11, 5)}))
    before = reported(answers({"0101": joint(10, 4), "0104": joint(10, 4)}, year=2015))
    found = real_change.real_change(now, before, ["0101"])
    assert found["reported_change_pct"].to_list() == pytest.approx(
        [(31 / 20 - 1) * 100, (9 / 8 - 1) * 100, (40 / 28 - 1) * 100]
    )
    assert found["real_change_pct"].to_list() == pytest.approx([10, 25, (16 / 14 - 1) * 100])
    assert found.loc["total", ["kept_before", "kept_after"]].to_list() == [14, 16]


RATES = pd.DataFrame(
    {
        "size_class": ["a"] * 5 + ["b"] * 5,
        "label": list("zyxwvutsrq"),
        "adult_per1000": [1.0, 2, 3, 4, 100, 50, 51, 52, 53, 54],
    },
    index=[f"{at:04d}" for at in range(10)],
)


def test_far_units_weigh_less_and_each_class_has_its_own_spread():
    found = response.weights(RATES, ["adult"], ["a", "b"])
    assert found.loc["0004", "adult_tukey"] == 0
    assert found.loc["0004", "adult_huber"] < 0.1
    # 50 is near 52, though far from 3
    assert (found["adult_huber"].drop("0004") > 0.99).all()


def test_levels_with_and_without_weights():
    table = response.levels(RATES, "adult_per1000", ["a", "b"])
    assert table.loc["a", "level_ols"] == pytest.approx(22.0)
    assert table.loc["a", "level_tukey"] == pytest.approx(2.5, abs=0.1)
    assert table.loc["b", ["level_ols", "level_huber"]].to_list() == pytest.approx([52, 52])
    # the ends of an even row have a weight of 0.997, shown as 1,00
    assert table[["reduced", "none"]].to_numpy().tolist() == [[1, 1], [0, 0]]


def test_reduced_weights_stand_by_class_and_name():
    shown = response.reduced(response.weights(RATES, ["adult"], ["a", "b"]), ["adult"], ["a", "b"])
    assert shown.index.to_list() == ["0004"]
    assert response.headings(shown, {"a": "Under 2 000"}) == {"0004": "Under 2 000 innbyggere"}


def test_findings_in_made_up_answers_have_no_name():
    assert pages.unit_labels(["0101"], UNITS, synthetic=False) == {"0101": "Kommune u0101"}
    assert pages.unit_labels(["0101"], UNITS, synthetic=True) == {"0101": "Enhet 1"}


def test_carried_values_are_told_with_their_fte():
    frame = pd.DataFrame({"carried_fte": [12.5, 3.0]}, index=["0101", "0104"])
    told = pages.carried_words(frame, {"0101": "Lillevik", "0104": "Storvik"})
    assert told.text == "to enheter: Lillevik (12,5 årsverk) og Storvik (3 årsverk)"
    assert pages.carried_words(frame.head(0), {}).text == "ingen enheter"
