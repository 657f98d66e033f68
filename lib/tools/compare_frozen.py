"""Compare the editions of after the house was rebuilt with those of before.

Builds 2015 and 2016 with the code and data of the commits FROZEN and REBUILT, each in a folder of
its own, and compares them. Exit code 1 when something of the analysis differs without an
explanation in docs/. What later commits changed, they changed on purpose; see docs/decisions.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOL = Path(__file__).with_name("compare_editions.py")
FROZEN, REBUILT = "a49ffcd", "59686a0"
YEARS = ("2015", "2016")
LISTS = {
    "--renamed": ROOT / "docs" / "renamed_items.csv",
    "--changed": ROOT / "docs" / "decisions" / "changed_values.csv",
    "--texts": ROOT / "docs" / "decisions" / "changed_texts.csv",
}


def main() -> int:
    """Build and compare; years that do not match are named by what differs."""
    with tempfile.TemporaryDirectory() as place:
        old, new = Path(place) / "old", Path(place) / "new"
        try:
            for folder, commit in ((old, FROZEN), (new, REBUILT)):
                _git("worktree", "add", "--detach", str(folder), commit)
            codes = [_compared(year, old, new) for year in YEARS]
        finally:
            for folder in (old, new):
                _git("worktree", "remove", "--force", str(folder))
    return max(codes)


def _compared(year: str, old: Path, new: Path) -> int:
    for root in (old, new):
        variables = {"IS248_ROOT": str(root), "PYTHONPATH": str(root / "lib")}
        _run(sys.executable, "-m", "is248", "report", year, **variables)
    lists = [word for name, path in LISTS.items() for word in (name, str(path))]
    places = [str(root / "outputs" / year / "latest") for root in (old, new)]
    command = [sys.executable, str(TOOL), *places, *lists]
    print(f"{year}:", flush=True)
    return subprocess.run(command, check=False).returncode


def _git(*words: str) -> None:
    _run("git", "-C", str(ROOT), *words)


def _run(*words: str, **variables: str) -> None:
    subprocess.run(words, check=True, env=os.environ | variables)


if __name__ == "__main__":
    sys.exit(main())
