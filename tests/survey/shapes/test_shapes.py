"""Real shapes of exports: each gives the plain file's bytes, or a first line that tells why not."""

import json
import shutil

import pytest
import yaml
from shape_list import SHAPES, WHOLE
from shape_tables import YEAR, small, whole
from shape_writers import csv_of

from helpers.survey import ROOT
from is248.base.errors import UserError
from is248.base.paths import Project
from is248.survey.codebook import load_codebook
from is248.survey.ingest import ingest

FILES = ("answers.parquet", "statuses.parquet")
LEAST = 60
FAST = {"decimal_point", "title_rows_mapped", "joined_comma", "labels_as_answers", "json"}
NAMES = [shape.name for shape in SHAPES]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A compendium with the real forms and the real register, without answers."""
    root = tmp_path_factory.mktemp("shapes")
    (root / "notebooks").mkdir()
    shutil.copytree(ROOT / "params", root / "params")
    shutil.copytree(ROOT / "data" / "municipalities", root / "data" / "municipalities")
    for folder in (ROOT / "data" / "survey").glob("[12]*"):
        (root / "data" / "survey" / folder.name).mkdir(parents=True)
        shutil.copy(folder / "codebook.yml", root / "data" / "survey" / folder.name)
    load_codebook.cache_clear()
    yield Project(root)
    load_codebook.cache_clear()


def prepared(path, project, mapping=None):
    """The outcome, and the bytes of the answers where they were prepared."""
    shutil.rmtree(project.data / "prepared", ignore_errors=True)
    outcome = ingest(YEAR, path, project, mapping)
    folder = outcome.folder
    return outcome, [(folder / name).read_bytes() for name in FILES] if folder else None


@pytest.fixture(scope="module")
def plain(project, tmp_path_factory):
    """Bytes of the plain file, of some units and of all."""
    folder = tmp_path_factory.mktemp("plain")
    made = {}

    def of(table_of):
        if table_of not in made:
            path = csv_of(folder / "plain.csv", table_of(), encoding="utf-8-sig")
            outcome, made[table_of] = prepared(path, project)
            warned = {f.words for f in outcome.findings}
            assert warned <= {"enheten har ikke svart"}
        return made[table_of]

    return of


def mapping_of(shape, path, folder):
    """The mapping of a shape as a file, or None."""
    if shape.mapping is None:
        return None
    made = folder / "columns.yml"
    content = shape.mapping(path) if callable(shape.mapping) else shape.mapping
    made.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return made


def test_there_are_enough_of_them_and_each_has_its_own_name():
    assert len(SHAPES) >= LEAST
    assert len(set(NAMES)) == len(NAMES)
    assert {*NAMES} >= FAST


def check(shape, project, plain, tmp_path, table_of):
    path = shape.make(tmp_path, table_of())
    mapping = mapping_of(shape, path, tmp_path)
    if shape.refused:
        with pytest.raises(UserError, match=shape.refused):
            ingest(YEAR, path, project, mapping)
        return
    expected = plain(table_of)
    outcome, found = prepared(path, project, mapping)
    lines = [finding.line for finding in outcome.findings]
    said = [line for line in lines if "har ikke svart" not in line]
    if shape.first:
        assert found is None
        assert shape.first in said[0], said[:3]
        return
    assert found is not None, said[:5]
    assert found == expected
    assert all(any(words in line for line in said) for words in shape.told), said[:5]
    if mapping:
        told = json.loads((outcome.folder / "provenance.json").read_text(encoding="utf-8"))
        assert told["mapping"]["file"] == "columns.yml"
        assert told["mapping"]["preset"] == shape.preset


@pytest.mark.parametrize(
    "shape",
    [pytest.param(s, marks=() if s.name in FAST else pytest.mark.slow, id=s.name) for s in SHAPES],
)
def test_a_shape_gives_the_plain_answers_or_says_why_not(shape, project, plain, tmp_path):
    check(shape, project, plain, tmp_path, small)


@pytest.mark.slow
@pytest.mark.parametrize("shape", [s for s in SHAPES if s.name in WHOLE], ids=lambda s: s.name)
def test_a_whole_file_gives_the_plain_answers(shape, project, plain, tmp_path):
    check(shape, project, plain, tmp_path, whole)
