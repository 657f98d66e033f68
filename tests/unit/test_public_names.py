"""Tests use what the package offers, and nothing that is private to a module."""

import ast
import re
from pathlib import Path

import pytest

from helpers.each import of_each

TESTS = Path(__file__).parents[1]
FILES = sorted(TESTS.rglob("*.py"))
PRIVATE = re.compile(r"_[A-Za-z][A-Za-z0-9_]*")
OFFERED = frozenset({"_replace", "_asdict", "_fields", "_make", "_repr_html_", "_repr_mimebundle_"})
"""Names with an underscore that Python or Jupyter document: of named tuples, and of displays."""


def modules_of(tree):
    """Names in a file that stand for something of our package, or for a module of Python."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("is248"):
            found |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {(a.asname or a.name).partition(".")[0]: a.name for a in node.names}
    return found


def private(name):
    return bool(PRIVATE.fullmatch(name)) and name not in OFFERED and not name.startswith("__")


def called(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def reached(source):
    """Private names that a test reaches: imported, as an attribute, or named to monkeypatch."""
    tree = ast.parse(source)
    imported = modules_of(tree)
    found = [name for name in imported.values() if private(name)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and private(node.attr):
            own = isinstance(node.value, ast.Name) and node.value.id in {"self", "cls", "os", "sys"}
            found += [] if own else [node.attr]
        elif isinstance(node, ast.Call) and called(node) in {"setattr", "delattr"}:
            texts = [a.value for a in node.args[:2] if isinstance(a, ast.Constant)]
            last = [str(text).rpartition(".")[2] for text in texts]
            found += [name for name in last if private(name)]
    return found


@of_each([(path.relative_to(TESTS).as_posix(),) for path in FILES])
def test_no_private_name(name):
    assert reached((TESTS / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from is248.edition.runner import _Build", ["_Build"]),
        ("from is248.edition import runner\nrunner._Build", ["_Build"]),
        ("def test(monkeypatch):\n    monkeypatch.setattr(runner, '_Build', None)", ["_Build"]),
        ("def test(m):\n    m.setattr('is248.edition.runner._Build', None)", ["_Build"]),
        ("import os\nos._exit(3)", []),
        ("x._replace(a=1)", []),
        ("from is248 import __version__", []),
    ],
)
def test_the_check_itself(source, found):
    assert reached(source) == found
