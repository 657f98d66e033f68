"""Every broken file yields its finding at its row and column, and nothing is prepared."""

import hashlib
import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parent))

from faults import FAULTS

from helpers.survey import good_table, survey_project, write
from is248.survey.ingest import ingest

pytestmark = pytest.mark.usefixtures("reads_in_forks")

WHOLE = {"key_missing": ["key"], "header_empty": ["header"]}
"""What is told of the whole file; one cell, row or column that is wrong is not the whole."""

NAMES = [broken.name for broken in FAULTS]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    made = survey_project(tmp_path_factory.mktemp("broken") / "project")
    good = write(good_table(), made.root / "good.csv")
    assert ingest(2016, good, made).folder
    return made


@pytest.fixture
def beside(project):
    """Write a list beside the codebook for one test."""
    written = []

    def put(name, content):
        path = project.data / "survey" / "2016" / name
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        written.append(path)

    yield put
    for path in written:
        path.unlink()


def checksums(project):
    folder = project.data / "prepared" / "2016"
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_there_are_enough_of_them_and_each_has_its_own_name():
    assert len(FAULTS) >= 60
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("broken", FAULTS, ids=NAMES)
def test_a_broken_file_yields_its_finding(broken, project, beside, tmp_path):
    path = tmp_path / f"svar{broken.ending}"
    broken.make(path)
    if broken.beside:
        beside(*broken.beside)
    before = checksums(project)
    findings = ingest(2016, path, project).findings
    assert [f.whole for f in findings if f.whole] == WHOLE.get(broken.name, [])
    about = [f for f in findings if f.words != "enheten har ikke svart" and not f.whole]
    hits = [
        f
        for f in about
        if (f.row, f.column, f.severity) == (broken.row, broken.column, broken.severity)
        and all(words in f.line for words in broken.words)
    ]
    assert hits, [f.line for f in about]
    assert all("\n" not in f.line for f in findings)
    others = [f.line for f in about if f.severity == "error" and f.words != hits[0].words]
    assert not others
    if broken.severity == "error":
        assert checksums(project) == before
