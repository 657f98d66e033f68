"""What is understood without a mapping, because it can mean one thing only, and is told.

A decimal point throughout, answers written as their labels, crosses written as words. Each is one
line for the whole file; where there is a doubt, nothing is changed and the cells are found as ever.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from is248.survey.columns import answer_columns
from is248.survey.columns import folded as header_of
from is248.survey.findings import Fault, grouped
from is248.survey.grammar import POINTED
from is248.survey.mapping.rules import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.survey.codebook import Codebook, Variable
    from is248.survey.columns import Column
    from is248.survey.raw_table import RawTable

_MAY_BE_THOUSANDS = re.compile(r"[-\u2212]?[1-9][0-9]{0,2}\.[0-9]{3}")
_NUMERIC = re.compile(r"[-\u2212]?[0-9][0-9 .,\u00a0\u2009\u202f]*")
_YES = {"ja": "1", "nei": "0"}
_CROSSES: tuple[Mapping[str, str], ...] = (
    _YES, {"true": "1", "false": "0"}, {"sann": "1", "usann": "0"}, {"x": "1"},
)  # fmt: skip
"""Ways to write a cross; a question keeps to one of them, or to the options' own words."""

MOST_NAMED = 5


def accept(table: RawTable, found: Mapping[str, int], book: Codebook) -> RawTable:
    """Read what a file says in other words than ours, where it is certain.

    Args:
        table: The file.
        found: Column of the codebook → its place in the file.
        book: The codebook.

    Returns:
        The file with decimal commas, codes and 1 or 0, and a warning for each kind of change; an
        error where a point may be a decimal mark or mark thousands.
    """
    columns = [column for column in answer_columns(book) if column.name in found]
    table = _headers(table, found, columns)
    for step in (_decimals, _labels, _crosses):
        table = step(table, found, columns)
    return table


def _headers(table: RawTable, found: Mapping[str, int], columns: Sequence[Column]) -> RawTable:
    """Tell of columns that are known by the text of their question, not by name or number."""
    texts = [c for c in columns if header_of(table.header[found[c.name]]) not in _known_by(c)]
    if not texts:
        return table
    words = f"{_columns(len(texts))} er kjent igjen på spørsmålets ledetekst og ikke på navnet"
    first = texts[0]
    mend = f"Kontroller noen av dem; «{table.header[found[first.name]]}» er lest som {first.name}."
    finding = Fault(words, mend, "warning").at(table.file, sheet=table.sheet, whole="texts")
    return replace(table, findings=(*table.findings, finding))


def _known_by(column: Column) -> set[str]:
    return {column.name.casefold(), column.variable.number.casefold()}


def _decimals(table: RawTable, found: Mapping[str, int], columns: Sequence[Column]) -> RawTable:
    numbers = {c.name: table.columns[found[c.name]] for c in columns if c.kind == "number"}
    pointed = {name: _pointed(cells) for name, cells in numbers.items()}
    pointed = {name: texts for name, texts in pointed.items() if texts}
    if not pointed or _has_other_marks(numbers.values()):
        return table
    doubtful = [name for name, texts in pointed.items() if all(map(_is_doubtful, texts))]
    made = {
        found[name]: [t.replace(".", ",") if POINTED.fullmatch(t) else t for t in numbers[name]]
        for name in pointed
    }
    cells = sum(map(len, pointed.values()))
    said = _doubt(doubtful) if doubtful else _points(cells, len(pointed))
    return _changed(table, made, said, "points")


def _pointed(cells: Sequence[str]) -> list[str]:
    return [text for text in cells if POINTED.fullmatch(text)]


def _is_doubtful(text: str) -> bool:
    return _MAY_BE_THOUSANDS.fullmatch(text) is not None


def _has_other_marks(columns: Iterable[Sequence[str]]) -> bool:
    """Whether a number has a comma, or several points: the point is no decimal mark throughout."""
    texts = {text for cells in columns for text in cells}
    numbers = [text for text in texts if _NUMERIC.fullmatch(text)]
    return any("," in text or text.count(".") > 1 for text in numbers)


def _points(cells: int, columns: int) -> Fault:
    share = f"{grouped(cells)} av {grouped(cells)} desimaltall i {_columns(columns)}"
    return Fault(
        f"tallene har desimalpunktum i hele filen: {share}, og er lest slik",
        'Kontroller ett av dem. Med decimal: "." i columns.yml sies det ikke igjen.',
        "warning",
    )


def _doubt(names: Sequence[str]) -> Fault:
    return Fault(
        f"punktum kan bety tusen eller desimal i {_listed(names)}: alle tall med punktum har "
        "nøyaktig tre sifre bak",
        'Skriv decimal: "." i columns.yml om det er desimaler, decimal: "," om det er tusen.',
    )


