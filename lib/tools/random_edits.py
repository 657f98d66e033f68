"""Random edits of a project: what somebody who works on it might change, and some mischief."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
from collections.abc import Callable
from pathlib import Path

import random_code_edits as code
from project_files import hit_of, pick, put, text_of

Edit = Callable[[Path, random.Random, int], str]
"""Changes something below a project for a year; tells what."""


def _survey(project: Path, year: int) -> Path:
    return project / "data" / "survey" / str(year)


# ---- data ---------------------------------------------------------------------------------------


def _answers(project: Path, year: int) -> tuple[list[list[str]], Path]:
    path = _survey(project, year) / "synthetic.csv"
    return [*csv.reader(io.StringIO(text_of(path), newline=""), delimiter=";")], path


def _cell(rows: list[list[str]], chance: random.Random) -> tuple[int, int, str]:
    """Row and column of an answer, and another that was given in the same column."""
    while True:
        at = chance.randrange(2, len(rows[0]))
        given = sorted({row[at] for row in rows[1:]} - {""})
        row = chance.randrange(1, len(rows))
        if others := [one for one in given if one != rows[row][at]]:
            return row, at, chance.choice(others)


def _listed(path: Path, old: bytes) -> None:
    """Tell the list of the folder of a file's new sum."""
    source = path.with_name("source.yml")
    sums = (hashlib.sha256(data).hexdigest() for data in (old, path.read_bytes()))
    put(source, text_of(source).replace(*sums))


def data_cell(project: Path, chance: random.Random, year: int) -> str:
    """Another answer in the file, or none, and the list told of it."""
    rows, path = _answers(project, year)
    row, at, new = _cell(rows, chance)
    rows[row][at] = new if chance.random() < 0.7 else ""  # noqa: PLR2004 - mostly answers
    old, written = path.read_bytes(), io.StringIO(newline="")
    csv.writer(written, delimiter=";", lineterminator="\n").writerows(rows)
    put(path, written.getvalue())
    _listed(path, old)
    return f"{rows[0][at]} of {rows[row][0]}: «{rows[row][at]}»"


def correction(project: Path, chance: random.Random, year: int) -> str:
    """A correction of an answer."""
    rows, _ = _answers(project, year)
    while not rows[(at := _cell(rows, chance))[0]][at[1]]:  # of something that was answered
        pass
    (row, column, new), words = at, json.dumps
    entry = {
        "unit": rows[row][0], "variable": rows[0][column], "expected": rows[row][column],
        "new": new, "reason": "Rettet.", "who": "X", "date": f"{year}-06-01",
    }  # fmt: skip
    lines = "".join(f"    {key}: {words(value)}\n" for key, value in entry.items() if key != "date")
    text = f"corrections:\n  -{lines[3:]}    date: {entry['date']}\n"
    put(_survey(project, year) / "corrections.yml", text)
    return f"{rows[0][column]} of {rows[row][0]}: «{rows[row][column]}» → «{new}»"


def register(project: Path, chance: random.Random, year: int) -> str:
    """Another number of inhabitants, share or name in a list, and its sum told."""
    path = pick(
        project, chance, f"data/municipalities/{year}*.csv", "data/municipalities/2016.csv",
        "data/municipalities/reform_*.csv", "data/municipalities/split_shares.csv",
    )  # fmt: skip
    old, text = path.read_bytes(), text_of(path)
    if hit := hit_of(text, chance, r"(?<=,)\d{3,6}(?=,|$)"):
        put(path, f"{text[: hit.start()]}{int(hit[0]) + 1}{text[hit.end() :]}")
    _listed(path, old)
    return f"{path.name} {hit[0] if hit else ''}"


def unlisted(project: Path, chance: random.Random, year: int) -> str:
    """A changed file that its list does not know: a chapter says so."""
    path = pick(project, chance, f"data/published/{year}/*.csv", "data/municipalities/2016.csv")
    put(path, text_of(path) + "\n")
    return path.name


def nothing_read(project: Path, chance: random.Random, year: int) -> str:
    """A file that nobody reads."""
    path = project / chance.choice(["data", "params", f"data/survey/{year}"]) / "README.md"
    put(path, f"{chance.random()}\n")
    return path.name


