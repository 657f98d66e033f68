"""The data page tells that a house's own names were read, and how many; else nothing."""

import json
from types import SimpleNamespace

from is248.base.paths import Project
from is248.chapter.quality_pages import QualityPages


def words(project):
    pages = QualityPages(SimpleNamespace(year=2016, project=project), None, None, None)
    return {name: bound.text for name, bound in pages.own_names().items()}


def test_columns_and_values_that_were_mapped_are_counted(tmp_path):
    folder = tmp_path / "data" / "prepared" / "2016"
    folder.mkdir(parents=True)
    told = {"mapping": {"columns": 309, "cells": 20_311, "left_out": []}}
    (folder / "provenance.json").write_text(json.dumps(told), encoding="utf-8")
    found = words(Project(tmp_path))
    assert found == {"columns": "309\u00a0kolonner", "cells": "20\u00a0311\u00a0verdier"}


def test_a_file_with_our_names_is_not_spoken_of(tmp_path):
    assert {*words(Project(tmp_path)).values()} == {"–"}
