"""Each check finds what it must and passes what it should; expected values by hand."""

import pytest

from helpers.quality import RULES, TODAY, answers, joint, register, separate
from is248.base.errors import UserError
from is248.checks import control_rules as checks
from is248.checks.rule_book import load_rules
from is248.checks.rule_findings import (
    COLUMNS,
    agreement,
    carried_forward,
    changed_with_form,
    changes,
    children_gone,
    disagreements,
    missing_halves,
    no_answers,
    unusual_changes,
    unusual_rates,
)
from is248.checks.unit_totals import reported, with_people

SIX = ("0101", "0104", "0105", "0106", "0111", "0118")
UNITS = register(**{f"u{code}": "<2000" for code in SIX})


def people(given):
    return with_people(reported(given), UNITS)


def both(now, before):
    return changes(people(now), reported(before))


def many(values, **more):
    return answers({code: joint(v, 1) for code, v in zip(SIX, values, strict=True)}, **more)


@pytest.mark.parametrize(("education", "found"), [(10, 0), (11, 0), (9, 0), (11.1, 1), (8.99, 1)])
def test_one_fte_is_within_the_tolerance_and_more_is_not(education, found):
    given = disagreements(people(answers({"0101": joint(10, 2, education=education)})),
                          "education", RULES)  # fmt: skip
    assert len(given) == found


def test_a_disagreement_tells_both_sums_and_the_window():
    found = disagreements(
        people(answers({"0101": joint(10, 2, education=7.5)})), "education", RULES
    )
    row = found.iloc[0]
    assert list(found.columns) == list(COLUMNS)
    assert (row["unit"], row["check"], row["group"]) == ("0101", "measure_education", "adult")
    assert (row["value"], row["expected"], row["low"], row["high"]) == (7.5, 10, 9, 11)


def test_binary_noise_is_no_disagreement():
    given = answers({"0101": joint(1.1 + 2.2, 0, education=2.3)})  # 3.3000000000000003 against 2.3
    assert disagreements(people(given), "education", RULES).empty


def test_a_split_left_out_disagrees_with_nothing():
    assert disagreements(people(answers({"0101": joint(10, 2)})), "pathway", RULES).empty


def test_agreement_counts_those_that_filled_in_both():
    rows = {"0101": joint(10, 2, pathway=9.5), "0104": joint(5, 1, pathway=1), "0105": joint(4, 1)}
    given = answers(rows)
    row = agreement(people(given), RULES).loc["pathway_adult"]
    assert (row["with_measure"], row["compared_units"], row["within"]) == (3, 2, 1)
    assert row["within_pct"] == 50.0
    assert (row["measure"], row["split"]) == (19, 10.5)
    assert row["covered_pct"] == pytest.approx(10.5 / 19 * 100)


def test_rates_outside_the_fences_of_their_class():
    # rates 1, 2, 3, 4, 5 and 20: quartiles 2.25 and 4.75, fences 2.25 - 3.75 and 4.75 + 3.75
    found = unusual_rates(people(many([1, 2, 3, 4, 5, 20])), "high", RULES)
    row = found[found["group"] == "adult"].iloc[0]
    assert (row["unit"], row["side"], row["value"]) == ("0118", "high", 20.0)
    assert (row["expected"], row["low"], row["high"]) == (3.5, -1.5, 8.5)
    assert len(found) == 1


def test_a_low_rate_is_another_check():
    given = people(many([20, 20.1, 20.2, 20.3, 20.4, 1]))
    assert unusual_rates(given, "low", RULES)["unit"].to_list() == ["0118"]
    assert unusual_rates(given, "high", RULES).empty


def test_units_of_another_class_are_not_compared():
    units = UNITS.assign(size_class=["<2000"] * 5 + ["50000 og større"])
    given = with_people(reported(many([1, 2, 3, 4, 5, 20])), units)
    assert unusual_rates(given, "high", RULES).empty


def test_change_outside_the_fences():
    # changes 0, 0.1, 0.2, 0.3, 0.4 and 9: quartiles 0.125 and 0.375, upper fence 0.75 -> 2 (least)
    found = unusual_changes(both(many([5, 5.1, 5.2, 5.3, 5.4, 14]), many([5] * 6)), "change", RULES)
    row = found.iloc[0]
    assert len(found) == 1
    assert (row["unit"], row["check"], row["side"]) == ("0118", "change_level", "high")
    assert (row["value"], row["low"], row["high"]) == (9.0, -2.0, 2.0)
    assert row["expected"] == pytest.approx(0.25)


def test_a_small_change_is_never_unusual():
    given = both(many([5, 5, 5, 5, 5, 6.9]), many([5] * 6))
    assert unusual_changes(given, "change", RULES).empty
    assert unusual_changes(given, "change_rate", RULES).empty


def test_change_per_inhabitant_has_this_years_inhabitants():
    found = unusual_changes(both(many([5, 5, 5, 5, 5, 1]), many([5] * 6)), "change_rate", RULES)
    assert found["value"].to_list() == [-4.0]  # four FTE fewer for 1 000 adults
    assert (found["low"].iloc[0], found["high"].iloc[0]) == (-2.0, 2.0)


