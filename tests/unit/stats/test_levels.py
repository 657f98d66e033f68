"""The level of the tests of factors, as docs/statistics.md tells it."""

import importlib
import sys
from pathlib import Path

import pytest

from is248.register.municipalities import count_oslo, load_units

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def tool():
    sys.path.insert(0, str(ROOT / "lib/tools"))
    yield importlib.import_module("levels_of_tests")
    sys.path.remove(str(ROOT / "lib/tools"))


@pytest.mark.sample(3)
@pytest.mark.slow
@pytest.mark.parametrize("outcome", range(6))
def test_the_level_is_between_8_and_12_per_cent_at_10(tool, outcome):
    name, chances = list((tool.SHARES | tool.SCALES).items())[outcome]
    units = count_oslo(load_units(2016), "districts")
    found = tool.levels(units, {name: chances}, times=2000)
    assert found.size == 5
    assert found.min(axis=None) >= 0.08
    assert found.max(axis=None) <= 0.12
