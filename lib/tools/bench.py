"""What a year costs beside its limit, beside others' tools and beside before: one table.

``python lib/tools/bench.py 2016 --rounds 3`` runs the cases below one after another, so many times,
each in a copy of the project of its own, and writes a table of medians in Markdown. Figures are
kept in a file as they come (``--keep FILE``): a run that is stopped goes on where it was. ``--only
b-2`` and the like picks cases, ``--long`` adds those of hundreds of runs (half an hour); ``--myst
PYTHON`` names an interpreter that has myst-nb and everything that notebooks import, without it that
case is left out.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bench_many import SHEETS, draft, grid, grids, sheets, some_sheets
from bench_place import COPIED, ROOT, Place, place_of
from metering import Cost

BEFORE = "a49ffcd"
"""The commit that the year is measured against; see compare_frozen.py."""

PAPERMILL_AND_NBCONVERT = """
import sys
from pathlib import Path
import papermill
from nbconvert import HTMLExporter
for path in map(Path, sys.argv[2:]):
    done = Path("made") / path.name
    papermill.execute_notebook(path, done, {"year": int(sys.argv[1])}, progress_bar=False)
    done.with_suffix(".html").write_text(HTMLExporter().from_filename(done)[0], encoding="utf-8")
"""
"""The documented Python interfaces, in a loop."""

CONFIGURATION = """
extensions = ["myst_nb"]
nb_execution_mode = "cache"
nb_execution_timeout = 600
nb_execution_raise_on_error = True
exclude_patterns = ["explore"]
"""


# ---- (a)-(e), (h): a year from nothing --------------------------------------------------------


def limit(place: Place) -> Cost:
    """All cells as plain functions in one process."""
    return place.prepared().run("lib/tools/limit.py", place.year)


def documented(place: Place) -> Cost:
    """The command lines of Papermill and nbconvert, a notebook at a time."""
    place.prepared()
    loop = "import subprocess, sys; [subprocess.run(c, check=True) for c in eval(sys.argv[1])]"
    commands = []
    for path in place.notebooks():
        done = str(place.root / Path(path).name)
        jupyter = [sys.executable, "-m", "nbconvert", "--to", "html", done]
        mill = [sys.executable, "-m", "papermill", path, done, "-p", "year", place.year]
        commands += [mill, jupyter]
    return place.run("-c", loop, repr(commands))


def interfaces(place: Place) -> Cost:
    """The same by their Python interfaces."""
    place.prepared()
    (place.root / "made").mkdir()
    return place.run("-c", PAPERMILL_AND_NBCONVERT, place.year, *place.notebooks())


def myst(place: Place, python: str) -> Cost:
    """A book by myst-nb, its cache empty."""
    place.prepared()
    source = place.root / "notebooks"
    for path in source.glob("*.ipynb"):
        if str(path) not in place.notebooks():
            path.unlink()
    (source / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
    (source / "index.md").write_text(_contents(place), encoding="utf-8")
    return place.run("-m", "sphinx", "-q", str(source), str(place.root / "book"), python=python)


def _contents(place: Place) -> str:
    names = "\n".join(Path(path).stem for path in place.notebooks())
    return f"# Book\n\n```{{toctree}}\n{names}\n```\n"


def before(place: Place) -> Cost:
    """The year as it was at an earlier commit."""
    for name in COPIED:
        shutil.rmtree(place.root / name)
    old = str(place.root / "before.tar")
    _run("git", "-C", str(ROOT), "archive", "--output", old, BEFORE, *COPIED)
    _run("tar", "-x", "-f", old, "-C", str(place.root))
    own = place.root / "lib" / "is248-0.dist-info"  # in front of ours, whose entry points it lacks
    own.mkdir()
    (own / "entry_points.txt").touch()
    (own / "METADATA").write_text("Metadata-Version: 2.1\nName: is248\nVersion: 0\n")
    return place.report()


def _run(*words: str) -> None:
    subprocess.run(words, check=True)


def exports(place: Place) -> Cost:
    """The year once more with the runs of its cells kept, and nothing of what was exported."""
    place.report("--jobs", "2")
    shutil.rmtree(place.root / "outputs" / place.year)
    for name in ("exports", "stands"):
        shutil.rmtree(place.root / "outputs" / ".store" / name, ignore_errors=True)
    return place.report("--jobs", "2")


# ---- (f), (g): a year that was built ----------------------------------------------------------


def after_edits(place: Place) -> Iterator[tuple[str, Cost]]:
    """The year again after one edit and another, each on top of those before."""
    place.report()
    yield "f", place.report()
    yield "f-again", place.report()
    for name, edit in EDITS.items():
        edit(place)
        yield name, place.report()


def _written(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    new = change(text)
    assert new != text, path
    path.write_text(new, encoding="utf-8")


def _cell(place: Place, kind: str, added: str) -> None:
    path = place.root / "notebooks" / "outreach.ipynb"
    notebook = json.loads(path.read_bytes())
    cell = [one for one in notebook["cells"] if one["cell_type"] == kind][-1]
    cell["source"] = ["".join(cell["source"]) + added]
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


def prose(place: Place) -> None:
    """A word in a notebook's prose."""
    _cell(place, "markdown", " Mer.")


