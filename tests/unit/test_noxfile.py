"""The fast tests have a session for each Python that we promise."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_session_for_each_python_from_the_oldest():
    done = subprocess.run(
        [sys.executable, "-m", "nox", "-f", ROOT / "noxfile.py", "--list", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    sessions = {one["session"]: one["python"] for one in json.loads(done.stdout)}
    assert sessions == {f"tests-3.{minor}": f"3.{minor}" for minor in (11, 12, 13, 14)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11"
