"""What all tests of reading answers share."""

import pytest

from helpers.survey import registers_read_once


@pytest.fixture(scope="session", autouse=True)
def registers():
    with registers_read_once():
        yield