def cell(place: Place) -> None:
    """A cell of a notebook."""
    _cell(place, "code", "\n_ = 1")


def docstring(place: Place) -> None:
    """A docstring of a helper that every chapter uses."""
    path = place.root / "lib/is248/stats/proportions.py"
    _written(path, lambda text: text.replace('"""', '"""Once more: ', 1))


def helper(place: Place) -> None:
    """A function of one chapter's own module."""
    path = place.root / "lib/is248/measures/outreach.py"
    _written(path, lambda text: re.sub(r"\n    return ", "\n    _ = 1\n    return ", text, count=1))


def template(place: Place) -> None:
    """A rule of the pages' style."""
    path = place.root / "lib/is248/edition/templates/style.css"
    _written(path, lambda text: text + "\n.bench { color: inherit; }\n")


def correction(place: Place) -> None:
    """One answer corrected to another: an empty one would change who answered."""
    folder = place.root / "data" / "survey" / place.year
    text = (folder / "synthetic.csv").read_text(encoding="utf-8")
    rows = [*csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text[:1000] else ",")]
    unit = next(iter(rows[0]))
    column = next(name for name in rows[0] if name.startswith("outreach") and _told(rows, name))
    row = next(one for one in rows if one[column])
    other = next(one[column] for one in rows if one[column] not in {"", row[column]})
    entry = {
        "unit": row[unit],
        "variable": column,
        "expected": row[column],
        "new": other,
        "reason": "Måling.",
        "who": "Måling",
        "date": "2016-06-01",
    }
    path = folder / "corrections.yml"
    _written(path, lambda text: text.replace("corrections: []", _yaml(entry)))


def _told(rows: Iterable[dict[str, str]], name: str) -> bool:
    return any(row[name] for row in rows)


def _yaml(entry: dict[str, str]) -> str:
    lines = [f"{key}: {json.dumps(value)}" for key, value in entry.items() if key != "date"]
    return "corrections:\n  - " + "\n    ".join([*lines, f"date: {entry['date']}"])


EDITS: dict[str, Callable[[Place], None]] = {
    "g-prose": prose,
    "g-docstring": docstring,
    "g-cell": cell,
    "g-helper": helper,
    "g-correction": correction,
    "g-template": template,
}


Case = Callable[[Place], Iterator[tuple[str, Cost]]]


def _one(key: str, case: Callable[[Place], Cost]) -> Case:
    def several(place: Place) -> Iterator[tuple[str, Cost]]:
        yield key, case(place)

    return several


def cases(python: str | None) -> dict[str, Case]:
    """The cases by name, in the order in which a round runs them."""
    found = {
        "a": _one("a", limit),
        "b-1": _one("b-1", lambda place: place.report("--jobs", "1")),
        "b-2": _one("b-2", lambda place: place.report("--jobs", "2")),
        "b-exports": _one("b-exports", exports),
        "h": _one("h", before),
        "c": _one("c", documented),
        "d": _one("d", interfaces),
        "fg": after_edits,
        "i-draft": _one("i-draft", draft),
        "i-grid": _one("i-grid", grid),
        "i-sheets": _one("i-sheets", sheets),
        "i-some": some_sheets,
        "i-200": grids,
    }
    return found | ({"e": _one("e", lambda place: myst(place, python))} if python else {})