def register_row(project: Path, chance: random.Random, year: int) -> str:
    """A row more or less in a list, and its sum and length told."""
    path = pick(project, chance, f"data/municipalities/{year}*.csv", "data/municipalities/*.csv")
    old, lines = path.read_bytes(), text_of(path).splitlines(keepends=True)
    at = chance.randrange(1, len(lines))
    lines[at : at + 1] = chance.choice([[], [lines[at], lines[at]]])
    put(path, "".join(lines))
    _listed(path, old)
    return f"{path.name} line {at + 1}"


def survey_text(project: Path, chance: random.Random, year: int) -> str:
    """A held number of a year, or the names of other lists of hers, changed."""
    path = pick(project, chance, f"data/survey/{year}/*.csv", f"data/published/{year}/**/*.csv",
                "data/survey/institutions.csv", "data/published/national_fte.csv")  # fmt: skip
    if path.name == "synthetic.csv":
        return data_cell(project, chance, year)
    old, text = path.read_bytes(), text_of(path)
    if hit := hit_of(text, chance, r"(?<=[,;])\d+(?=[,;\n])"):
        put(path, f"{text[: hit.start()]}{int(hit[0]) + 1}{text[hit.end() :]}")
    source = next(one / "source.yml" for one in path.parents if (one / "source.yml").exists())
    sums = (hashlib.sha256(data).hexdigest() for data in (old, path.read_bytes()))
    put(source, text_of(source).replace(*sums))
    return f"{path.name} {hit[0] if hit else ''}"


def new_file(project: Path, chance: random.Random, year: int) -> str:
    """A file where somebody may look for one."""
    name = chance.choice([
        f"data/survey/{year}/columns.yml", f"data/survey/{year}/extra.csv", "params/own.yml",
        f"data/published/{year}/tables/extra.csv", f"params/exceptions/{year}/x.yml",
        f"params/{year + 20}.yml", f"data/survey/{year + 20}/codebook.yml",
        f"data/municipalities/{year}_fte_calibrated.csv", "notebooks/x.py", "data/x.csv",
        "is248.py", f"data/survey/{year}/decisions.yml",
    ])  # fmt: skip
    if not (project / name).exists():
        put(project / name, chance.choice(["", "{}\n"]))
    return name


# ---- params, codebook, labels -------------------------------------------------------------------


def comment_in_yaml(project: Path, chance: random.Random, year: int) -> str:
    """A comment in a YAML file."""
    path = pick(project, chance, "params/*.yml", f"data/survey/{year}/*.yml", "data/*/source.yml")
    put(path, f"# {chance.random()}\n{text_of(path)}")
    return path.name


def _changed_word(path: Path, chance: random.Random) -> str:
    text = text_of(path)
    if hit := hit_of(text, chance, r"(?:label|title): ['\"]?[A-ZÆØÅ][a-zæøå]+ [a-zæøå]+"):
        put(path, f"{text[: hit.end()]}x{text[hit.end() :]}")
    return f"{path.parent.name}/{path.name} {hit[0] if hit else ''}"


def codebook(project: Path, chance: random.Random, year: int) -> str:
    """Another word in a question."""
    return _changed_word(_survey(project, year) / "codebook.yml", chance)


def codebook_rule(project: Path, chance: random.Random, year: int) -> str:
    """A question that is counted in another chapter, or has another number."""
    path = _survey(project, year) / "codebook.yml"
    text = text_of(path)
    if hit := hit_of(text, chance, r'(?<=number: ")\d+\.\d+(?=")|(?<=chapter: )[a-z_]+(?=[,}\n])'):
        put(path, f"{text[: hit.start()]}{hit[0]}{9 if hit[0][0].isdigit() else 'x'}"
             f"{text[hit.end() :]}")  # fmt: skip
    return f"{year} {hit[0] if hit else ''}"


def label(project: Path, chance: random.Random, _year: int) -> str:
    """Another word in a label of every year."""
    return _changed_word(project / "params" / "labels.yml", chance)


def number_in_params(project: Path, chance: random.Random, year: int) -> str:
    """Another threshold."""
    path = pick(project, chance, f"params/{year}.yml", "params/checks.yml")
    text = text_of(path)
    if hit := hit_of(text, chance, r"(?<=: )\d{1,3}(?=$|[,} ])"):
        put(path, f"{text[: hit.start()]}{int(hit[0]) + 1}{text[hit.end() :]}")
    return f"{path.name} {hit[0] if hit else ''}"


