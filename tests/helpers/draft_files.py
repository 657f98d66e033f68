"""Files as survey systems and people write them, made of our answers; what each column is, is known."""

import csv
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pyreadstat
import xlsxwriter

from is248.survey.codebook import Codebook
from is248.survey.columns import answer_columns

UNIT_NAMES = {"unit": "Kommunenummer", "name": "Kommune", "year": "År"}
FORM_WORDS = {
    "(felles)": "– felles for psykisk helse og rus",
    "(psykisk helse)": "innen psykisk helsearbeid",
    "(rus)": "innen rusarbeidet",
}
SECTION = re.compile(r"^(Voksne|Barn og unge): (.*?)(?: \((felles|psykisk helse|rus)\))?$")


@dataclass(frozen=True)
class Their:
    """A column of their file: its header, what it truly is, and its cells."""

    header: str
    to: str
    cells: Sequence[str]
    label: str = ""
    section: str = ""
    values: Mapping[str, str] | None = None


def plain_columns(book: Codebook, answers: pd.DataFrame, header, *, words=False, joined=""):
    """All columns of an answer table under headers of their own.

    ``header`` gives the header of one of our columns: (variable, option label, place) → text.
    """
    found = [Their(UNIT_NAMES[n], n, list(answers[n])) for n in UNIT_NAMES if n in answers]
    for place, column in enumerate(answer_columns(book)):
        variable = column.variable
        option = ""
        if column.kind == "cross":
            option = variable.categories[column.name.removeprefix(f"{variable.id}__")]
        if joined and column.kind == "cross":
            if column.name == variable.columns[0]:
                cells = joined_cells(answers, variable, joined)
                found.append(Their(header(variable, "", place), variable.id, cells))
            continue
        cells = list(answers[column.name])
        if words and column.kind == "choice":
            cells = [variable.categories.get(cell, cell) for cell in cells]
        if column.kind == "codes":
            option = "koder"
        found.append(Their(header(variable, option, place), column.name, cells))
    return found


def joined_cells(answers, variable, mark):
    codes = list(variable.categories)
    rows = answers[[f"{variable.id}__{code}" for code in codes]].values
    return [
        mark.join(variable.categories[c] for c, x in zip(codes, row, strict=True) if x == "1")
        for row in rows
    ]


def label_header(variable, option, place):
    return f"{variable.label} – {option}" if option else variable.label


def number_header(variable, option, place):
    if option == "koder":
        return f"{variable.number} koder"
    if option:
        at = list(variable.categories.values()).index(option) + 1
        return f"{variable.number}_{at}"
    return variable.number


def system_header(variable, option, place):
    """spm_3_2a, and spm_8_1_3 for the third option."""
    return "spm_" + number_header(variable, option, place).replace(".", "_").replace(" ", "_")


def question_header(variable, option, place):
    """A paraphrase by rule: the group and the form said otherwise, words around it, capitals."""
    chance = random.Random(place)
    text = variable.label
    for short, long in FORM_WORDS.items():
        text = text.replace(short, long)
    text = text.replace("Barn og unge:", "Tjenester til barn og unge –")
    text = text.replace("Voksne:", "Tjenester til voksne –")
    if variable.type in {"fte", "count", "amount"}:
        text = chance.choice(["Oppgi antall for kommunen: {}", "{} (oppgi tall)"]).format(text)
    elif variable.type == "open":
        text = chance.choice(["{} (skriv kort)", "Beskriv gjerne: {}"]).format(text)
    else:
        text = chance.choice(["{}? Sett ett kryss", "Vurder følgende: {}"]).format(text)
    text = f"{text} [{option}]" if option else text
    return chance.choice([str.upper, str.capitalize, str])(text)


