"""Fixtures for all tests."""

import gc
import os
import pickle
import shutil
from collections import Counter
from functools import cache

import hypothesis
import pytest

from helpers.project import (
    copy_of,
    fake_execute,
    forget,
    make_project,
    publish_once,
    settle,
)  # fmt: skip
from helpers.years import build
from is248.base import yaml_files
from is248.base.locks import taken
from is248.edition import manifest
from is248.edition.installed import installed

# other work on the machine must not fail a test
hypothesis.settings.register_profile("loaded", parent=hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("loaded")


def pytest_addoption(parser):
    parser.addoption("--whole", action="store_true", help="all of what CI takes a sample of")
    parser.addoption("--seed-of-sample", type=int, default=0, help="which sample it takes")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Tests and modules stay to the end: looking for garbage among them costs a fifth of this."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(config, items):
    """Of many like tests, marked sample(n), run every n-th: of each function from the seed on."""
    if config.getoption("--whole"):
        return
    places, left = Counter(), set()
    for item in items:
        mark, function = item.get_closest_marker("sample"), item.nodeid.split("[")[0]
        if mark and (places[function] - config.getoption("--seed-of-sample")) % mark.args[0]:
            left.add(item)
        places[function] += 1
    config.hook.pytest_deselected(items=[*left])
    items[:] = [item for item in items if item not in left]


@pytest.fixture(scope="session", autouse=True)
def looked_up_once():
    """What no test changes: the packages installed, and what a text of YAML holds.

    Tests of either call them by another name or in a process of their own.
    """
    read = yaml_files.read_yaml
    packages = cache(installed)
    # a copy for each reader, who may change it
    pickled = cache(lambda text: pickle.dumps(read(text)))
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(manifest, "installed_here", lambda _: dict(packages()))
        monkeypatch.setattr(yaml_files, "read_yaml", lambda text: pickle.loads(pickled(text)))
        yield


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A tiny compendium of its own, found by the command line."""
    made = make_project(tmp_path / "project")
    settle(made, tmp_path, monkeypatch)
    yield made
    forget()


@pytest.fixture
def no_kernel(monkeypatch):
    """Notebooks run in this process."""
    monkeypatch.setattr("is248.edition.chapter_files.execute", fake_execute)


@pytest.fixture
def reads_in_forks(monkeypatch):
    """Binary files are read in forks, which start at once, with the limits of a process."""
    from helpers.forked_reading import forked_without_threads

    monkeypatch.setattr("is248.survey.read_apart.ask", forked_without_threads)


@pytest.fixture(scope="session")
def first_build(tmp_path_factory):
    """A compendium built once with real kernels; nobody writes to it."""
    from is248.edition.runner import build_year

    folder = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as monkeypatch:
        made = make_project(folder / "project")
        settle(made, folder, monkeypatch)
        result = build_year(made, 2016)
    forget()
    return made, result


@pytest.fixture
def built(first_build, tmp_path, monkeypatch):
    """A copy of the built compendium."""
    yield copy_of(first_build[0], tmp_path, monkeypatch)
    forget()


@pytest.fixture(scope="session")
def first_published(tmp_path_factory):
    """A compendium with a version that was made in this process; nobody writes to it."""
    return publish_once(tmp_path_factory.mktemp("published"))


@pytest.fixture
def published(first_published, no_kernel, tmp_path, monkeypatch):  # noqa: ARG001 - by name
    """A copy of the published compendium."""
    yield copy_of(first_published, tmp_path, monkeypatch)
    forget()


@pytest.fixture(scope="session")
def year(tmp_path_factory):
    """The folder of 2016, all chapters, built once; nobody writes to it."""
    return _built_by_one(tmp_path_factory, 2016)


@pytest.fixture(scope="session")
def last_year(tmp_path_factory):
    """The folder of 2015, all its chapters, built once; nobody writes to it."""
    return _built_by_one(tmp_path_factory, 2015)


def _built_by_one(tmp_path_factory, year):
    """Of the workers of a session the first one builds the year, and the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / f"year-{year}"
    with (shared / f"year-{year}.lock").open("w") as lock:
        assert taken(lock, patience=1800)
        if not (folder / "outputs" / str(year) / "latest").exists():
            shutil.rmtree(folder, ignore_errors=True)
            return build(folder, year)
    return folder / "outputs" / str(year) / "v1"
