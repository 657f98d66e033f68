"""Copies of the project's inputs to build in, and the tool that judges what is kept."""

import importlib

import pytest

from helpers.years import ROOT, copy_inputs


@pytest.fixture(scope="module")
def copy_of_inputs(tmp_path_factory):
    return copy_inputs(tmp_path_factory.mktemp("inputs") / "project")


@pytest.fixture(scope="module")
def staleness():
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.syspath_prepend(ROOT / "lib" / "tools")
        yield importlib.import_module("staleness")
