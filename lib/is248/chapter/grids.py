"""From a frame and the year's labels to what a table shows: columns, rows, questions, source."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

import pandas as pd

from is248.base.keys import TOTAL
from is248.measures import outcomes
from is248.show.grid import Column, Grid
from is248.survey.codebook import type_name
from is248.year.labels import Category, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Unpack

    from is248.show.bundle import QuestionRef
    from is248.stats.bounds import Bounded
    from is248.survey.answers import Answers
    from is248.survey.codebook import Codebook, Variable
    from is248.year.labels import Labels

TOTAL_LABEL = "I alt"
_PRINTED_KINDS = {"table": "tabell", "figure": "figur"}
_STUBS = {
    "code": "Kommune",
    "case": "Nr.",
    "band": "Tidel",
    "question": "Spørsmål",
    "finding": "Funn",
}


def _ordered(frame: pd.DataFrame, category: Category | None) -> pd.DataFrame:
    """The rows in the order of their category, the total last.

    Raises:
        KeyError: A row has no label.
    """
    if category is None:
        return frame
    order = [key for key in (*category.values, TOTAL) if key in frame.index]
    if lost := [key for key in frame.index if key not in order]:
        raise KeyError(f"no label of {frame.index.name} for {lost}")
    return frame.loc[order]


class Looks(TypedDict, total=False):
    """What an item sets for itself in its columns and rows.

    Attributes:
        headers: Column → header, for columns that labels.yml cannot know (per cent by answer).
        spans: Column → header over it, when not that of labels.yml.
        bases: Column → basis, where a column's differs from the item's.
        decimals: Column → decimals, when not those of labels.yml.
        row_labels: Row key → label, for rows that are no category.
    """

    headers: Mapping[str, str] | None
    spans: Mapping[str, str]
    bases: Mapping[str, str]
    decimals: Mapping[str, int]
    row_labels: Mapping[str, str]


def grid(
    frame: pd.DataFrame, labels: Labels, category: Category | None, basis: str, *,
    bounded: Bounded | None = None, total: str = TOTAL, groups: Mapping[str, str] | None = None,
    cell_bases: pd.DataFrame | None = None, **looks: Unpack[Looks],
) -> Grid:  # fmt: skip
    """Rows and columns with their labels.

    Args:
        frame: One row per displayed row.
        labels: Display names.
        category: What the rows are; None when their keys are their labels.
        basis: What the numbers rest on.
        bounded: What rounding of the inputs allows, where they are rounded.
        total: Key of the total row.
        groups: Row key → sub-heading above it.
        cell_bases: What cells rest on, where not what the item does: rows and columns by key.
        **looks: What the item sets for itself.

    Raises:
        TypeError: There is no such setting.
    """
    if odd := set(looks) - Looks.__optional_keys__:
        raise TypeError(f"no such setting: {', '.join(sorted(odd))}")
    shown = _ordered(frame, category)
    columns = tuple(_column(str(key), labels, basis, looks) for key in shown.columns)
    name = str(frame.index.name)
    stub = category.label if category else _STUBS.get(name, name)
    values = category.values if category else {}
    rows = {key: value.label for key, value in values.items()} | {TOTAL: TOTAL_LABEL}
    rows |= looks.get("row_labels", {})
    return Grid(
        shown, columns, stub, rows,
        groups=groups or {}, total=total, bounded=bounded, cell_bases=cell_bases,
    )  # fmt: skip


def _column(key: str, labels: Labels, basis: str, looks: Looks) -> Column:
    """A column by its header, else by labels.yml, with what the item sets for itself."""
    headers = looks.get("headers") or {}
    if key in headers:
        known = Column(key, headers[key], unit="prosent")
    else:
        c = labels.column(key)
        known = Column(key, c.label, c.span, c.unit, c.decimals, c.sign, text=c.unit == "tekst")
    return replace(
        known,
        span=looks.get("spans", {}).get(key, known.span),
        basis=looks.get("bases", {}).get(key, basis),
        decimals=looks.get("decimals", {}).get(key, known.decimals),
    )


def anybody_answered(answers: Answers | None, asks: Sequence[str]) -> bool:
    """Whether anybody answered one of some questions."""
    known = [v for v in answers.codebook.variables if v.id in asks] if answers else []
    return answers is not None and any(outcomes.asked(answers.values, v) for v in known)


def rows_of_years(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows by their years as text, which is how items name rows; the stub says "År"."""
    return frame.set_axis(pd.Index([str(year) for year in frame.index], name="År"))


