"""The house: imports point one way, the environment is one, nothing leaks."""

import graphlib
import json
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import grimp
import pytest
import yaml

ROOT = Path(__file__).parents[2]
LIB = ROOT / "lib" / "is248"

MODULES = sorted((ROOT / "lib").rglob("*.py"))
MOST_LINES = 400


def contracts():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


@pytest.fixture(scope="module")
def graph():
    """Who imports whom, for types alone too."""
    return grimp.build_graph("is248", "is248_synthetic", cache_dir=None)


def test_imports_go_down_only():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "lib")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_contributing_quotes_the_layers_and_every_room_is_one():
    layers = [name.removeprefix("is248.") for name in contracts()[0]["layers"]]
    assert " < ".join(reversed(layers)) in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in LIB.glob("*/__init__.py")}
    assert rooms == set(layers)


def test_no_circle_of_imports(graph):
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    with pytest.raises(graphlib.CycleError):  # the check itself sees a circle
        graphlib.TopologicalSorter({"a": {"b"}, "b": {"a"}}).prepare()
    graphlib.TopologicalSorter(imports).prepare()


def test_a_module_is_named_once(graph):
    counted = Counter(name.rpartition(".")[2] for name in graph.modules)
    assert [name for name, count in counted.items() if count > 1] == []


def test_no_module_is_long():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {p.name: n for p, n in lengths.items() if n > MOST_LINES} == {}


def pins(lines):
    pattern = re.compile(r"^\s*(?:- )?\"?([A-Za-z0-9_.-]+)==([^ ;\\\"]+)\s*(;[^\\\"]*)?")
    found = set()
    for line in lines:
        if match := pattern.match(line):
            found.add((match[1].lower(), match[2], (match[3] or "").strip(" ;")))
    return found


def test_environment_yml_has_the_pins_of_the_lock():
    lock = pins((ROOT / "requirements.lock").read_text().splitlines())
    environment = pins((ROOT / "environment.yml").read_text().splitlines())
    assert lock
    assert environment == lock


def test_environment_yml_is_valid_and_installs_the_package():
    content = yaml.safe_load((ROOT / "environment.yml").read_text())
    pip = content["dependencies"][-1]["pip"]
    assert "-e ." in pip
    python = next(d for d in content["dependencies"] if str(d).startswith("python"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert python == f"python{project['requires-python']}"


def test_what_gives_numbers_and_pictures_has_one_version_on_every_python():
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[<>=]", one)[0] for one in ours} | {"contourpy", "patsy", "fonttools"}
    lock = pins((ROOT / "requirements.lock").read_text().splitlines())
    counted = Counter(name for name, _, _ in lock)
    assert {name: counted[name] for name in names} == dict.fromkeys(names, 1)


def test_the_lock_holds_hashes_and_no_address():
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    assert "--index" not in text
    blocks = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, flags=re.M | re.S)
    assert all("--hash=sha256:" in block for block in blocks)


def test_browser_lock_records_no_address():
    lock = json.loads((ROOT / "tests/browser/package-lock.json").read_text())
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]
