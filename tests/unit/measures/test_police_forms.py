"""One form of cooperation per unit, by hand."""

import pandas as pd
import pytest

from is248.measures import police_forms
from is248.survey.answers import Answers, _most_given
from is248.survey.codebook import Codebook, Variable

OPTIONS = ("slt", "regular_meetings", "single_cases", "no", "other")
QUESTION = Variable(
    id="police_cooperation", part=2, number="1", label="Politiet", type="multiple", chapter="x",
    concept="police_cooperation", categories={code: code for code in OPTIONS},
)  # fmt: skip
BOOK = Codebook(year=2016, variables=(QUESTION,))


def crossed(*rows):
    frame = pd.DataFrame(
        [[int(code in row.split()) if row else None for code in OPTIONS] for row in rows],
        columns=[f"police_cooperation__{code}" for code in OPTIONS],
    )
    return frame.astype("Int8")


def test_one_form_per_unit_by_precedence():
    values = crossed("slt single_cases", "regular_meetings single_cases", "single_cases other",
                     "single_cases", "no", "no other", "other", "")  # fmt: skip
    blank = pd.DataFrame()
    found = police_forms.with_police_form(Answers(values, blank, True, BOOK))
    assert found.values[police_forms.POLICE_FORM].fillna("–").to_list() == [
        "slt", "regular_meetings", "single_cases_and_other", "single_cases", "no", "outside",
        "other", "–",
    ]  # fmt: skip
    assert "outside" not in found.codebook.variable(police_forms.POLICE_FORM).categories
    single = found.codebook.variable(police_forms.POLICE_FORM)
    assert (single.type, single.concept) == ("single", "police_cooperation")
    assert found.synthetic
    assert police_forms.with_police_form(found) is found


def test_a_year_without_the_police_is_left_as_it_is():
    book = Codebook(year=2015, variables=())
    answers = Answers(pd.DataFrame(), pd.DataFrame(), False, book)
    assert police_forms.with_police_form(answers) is answers


@pytest.mark.parametrize(("size_class", "limit"), [("<2000", 2000), ("2000-5000", 5000)])
def test_where_a_size_class_ends(size_class, limit):
    assert police_forms.upper_limit(size_class) == limit


def test_a_city_most_of_whose_districts_fit_no_form_has_an_answer_without_a_form():
    districts = pd.Series(["outside", "outside", "slt", pd.NA])
    assert _most_given(districts, ["slt", "no"]) == "outside"
    assert _most_given(pd.Series(["outside", "no"]), ["slt", "no"]) == "no"
