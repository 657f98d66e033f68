"""Compare this year's editions with those of before the house was rebuilt.

Builds 2015 and 2016 with the code and data of the commit FROZEN in a folder of its own, builds them
with the code and data that lie here in another, and compares them. Exit code 1 when something of
the analysis differs without an explanation in docs/.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOL = Path(__file__).with_name("compare_editions.py")
FROZEN = "a49ffcd"
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
        _run("git", "-C", str(ROOT), "worktree", "add", "--detach", str(old), FROZEN)
        try:
            _copy_inputs(new)
            codes = [_compared(year, old, new) for year in YEARS]
        finally:
            _run("git", "-C", str(ROOT), "worktree", "remove", "--force", str(old))
    return max(codes)


def _compared(year: str, old: Path, new: Path) -> int:
    for root, lib in ((old, old / "lib"), (new, ROOT / "lib")):
        variables = {"IS248_ROOT": str(root), "PYTHONPATH": str(lib)}
        _run(sys.executable, "-m", "is248", "report", year, **variables)
    lists = [word for name, path in LISTS.items() for word in (name, str(path))]
    places = [str(root / "outputs" / year / "latest") for root in (old, new)]
    command = [sys.executable, str(TOOL), *places, *lists]
    print(f"{year}:", flush=True)
    return subprocess.run(command, check=False).returncode


def _copy_inputs(folder: Path) -> None:
    """The inputs as they lie here, saved in git or not, where no build can harm them."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("prepared"))
    (folder / "outputs").mkdir()


def _run(*words: str, **variables: str) -> None:
    subprocess.run(words, check=True, env=os.environ | variables)


if __name__ == "__main__":
    sys.exit(main())