def codebook_filter(project: Path, chance: random.Random, year: int) -> str:
    """Another rule of who is asked."""
    path = _survey(project, year) / "codebook.yml"
    text = text_of(path)
    hit = hit_of(text, chance, r"asked: &?\w* ?\{variable: \w+, codes: \[(\w+)[^]]*(?=\])")
    if hit:
        put(path, f"{text[: hit.start(1)]}{text[hit.end(1) :].lstrip(', ')}" if "," in hit[0]
            else f"{text[: hit.end()]}, no{text[hit.end() :]}")  # fmt: skip
    return f"{year} {hit[0] if hit else ''}"


def codebook_word(project: Path, chance: random.Random, year: int) -> str:
    """Another word for an answer, or in a note."""
    path = _survey(project, year) / "codebook.yml"
    text = text_of(path)
    if hit := hit_of(
        text, chance, r"(?:categories: \{|, )\w+: [A-ZÆØÅ][a-zæøå]+|note: [A-Z][a-z]+"
    ):
        put(path, f"{text[: hit.end()]}x{text[hit.end() :]}")
    return f"{year} {hit[0] if hit else ''}"


def labels_swapped(project: Path, chance: random.Random, _year: int) -> str:
    """Two entries of the labels, one given for the other."""
    path = project / "params" / "labels.yml"
    lines = text_of(path).splitlines(keepends=True)
    at = [n for n, one in enumerate(lines) if one.startswith("  ") and ": {label: " in one]
    one, other = chance.sample(at, 2)
    (name, _, rest), (also, _, more) = (lines[n].partition(": ") for n in (one, other))
    lines[one], lines[other] = f"{name}: {more}", f"{also}: {rest}"
    put(path, "".join(lines))
    return f"{name.strip()} and {also.strip()}"


def words_in_params(project: Path, chance: random.Random, year: int) -> str:
    """Another word or number of a year, or one of its rules."""
    path = pick(project, chance, f"params/{year}.yml", "params/*.yml", "params/*/*.yml",
                "params/exceptions/*/*")  # fmt: skip
    text = text_of(path)
    if hit := hit_of(text, chance, r"(?<=: )(?:[A-ZÆØÅ][a-zæøå]+|\d{1,3})(?=[ ,}\n])"):
        more = "1" if hit[0].isdigit() else "x"
        put(path, f"{text[: hit.end()]}{more}{text[hit.end() :]}")
    return f"{path.parent.name}/{path.name} {hit[0] if hit else ''}"


# ---- notebooks ----------------------------------------------------------------------------------


def prose(project: Path, chance: random.Random, _year: int) -> str:
    """A word in a notebook's prose."""
    return _in_cell(project, chance, "markdown", lambda source: source + " Mer.")


def comment_in_cell(project: Path, chance: random.Random, _year: int) -> str:
    """A comment in a cell."""
    return _in_cell(project, chance, "code", lambda source: source + "\n# more")


def cell(project: Path, chance: random.Random, _year: int) -> str:
    """A cell that does more, or fails."""
    line = chance.choice(["\nx = 1", "\nprint('x')", "\nraise ValueError('x')"])
    return _in_cell(project, chance, "code", lambda source: source.rstrip(";") + line)


def _in_cell(project: Path, chance: random.Random, kind: str, change: Callable[[str], str]) -> str:
    path = pick(project, chance, "notebooks/*.ipynb")
    content = json.loads(text_of(path))
    cells = [one for one in content["cells"] if one["cell_type"] == kind]
    one = chance.choice([c for c in cells if "parameters" not in c["metadata"].get("tags", [])])
    one["source"] = change("".join(one["source"])).splitlines(keepends=True)
    put(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return path.name


EDITS: tuple[tuple[Edit, int], ...] = (
    (data_cell, 4), (correction, 5), (register, 2), (register_row, 1), (survey_text, 1),
    (unlisted, 1), (nothing_read, 2), (new_file, 2),
    (comment_in_yaml, 2), (codebook, 3), (codebook_rule, 1), (codebook_filter, 1),
    (codebook_word, 2), (label, 3), (labels_swapped, 1), (number_in_params, 2),
    (words_in_params, 2),
    (prose, 3), (comment_in_cell, 2), (cell, 3),
    (code.docstring, 3), (code.comment_in_code, 2), (code.unused_function, 2), (code.constant, 1),
    (code.number_in_code, 3), (code.operator, 3), (code.word_in_code, 2), (code.new_default, 1),
    (code.other_default, 1), (code.renamed_local, 2), (code.helper_split, 1),
    (code.module_in_front, 1), (code.package_in_front, 1), (code.package_altered, 1),
)  # fmt: skip
"""Each kind of edit, and how often it is made of all."""
