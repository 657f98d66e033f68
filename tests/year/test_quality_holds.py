"""The quality page of years with print and without, held against the files that it tells of."""

import pytest

from helpers.quality_facts import check, words
from helpers.years import ROOT

pytestmark = pytest.mark.slow


def test_numbers_of_a_year_with_print_are_those_of_its_files(year):
    check(year, ROOT, 2016)
    assert "Det som er trykt om 2016, er hentet fra rapporten for 2016." in words(year)
    assert "laget av et program" in words(year)


def test_numbers_of_a_year_without_print_are_those_of_its_files(last_year):
    check(last_year, ROOT, 2015)
    assert "Vi har ikke trykte tall for 2015 å sammenligne med." in words(last_year)
    assert "Det finnes ikke svar fra året før" in words(last_year)
