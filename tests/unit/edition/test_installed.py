"""What is installed is told by its files: a patched package or one that is hidden changes it."""

import base64
import hashlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import packaging.requirements  # found no more where the path is another
import packaging.utils  # noqa: F401
import pytest

from helpers.years import ROOT
from is248.edition.installed import installed

SCRIPT = "from is248.edition.installed import installed; print(installed()['firthmodels'])"


def package(folder, name, version, requires="", sums=("one.py", "aaa")):
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir(exist_ok=True)
    needs = "".join(f"Requires-Dist: {need}\n" for need in requires.split(", ") if need)
    (info / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n{needs}\nWords: none\n")
    path, sha = sums
    lines = [f"{path},sha256={sha},1", f"../bin/{name},sha256=zzz,1", f"{info.name}/RECORD,,"]
    (info / "RECORD").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture
def site(tmp_path, monkeypatch):
    folder = package(tmp_path, "is248", "1", "one, two; extra == 'dev', gone")
    package(folder, "one", "2", "three>=1; python_version > '3'", ("one.py", "aaa"))
    package(folder, "two", "9")
    package(folder, "three", "3", "one", ("three/__init__.py", "bbb"))
    monkeypatch.setattr(sys, "path", [str(folder)])
    return folder


@pytest.mark.usefixtures("site")
def test_what_is_needed_directly_or_by_another_and_no_extras():
    assert [(name, told.split()[0]) for name, told in installed().items()] == [
        ("one", "2"),
        ("three", "3"),
    ]


def test_a_patched_file_changes_its_package_alone(site):
    before = installed()
    package(site, "three", "3", "one", ("three/__init__.py", "ccc"))
    after = installed()
    assert after["one"] == before["one"]
    assert after["three"] != before["three"]


def test_a_file_edited_by_hand_is_seen_by_what_it_holds(site):
    code = b"answer = 1\n"
    told = base64.urlsafe_b64encode(hashlib.sha256(code).digest()).rstrip(b"=").decode()
    package(site, "one", "2", "three", ("one.py", told))
    file = site / "one.py"
    file.write_bytes(code)
    as_installed = fresh()["one"]  # newer than its list, and yet what the list says
    assert "endret" not in as_installed

    file.write_bytes(b"answer = 2\n")
    os.utime(file, ns=(0, 0))  # as long as before, and older than the list
    edited = fresh()["one"]
    assert "endret for hånd" in edited
    file.write_bytes(b"answer = 3\n")
    assert fresh()["one"] not in {as_installed, edited}

    file.write_bytes(code)
    assert fresh()["one"] == as_installed


def fresh():
    """As another process would find it."""
    (Path(sys.path[0]) / "one-2.dist-info" / "METADATA").touch()
    return installed()


def test_scripts_with_the_path_of_a_machine_do_not(site):
    before = installed()
    record = site / "one-2.dist-info" / "RECORD"
    record.write_text(record.read_text().replace("zzz", "yyy"))
    assert installed() == before


def test_what_stands_in_front_is_told_by_its_content(site, tmp_path, monkeypatch):
    before, front = installed(), tmp_path / "front"
    (front / "three").mkdir(parents=True)
    (front / "three" / "__init__.py").write_text("x = 1\n")
    monkeypatch.setattr(sys, "path", [str(front), str(site)])
    hidden = installed()
    assert "skygget" in hidden["three"]
    assert hidden["one"] == before["one"]
    (front / "three" / "__init__.py").write_text("x = 2\n")
    assert installed()["three"] != hidden["three"]
    (front / "one").mkdir()  # in front of a module
    assert "skygget" in installed()["one"]


def test_a_module_in_front_of_a_package_is_told(site, tmp_path, monkeypatch):
    front = tmp_path / "front"
    front.mkdir()
    (front / "three.py").write_text("raise ImportError\n")
    monkeypatch.setattr(sys, "path", [str(front), str(site)])
    assert "skygget" in installed()["three"]


def test_a_script_beside_the_command_stands_in_front_of_nothing(site, tmp_path, monkeypatch):
    before, scripts = installed(), tmp_path / "bin"
    scripts.mkdir()
    (scripts / "three").write_text("#!/usr/bin/python\n")
    monkeypatch.setattr(sys, "path", [str(scripts), str(site)])
    assert installed() == before
    (scripts / "three.pyc").write_bytes(b"")
    assert "skygget" in installed()["three"]


def test_all_that_the_project_declares_is_there_and_no_tool_of_developers():
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    declared = {need.partition(">")[0] for need in project["dependencies"]}
    found = set(installed())
    assert declared - found == set()
    assert {"jupyter-client", "kiwisolver", "fonttools", "patsy", "pillow"} <= found
    assert not found & {"pytest", "mypy", "ruff", "hypothesis"}


def test_an_altered_library_first_on_the_path_is_seen(tmp_path):
    (tmp_path / "firthmodels").mkdir()
    (tmp_path / "firthmodels" / "__init__.py").write_text("altered = True\n")
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env={**os.environ, "PYTHONPATH": path},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() != installed()["firthmodels"]
    assert "skygget" in done.stdout
