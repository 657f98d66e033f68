"""Which column of a file is which question: renamed by the codebook, never by position."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from is248.base.errors import suggestion
from is248.survey.codebook import Codebook, Variable  # noqa: TC001 - dataclasses name them
from is248.survey.findings import MOST_ALIKE, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.survey.findings import Finding
    from is248.survey.raw_table import RawTable

Kind = Literal["number", "cross", "choice", "text", "codes"]

NAME, YEAR, SOURCE_YEAR, SYNTHETIC = "name", "year", "source_year", "synthetic"
CODES = "__codes"

FEW, MOST_NEAR = 20, 200
"""Missing columns that are looked for among misspelt ones, and how many of those are looked at."""

OTHER_NAMES = {
    "kommunenr": "unit", "kommunenummer": "unit", "kommune": NAME, "kommunenavn": NAME,
    "navn": NAME, "år": YEAR, "aar": YEAR,
}  # fmt: skip
"""What survey systems call the columns that are no questions."""

_NUMBER = re.compile(r"(?:(?:spm|spørsmål|q)[._\s]*)?([0-9]+)\.([0-9a-z]+)", re.IGNORECASE)
_UNDERSCORED = re.compile(r"(?:spm|q)_?([0-9]+)_([0-9a-z]+)", re.IGNORECASE)
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Column:
    """One column of a question.

    Attributes:
        name: Its name in the prepared answers.
        variable: The question.
        kind: How its cells are read.
    """

    name: str
    variable: Variable
    kind: Kind


def answer_columns(book: Codebook) -> list[Column]:
    """The columns of all questions, in the order of the form."""
    return [
        Column(name, variable, _kind(variable, name))
        for variable in book.variables
        for name in variable.columns
    ]


def match_columns(table: RawTable, book: Codebook) -> tuple[dict[str, int], list[Finding]]:
    """Find each column of the codebook in a file.

    A header is the column's name (capitals do not matter), the number of the question ("3.2",
    "spm. 3.2", "spm_3_2") or its label where only one column has it, for one option of a multiple
    choice with the option's label behind, or, in SPSS and Stata, one of these as the label of the
    variable.

    Args:
        table: The file.
        book: The codebook.

    Returns:
        Column of the codebook → its place in the file, and the findings: a column that is missing
        or stands twice is an error, one that the codebook does not know a warning.
    """
    names = _accepted(book)
    found: dict[str, int] = {}
    findings, unknown = [], []
    for at, header in enumerate(table.header):
        label = table.labels[at] if table.labels else ""
        name = _called(names, header) or _called(names, label)
        if name is None:
            unknown.append((at, header))
        elif name in found:
            findings.append(_twice(table, at, header, table.header[found[name]]))
        else:
            found[name] = at
    findings += _missing(table, book, found, [header for _, header in unknown])
    findings += [_unknown(table, at, header) for at, header in unknown[:MOST_ALIKE]]
    if (more := len(unknown) - MOST_ALIKE) > 0:
        findings[-1] = replace(findings[-1], alike=1 + more)
    return found, findings


def _kind(variable: Variable, name: str) -> Kind:
    if variable.type == "open":
        return "codes" if name.endswith(CODES) else "text"
    kinds: dict[str, Kind] = {"multiple": "cross", "single": "choice"}
    return kinds.get(variable.type, "number")


def _accepted(book: Codebook) -> dict[str, str]:
    """Folded header → column; what could mean two columns is left out."""
    single = [variable for variable in book.variables if len(variable.columns) == 1]
    pairs = [(folded(word), v.id) for v in single for word in (v.number, v.label)]
    count = Counter(word for word, _ in pairs)
    accepted = _of_texts(book) | {word: name for word, name in pairs if count[word] == 1}
    accepted |= {word: book.key if name == "unit" else name for word, name in OTHER_NAMES.items()}
    own = [book.key, NAME, YEAR, SOURCE_YEAR, SYNTHETIC]
    return accepted | {folded(name): name for name in [*own, *_names(book)]}


def _called(names: dict[str, str], header: str) -> str | None:
    return names.get(folded(header)) or names.get(_words(header))


def _of_texts(book: Codebook) -> dict[str, str]:
    """Words of a question's label, and of an option behind it → column, where only one has them."""
    pairs = [pair for variable in book.variables for pair in _texts(variable)]
    pairs += [(f"{variable.number} {text}", name) for variable in book.variables
              for text, name in _texts(variable)]  # fmt: skip
    count = Counter(_words(text) for text, _ in pairs)
    return {_words(text): name for text, name in pairs if count[_words(text)] == 1}


def _texts(variable: Variable) -> list[tuple[str, str]]:
    if variable.type == "multiple":
        options = zip(variable.columns, variable.categories.values(), strict=True)
        return [(f"{variable.label} {option}", name) for name, option in options]
    ends = ("", " (koder)")
    return [(variable.label + end, name) for name, end in zip(variable.columns, ends, strict=False)]


def _words(text: str) -> str:
    return _MARKS.sub(" ", text.casefold()).strip()


def _names(book: Codebook) -> list[str]:
    return [name for variable in book.variables for name in variable.columns]


def folded(header: str) -> str:
    """A header as it is compared: "Spm. 3.2" is "3.2", and capitals do not matter."""
    match = _NUMBER.fullmatch(header) or _UNDERSCORED.fullmatch(header)
    return (f"{match[1]}.{match[2]}" if match else header).casefold()


def _twice(table: RawTable, at: int, header: str, first: str) -> Finding:
    words = f"kolonnen er den samme som «{first}» lenger til venstre"
    return _of(table, at, header, words, "Behold én av dem.")


def _unknown(table: RawTable, at: int, header: str) -> Finding:
    words = "kolonnen står ikke i kodeboken og blir ikke med"
    mend = "Rett navnet hvis det er et spørsmål; ellers kan kolonnen stå."
    if not header:
        words, mend = "kolonnen har ikke noe navn og blir ikke med", "Gi den navn eller slett den."
    return _of(table, at, header or f"nr. {at + 1}", words, mend, warning=True)


def _missing(
    table: RawTable, book: Codebook, found: dict[str, int], unknown: list[str]
) -> Iterator[Finding]:
    missing = [name for name in [book.key, *_names(book)] if name not in found]
    for place, name in enumerate(missing):
        near = suggestion(name, unknown[:MOST_NEAR]) if unknown and place < FEW else ""
        mend = "Ta den med, tom om ingen har svart." + (near if "Mente" in near else "")
        yield _of(table, len(table.header), name, "mangler i filen", mend)


def _of(
    table: RawTable, at: int, column: str, words: str, mend: str, *, warning: bool = False
) -> Finding:
    fault = Fault(words, mend, "warning" if warning else "error")
    return fault.at(table.file, sheet=table.sheet, row=table.header_row, column=column, at=at)
