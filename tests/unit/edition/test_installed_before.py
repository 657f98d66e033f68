"""What is installed is looked up once, and again whenever any file may be another."""

import os
import sys
import time

import packaging.requirements  # found no more where the path is another
import packaging.utils  # noqa: F401
import pytest

from is248.base.files import JITTER
from is248.base.paths import Project
from is248.edition import installed, installed_before
from is248.edition.installed_before import MEMORY, installed_here


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A project, and a path with one package of two files, one newer than their list."""
    site = tmp_path / "site"
    for name, needs, files in (
        ("is248", "Requires-Dist: one\n", []),
        ("one", "", ["one.py", "b.py"]),
    ):
        info = site / f"{name}-1.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Name: {name}\nVersion: 1\n{needs}\n")
        lines = [*(f"{file},sha256=aaa,1" for file in files), f"{info.name}/RECORD,,"]
        (info / "RECORD").write_text("\n".join(lines))
        for file in files:
            (site / file).write_text("1")
    monkeypatch.setattr(sys, "path", [str(site)])
    monkeypatch.setattr(installed, "FOUND", {})
    time.sleep(2 * JITTER / 1e9)
    return Project(tmp_path / "project"), site


def another_process(monkeypatch, looked_up=installed.installed):
    monkeypatch.setattr(installed, "FOUND", {})
    monkeypatch.setattr(installed_before, "installed", looked_up)


def not_again():
    raise AssertionError("looked up again")


def test_what_was_found_is_found_again_without_a_look(place, monkeypatch):
    found = installed_here(place[0])
    assert "endret for hånd" in found["one"]
    another_process(monkeypatch, not_again)
    assert installed_here(place[0]) == found


LIST = "one-1.dist-info/RECORD"
CHANGES = {
    "a file of the same size": lambda site: (site / "one.py").write_text("2"),
    "a file that keeps its time": lambda site: _altered_in_secret(site / "one.py"),
    "a file taken away": lambda site: (site / "b.py").unlink(),
    "the list of a package": lambda site: (site / LIST).write_text("b.py,sha256=b,1"),
    "a new file on the path": lambda site: (site / "other.py").touch(),
}  # fmt: skip


def _altered_in_secret(path):
    before = path.stat()
    path.write_text("3")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_is_looked_up_again_when_anything_is_another(place, monkeypatch, change):
    installed_here(place[0])
    change(place[1])
    another_process(monkeypatch, not_again)
    with pytest.raises(AssertionError):
        installed_here(place[0])
    another_process(monkeypatch)
    assert installed_here(place[0]) == installed.installed()


def test_a_script_that_becomes_a_folder_can_hide_a_package(place, monkeypatch):
    front = place[1].parent / "front"
    front.mkdir()
    (front / "one").touch()
    monkeypatch.setattr(sys, "path", [str(front), str(place[1])])
    assert "skygget" not in installed_here(place[0])["one"]
    (front / "one").unlink()
    (front / "one").mkdir()
    another_process(monkeypatch)
    assert "skygget" in installed_here(place[0])["one"]


def test_what_was_changed_just_now_is_not_remembered(place):
    (place[1] / "one.py").write_text("2")
    installed_here(place[0])
    assert not (place[0].outputs / MEMORY).exists()


def test_a_damaged_memory_is_no_memory(place):
    found = installed_here(place[0])
    (place[0].outputs / MEMORY).write_text('{"path": 3}')
    assert installed_here(place[0]) == found
