"""The lint for bokmål finds nothing in either year's edition."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

LINT = Path(__file__).parents[2] / "lib" / "tools" / "lint_bokmal.py"


def lint(folder):
    return subprocess.run(
        [sys.executable, str(LINT), str(folder)], check=False, capture_output=True, text=True
    )


@pytest.mark.parametrize("name", ["year", "last_year"])
def test_nothing_is_found(name, request):
    done = lint(request.getfixturevalue(name))
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_fault_is_found(year, tmp_path):
    page = next(iter(sorted((year / "chapters").glob("*.html"))))
    text = page.read_text("utf-8")
    broken = text.replace("</main>", "<p>Andelen var uendret i 2016, p = 0,000.</p></main>")
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / page.name).write_text(broken, "utf-8")
    assert lint(tmp_path).returncode == 1
