"""Copies of the project's inputs to build in."""

import pytest

from helpers.years import copy_inputs


@pytest.fixture(scope="module")
def copy_of_inputs(tmp_path_factory):
    return copy_inputs(tmp_path_factory.mktemp("inputs") / "project")