def with_typos(columns: Sequence[Their], share: float, seed=1) -> list[Their]:
    """Letters of the headers changed, dropped or doubled."""
    chance = random.Random(seed)

    def wrong(letter):
        if letter.isalpha() and chance.random() < share:
            return chance.choice(["", letter * 2, chance.choice("abdefgiklmnoprstuvy")])
        return letter

    return [replace(c, header="".join(map(wrong, c.header))) for c in columns]


def cut(columns: Sequence[Their], length: int) -> list[Their]:
    return [replace(c, header=c.header[:length].strip()) for c in columns]


def sectioned(columns: Sequence[Their]) -> list[Their]:
    """Short labels under a heading of group and form: «Psykiater» stands under six of them."""
    found = []
    for column in columns:
        match = SECTION.match(column.header)
        section = f"{match[1]}, {match[3] or 'alle'}" if match else "Øvrige spørsmål"
        header = match[2].capitalize() if match else column.header
        found.append(replace(column, header=header, section=section))
    return found


def write_csv(columns: Sequence[Their], path: Path, *, above=(), below=()):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([*row, *[""] * (len(columns) - len(row))] for row in above)
        writer.writerow([c.header for c in columns])
        writer.writerows(zip(*(c.cells for c in columns), strict=True))
        writer.writerows([*row, *[""] * (len(columns) - len(row))] for row in below)
    return path


def write_xlsx(columns: Sequence[Their], path: Path, *, above=(), sheet="Data", more=None):
    """A workbook; sections stand in a row above the header, once each."""
    book = xlsxwriter.Workbook(str(path))
    for name, rows in (more or {}).items():
        other = book.add_worksheet(name)
        for at, row in enumerate(rows):
            other.write_row(at, 0, row)
    page = book.add_worksheet(sheet)
    rows = list(above)
    if any(c.section for c in columns):
        firsts = ["", *(c.section for c in columns)]
        rows.append(
            [now if now != before else "" for before, now in zip(firsts, firsts[1:], strict=False)]
        )
    rows += [[c.header for c in columns], *zip(*(c.cells for c in columns), strict=True)]
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            page.write_string(at, place, cell)
    book.close()
    return path


def write_statistics(columns: Sequence[Their], path: Path, book: Codebook):
    """V1 to Vn with labels of variables, and of values 1 to n, in .sav or .dta."""
    kinds = {column.name: column for column in answer_columns(book)}
    data, labels = {}, {}
    for at, column in enumerate(columns, start=1):
        name, kind = f"V{at}", kinds.get(column.to)
        if kind and kind.kind == "choice":
            codes = {code: float(n) for n, code in enumerate(kind.variable.categories, start=1)}
            data[name] = pd.Series([codes.get(cell) for cell in column.cells], dtype=float)
            labels[name] = {n: kind.variable.categories[code] for code, n in codes.items()}
        elif kind and kind.kind in {"number", "cross"}:
            cells = [c.replace(",", ".") if c != "dont_know" else "" for c in column.cells]
            data[name] = pd.Series([float(c) if c else None for c in cells], dtype=float)
        else:
            data[name] = list(column.cells)
    write = pyreadstat.write_sav if path.suffix == ".sav" else pyreadstat.write_dta
    write(
        pd.DataFrame(data), str(path),
        column_labels=[c.header[:79] if path.suffix == ".dta" else c.header for c in columns],
        variable_value_labels=labels,
    )  # fmt: skip
    return path


def named_in_statistics(at: int, column: Their) -> str:
    """The header of a column in a file of :func:`write_statistics`."""
    return f"V{at}"


def option_cells(book: Codebook, columns: Sequence[Their], *, words: bool) -> list[Their]:
    """Crosses as Nettskjema writes them: the words of the option, or nothing."""
    kinds = {c.name: c for c in answer_columns(book) if c.kind == "cross"}
    found = []
    for column in columns:
        if words and column.to in kinds:
            variable = kinds[column.to].variable
            option = variable.categories[column.to.removeprefix(f"{variable.id}__")]
            cells = [option if cell == "1" else "" for cell in column.cells]
            found.append(replace(column, cells=cells))
        else:
            found.append(column)
    return found


