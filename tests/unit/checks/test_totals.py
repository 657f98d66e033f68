"""FTE as reported: sums over the form, missing and zero kept apart."""

import math

from helpers.quality import answers, joint, register, separate
from is248.checks.unit_totals import (
    carried_units,
    fte_columns,
    of_this_year,
    reported,
    silent_units,
    with_people,
)


def row(frame, unit, group="adult"):
    return frame[(frame["unit"] == unit) & (frame["group"] == group)].iloc[0]


def test_sums_follow_the_form_that_the_unit_chose():
    found = reported(answers({"0101": joint(10, 2, pathway=9), "0104": separate(3, 1.5)}))
    first, second = row(found, "0101"), row(found, "0104")
    assert (first["form"], first["measure"], first["education"], first["pathway"]) == (
        "joint", 10, 10, 9,
    )  # fmt: skip
    assert (second["form"], second["measure"]) == ("separate", 4.5)
    assert (second["mental_health"], second["substance_use"]) == (3, 1.5)


def test_nothing_answered_is_missing_and_zero_is_zero():
    found = reported(answers({"0101": joint(0, None)}))
    assert row(found, "0101")["measure"] == 0
    assert math.isnan(row(found, "0101", "child")["measure"])


def test_rates_are_per_thousand_of_the_age_group():
    people = with_people(reported(answers({"0101": joint(10, 2)})), register(u0101="<2000"))
    assert row(people, "0101")["rate"] == 10.0
    assert row(people, "0101", "child")["rate"] == 4.0


def test_an_agency_has_no_rate():
    units = register(u0101="<2000").assign(pop_18plus=math.nan)
    assert math.isnan(
        row(with_people(reported(answers({"0101": joint(10, 2)})), units), "0101")["rate"]
    )


def test_columns_tell_their_split_and_form():
    columns = fte_columns(answers({}).codebook)
    assert len(columns) == 18
    found = columns.loc["fte_child_pathway_c_substance_use", ["group", "split", "form"]]
    assert tuple(found) == ("child", "pathway", "substance_use")


def test_carried_forward_is_no_answer_of_this_year():
    column = "fte_adult_measure_a_joint"
    given = answers(
        {"0101": {column: 3.0}, "0104": {}, "0105": {column: 1.0}},
        [("0101", column, "carried_forward"), ("0104", "offer", "dont_know")],
    )
    assert carried_units(given) == ["0101"]
    assert silent_units(given) == ["0101"]  # 0104 has said that it does not know
    assert of_this_year(given)[column].to_list() == [False, False, True]
    assert reported(given)["carried"].to_list() == [True, False, False, False, False, False]
