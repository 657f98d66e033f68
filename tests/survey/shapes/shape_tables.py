"""The shipped answers as a plain table, and the same answers in other words, names and orders."""

import csv
import re
from functools import cache

import pandas as pd

from is248.base.paths import find_project
from is248.survey.codebook import load_codebook
from is248.survey.columns import answer_columns
from is248.survey.unit_keys import load_register

YEAR = 2016
EVERY = 11
"""Each how many-th unit a small table has."""

TEXTS = ["Ja – «nei»; så\nog é", "Ligger på 3.2, ca", 'Sier "vet ikke"', " = 1+1"]


@cache
def book():
    return load_codebook(YEAR)


@cache
def register():
    return load_register(YEAR)


@cache
def columns():
    return {column.name: column for column in answer_columns(book())}


@cache
def whole():
    """All units, texts only; an open question has texts, which the shipped answers lack."""
    path = find_project().data / "survey" / str(YEAR) / "synthetic.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    table = pd.DataFrame(rows, columns=header, dtype="str")
    texts = [TEXTS[row % 4].strip() for row in range(len(table))]
    return table.assign(children_cooperation_model=texts)


@cache
def small():
    """Each eleventh unit, and all units of one name: Herøy, Våler, Bø, Nes, Sande, Os."""
    table = whole()
    names = table["unit"].map(register().names)
    chosen = (table.index % EVERY == 0) | names.duplicated(keep=False)
    return table[chosen].reset_index(drop=True)


def of_kind(*kinds):
    return [name for name, column in columns().items() if column.kind in kinds]


def crosses():
    """Question → its option columns."""
    return {v.id: list(v.columns) for v in book().variables if v.type == "multiple"}


def option(name):
    """Label of the option of a cross column."""
    variable = columns()[name].variable
    return variable.categories[name.removeprefix(f"{variable.id}__")]


def replaced(table, names, change):
    """A table with the filled cells of some columns changed; ``change`` takes name and text."""
    made = table.copy()
    for name in names:
        made[name] = [change(name, text) if text else "" for text in table[name]]
    return made


def with_points(table):
    return replaced(table, of_kind("number"), lambda _, text: text.replace(",", "."))


def with_labels(table):
    return replaced(
        table, of_kind("choice"), lambda name, text: columns()[name].variable.categories[text]
    )


def with_numbers(table):
    """Choices as 1 to n in the order of the form."""
    return replaced(
        table,
        of_kind("choice"),
        lambda name, text: str(list(columns()[name].variable.categories).index(text) + 1),
    )


def with_crosses(table, yes, no):
    """Crosses in other words; a callable gives the word of each option."""
    words = {"1": yes, "0": no}

    def word(name, text):
        found = words[text]
        return found(name) if callable(found) else found

    return replaced(table, of_kind("cross"), word)


def joined(table, mark, *, codes=False):
    """Each multiple choice in one column, its choices joined by a mark."""
    made = table.drop(columns=of_kind("cross"))
    for question, names in crosses().items():
        words = [n.rpartition("__")[2] if codes else option(n) for n in names]
        made[question] = [
            mark.join(w for w, cell in zip(words, row, strict=True) if cell == "1")
            for row in table[names].to_numpy()
        ]
    return made


def text_headers(table):
    """Question texts as headers; an option and the codes of a text are told behind."""

    def text(name):
        if name not in columns():
            return name
        variable, kind = columns()[name].variable, columns()[name].kind
        ends = {"cross": f": {option(name)}" if kind == "cross" else "", "codes": " (koder)"}
        return variable.label + ends.get(kind, "")

    return table.rename(columns=text)


def number_headers(table, *, apart=True):
    """spm_3_2a as a survey system writes it: versions share the number, or are told apart."""
    seen = {}

    def number(name):
        if name not in columns():
            return name
        column = columns()[name]
        base = "spm_" + re.sub(r"\W", "_", column.variable.number)
        if column.kind == "cross":
            base += f"_{list(column.variable.columns).index(name) + 1}"
        base += "_koder" if column.kind == "codes" else ""
        seen[base] = seen.get(base, 0) + 1
        return base if seen[base] == 1 or not apart else f"{base}_{seen[base]}"

    return table.set_axis([number(name) for name in table.columns], axis=1)


def v_headers(table):
    """V1 to Vn; the key and the mark keep their names."""
    kept = {"unit", "synthetic"}
    return table.rename(
        columns={n: n if n in kept else f"V{at}" for at, n in enumerate(table.columns, 1)}
    )


def names_of_units(table):
    return table["unit"].map(register().names)


def homonyms(table):
    names = names_of_units(table)
    return names[names.duplicated(keep=False)]
