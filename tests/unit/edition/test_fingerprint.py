"""The fingerprint changes with an input and with nothing else."""

import os

import pytest

from is248.edition import manifest
from is248.edition.manifest import read_inputs


def print_of(project, **overrides):
    return read_inputs(project, 2016, ["alpha"], overrides).fingerprint


@pytest.fixture
def before(project):
    return print_of(project)


@pytest.mark.parametrize(
    "name",
    [
        "data/municipalities/2016.csv",
        "params/2016.yml",
        "params/labels.yml",
        "params/checks.yml",
        "notebooks/alpha.ipynb",
    ],
)
def test_an_input_changes_it(project, before, name):
    path = project.root / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert print_of(project) != before


def test_a_new_data_file_changes_it(project, before):
    (project.data / "new.csv").write_text("a\n", encoding="utf-8")
    assert print_of(project) != before


def test_a_file_of_explained_differences_changes_it(project, before):
    folder = project.params / "exceptions" / "2016"
    folder.mkdir(parents=True)
    (folder / "alpha.yml").write_text("[]\n", encoding="utf-8")
    assert print_of(project) != before
    assert "params/exceptions/2016/alpha.yml" in read_inputs(project, 2016, ["alpha"], {}).files


@pytest.mark.parametrize(
    "name", ["notebooks/beta.ipynb", "data/.DS_Store", "data/prepared/x.parquet", "data/x.csv~"]
)
def test_other_files_do_not(project, before, name):
    path = project.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x", encoding="utf-8")
    assert print_of(project) == before


def test_times_do_not(project, before):
    os.utime(project.notebook("alpha"), (1, 1))
    assert print_of(project) == before


def test_parameters_packages_and_sources_do(project, before, monkeypatch):
    assert print_of(project, by="x") != before
    (manifest.PACKAGE / "code.py").write_text("new = 1\n", encoding="utf-8")
    changed = print_of(project)
    assert changed != before
    monkeypatch.setattr(manifest, "installed_here", lambda _: {"pandas": "0"})
    assert print_of(project) not in {before, changed}


def test_package_sources_are_among_the_inputs(project):
    files = read_inputs(project, 2016, ["alpha"], {}).files
    assert "lib/is248/code.py" in files
    assert all(not name.startswith("/") for name in files)
