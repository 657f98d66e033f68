"""Answer ids are stable and tell nothing."""

import re
import stat

import pytest
from coding_house import VARIABLE, make_answers

from is248.base.errors import DataError
from is248.survey.coding.coding_model import (
    SYNTHETIC_KEY,
    answer_id,
    id_key,
    open_answers,
    open_question,
    restricted_folder,
)

ID = re.compile(r"[bcdfghjkmnpqrstvwxz]{4}(-[bcdfghjkmnpqrstvwxz]{4}){2}")
KEY = bytes(32)


def test_an_id_is_stable_and_of_consonants():
    assert ID.fullmatch(answer_id(KEY, 2016, VARIABLE, "0101"))
    assert answer_id(KEY, 2016, VARIABLE, "0101") == answer_id(KEY, 2016, VARIABLE, "0101")


def test_an_id_depends_on_key_year_question_and_unit():
    ids = {
        answer_id(KEY, 2016, "a", "0101"),
        answer_id(b"other", 2016, "a", "0101"),
        answer_id(KEY, 2015, "a", "0101"),
        answer_id(KEY, 2016, "b", "0101"),
        answer_id(KEY, 2016, "a", "0104"),
    }
    assert len(ids) == 5


def test_no_two_units_share_an_id():
    assert len({answer_id(KEY, 2016, "a", f"{n:04d}") for n in range(20_000)}) == 20_000


def test_the_key_is_made_once_kept_private_and_ignored_by_git(house, answers):
    key = id_key(answers, house, create=True)
    folder = restricted_folder(2016, house)
    assert id_key(answers, house) == id_key(answers, house, create=True) == key
    assert stat.S_IMODE((folder / "answer_ids.key").stat().st_mode) == 0o600
    assert (folder / ".gitignore").read_text() == "*\n"


def test_two_houses_have_two_keys(house, answers):
    key = id_key(answers, house, create=True)
    (restricted_folder(2016, house) / "answer_ids.key").unlink()
    assert id_key(answers, house, create=True) != key


def test_synthetic_answers_have_an_open_key_and_need_no_file(house):
    assert id_key(make_answers(synthetic=True), house, create=True) == SYNTHETIC_KEY
    assert not restricted_folder(2016, house).exists()


def test_a_missing_or_damaged_key_is_said(house, answers):
    with pytest.raises(DataError, match="nøkkelen til svar-ID-ene"):
        id_key(answers, house)
    id_key(answers, house, create=True)
    (restricted_folder(2016, house) / "answer_ids.key").write_text("abc")
    with pytest.raises(DataError, match="er skadet"):
        id_key(answers, house)


def test_only_answers_with_text_in_the_order_of_their_ids(house, answers):
    found = open_answers(answers, VARIABLE, house, create_key=True)
    assert len(found) == 5
    assert [a.id for a in found] == sorted(a.id for a in found)
    assert {a.size_class for a in found} <= {
        "20 000–50 000",
        "50 000 og over",
        "5 000–10 000",
        "20\u00a0000–50\u00a0000",
        "50\u00a0000 og over",
        "5\u00a0000–10\u00a0000",
    }


def test_only_open_questions_are_coded(answers):
    with pytest.raises(DataError, match="ikke et åpent spørsmål"):
        open_question(answers, "beds")
    with pytest.raises(DataError, match="har ikke spørsmålet"):
        open_question(answers, "plan_wy")


def test_a_unit_outside_the_register_is_said(house):
    with pytest.raises(DataError, match="9999"):
        open_answers(make_answers({"9999": "x"}, synthetic=True), VARIABLE, house)
