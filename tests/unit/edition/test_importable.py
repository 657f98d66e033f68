"""What a name is imported from, and that nothing that could be imported in its place is missed."""

import os
import subprocess
import sys

import pytest

from is248.edition.importable import BUILT_IN, NOWHERE, Importable, imported


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Two folders on the path, the later one with a package and a module."""
    first, then = tmp_path / "first", tmp_path / "then"
    (then / "boxes" / "inner").mkdir(parents=True)
    first.mkdir()
    for name in ("boxes/__init__.py", "boxes/inner/lid.py", "boxes/words.txt", "tool.py"):
        (then / name).write_text("x = 1\n")
    monkeypatch.setattr(sys, "path", [str(first), str(then)])
    return tmp_path


def states():
    return {name: Importable().state(name) for name in ("boxes", "tool", "none", "sys")}


@pytest.mark.parametrize(
    ("file", "text", "names"),
    [
        ("then/boxes/__init__.py", "x = 12\n", {"boxes"}),
        ("then/boxes/inner/lid.py", "x = 2\n", {"boxes"}),  # as long as before
        ("then/boxes/inner/more.py", "", {"boxes"}),
        ("then/boxes/words.txt", "y\n", {"boxes"}),
        ("first/boxes.py", "", {"boxes"}),
        ("first/boxes/__init__.py", "", {"boxes"}),
        ("then/tool.cpython-311-x86_64-linux-gnu.so", "", {"tool"}),
        ("first/none.py", "", {"none"}),
        ("first/sys.py", "", set()),  # Python has its own
        ("first/another.py", "", set()),
        ("first/boxes", "#!/bin/sh\n", set()),  # a program, as a package's in bin/
        ("first/tool.exe", "", set()),
        ("then/boxes/__pycache__/lid.pyc", "", set()),
        ("then/boxes-1.0.dist-info/RECORD", "", set()),
    ],
)
def test_a_name_rests_on_its_files_and_on_what_stands_in_front(site, file, text, names):
    before = states()
    (site / file).parent.mkdir(parents=True, exist_ok=True)
    (site / file).write_text(text)
    after = states()
    assert {name for name in before if before[name] != after[name]} == names
    assert (after["sys"], before["none"]) == (BUILT_IN, NOWHERE)


def test_a_file_in_the_place_of_another_is_seen_whatever_its_time_says(site):
    before, path = states(), site / "then" / "tool.py"
    told = path.stat()
    other = site / "other.py"
    other.write_text("x = 2\n")
    os.utime(other, ns=(told.st_atime_ns, told.st_mtime_ns))
    other.replace(path)
    assert states()["tool"] != before["tool"]


def test_where_we_are_counts_by_its_place(site, monkeypatch):
    before = states()
    monkeypatch.chdir(site / "then")
    monkeypatch.setattr(sys, "path", [sys.path[0], ""])
    assert states() == before


def test_what_was_changed_last_is_known(site):
    found = Importable()
    assert (found.state("boxes"), found.newest) == (states()["boxes"], found.newest)
    before = found.newest
    (site / "then" / "boxes" / "inner" / "lid.py").write_text("x = 3\n")
    again = Importable()
    again.state("boxes")
    assert again.newest > before > 0


def test_a_process_tells_what_it_imported_and_what_it_looked_for(tmp_path):
    script = f"""
import sys
from is248.base import calls, observed
calls.install({str(tmp_path)!r})
try:
    import nothing_of_that_name
except ImportError:
    pass
import colorsys
from is248.edition.importable import imported
assert "colorsys" in imported() and "is248" not in imported()
assert ("package", "nothing_of_that_name") in observed.ALL_TOLD
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    assert {"pytest", "sys"} <= {*imported()}
