"""A value tells what came out, and beside it what it was made of and is not read for itself."""

import pytest

from is248.base import observed
from is248.base.observed import Seen
from is248.base.told_values import ToldValues


@pytest.fixture
def told(monkeypatch, tmp_path):
    """What a run told."""
    seen = tmp_path / "seen"
    monkeypatch.setenv(observed.VARIABLE, str(seen))
    monkeypatch.setattr(observed, "ALL_TOLD", set())
    return lambda: observed.observed(seen, tmp_path)


ANSWERS, BOOK = "prepared/2016/answers.parquet", "survey/2016/codebook.yml"


def test_what_is_told_at_each_look_counts_for_the_value_alone(told, tmp_path):
    def make():
        observed.part(tmp_path / ANSWERS, "offer")
        observed.part(tmp_path / BOOK, "offer")
        observed.read(tmp_path / "params/checks.yml")
        observed.part(tmp_path / "params/2016.yml", "quality.rate_fence")
        return 3

    assert ToldValues("control:2016").told("tally", make, int) == 3
    made = [
        f"part {ANSWERS}#offer", f"part {BOOK}#offer", "part params/2016.yml#quality.rate_fence",
        "read params/checks.yml",
    ]  # fmt: skip
    value = next(one.path for one in told() if one.kind == "value")
    assert value.startswith("control:2016 tally ")
    assert {one for one in told() if one.kind != "value"} == {
        Seen("made", f"control:2016 {one}") for one in made
    }


def test_what_is_read_once_for_all_counts_for_the_chapter(told, tmp_path):
    """Who shows it afterwards does not read it again."""
    direct = [("part", ANSWERS, ""), ("part", BOOK, ""), ("part", "params/labels.yml", "a"),
              ("part", "params/2016.yml", "fte.file"), ("read", "register.csv", ""),
              ("there", "x.csv", "")]  # fmt: skip

    def make():
        for kind, path, name in direct:
            {
                "part": observed.part,
                "read": lambda p, _: observed.read(p),
                "there": lambda p, _: observed.is_there(p),
            }[kind](tmp_path / path, name)

    ToldValues("control:2016").told("tally", make, repr)
    assert {(one.kind, one.path) for one in told()} >= {
        (kind, f"{path}#{name}" if kind == "part" else path) for kind, path, name in direct
    }
    assert not [one for one in told() if one.kind == "made"]


def test_what_is_read_for_itself_as_well_is_told_as_that(told, tmp_path):
    for _ in range(2):
        ToldValues("control:2016").told("tally", lambda: observed.part(tmp_path / BOOK, "a"), repr)
        observed.part(tmp_path / BOOK, "a")
    assert {one.kind for one in told()} == {"part", "made", "value"}


def test_what_fails_tells_what_it_read(told, tmp_path):
    def make():
        observed.part(tmp_path / BOOK, "a")
        raise ValueError("no such answer")

    with pytest.raises(ValueError, match="no such answer"):
        ToldValues("control:2016").told("tally", make, repr)
    assert told() == [Seen("made", f"control:2016 part {BOOK}#a")]


def test_another_outcome_is_told_as_another(told):
    for found in (1, 1.0, "1", [1]):
        ToldValues("control:2016").told("tally", lambda found=found: found, lambda one: one)
    assert len(told()) == 4
