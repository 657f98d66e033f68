"""The house: imports point one way, the environment is one, nothing leaks."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LIB = ROOT / "lib" / "is248"

# From the ground up; a module may import from its own layer and the layers before it.
LAYERS = [
    {"errors", "locks", "rounding", "numbers", "paths", "yamltext"},
    {"params"},
    {"datafiles"},
    {"municipalities", "published", "explained"},
    {"survey"},
    {"synthetic"},
    {"display"},
    {"estimators", "compare"},
    {"audit", "figures", "text"},
    {"quality"},
    {"chapter", "survey_chapter", "summary_chapter"},
    {"publishing"},
    {"commands"},
    {"cli", "__main__"},
]


def layer_of(module: str) -> int:
    return next(level for level, names in enumerate(LAYERS) if module in names)


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("is248"):
            inner = node.module.split(".")[1:]
            found |= {inner[0]} if inner else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("is248.")}
    return {name for name in found if not name.startswith("__")}


MODULES = sorted(LIB.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(LIB).as_posix())
def test_imports_point_one_way(path):
    own = path.relative_to(LIB).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    above = {name for name in imported(path) if layer_of(name) > layer_of(own)}
    assert not above, f"{own} imports from above: {above}"


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


def test_the_lock_holds_hashes_and_no_address():
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    assert "--index" not in text
    blocks = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, flags=re.M | re.S)
    assert all("--hash=sha256:" in block for block in blocks)


def test_browser_lock_records_no_address():
    lock = json.loads((ROOT / "tests/browser/package-lock.json").read_text())
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]
