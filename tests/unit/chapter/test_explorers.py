"""An explorer's mistakes are errors at the first call, in Norwegian, naming what is near."""

import pytest

from helpers.chapters import open_chapter
from is248.base.errors import DataError, DisplayError, UserError


@pytest.fixture(scope="module")
def crisis():
    return open_chapter("crisis_teams", 2016)


def test_one_answer_given_as_a_string_is_that_answer(crisis):
    # 88 per cent have a plan: what the report prints, and what a string once gave as nil
    assert round(crisis.question("crisis_plan").outcome("yes").pct) == 88


@pytest.mark.parametrize(
    ("answer", "near"), [("ja", "«yes» (Ja)"), ("yess", "«yes»"), ("vet ikke", "«dont_know»")]
)
def test_an_unknown_answer(crisis, answer, near):
    with pytest.raises(DataError, match="er ikke et svar på «crisis_plan»") as error:
        crisis.question("crisis_plan").outcome(answer)
    assert near in str(error.value)


def test_no_answer_at_all(crisis):
    with pytest.raises(DataError, match="Hvilke svar på «crisis_plan»"):
        crisis.question("crisis_plan").outcome()


def test_an_unknown_question(crisis):
    with pytest.raises(DataError, match=r"«crisis_pln».*Mente du «crisis_plan»"):
        crisis.question("crisis_pln")


def test_an_unknown_answer_as_an_attribute(crisis):
    with pytest.raises(AttributeError, match=r"crisis_plan har ikke «yess».*«yes»"):
        crisis.question("crisis_plan").yess  # noqa: B018


def test_an_open_question_has_no_share():
    housing = open_chapter("housing", 2016)
    with pytest.raises(DataError, match="er åpent svar og har ingen andeler"):
        housing.question("housing_grant_not_applied_reason").outcome("no_need")


@pytest.mark.parametrize(("by", "near"), [("fylke", "«county» (Fylke)"), ("hf_aera", "«hf_area»")])
def test_an_unknown_grouping_at_the_first_call(by, near):
    with pytest.raises(UserError, match=f"«{by}» er ingen inndeling") as error:
        open_chapter("crisis_teams", 2016, by)
    assert near in str(error.value)


def test_an_unknown_grouping_of_shares(crisis):
    with pytest.raises(UserError, match="«fylke» er ingen inndeling"):
        crisis.question("crisis_plan").yes.by("fylke")


def test_an_unknown_name_in_a_sentence(crisis):
    with pytest.raises(DisplayError, match=r"«yse» finnes ikke.*yes"):
        crisis.say("text-mine", "{yse} har plan.", crisis.question("crisis_plan"))


def test_a_name_that_two_objects_know(crisis):
    plan, team = crisis.question("crisis_plan"), crisis.question("crisis_team")
    with pytest.raises(DisplayError, match="2 av objektene har «yes»"):
        crisis.say("text-mine", "{yes} har plan.", plan, team)


def test_a_value_that_no_name_takes(crisis):
    with pytest.raises(DisplayError, match="gitt, men ikke nevnt i teksten: plan"):
        crisis.say("text-mine", "{year}", plan=crisis.question("crisis_plan"))


def test_not_asked_is_not_unknown(crisis):
    asked_in_2015 = crisis.question("housing_permanent_transition")
    assert not asked_in_2015.asked
    assert str(crisis.say("text-mine", "{n} svarte.", asked_in_2015)) == "Ikke spurt i år."


def test_objects_show_a_small_readable_table(crisis):
    shares = crisis.question("crisis_plan").yes.by("region")
    assert "<table" in shares._repr_html_()
    assert "4 groups" in repr(shares)
    assert "DataFrame" not in repr(shares)
