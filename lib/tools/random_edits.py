"""Random edits of a project: what somebody who works on it might change, and some mischief."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

Edit = Callable[[Path, random.Random, int], str]
"""Changes something below a project for a year; tells what."""


def _pick(project: Path, chance: random.Random, *patterns: str) -> Path:
    return chance.choice(sorted(path for one in patterns for path in project.glob(one)))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def _hit(text: str, chance: random.Random, wanted: str) -> re.Match[str] | None:
    found = [*re.finditer(wanted, text, re.MULTILINE)]
    return chance.choice(found) if found else None


def _survey(project: Path, year: int) -> Path:
    return project / "data" / "survey" / str(year)


# ---- data ---------------------------------------------------------------------------------------


def _answers(project: Path, year: int) -> tuple[list[list[str]], Path]:
    path = _survey(project, year) / "synthetic.csv"
    return [*csv.reader(io.StringIO(_text(path), newline=""), delimiter=";")], path


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
    _put(source, _text(source).replace(*sums))


def data_cell(project: Path, chance: random.Random, year: int) -> str:
    """Another answer in the file, or none, and the list told of it."""
    rows, path = _answers(project, year)
    row, at, new = _cell(rows, chance)
    rows[row][at] = new if chance.random() < 0.7 else ""  # noqa: PLR2004 - mostly answers
    old, written = path.read_bytes(), io.StringIO(newline="")
    csv.writer(written, delimiter=";", lineterminator="\n").writerows(rows)
    _put(path, written.getvalue())
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
    _put(_survey(project, year) / "corrections.yml", text)
    return f"{rows[0][column]} of {rows[row][0]}: «{rows[row][column]}» → «{new}»"


def register(project: Path, chance: random.Random, year: int) -> str:
    """Another number of inhabitants, share or name in a list, and its sum told."""
    path = _pick(
        project, chance, f"data/municipalities/{year}*.csv", "data/municipalities/2016.csv",
        "data/municipalities/reform_*.csv", "data/municipalities/split_shares.csv",
    )  # fmt: skip
    old, text = path.read_bytes(), _text(path)
    if hit := _hit(text, chance, r"(?<=,)\d{3,6}(?=,|$)"):
        _put(path, f"{text[: hit.start()]}{int(hit[0]) + 1}{text[hit.end() :]}")
    _listed(path, old)
    return f"{path.name} {hit[0] if hit else ''}"


def unlisted(project: Path, chance: random.Random, year: int) -> str:
    """A changed file that its list does not know: a chapter says so."""
    path = _pick(project, chance, f"data/published/{year}/*.csv", "data/municipalities/2016.csv")
    _put(path, _text(path) + "\n")
    return path.name


def nothing_read(project: Path, chance: random.Random, year: int) -> str:
    """A file that nobody reads."""
    path = project / chance.choice(["data", "params", f"data/survey/{year}"]) / "README.md"
    _put(path, f"{chance.random()}\n")
    return path.name


# ---- params, codebook, labels -------------------------------------------------------------------


def comment_in_yaml(project: Path, chance: random.Random, year: int) -> str:
    """A comment in a YAML file."""
    path = _pick(project, chance, "params/*.yml", f"data/survey/{year}/*.yml", "data/*/source.yml")
    _put(path, f"# {chance.random()}\n{_text(path)}")
    return path.name


def _changed_word(path: Path, chance: random.Random) -> str:
    text = _text(path)
    if hit := _hit(text, chance, r"(?:label|title): ['\"]?[A-ZÆØÅ][a-zæøå]+ [a-zæøå]+"):
        _put(path, f"{text[: hit.end()]}x{text[hit.end() :]}")
    return f"{path.parent.name}/{path.name} {hit[0] if hit else ''}"


def codebook(project: Path, chance: random.Random, year: int) -> str:
    """Another word in a question."""
    return _changed_word(_survey(project, year) / "codebook.yml", chance)


def codebook_rule(project: Path, chance: random.Random, year: int) -> str:
    """A question that is counted in another chapter, or has another number."""
    path = _survey(project, year) / "codebook.yml"
    text = _text(path)
    if hit := _hit(text, chance, r'(?<=number: ")\d+\.\d+(?=")|(?<=chapter: )[a-z_]+(?=[,}\n])'):
        _put(path, f"{text[: hit.start()]}{hit[0]}{9 if hit[0][0].isdigit() else 'x'}"
             f"{text[hit.end() :]}")  # fmt: skip
    return f"{year} {hit[0] if hit else ''}"


def label(project: Path, chance: random.Random, _year: int) -> str:
    """Another word in a label of every year."""
    return _changed_word(project / "params" / "labels.yml", chance)


def number_in_params(project: Path, chance: random.Random, year: int) -> str:
    """Another threshold."""
    path = _pick(project, chance, f"params/{year}.yml", "params/checks.yml")
    text = _text(path)
    if hit := _hit(text, chance, r"(?<=: )\d{1,3}(?=$)"):
        _put(path, f"{text[: hit.start()]}{int(hit[0]) + 1}{text[hit.end() :]}")
    return f"{path.name} {hit[0] if hit else ''}"


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
    path = _pick(project, chance, "notebooks/*.ipynb")
    content = json.loads(_text(path))
    cells = [one for one in content["cells"] if one["cell_type"] == kind]
    one = chance.choice([c for c in cells if "parameters" not in c["metadata"].get("tags", [])])
    one["source"] = change("".join(one["source"])).splitlines(keepends=True)
    _put(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return path.name


# ---- code ---------------------------------------------------------------------------------------


def _code(project: Path, chance: random.Random) -> tuple[Path, str]:
    path = _pick(project, chance, "lib/is248/**/*.py")
    return path, _text(path)


def _parsed(path: Path, old: str, new: str) -> str:
    try:
        ast.parse(new)
    except SyntaxError:
        new = old
    _put(path, new)
    return "/".join(path.parts[-2:])


def docstring(project: Path, chance: random.Random, _year: int) -> str:
    """A word in a docstring."""
    path, text = _code(project, chance)
    hit = _hit(text, chance, r'(?<=^    """)[A-Z]')
    return _parsed(path, text, f"{text[: hit.start()]}Now. {text[hit.start() :]}" if hit else text)


