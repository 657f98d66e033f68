"""Questions with the same answers, against the figure and the counts that the report prints."""

import pytest

from helpers.chapters import open_chapter

AGENCIES = "districts_and_agencies"


@pytest.fixture(scope="module")
def joint():
    chapter = open_chapter("care_pathways", 2016, "county")
    return chapter.battery("pathway", "assessment_adult_{}_joint", "enheter", AGENCIES)


def test_rows_and_numbers_are_those_of_the_printed_figure(joint):
    # figure 5.1: 375, 377 and 378 answers; 27 of 378 rate pathway 3 poor or very poor
    assert joint.frame["n"].to_list() == [375, 377, 378]
    assert joint.frame.loc["pathway_3", "poor_or_worse_n"] == 27
    assert joint.counted == "375–378 enheter"
    assert joint.figure("figure-x", "Vurdering").bundle()["n"] == "375–378 enheter"


def test_a_sentence_names_a_row_or_all(joint):
    assert joint.bound("pathway_3_poor_or_worse_n", "").text == "27"
    assert joint.bound("pathway_3_good_or_better", "").text == "60\N{NO-BREAK SPACE}prosent"
    assert joint.bound("good_or_better", "").value == "; ".join(
        f"{pct}\N{NO-BREAK SPACE}prosent" for pct in (77, 77, 60)
    )
    assert joint.bound("nothing", "") is None


def test_few_units_are_told_as_numbers(joint):
    severe = joint.pathway_3.poor_or_worse
    assert severe.bound("of", "").text == "27 av 378"
    # Wilson for 27 of 378 at 95 per cent: 4.95 to 10.19
    assert severe.bound("limits", "").text == "5–10"
    with pytest.raises(AttributeError, match="pathway_1"):
        _ = joint.pathway_4


def test_how_oslo_counts_changes_the_number_of_units(joint):
    table = joint.pathway_3.good_or_better.oslo_table("table-x", n="enheter")
    assert list(table.frame.index) == ["one", "districts", AGENCIES]
    assert table.frame["n"][AGENCIES] == 378
    assert table.frame["n"].is_monotonic_increasing