def test_children_gone():
    now = answers({"0101": joint(1, 0), "0104": joint(1, None), "0105": joint(1, 0)})
    before = answers({"0101": joint(1, 2.5), "0104": joint(1, 1), "0105": joint(1, 0)}, year=2015)
    found = children_gone(both(now, before))
    assert found["unit"].to_list() == ["0101", "0104"]
    assert found["expected"].to_list() == [2.5, 1.0]


def test_jump_with_the_reporting_form():
    now = answers({"0101": joint(10, 1), "0104": joint(10, 1), "0105": joint(10, 1)})
    rows = {"0101": separate(5, 2), "0104": separate(5, 4), "0105": joint(5, 1)}
    before = answers(rows, year=2015)
    found = changed_with_form(both(now, before), RULES)
    # 7 to 10 is 43 per cent; 9 to 10 is 11 per cent and one FTE; 0105 kept its form
    assert found["unit"].to_list() == ["0101"]
    row = found.iloc[0]
    assert (row["side"], row["value"], row["expected"]) == ("separate", 10, 7)
    assert (row["low"], row["high"]) == (5.25, 8.75)


def test_one_half_missing():
    given = reported(
        answers({"0101": separate(5, None), "0104": separate(None, 2), "0105": separate(5, 0),
                 "0106": separate(None, None), "0111": joint(5, 1)})
    )  # fmt: skip
    found = missing_halves(given)
    assert dict(zip(found["unit"], found["side"], strict=True)) == {
        "0101": "substance_use", "0104": "mental_health",
    }  # fmt: skip


CARRIED = [
    ("0118", "fte_adult_measure_a_joint", "carried_forward"),
    ("0118", "fte_child_measure_a_joint", "carried_forward"),
]


def test_carried_forward_is_listed_and_not_checked():
    row = {"fte_adult_measure_a_joint": 20.0, "fte_child_measure_a_joint": 3.0}
    others = {code: joint(v, 1) for code, v in zip(SIX[:5], range(1, 6), strict=True)}
    given = answers({**others, "0118": row}, CARRIED)
    found = carried_forward(given, reported(given))
    assert (found["unit"].to_list(), found["value"].to_list()) == (["0118"], [23.0])
    assert no_answers(given)["unit"].to_list() == ["0118"]
    assert unusual_rates(people(given), "high", RULES).empty


def test_all_checks_together_and_who_is_asked():
    now = answers({"0101": joint(10, 1, education=5, pathway=2), "0104": joint(2, 1, pathway=20)})
    checked = checks.check_year(now, None, UNITS, RULES, TODAY)
    assert checked.findings["check"].to_list() == [
        "measure_education", "measure_pathway", "measure_pathway",
    ]  # fmt: skip
    assert checked.findings["severity"].to_list() == ["contradiction"] * 3
    assert checked.asked["unit"].to_list() == ["0101"]
    tally = checks.tally(checked)
    assert tuple(tally.loc["measure_pathway"]) == (2, 0, 2, 0)
    assert tuple(tally.loc["total"]) == (3, 0, 2, 1)


def test_a_year_without_findings_is_an_empty_frame_of_the_same_shape():
    checked = checks.check_year(answers({"0101": joint(1, 1)}), None, UNITS, RULES, TODAY)
    assert list(checked.findings.columns) == list(COLUMNS)
    assert checked.findings.empty


def test_wider_fences_ask_fewer():
    now, before = many([1, 2, 3, 4, 5, 20]), many([1, 2, 3, 4, 5, 20], year=2015)
    checked = checks.check_year(now, before, UNITS, RULES, TODAY)
    found = checks.by_thresholds(checked, (1.5, 7.0), (1.5,))
    assert found["asked_units"].to_list() == [1, 0]  # 20 lies 6.1 quartile widths above 4.75


@pytest.mark.slow
def test_fences_tried_together_ask_as_many_as_whole_runs_would():
    now, before = many([1, 9, 3, 4, 5, 20]), many([1, 2, 3, 4, 5, 4], year=2015)
    checked = checks.check_year(now, before, UNITS, RULES, TODAY)
    found = checks.by_thresholds(checked, (0.2, 1.5, 7.0), (0.1, 1.5))
    asked = [
        checks.check_year(
            now, before, UNITS,
            RULES.model_copy(update={"rate_fence": rate, "change_fence": fence}), TODAY,
        ).asked["unit"].nunique()
        for rate, fence in zip(found["rate_fence"], found["change_fence"], strict=True)
    ]  # fmt: skip
    assert found["asked_units"].to_list() == asked
    assert len(set(asked)) > 1


def test_oslos_parts_are_one_municipality():
    assert checks.municipalities(["0301-H", "030101", "030115", "0101"]) == 2


def test_an_unknown_check_in_the_params_is_refused():
    with pytest.raises(UserError, match=r"rate_hihg.*rate_high"):
        load_rules().asked(RULES.model_copy(update={"listed_only": ("rate_hihg",)}))