def comment_in_code(project: Path, chance: random.Random, _year: int) -> str:
    """A comment at the end of a module."""
    path, text = _code(project, chance)
    return _parsed(path, text, f"{text}# {chance.random()}\n")


def unused_function(project: Path, chance: random.Random, _year: int) -> str:
    """A function that nobody calls."""
    path, text = _code(project, chance)
    name = f"unused_{chance.randrange(10**6)}"
    return _parsed(path, text, f"{text}\n\ndef {name}(x: int) -> int:\n    return x\n")


def constant(project: Path, chance: random.Random, _year: int) -> str:
    """Another value of a module's constant."""
    path, text = _code(project, chance)
    hit = _hit(text, chance, r"(?<=^)_?[A-Z_]+ = (\d+)(?=$)")
    if not hit:
        return constant(project, chance, _year)
    return f"{_parsed(path, text, f'{text[: hit.end()]}1{text[hit.end() :]}')} {hit[0]}"


def number_in_code(project: Path, chance: random.Random, _year: int) -> str:
    """Another number, anywhere in a module."""
    path, text = _code(project, chance)
    hit = _hit(text, chance, r"(?<=[ (=])[1-9]\d?(?=[,) \n])")
    if not hit:
        return number_in_code(project, chance, _year)
    return _parsed(path, text, f"{text[: hit.start()]}{int(hit[0]) + 1}{text[hit.end() :]}")


def operator(project: Path, chance: random.Random, _year: int) -> str:
    """Another comparison or sign."""
    path, text = _code(project, chance)
    old, new = chance.choice([(" < ", " <= "), (" + ", " - "), (" and ", " or "), (" > ", " >= ")])
    hit = _hit(text, chance, re.escape(old))
    if not hit:
        return operator(project, chance, _year)
    return _parsed(path, text, f"{text[: hit.start()]}{new}{text[hit.end() :]}")


def word_in_code(project: Path, chance: random.Random, _year: int) -> str:
    """Another word in a text that a module shows."""
    path, text = _code(project, chance)
    hit = _hit(text, chance, r'(?<=")[A-ZÆØÅ][a-zæøå]+ (?=[a-zæøå])')
    if not hit:
        return word_in_code(project, chance, _year)
    return _parsed(path, text, f"{text[: hit.start()]}Nå {text[hit.start() :]}")


def package(project: Path, chance: random.Random, _year: int) -> str:
    """A package of another's in front of the installed one."""
    name = chance.choice(["firthmodels", "pandera", "krippendorff"])
    _put(project / "lib" / f"{name}.py", f"raise ImportError('{name}')\n")
    return name


EDITS: tuple[tuple[Edit, int], ...] = (
    (data_cell, 4), (correction, 5), (register, 2), (unlisted, 1), (nothing_read, 2),
    (comment_in_yaml, 2), (codebook, 4), (codebook_rule, 1), (label, 3), (number_in_params, 2),
    (prose, 3), (comment_in_cell, 2), (cell, 3),
    (docstring, 3), (comment_in_code, 2), (unused_function, 2), (constant, 1),
    (number_in_code, 3), (operator, 3), (word_in_code, 2), (package, 1),
)  # fmt: skip
"""Each kind of edit, and how often it is made of all."""
