"""A kernel tells which functions it called: in a process of its own."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from is248.base import calls
from is248.edition.code_units import module_code

SCRIPT = """
import sys
from is248.base import calls, observed
calls.install(sys.argv[1])
from is248.base import rounding, numbers
{body}
observed.begin()
"""


@pytest.fixture
def told(tmp_path):
    """Run code in a process whose modules tell of their calls; what it told."""

    def run(body):
        file = tmp_path / "seen"
        file.unlink(missing_ok=True)
        command = [sys.executable, "-c", SCRIPT.format(body=body), str(tmp_path / "compiled")]
        done = subprocess.run(
            command, env={"IS248_OBSERVED": str(file), "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        lines = (line.partition("\t") for line in file.read_text().splitlines())
        return {(kind, what) for kind, _, what in lines}

    return run


def calls_of(seen, module):
    return {what.partition(":")[2] for kind, what in seen if kind == "call" and module in what}


def test_only_what_was_called_is_told_and_each_module(told):
    seen = told("numbers.format_number(1.5, 1)")
    assert "format_number" in calls_of(seen, "is248.base.numbers")
    assert "unbroken" not in calls_of(seen, "is248.base.numbers")
    assert {("import", "is248.base.numbers"), ("import", "is248.base.rounding")} <= seen


@pytest.mark.slow
def test_blocks_are_told_under_the_names_that_sums_have():
    """Of every function of the package: what can be told of has a sum of its own, and no more."""
    for path in sorted(Path(calls.__file__).parents[1].rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        calls.put_tellers(tree.body, "m", "")
        told = [one.value.left.value for one in ast.walk(tree) if is_told(one)]
        assert {one.partition(":")[2] for one in told} == {*module_code(source).functions}, path


def is_told(node):
    match node:
        case ast.Expr(ast.BoolOp(values=[ast.Compare(comparators=[ast.Name(id=calls.TOLD)]), _])):
            node.value.left = node.value.values[0].left
            return True
    return False


def test_only_blocks_that_are_reached_are_told(told):
    blocks = calls_of(told("numbers.format_number(1.5, 1)"), "is248.base.numbers")
    reached = {one for one in blocks if one.startswith("format_number/")}
    more = calls_of(told("numbers.format_number(None, 1)"), "is248.base.numbers")
    assert reached != {one for one in more if one.startswith("format_number/")}


def test_what_was_imported_before_counts_whole(told):
    assert ("call", "is248.base.observed:*") in told("")


def test_of_the_runs_own_rooms_what_runs_cells_tells(told):
    seen = told("from is248.edition import kernels, png_rows\nkernels.first_variables()")
    assert "first_variables" in calls_of(seen, "is248.edition.kernels")
    assert ("import", "is248.edition.png_rows") not in seen


def test_it_tells_the_same_of_code_that_was_kept(told, tmp_path):
    first = told("numbers.format_number(1.5, 1)")
    assert list((tmp_path / "compiled").rglob("numbers*.pyc"))
    assert told("numbers.format_number(1.5, 1)") == first


def test_a_traceback_names_the_line_of_the_file(told):
    body = """
import traceback
try:
    numbers.format_number("x", 1)
except Exception as error:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    assert frame.line and frame.line in open(frame.filename).read()
"""
    assert told(body)
