"""The order in which chapters are begun, and how many at once."""

import pytest
import yaml

from helpers.project import PARAMS
from is248.base.errors import UserError
from is248.edition import workbench
from is248.edition.parameters import Notebook
from is248.edition.plan import Task
from is248.edition.workbench import in_turns, longest_first, read_jobs
from is248.year.params import Chapter, YearParams

ALPHA, BETA = YearParams.model_validate(yaml.safe_load(PARAMS)).chapters
LAST = Chapter(theme="summary", title="Sammendrag", built_from_others=True)


def task(chapter, cells):
    return Task(chapter, Notebook(chapter.theme, cells, 0, {}), {})


def themes(tasks):
    return [each.chapter.theme for each in tasks]


@pytest.mark.parametrize(
    ("expected", "order"),
    [
        ({}, ["beta", "alpha"]),  # by cells
        ({"alpha": 9.0, "beta": 2.0}, ["alpha", "beta"]),
        ({"alpha": 1.0}, ["beta", "alpha"]),  # 0.1 s a cell: beta would take 2 s
        ({"alpha": 30.0}, ["beta", "alpha"]),  # 3 s a cell: beta would take 60 s
    ],
)
def test_the_longest_is_begun_first(expected, order):
    assert themes(longest_first([task(ALPHA, 10), task(BETA, 20)], expected)) == order


def test_a_chapter_built_from_others_has_its_turn_when_they_are_done():
    first, last = in_turns([task(LAST, 5), task(ALPHA, 10), task(BETA, 20)])
    assert (themes(first), themes(last)) == (["alpha", "beta"], ["summary"])


def test_as_many_at_once_as_there_are_cores(monkeypatch):
    monkeypatch.setattr(workbench, "cores", lambda: 5)
    assert read_jobs(None) == 5
    assert read_jobs("3") == 3


@pytest.mark.parametrize("text", ["0", "-1", "to", "1.5", "", "10000"])
def test_no_number_of_jobs(text):
    with pytest.raises(UserError, match="--jobs"):
        read_jobs(text)
