"""A seeded sample of `make kills`: whatever is killed, and wherever the disk is full."""

import importlib

import pytest

from helpers.years import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.alone]


def test_nothing_published_is_ever_harmed(tmp_path, monkeypatch):
    """Three builds killed, and the disk full at some writes from the first to the last."""
    monkeypatch.syspath_prepend(ROOT / "lib" / "tools")
    kills = importlib.import_module("kills")
    assert kills.campaign(tmp_path, times=3, seed=13, full=60) == []
