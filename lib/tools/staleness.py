"""Is what the store gives ever another than a run would give? Random edits, each run both ways.

``python lib/tools/staleness.py --edits 300 --seed 1`` copies the project with its code, and for
each edit builds some chapters from the store, then again with ``--fresh``: notebooks, errors and
exit codes must be the same. It also counts the chapters that were run and came out as before. A
line an edit, and a sum at the end; exits with 1 when anything was stale.
"""

from __future__ import annotations

import argparse
import ast
import csv
import hashlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("params", "data", "notebooks", "lib")
YEAR = "2015"
CHAPTERS = ("outreach", "work_measures", "municipal_appendix")

STAYS = 0.5
"""How often an edit stays, so that the next comes on top of it."""

Edit = Callable[[Path, random.Random], str]
"""Changes something below a project; tells what."""


@dataclass(frozen=True)
class Built:
    """How a build ended: exit code, sum of each notebook, errors, and what was run."""

    code: int
    notebooks: dict[str, str]
    said: str
    ran: frozenset[str]

    @property
    def result(self) -> tuple[object, ...]:
        """What must not depend on the store."""
        return self.code, self.notebooks, self.said


def build(project: Path, *options: str) -> Built:
    """Build the chapters as a draft."""
    asked = [word for theme in CHAPTERS for word in ("--chapter", theme)]
    command = [sys.executable, "-m", "is248", "report", YEAR, *asked, "--why", *options]
    variables = os.environ | {"IS248_ROOT": str(project), "PYTHONPATH": str(project / "lib")}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    places = [*(project / "outputs" / YEAR / "drafts").glob("*/chapters/*.ipynb")]
    if done.returncode:
        places = [*(project / "outputs" / YEAR / "failed").glob("chapters/*.ipynb")]
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in places}
    ran = re.findall(r"^  (\w+) +kjørt: ", done.stdout, re.MULTILINE)
    for folder in ("drafts", "failed"):
        shutil.rmtree(project / "outputs" / YEAR / folder, ignore_errors=True)
    return Built(done.returncode, sums, done.stderr, frozenset(ran))


# ---- edits --------------------------------------------------------------------------------------


def _pick(project: Path, chance: random.Random, *patterns: str) -> Path:
    found = sorted(path for pattern in patterns for path in project.glob(pattern))
    return chance.choice(found)


