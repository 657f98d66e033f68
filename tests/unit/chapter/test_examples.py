"""help() of every public method that an explorer meets has an example, and it runs."""

import doctest
import inspect

import pytest

from helpers.chapters import open_chapter as opened
from is248 import open_chapter
from is248.chapter.battery import Battery
from is248.chapter.context import Chapter
from is248.chapter.options import Options
from is248.chapter.outcome import Outcome
from is248.chapter.question import Question
from is248.chapter.scale_means import ScaleMeans
from is248.chapter.shares import Shares, SharesBy
from is248.chapter.weighted import WeightedShares

CLASSES = (
    Chapter, Question, Outcome, Shares, SharesBy, Battery, Options, ScaleMeans, WeightedShares,
)  # fmt: skip


def public(cls):
    for name, member in inspect.getmembers(cls):
        if name.startswith("_"):
            continue
        found = getattr(member, "func", None) or getattr(member, "fget", None) or member
        found = getattr(found, "__wrapped__", found)
        if inspect.isfunction(found):
            yield f"{cls.__name__}.{name}", found


METHODS = dict([("open_chapter", open_chapter)] + [m for cls in CLASSES for m in public(cls)])


@pytest.mark.parametrize("name", METHODS)
def test_its_example_runs(name):
    # the example of open_chapter itself reads the files
    read = open_chapter if name == "open_chapter" else opened
    found = doctest.DocTestFinder(recurse=False).find(
        METHODS[name], name, globs={"open_chapter": read}
    )
    assert [one for one in found if one.examples], f"{name} has no example"
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for one in found:
        runner.run(one)
    assert runner.summarize(verbose=False).failed == 0