def label(labels: Labels, category: str, key: str, *, short: bool = False) -> str:
    """The label of one category value; a key without one is shown as it is."""
    value = labels.category(category).values.get(key)
    if value is None:
        return TOTAL_LABEL if key == TOTAL else key
    return (value.short or value.label) if short else value.label


def names_a_year(title: str) -> bool:
    """Whether a title names a year, its own or another."""
    return re.search(r"\b(?:19|20)\d\d\b", title) is not None


def dated(title: str, year: int) -> str:
    """A title with the year: at its end, before a unit that stands as a sentence of its own."""
    head, dot, unit = title.partition(". ")
    return f"{head}, {year}{dot}{unit}"


def answers_category(answers: Answers | None, name: str) -> Category | None:
    """The answers to a question as categories; None when there is no such question."""
    for variable in answers.codebook.variables if answers else ():
        if variable.id == name:
            values = {code: Value(label=text) for code, text in variable.categories.items()}
            return Category(label="Svar", values=values)
    return None


def question_refs(
    book: Codebook, answers: Answers | None, asks: Sequence[str]
) -> tuple[QuestionRef, ...]:
    """Questions by id or family, one for each number in the form and group.

    A question derived from another (by a chapter) is named by that one.
    """
    asked = {variable.id for variable in book.variables}
    held = answers.codebook.variables if answers else ()
    derived = {v.id: v.concept for v in held if v.id not in asked}
    found = [v for name in asks for v in _family(book, derived.get(name, name))]
    by_number = {(v.number, v.group): v for v in reversed(found)}
    refs: list[QuestionRef] = [
        {"id": v.id, "number": v.number, "label": v.label} for v in reversed(by_number.values())
    ]
    return tuple(refs)


def _family(book: Codebook, name: str) -> list[Variable]:
    """The question with an id, else those whose ids begin with these words."""
    exact = [variable for variable in book.variables if variable.id == name]
    return exact or [v for v in book.variables if v.id.startswith(f"{name}_")]


def question_list(answers: Answers | None, word: str) -> pd.DataFrame:
    """The questions that hold a word; see :meth:`is248.chapter.context.Chapter.question_list`."""
    found = answers.codebook.search(word) if answers else []
    values = answers.values if answers else pd.DataFrame()
    return pd.DataFrame(
        {
            "number": [v.number for v in found],
            "label": [v.label for v in found],
            "kind": [type_name(v) for v in found],
            "answered": [values[v.columns[0]].notna().sum() for v in found],
        },
        index=pd.Index([v.id for v in found], name="id"),
    )


def printed_item(item: str) -> str:
    """A printed item in words: "tabell 4.2"; empty when there is none."""
    kind, _, number = item.partition("-")
    return f"{_PRINTED_KINDS.get(kind, 'vedlegget')} {number}".rstrip() if kind else ""


def basis_of(used: Iterable[Answers]) -> str:
    """``synthetic`` when any of the answers are, else ``microdata``."""
    return "synthetic" if any(one.synthetic for one in used) else "microdata"


def from_answers(used: Sequence[Answers], printed: str) -> str:
    """That numbers come from answers, and which printed item shows the same."""
    years = " og ".join(str(one.codebook.year) for one in used)
    kind = "syntetiske svar" if basis_of(used) == "synthetic" else "svarene"
    made = f"beregnet av {kind} på IS-24/8 for {years}"
    return f"{made}, jf. {printed} i rapporten" if printed else made
