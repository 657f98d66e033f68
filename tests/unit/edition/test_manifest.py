"""The manifest tells whether a version is as it was made."""

import json

import pytest
import yaml

from helpers.project import PARAMS
from is248.edition import manifest
from is248.edition.manifest import Inputs
from is248.year.params import YearParams

INPUTS = Inputs({"b": "2", "a": "1"}, {"pandas": "3.0"}, "3.11", {"by": "county"})


@pytest.fixture
def version(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "a.html").write_text("hei", encoding="utf-8")
    year = YearParams.model_validate(yaml.safe_load(PARAMS))
    content = manifest.manifest_of(tmp_path, year, 3, INPUTS, None)
    (tmp_path / manifest.NAME).write_text(manifest.json_text(content), encoding="utf-8")
    (tmp_path / manifest.RUN_LOG).write_text("{}", encoding="utf-8")
    return tmp_path


def test_says_what_it_must(version):
    content = json.loads((version / manifest.NAME).read_text(encoding="utf-8"))
    assert set(content) == {
        "schema", "year", "version", "title", "fingerprint", "parameters", "inputs", "outputs",
        "code", "packages", "python", "seed",
    }  # fmt: skip
    assert content["outputs"]["chapters/a.html"]["bytes"] == 3
    assert list(content["inputs"]) == ["a", "b"]
    assert content["seed"] is None
    assert content["version"] == 3


def test_an_untouched_version(version):
    (version / ".DS_Store").write_text("x", encoding="utf-8")
    (version / manifest.RUN_LOG).write_text("{ }", encoding="utf-8")
    assert manifest.differences(version) == []


def test_changed_added_and_lost_files(version):
    (version / "extra.txt").write_text("x", encoding="utf-8")
    (version / "chapters" / "a.html").write_text("hoi", encoding="utf-8")
    assert manifest.differences(version) == ["chapters/a.html", "extra.txt"]
    (version / "chapters" / "a.html").unlink()
    assert manifest.differences(version) == ["chapters/a.html", "extra.txt"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"outputs": 3}'])
def test_a_broken_manifest(version, text):
    (version / manifest.NAME).write_text(text, encoding="utf-8")
    assert manifest.differences(version) == [manifest.NAME]


def test_a_lost_manifest(version):
    (version / manifest.NAME).unlink()
    assert manifest.differences(version) == [manifest.NAME]
