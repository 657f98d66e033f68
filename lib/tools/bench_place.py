"""Copies of the project in which ``bench.py`` measures."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from metering import Cost, cost

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("params", "data", "notebooks", "lib")


class FailedError(Exception):
    """A command did not end well."""


@dataclass
class Place:
    """A copy of the project.

    Attributes:
        root: Its folder.
        year: The reporting year.
        themes: Its chapters, in order.
    """

    root: Path
    year: str
    themes: tuple[str, ...]

    def run(self, *command: str, python: str = sys.executable) -> Cost:
        """Run Python on something, and count; what goes wrong is shown."""
        variables = {"IS248_ROOT": str(self.root), "PYTHONPATH": str(self.root / "lib")}
        spent = cost([python, *command], self.root, variables)
        if spent.code:
            raise FailedError(f"{' '.join(command)[:300]}\n{spent.said[-3000:]}")
        return spent

    def report(self, *words: str) -> Cost:
        """Build the year."""
        return self.run("-m", "is248", "report", self.year, *words)

    def prepared(self) -> Place:
        """The same with its answers prepared."""
        self.report("--chapter", self.themes[-1])
        return self

    def notebooks(self) -> list[str]:
        """Of the chapters that are not built from the others."""
        plain = [theme for theme in self.themes if theme != "summary"]
        return [str(self.root / "notebooks" / f"{theme}.ipynb") for theme in plain]


def place_of(folder: Path, year: str) -> Place:
    """A copy of the project in an empty folder."""
    for name in COPIED:
        ignored = shutil.ignore_patterns("__pycache__", "prepared")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    (folder / "outputs").mkdir()
    text = (folder / "params" / f"{year}.yml").read_text(encoding="utf-8")
    return Place(folder, year, tuple(re.findall(r"^ +- {?theme: (\w+)", text, re.MULTILINE)))