def _replace(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _line_of(text: str, chance: random.Random, wanted: str) -> re.Match[str] | None:
    found = [*re.finditer(wanted, text, re.MULTILINE)]
    return chance.choice(found) if found else None


def comment_in_yaml(project: Path, chance: random.Random) -> str:
    """A comment in a YAML file."""
    path = _pick(project, chance, "params/*.yml", f"data/survey/{YEAR}/*.yml", "data/*/source.yml")
    _replace(path, f"# {chance.random()}\n{path.read_text(encoding='utf-8')}")
    return path.name


def word_in_yaml(project: Path, chance: random.Random) -> str:
    """Another label."""
    path = _pick(project, chance, "params/labels.yml", f"data/survey/{YEAR}/codebook.yml")
    text = path.read_text(encoding="utf-8")
    if hit := _line_of(text, chance, r"label: [A-ZÆØÅ][a-zæøå]+ [a-zæøå]+"):
        _replace(path, f"{text[: hit.end()]}x{text[hit.end() :]}")
    return path.name


def number_in_params(project: Path, chance: random.Random) -> str:
    """Another threshold."""
    path = _pick(project, chance, f"params/{YEAR}.yml", "params/checks.yml")
    text = path.read_text(encoding="utf-8")
    if hit := _line_of(text, chance, r"(?<=: )\d{1,3}(?=$)"):
        _replace(path, f"{text[: hit.start()]}{int(hit[0]) + 1}{text[hit.end() :]}")
    return path.name


def answer(project: Path, chance: random.Random) -> str:
    """Another answer: a cell of the answers emptied, and the list told of it."""
    folder = project / "data" / "survey" / YEAR
    path = folder / "synthetic.csv"
    text = path.read_text(encoding="utf-8")
    mark = ";" if ";" in text[:1000] else ","
    rows = [*csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
    row, at = chance.randrange(1, len(rows)), chance.randrange(2, len(rows[0]))
    rows[row][at] = ""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=mark, lineterminator="\n").writerows(rows)
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    _replace(path, written.getvalue())
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    source = folder / "source.yml"
    _replace(source, source.read_text(encoding="utf-8").replace(old, new))
    return f"{rows[0][at]} of {rows[row][0]}"


def register(project: Path, chance: random.Random) -> str:
    """A changed file of the register that its list does not know: a build says so."""
    path = _pick(project, chance, "data/municipalities/2016*.csv", "data/published/2015/*.csv")
    _replace(path, path.read_text(encoding="utf-8") + "\n")
    return path.name


def prose(project: Path, chance: random.Random) -> str:
    """A word in a notebook's prose."""
    return _cell(project, chance, "markdown", lambda source: source + " Mer.")


def comment_in_cell(project: Path, chance: random.Random) -> str:
    """A comment in a cell."""
    return _cell(project, chance, "code", lambda source: source + "\n# more")


def cell(project: Path, chance: random.Random) -> str:
    """A cell that does more, or fails."""
    line = chance.choice(["\nx = 1", "\nprint('x')", "\nraise ValueError('x')"])
    return _cell(project, chance, "code", lambda source: source.rstrip(";") + line)


def _cell(project: Path, chance: random.Random, kind: str, change: Callable[[str], str]) -> str:
    path = project / "notebooks" / f"{chance.choice(CHAPTERS)}.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    cells = [one for one in content["cells"] if one["cell_type"] == kind]
    one = chance.choice([c for c in cells if "parameters" not in c["metadata"].get("tags", [])])
    one["source"] = change("".join(one["source"])).splitlines(keepends=True)
    _replace(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return path.name


def docstring(project: Path, chance: random.Random) -> str:
    """A word in a docstring."""
    path, text = _code(project, chance)
    if hit := _line_of(text, chance, r'(?<=^    """)[A-Z]'):
        _replace(path, f"{text[: hit.start()]}Now. {text[hit.start() :]}")
    return path.name


def comment_in_code(project: Path, chance: random.Random) -> str:
    """A comment at the end of a module."""
    path, text = _code(project, chance)
    _replace(path, f"{text}# {chance.random()}\n")
    return path.name


def unused_function(project: Path, chance: random.Random) -> str:
    """A function that nobody calls."""
    path, text = _code(project, chance)
    _replace(
        path, f"{text}\n\ndef unused_{chance.randrange(10**6)}(x: int) -> int:\n    return x\n"
    )
    return path.name


def number_in_code(project: Path, chance: random.Random) -> str:
    """Another number, anywhere in a module."""
    path, text = _code(project, chance)
    if hit := _line_of(text, chance, r"(?<=[ (=])[1-9]\d?(?=[,) \n])"):
        new = f"{text[: hit.start()]}{int(hit[0]) + 1}{text[hit.end() :]}"
        return _parsed(path, text, new)
    return path.name


def operator(project: Path, chance: random.Random) -> str:
    """Another comparison or sign."""
    path, text = _code(project, chance)
    old, new = chance.choice([(" < ", " <= "), (" + ", " - "), (" and ", " or "), (" > ", " >= ")])
    if hit := _line_of(text, chance, re.escape(old)):
        return _parsed(path, text, f"{text[: hit.start()]}{new}{text[hit.end() :]}")
    return path.name


def word_in_code(project: Path, chance: random.Random) -> str:
    """Another word in a text that a module shows."""
    path, text = _code(project, chance)
    if hit := _line_of(text, chance, r'(?<=")[A-ZÆØÅ][a-zæøå]+ (?=[a-zæøå])'):
        return _parsed(path, text, f"{text[: hit.start()]}Nå {text[hit.start() :]}")
    return path.name


def _code(project: Path, chance: random.Random) -> tuple[Path, str]:
    path = _pick(project, chance, "lib/is248/**/*.py")
    return path, path.read_text(encoding="utf-8")


def _parsed(path: Path, old: str, new: str) -> str:
    try:
        ast.parse(new)
    except SyntaxError:
        new = old
    _replace(path, new)
    return path.name


def package(project: Path, chance: random.Random) -> str:
    """A package of another's in front of the installed one."""
    name = chance.choice(["firthmodels", "pandera", "krippendorff"])
    (project / "lib" / f"{name}.py").write_text(f"raise ImportError('{name}')\n")
    return name


def nothing_read(project: Path, chance: random.Random) -> str:
    """A file that nobody reads."""
    path = project / chance.choice(["data", "params", "data/survey"]) / "README.md"
    path.write_text(f"{chance.random()}\n")
    return path.name


EDITS: tuple[tuple[Edit, int], ...] = (
    (comment_in_yaml, 2), (word_in_yaml, 3), (number_in_params, 2), (answer, 4), (register, 1),
    (prose, 2), (comment_in_cell, 1), (cell, 2), (docstring, 2), (comment_in_code, 1),
    (unused_function, 2), (number_in_code, 5), (operator, 5), (word_in_code, 3), (package, 1),
    (nothing_read, 1),
)  # fmt: skip
"""Each kind of edit, and how often it is made."""


# ---- campaign -----------------------------------------------------------------------------------


def campaign(edits: int, seed: int) -> int:
    """Make the edits; returns how many were stale."""
    chance, sums = random.Random(seed), Counter[str]()  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory(prefix="is248-stale-") as place:
        clean, project = Path(place) / "clean", Path(place) / "project"
        _copy(ROOT, clean)
        (clean / "outputs").mkdir()
        build(clean)
        shutil.copytree(clean, project, symlinks=True)
        before = build(project)
        for number in range(1, edits + 1):
            edit = chance.choices([one for one, _ in EDITS], [often for _, often in EDITS])[0]
            what = edit(project, chance)
            kept, fresh = build(project), build(project, "--fresh")
            ran_for_nothing = [t for t in kept.ran if _same(t, before, kept)]
            stale = kept.result != fresh.result
            sums.update(edits=1, stale=stale, for_nothing=bool(ran_for_nothing), ran=len(kept.ran))
            told = "STALE" if stale else f"ran {len(kept.ran)}, {len(ran_for_nothing)} for nothing"
            print(f"{number} {edit.__name__} {what}: exit {kept.code}, {told}", flush=True)
            stays = not fresh.code and chance.random() < STAYS
            before = fresh if stays else _restored(clean, project)
    print(dict(sums))
    return sums["stale"]


def _same(theme: str, before: Built, after: Built) -> bool:
    """Whether a chapter that was run came out as it was."""
    names = [name for name in after.notebooks if theme in name]
    return bool(names) and all(before.notebooks.get(n) == after.notebooks[n] for n in names)


def _restored(clean: Path, project: Path) -> Built:
    for name in COPIED:
        shutil.rmtree(project / name)
    _copy(clean, project)
    return build(project)


def _copy(source: Path, target: Path) -> None:
    ignored = shutil.ignore_patterns("own", ".ipynb_checkpoints", "__pycache__")
    for name in COPIED:
        shutil.copytree(source / name, target / name, ignore=ignored)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Random edits: is the store ever stale?")
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    return int(campaign(options.edits, options.seed) > 0)


if __name__ == "__main__":
    sys.exit(main())