def _labels(table: RawTable, found: Mapping[str, int], columns: Sequence[Column]) -> RawTable:
    made: dict[int, list[str]] = {}
    cells = 0
    for column in columns:
        if column.kind == "choice":
            at = found[column.name]
            codes = _codes(column.variable, table.columns[at])
            if codes:
                made[at] = [codes.get(text, text) for text in table.columns[at]]
                cells += sum(text in codes for text in table.columns[at])
    return _changed(table, made, _told("svarene er skrevet med ord", cells, made), "labels")


def _codes(variable: Variable, texts: Sequence[str]) -> dict[str, str]:
    """Text that is the label of one answer → its code."""
    own = {*variable.categories, *variable.missing}
    labels = [folded(label) for label in variable.categories.values()]
    known = {
        folded(label): code
        for code, label in variable.categories.items()
        if labels.count(folded(label)) == 1
    }
    return {t: known[folded(t)] for t in set(texts) - own if folded(t) in known}


def _crosses(table: RawTable, found: Mapping[str, int], columns: Sequence[Column]) -> RawTable:
    made: dict[int, list[str]] = {}
    cells = 0
    questions = dict.fromkeys(c.variable.id for c in columns if c.kind == "cross")
    for name in questions:
        own = [column for column in columns if column.variable.id == name]
        texts = {found[column.name]: _texts(table, found[column.name]) for column in own}
        if len(own) == len(own[0].variable.columns) and (read := _crossed(own, texts)):
            made |= read
            cells += sum(text != "" for given in texts.values() for text in given)
    return _changed(
        table, made, _told("kryssene er ikke skrevet som 1 og 0", cells, made), "crosses"
    )


def _texts(table: RawTable, at: int) -> list[str]:
    """Cells of an option, with the words that SPSS and Stata have for them."""
    labels = table.value_labels.get(table.header[at], {})
    said = {value: folded(label) for value, label in labels.items()}
    cells = [folded(text) for text in table.columns[at]]
    if {*cells} <= {"", "0", "1"} or not {*said.values()} <= {*_YES}:
        return cells
    return [said.get(text, text) for text in cells]


def _crossed(own: Sequence[Column], texts: Mapping[int, list[str]]) -> dict[int, list[str]]:
    """The options of a question as 1 and 0; nothing where it is not written in one way."""
    ways = [[words] * len(own) for words in _CROSSES]
    ways.append([{folded(column.variable.categories[_code(column)]): "1"} for column in own])
    fitting = [way for way in ways if _fits(way, list(texts.values()))]
    if len(fitting) != 1 or not any(map(any, texts.values())):
        return {}
    read = [
        [words.get(text, "") for text in cells]
        for words, cells in zip(fitting[0], texts.values(), strict=True)
    ]
    return dict(zip(texts, _filled(read), strict=True))


def _code(column: Column) -> str:
    return column.name.removeprefix(f"{column.variable.id}__")


def _fits(way: Sequence[Mapping[str, str]], texts: Sequence[Sequence[str]]) -> bool:
    return all({*cells} <= {*words, ""} for words, cells in zip(way, texts, strict=True))


def _filled(read: list[list[str]]) -> list[list[str]]:
    """Without a word for "no" an empty cell beside a cross is one."""
    if any("0" in cells for cells in read):
        return read
    rows = [[cell or "0" for cell in row] if any(row) else list(row) for row in zip(*read)]  # noqa: B905
    return [list(cells) for cells in zip(*rows, strict=True)]


def _told(what: str, cells: int, made: Mapping[int, object]) -> Fault:
    return Fault(
        f"{what} ({_many(cells, len(made))}), og er lest som kodebokens koder",
        "Kontroller noen av dem. Før dem i columns.yml om de betyr noe annet.",
        "warning",
    )


def _many(cells: int, columns: int) -> str:
    return f"{grouped(cells)} {'celle' if cells == 1 else 'celler'} i {_columns(columns)}"


def _columns(number: int) -> str:
    return f"{number} {'kolonne' if number == 1 else 'kolonner'}"


def _listed(names: Sequence[str]) -> str:
    told = ", ".join(f"«{name}»" for name in names[:MOST_NAMED])
    more = f" og {len(names) - MOST_NAMED} til" if len(names) > MOST_NAMED else ""
    return f"{told}{more}"


def _changed(table: RawTable, made: Mapping[int, list[str]], said: Fault, whole: str) -> RawTable:
    """The table with some columns replaced, and one finding for all of it."""
    if not made:
        return table
    columns = tuple(made.get(at, cells) for at, cells in enumerate(table.columns))
    finding = said.at(table.file, sheet=table.sheet, whole=whole)
    return replace(table, columns=columns, findings=(*table.findings, finding))
