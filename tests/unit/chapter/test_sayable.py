"""A template asks objects by name; nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.base.errors import DisplayError
from is248.chapter.sayable import Values, bind, plain, without_specs
from is248.show import words

NAMES = st.from_regex(r"[a-z]{1,6}(_[a-z]{1,4})?", fullmatch=True)


def test_each_name_is_found_on_the_object_that_knows_it():
    one, other = Values(a=words.number(1)), Values(b=words.number(2))
    assert {k: v.text for k, v in bind("text-x", "{b} og {a}", [one, other], {}).items()} == {
        "b": "2",
        "a": "1",
    }


def test_an_object_by_keyword_answers_to_its_names_behind_the_keyword():
    found = bind("text-x", "{plan_n} {team}", [], {"plan": Values(n=words.number(3)), "team": "X"})
    assert [bound.text for bound in found.values()] == ["3", "X"]


def test_the_longest_keyword_is_meant():
    inner, outer = Values(n=words.number(1)), Values(b_n=words.number(2), n=words.number(3))
    found = bind("text-x", "{a_b_n} {a_n}", [], {"a_b": inner, "a": outer})
    assert [bound.text for bound in found.values()] == ["1", "3"]


def test_a_spec_is_decimals_of_a_number():
    assert bind("text-x", "{a:2}", [Values(a=words.number(1.005))], {})["a"].text == "1,01"
    percent = Values(a=words.percent(12.34))
    assert bind("text-x", "{a:1}", [percent], {})["a"].text == "12,3\u00a0prosent"
    with pytest.raises(DisplayError, match="«words» kan ikke brukes"):
        bind("text-x", "{a:words}", [percent], {})


def test_one_name_said_in_two_ways_is_an_error():
    with pytest.raises(DisplayError, match="står to ganger"):
        bind("text-x", "{a} {a:1}", [Values(a=words.number(1))], {})


@given(st.lists(NAMES, min_size=1, max_size=5, unique=True), NAMES)
def test_an_unknown_name_is_always_an_error(known, asked):
    values = Values({name: words.number(1) for name in known})
    template = f"{{{asked}}}"
    if asked in known:
        assert set(bind("text-x", template, [values], {})) == {asked}
    else:
        with pytest.raises(DisplayError, match="finnes ikke"):
            bind("text-x", template, [values], {})


@given(st.text(alphabet="abc æøå.,{}", max_size=20))
def test_literal_text_is_kept(text):
    template = text.replace("{", "{{").replace("}", "}}") + "{a:1}"
    assert without_specs(template).format(a="") == text


def test_plain_values():
    assert plain(["A", "B"]).text == "A og B"
    assert plain([]).text == "ingen"
    assert plain(1234).text == "1\u00a0234"
    assert plain("Oslo").value == "Oslo"