def nettskjema(book: Codebook, answers: pd.DataFrame, path: Path) -> list[Their]:
    """Answers as words, one column an option with its words, and what the system adds."""
    count = range(len(answers))
    columns = plain_columns(book, answers, label_header, words=True)
    columns = option_cells(book, columns, words=True)
    columns = [
        Their("Svar-ID", "", [str(27_000_000 + at) for at in count]),
        Their("Levert", "", [f"2017-02-{at % 28 + 1:02d} 10:{at % 60:02d}" for at in count]),
        *columns,
        Their("Svartid (ms)", "", [str(60_000 + at) for at in count]),
    ]
    write_csv(columns, path)
    return columns


def nettskjema_codebook(book: Codebook, answers: pd.DataFrame, path: Path) -> list[Their]:
    """With its codebook activated: ids as headers, options behind a point, 1 and 0, codes."""
    count = range(len(answers))
    columns = [
        Their("$submission_id", "", [str(27_000_000 + at) for at in count]),
        Their("$created", "", ["2017-02-01T10:00:00"] * len(answers)),
        Their("$answer_time_ms", "", [str(60_000 + at) for at in count]),
        Their("unit", "unit", list(answers["unit"])),
    ]
    columns += [
        Their(c.name.replace("__", "."), c.name, list(answers[c.name]))
        for c in answer_columns(book)
    ]
    write_csv(columns, path)
    return columns


def surveyxact(book: Codebook, answers: pd.DataFrame, path: Path) -> list[Their]:
    """s_1, s_2_1 ... with values 1 to n; labels of values and of variables on sheets of their own."""
    columns, labels, variables, number = [], [], [], 0
    for name in ("respondentid", "created", "closetime"):
        columns.append(Their(name, "", [str(1000 + at) for at in range(len(answers))]))
    for column in answer_columns(book):
        variable, cells = column.variable, list(answers[column.name])
        option, header = "", f"s_{number + 1}"
        if column.kind == "cross":
            code = column.name.removeprefix(f"{variable.id}__")
            option = variable.categories[code]
            place = list(variable.categories).index(code) + 1
            number += place == 1
            header = f"s_{number}_{place}"
            labels += [[header, "0", "Ikke valgt"], [header, "1", "Valgt"]]
        else:
            number += 1
        if column.kind == "choice":
            codes = {code: str(n) for n, code in enumerate(variable.categories, start=1)}
            cells = [codes.get(cell, "") for cell in cells]
            labels += [[header, n, variable.categories[code]] for code, n in codes.items()]
        option = "koder" if column.kind == "codes" else option
        variables.append([header, f"{variable.label} - {option}" if option else variable.label])
        columns.append(Their(header, column.name, cells))
    columns.insert(3, Their("kommunenr", "unit", list(answers["unit"])))
    columns += [Their(f"statoverall_{n}", "", ["1"] * len(answers)) for n in range(1, 6)]
    more = {"Labels": labels, "Variables": [["variableName", "variableDescription"], *variables]}
    write_xlsx(columns, path, sheet="Dataset", more=more)
    return columns


def questback(book: Codebook, answers: pd.DataFrame, path: Path, *, joined=", ") -> list[Their]:
    """«12. Question», choices joined by a comma, or a column an option: «12. Question - Option»."""
    columns = plain_columns(book, answers, label_header, words=True, joined=joined)
    columns = option_cells(book, columns, words=True)
    columns = [
        replace(c, header=f"{at}. {c.header}".replace(" – ", " - "))
        for at, c in enumerate(columns, 1)
    ]
    columns = [
        Their("Respondent ID", "", [str(at) for at in range(len(answers))]),
        Their("Dato/tid", "", ["01.02.2017 10:00"] * len(answers)),
        *columns,
    ]
    write_xlsx(columns, path, sheet="Rådata")
    return columns
