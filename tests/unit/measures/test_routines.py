"""From what size on, by hand."""

import math

import pytest

from is248.measures import routines


@pytest.mark.parametrize(
    ("groups", "start"),
    [(["50000 og større", "20000-50000"], 20000), (["20000-50000"], None), ([], None)],
)
def test_from_which_size_on(groups, start):
    order = ["<2000", "2000-20000", "20000-50000", "50000 og større"]
    found = routines.from_size(groups, order)
    assert math.isnan(found) if start is None else found == start
