"""What tables of choices and of two years rest on; the numbers are those that print tells."""

import pytest

from helpers.chapters import open_chapter
from is248.base.basis import FITTED, INVENTED
from is248.chapter.two_years import by_year


@pytest.fixture(scope="module")
def grant():
    return open_chapter("housing", 2016).question("housing_grant_applied")


def basis(table, row, column):
    at = next(each for each in table.grid.columns if each.key == column)
    return table.grid.basis(row, at)


def test_the_share_without_an_answer_is_held_by_the_printed_counts(grant):
    # section 11.2: 175 yes, 159 no and 77 do not know
    table = grant.yes.choices("table-mine", leave_out=["dont_know"])
    assert table.frame.loc["left_out", "pct"] == pytest.approx(175 / (175 + 159) * 100)
    assert table.frame.loc["left_out", "n"] == 175 + 159
    assert [basis(table, "left_out", c) for c in ("n", "count", "pct")] == [FITTED] * 3
    assert basis(table, "inhabitants", "pct") == INVENTED


def test_what_silence_can_hide_is_held_by_counts(grant):
    table = grant.yes.choices("table-mine", silent=True)
    # 428 municipalities, 411 answers: 17 are silent
    assert table.frame.loc["silent_other", "pct"] == pytest.approx(175 / 428 * 100)
    assert table.frame.loc["silent_same", "pct"] == pytest.approx((175 + 17) / 428 * 100)
    assert [basis(table, row, "pct") for row in ("silent_other", "silent_same")] == [FITTED] * 2


def test_answers_of_two_years_are_held_as_printed_in_table_6_3():
    chapter = open_chapter("user_involvement", 2016)
    table = by_year(chapter.question("user_experience_collected"), "table-mine")
    rows = ["yes", "no", "total", "not_stated", "municipalities"]
    assert list(table.frame["n_2016"][rows]) == [171, 239, 410, 18, 428]
    assert list(table.frame["n_2015"][rows]) == [132, 253, 385, 43, 428]
    for year in (2015, 2016):
        held = [basis(table, row, f"n_{year}") for row in rows]
        assert held == [*[FITTED] * 4, "register"]


def test_answers_of_a_question_that_nobody_answers_are_not_shown():
    question = open_chapter("user_involvement", 2015).question("user_experience_improves")
    assert by_year(question, "table-mine").id == "text-table-mine-not-asked"
