"""docs/new_year.md, done by its commands: what ``is248 ready`` says at each step is on the page.

The blocks marked ``sh`` are run in a scratch project with the years that the page speaks of, and
the ``text`` after one is all that it writes. What comes from outside, a list of the form and a file
of answers, lies in the user's Downloads. The whole year (``bash``) takes minutes and is left out.
"""

import csv
import os
import random
import re
import shutil
import subprocess
import sys

import pytest

from helpers import fictitious_year as fiction
from helpers.years import ROOT
from is248.base.paths import Project
from is248.register.municipalities import load_units
from is248.survey.codebook import load_codebook

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs" / "new_year.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(sh|text|bash|csv)\n(.*?)```", re.DOTALL)
SUM = re.compile(r"\b[0-9a-f]{64}\b")
KNOWN = {"2015", "2016"}
"""The years that the page's project holds."""

DROPPED, CHANGED = "crisis_plan", "housing_grant_applied"
"""A question that the new form does not have, and one that has lost an answer."""

NEW = (
    ("20.1", "Tilbud til ensomme", "Ja; Nei; Vet ikke", "single"),
    ("20.2", "Ensomme som fikk tilbudet", "", "count"),
    ("20.3", "Hva som virker mot ensomhet", "", "open"),
)


SHOWN = {
    2018: {"20-loneliness": ["Ensomhet", "Tilbud til ensomme"], "11-housing": ["Trøndelag"]},
    2031: {"11-housing": ["Holmryggen", "Storelva"]},
}
"""Year → chapter → words that its page has: the new theme, and counties of the year."""


def scratch(folder):
    """A project with the known years alone, a home with Downloads, and the command on the path."""
    root, home, tools = (folder / name for name in ("project", "home", "tools"))
    for name in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("prepared"))
    own = [*(root / "params").glob("20*.yml"), *(root / "data").glob("*/20[0-9][0-9]")]
    for path in own:
        if path.stem not in KNOWN:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    (root / "outputs").mkdir()
    (home / "Downloads").mkdir(parents=True)
    tools.mkdir()
    (tools / "is248").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m is248 "$@"\n')
    (tools / "is248").chmod(0o755)
    variables = {"HOME": home, "PATH": f"{tools}:{os.environ['PATH']}", "IS248_ROOT": root,
                 "PYTHONPATH": ROOT / "lib"}  # fmt: skip
    return root, home, {name: str(value) for name, value in variables.items()}


def write_form(path):
    """The new form as somebody lists it: each question once, whatever the reporting form."""
    asked = load_codebook(2016).variables
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["number", "label", "answers", "kind", "chapter"])
        for one in asked:
            if one.form in {None, "joint"} and one.id != DROPPED:
                answers = [] if one.type == "open" else [*one.categories.values()]
                kept = answers[:-1] if one.id == CHANGED else answers
                label = one.label.removesuffix(" (felles)")
                out.writerow([one.number, label, "; ".join(kept), "", ""])
        for number, label, answers, kind in NEW:
            out.writerow([number, label, answers, kind, "loneliness"])


def write_answers(path, project, year):
    """A file of random answers from every unit of the year."""
    book, units = load_codebook(year, project), load_units(year, project)
    city = next(code for code in units.index if len(code) > 4)[:4]
    people = units.loc[(units["kind"] != "residual") & (units.index != city)].reset_index()
    chance = random.Random(year)
    texts = people.fillna(0).astype({"pop_18plus": int, "pop_under18": int}).astype(str)
    rows = [fiction.answers(book, unit, chance) for unit in texts.to_dict("records")]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def steps(heading):
    """The blocks of a part of the page: commands and, where it is told, what they write."""
    part = re.split(r"(?m)^# ", PAGE)
    (own,) = [text for text in part if text.startswith(heading)]
    found = BLOCK.findall(own)
    for at, (kind, content) in enumerate(found):
        if kind == "sh":
            after = found[at + 1 : at + 2]
            yield content, after[0][1] if after and after[0][0] == "text" else None


@pytest.mark.parametrize(("heading", "year"), [("A new year", 2018), ("A reform", 2031)])
def test_the_page_is_done_by_its_commands(tmp_path, heading, year):
    root, home, variables = scratch(tmp_path)
    write_form(home / "Downloads" / "form.csv")
    told = 0
    for commands, expected in steps(heading):
        if "Downloads/answers.csv" in commands:
            write_answers(home / "Downloads" / "answers.csv", Project(root), year)
        done = subprocess.run(
            ["bash", "-e", "-c", commands], cwd=root, env=os.environ | variables, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        if expected is not None:
            assert SUM.sub("…", done.stdout) == expected, commands
            told += "is248 ready" in commands
        else:
            assert done.returncode == 0, (commands, done.stdout, done.stderr)
    assert told >= 2
    drafts = (root / "outputs" / str(year) / "drafts").rglob("*.html")
    pages = {path.stem: path.read_text(encoding="utf-8") for path in drafts}
    for chapter, words in SHOWN[year].items():
        assert not [word for word in words if word not in pages[chapter]], chapter
