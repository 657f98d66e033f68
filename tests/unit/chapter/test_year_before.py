"""The year before: by concept, and a sentence for each reason that there is none."""

from dataclasses import replace

import pandas as pd
import pytest

from helpers.chapters import open_chapter

NAME = "user_experience_collected"


@pytest.fixture(scope="module")
def chapter():
    return open_chapter("user_involvement", 2016)


def with_before(chapter, change):
    """The chapter whose year before is changed; None for a year without answers."""
    before = chapter.before
    found = replace(chapter)
    found.__dict__["before"] = change(before) if change else None
    return found


def renamed(before, name="collected_before"):
    """The year before with the question under another id, its concept as it was."""
    answers = before.answers
    variables = tuple(
        v.model_copy(update={"id": name}) if v.id == NAME else v for v in answers.codebook.variables
    )
    book = answers.codebook.model_copy(update={"variables": variables})
    values = answers.values.rename(columns={NAME: name})
    return replace(before, answers=replace(answers, values=values, codebook=book))


def without(before):
    answers = before.answers
    variables = tuple(v for v in answers.codebook.variables if v.id != NAME)
    book = answers.codebook.model_copy(update={"variables": variables})
    return replace(before, answers=replace(answers, codebook=book))


def emptied(before):
    answers = before.answers
    values = answers.values.assign(
        **{NAME: pd.Series(pd.NA, index=answers.values.index, dtype="string")}
    )
    return replace(before, answers=replace(answers, values=values))


def test_a_question_is_found_by_its_concept_under_another_id(chapter):
    other = with_before(chapter, renamed)
    then = other.question(NAME).last_year()
    assert then.id == "collected_before"
    # table 6.3: 132 of 385
    assert then.outcome("yes").total[["count", "n"]].tolist() == [132, 385]
    assert other.question(NAME).yes.last_year().pct == chapter.question(NAME).yes.last_year().pct


def test_a_table_of_two_years_follows_the_concept(chapter):
    from is248.chapter.two_years import by_year

    same, other = (
        by_year(one.question(NAME), "table-x").frame
        for one in (chapter, with_before(chapter, renamed))
    )
    assert same.equals(other)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (None, "Det finnes ikke svar fra 2015, "),
        (without, "Spørsmålet ble ikke stilt i 2015, "),
        (emptied, "Spørsmålet ble ikke stilt i 2015, "),  # nobody answered: not asked
    ],
)
def test_why_there_is_no_change(chapter, change, said):
    one = with_before(chapter, change)
    question = one.question(NAME)
    assert question.last_year() is None
    found = str(one.say_since_last_year("text-x", question.yes))
    assert found == f"{said}så endring fra året før kan ikke vises."


def test_other_answers_are_no_year_before(chapter):
    def narrowed(before):
        answers = before.answers
        variables = tuple(
            v.model_copy(update={"categories": {"no": "Nei"}, "outcomes": {}})
            if v.id == NAME else v
            for v in answers.codebook.variables
        )  # fmt: skip
        book = answers.codebook.model_copy(update={"variables": variables})
        return replace(before, answers=replace(answers, codebook=book))

    assert with_before(chapter, narrowed).question(NAME).yes.last_year() is None


def test_not_held_and_not_asked_this_year(chapter):
    assert str(chapter.not_asked("text-x")) == "Ikke spurt i år."
    assert (
        str(replace(chapter, answers=None).not_asked("text-x")) == "Det finnes ikke svar fra 2016."
    )


def test_how_many_questions_were_asked_before(chapter):
    none = with_before(chapter, None)
    assert str(none.say_last_year("text-x", NAME)).startswith("Det finnes ikke svar fra 2015")
