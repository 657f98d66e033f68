"""What the form asks, against table 1.2 and by hand."""

from types import SimpleNamespace

import pytest

from is248.base.errors import DataError
from is248.checks.content import form_content, topic_of
from is248.printed import report as published
from is248.survey.codebook import load_codebook

CONTENT = form_content(load_codebook(2016))["questions_n"]
NOT_IN_THE_CODEBOOK = {"respondent": 1}  # the address of the one who filled in the form
PRINTED = published.table(2016, "1.2")["questions_n"].to_dict()


@pytest.mark.parametrize("topic", PRINTED)
def test_questions_of_a_topic_are_as_printed(topic):
    assert CONTENT[topic] + NOT_IN_THE_CODEBOOK.get(topic, 0) == PRINTED[topic]


def test_total_and_order_are_those_of_the_form():
    assert list(CONTENT.index) == [*PRINTED, "total"]
    assert CONTENT["total"] == sum(PRINTED.values()) - 1


def variable(name, number, columns=1, chapter="fte_national"):
    return SimpleNamespace(
        id=name, number=number, chapter=chapter, columns=[f"{name}_{at}" for at in range(columns)]
    )


def test_parts_follow_ups_and_comments_are_no_questions_of_their_own():
    asked = [
        variable("reporting_form_adult", "0.1", chapter="data_basis"),
        variable("fte_child_measure_x_joint", "2.1"),
        variable("fte_child_measure_x_mental_health", "2.1"),
        variable("comment_child_measures_joint", "2.k"),
        variable("housing_grant", "10.2", chapter="housing"),
        variable("housing_why", "10.2a", columns=3, chapter="housing"),
    ]
    topics = load_codebook(2016).topics
    found = form_content(SimpleNamespace(variables=asked, topics=topics))
    assert found.to_dict("index") == {
        "fte_child": {"questions_n": 1, "variables_n": 2},
        "housing": {"questions_n": 1, "variables_n": 4},
        "total": {"questions_n": 2, "variables_n": 6},
    }


def test_education_takes_the_question_on_user_experience():
    asked = variable("has_user_experience_adult_joint", "3.11")
    assert topic_of(asked, load_codebook(2016)) == "education"


def test_a_number_without_a_topic_is_refused():
    with pytest.raises(DataError, match="ikke noe tema 3"):
        topic_of(variable("q", "3.1"), SimpleNamespace(topics={"a": "A", "b": "B"}))
