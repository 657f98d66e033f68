"""Time ingest: 445 units x 400 columns in each format, and a stack of 50 years (22 000 rows)."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from is248.survey.codebook import Codebook
from is248.survey.ingest import Inputs, prepare
from is248.survey.prepared_files import write_prepared
from is248.survey.raw_table import RawTable
from is248.survey.readers import read_table
from is248.survey.unit_keys import Register

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))
from helpers.answer_writers import write_answers

COLUMNS = 400
UNITS = 445
YEARS = range(1976, 2026)
STACK = 440
"""Units of each year in the stack: 50 x 440 = 22 000 rows."""

ENDINGS = (".csv", ".xlsx", ".sav", ".dta")


def codebook(year: int) -> Codebook:
    """A form of 400 columns: numbers, choices, crosses and texts as in the real one."""
    variables = []
    for at in range(COLUMNS // 4):
        common = {"part": 1, "chapter": "bench", "label": f"Spørsmål {at}"}
        for kind in ("fte", "single", "count", "open"):
            name = f"{kind}_{at}"
            more = {"categories": {"yes": "Ja", "no": "Nei"}} if kind == "single" else {}
            own = {"id": name, "number": f"{at}.1{kind[0]}", "type": kind, "concept": name}
            variables.append({**common, **own, **more})
    return Codebook.model_validate({"year": year, "variables": variables})


def answers(book: Codebook, units: list[str], chance: random.Random) -> pd.DataFrame:
    """Random answers as they stand in a file."""
    words = {
        "fte": lambda: f"{chance.randint(0, 99)},{chance.randint(1, 99):02d}".rstrip("0"),
        "single": lambda: chance.choice(["yes", "no", ""]),
        "count": lambda: str(chance.randint(0, 999)),
        "open": lambda: chance.choice(["", "", f"Vi mangler {chance.randint(1, 99)} årsverk"]),
    }
    cells = {v.id: [words[v.type]() for _ in units] for v in book.variables}
    key = {"unit": units, "year": [str(book.year)] * len(units), "synthetic": ["true"] * len(units)}
    return pd.DataFrame({**key, **cells}, dtype="str")


def run(path: Path, folder: Path) -> None:
    """Read, prepare and write one file."""
    keys = [f"{1001 + at}" for at in range(UNITS)]
    inputs = Inputs(codebook(2016), Register({key: key for key in keys}, {}))
    outcome = prepare(read_table(path), inputs)
    assert outcome.prepared is not None
    write_prepared(outcome.prepared, folder / "2016", {})


def run_stack(path: Path, folder: Path) -> None:
    """Read all years once; prepare and write each."""
    table = read_table(path)
    register = Register({f"{1001 + at}": str(at) for at in range(STACK)}, {})
    place = table.header.index("year")
    for year in YEARS:
        rows = [at for at, text in enumerate(table.columns[place]) if text == str(year)]
        own = RawTable(
            file=table.file,
            header=table.header,
            columns=tuple([column[at] for at in rows] for column in table.columns),
            rows=tuple(table.rows[at] for at in rows),
        )
        outcome = prepare(own, Inputs(codebook(year), register))
        assert outcome.prepared is not None
        write_prepared(outcome.prepared, folder / str(year), {})


def measured(kind: str, path: Path) -> dict[str, float]:
    """Seconds and MiB of a process of its own, start-up and imports included."""
    start = time.perf_counter()
    command = [sys.executable, __file__, kind, str(path)]
    subprocess.run(command, check=True)
    seconds = time.perf_counter() - start
    return {"seconds": round(seconds, 2), "rows": STACK * len(YEARS) if kind == "stack" else UNITS}


def child(kind: str, path: Path) -> None:
    """Do the work of one measurement, and say how much memory it took."""
    with tempfile.TemporaryDirectory() as folder:
        (run_stack if kind == "stack" else run)(path, Path(folder))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    path.with_suffix(".mib").write_text(str(round((own + reader) / 1024)))


def main() -> None:
    """Print the figures as JSON."""
    chance = random.Random(16)  # noqa: S311 - no secret
    figures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = codebook(2016)
        table = answers(book, [f"{1001 + at}" for at in range(UNITS)], chance)
        for ending in ENDINGS:
            path = folder / f"one{ending}"
            write_answers(table, path, book)
            figures[f"445x400{ending}"] = measured("one", path) | memory(path)
        keys = [f"{1001 + at}" for at in range(STACK)]
        stack = pd.concat([answers(codebook(year), keys, chance) for year in YEARS])
        path = folder / "stack.csv"
        write_answers(stack, path, book)
        figures["22000x400.csv"] = measured("stack", path) | memory(path)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


def memory(path: Path) -> dict[str, int]:
    """MiB that the process of a measurement noted, with the one that reads SPSS and Stata."""
    return {"mib": int(path.with_suffix(".mib").read_text())}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