LONG = frozenset({"i-some", "i-200"})
LABELS = {
    "a": "(a) the limit: all cells in one process, answers prepared",
    "b-1": "(b) the year from nothing, one core",
    "b-2": "(b) the year from nothing, two cores",
    "b-exports": "(b) of it the exports: the runs of its cells kept, two cores",
    "c": "(c) `papermill` and `jupyter nbconvert`, a notebook at a time, answers prepared",
    "d": "(d) the Python interfaces of the two, answers prepared",
    "e": "(e) myst-nb, its cache empty, answers prepared",
    "f": "(f) nothing changed, the first time",
    "f-again": "(f) nothing changed, again",
    "g-prose": "(g) a word of prose in one notebook",
    "g-docstring": "(g) a docstring of a helper of all",
    "g-cell": "(g) a cell of one notebook",
    "g-helper": "(g) a function of one chapter's",
    "g-correction": "(g) one answer corrected",
    "g-template": "(g) a rule of style",
    "h": f"(h) the year from nothing at `{BEFORE}`, two cores",
    "i-draft": "(i) one draft of `housing`, answers prepared",
    "i-grid": "(i) a grid of ten runs of `housing`",
    "i-200": "(i) a grid of 200 runs of `housing`, two cores",
    "i-200-dask": "(i) the same on two local workers of dask",
    "i-200-lost": "(i) the same, one of the workers killed after a minute",
    "i-sheets": "(i) all sheets",
    **{f"i-sheets-{number}": f"(i) {number} sheets" for number in SHEETS},
}


def measured(case: Case, year: str) -> Iterator[tuple[str, Cost]]:
    """A case in a copy of its own."""
    with tempfile.TemporaryDirectory() as folder:
        yield from case(place_of(Path(folder), year))


def table(kept: dict[str, list[dict[str, float]]]) -> str:
    """Medians of all cases in Markdown, and ratios to the limit."""
    lines = [
        "| Case | Runs | Processor s | of the limit | Seconds | PSS MiB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    middle = {key: _medians(runs) for key, runs in kept.items()}
    base = middle.get("a", {}).get("processor")
    for key, label in LABELS.items():
        if one := middle.get(key):
            ratio = f"{one['processor'] / base:.2f}" if base else ""
            cells = [f"{one[name]:.1f}" for name in ("processor", "seconds")]
            memory = f"{one['mebibytes']:.0f}"
            runs = str(len(kept[key]))
            lines.append(f"| {' | '.join([label, runs, cells[0], ratio, cells[1], memory])} |")
    return "\n".join(lines)


def _medians(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def _code() -> str:
    """What was measured: figures of other code are not put beside these."""
    files = sorted(path for path in (ROOT / "lib" / "is248").rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def main() -> None:
    """Run the cases, and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("year")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--only", action="append")
    asked.add_argument("--long", action="store_true")
    asked.add_argument("--myst", metavar="PYTHON")
    asked.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "bench.json")
    options = asked.parse_args()
    found = json.loads(options.keep.read_text()) if options.keep.is_file() else {}
    kept = found.get(_code(), {})
    for number in range(options.rounds):
        for name, case in cases(options.myst).items():
            if name in LONG and not options.long and name not in (options.only or ()):
                continue
            first = {"fg": "f", "i-some": f"i-sheets-{SHEETS[0]}"}.get(name, name)
            if len(kept.get(first, [])) > number or (options.only and name not in options.only):
                continue
            for key, spent in measured(case, options.year):
                figures = {k: getattr(spent, k) for k in ("processor", "seconds", "mebibytes")}
                kept.setdefault(key, []).append(figures)
                options.keep.write_text(json.dumps({**found, _code(): kept}, indent=1))
                print(key, {k: round(v, 2) for k, v in figures.items()}, file=sys.stderr)
    print(table(kept))


if __name__ == "__main__":
    main()
