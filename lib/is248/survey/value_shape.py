"""How values are written throughout a file: decimals, codes, labels, crosses."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from is248.survey.columns import answer_columns, folded
from is248.survey.findings import Finding
from is248.survey.recognition import ENOUGH, Share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from is248.survey.codebook import Variable
    from is248.survey.columns import Column
    from is248.survey.raw_table import RawTable
    from is248.survey.recognition import Words

_POINT = re.compile(r"[-\u2212]?[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})")
_COMMA = re.compile(r"[-\u2212]?[0-9][0-9 \u00a0]*,[0-9]+")
_SMALL = re.compile(r"[0-9]{1,2}")

Cells = list[tuple["Column", Counter[str]]]
"""Columns of one kind, and how often each text stands in them."""


def how_values_are_written(table: RawTable, words: Words) -> Iterator[Finding]:
    """Diagnoses of what nearly all cells of a kind have in common.

    Args:
        table: The file.
        words: What its columns may be called.
    """
    found = _by_kind(table, words)
    yield from _joined(table, words)
    yield from _choices(table, found.get("choice", []))
    yield from _crosses(table, found.get("cross", []))
    yield from _points(table, found.get("number", []))


def _by_kind(table: RawTable, words: Words) -> dict[str, Cells]:
    columns = {column.name: column for column in answer_columns(words.book)}
    found: dict[str, Cells] = {}
    for at, header in enumerate(words.names(table)):
        names = words.questions.get(folded(header), ())
        if len(names) == 1:
            column = columns[names[0]]
            labels = table.value_labels.get(table.header[at], {})
            count = _answers(table.columns[at], column.variable, labels)
            found.setdefault(column.kind, []).append((column, count))
    return found


def _answers(cells: Sequence[str], question: Variable, labels: Mapping[str, str]) -> Counter[str]:
    """Texts of a column that are answers, by their value labels where those are ours."""
    ours = {*question.categories, *question.categories.values(), *question.missing}
    found: Counter[str] = Counter()
    for text, count in Counter(cells).items():
        label = labels.get(text, "")
        if text and text not in question.missing and label not in ours:
            found[text] += count
    return found


def _share(columns: Cells, fits: Callable[[Variable, str], bool]) -> Share:
    cells = [(column.variable, text, n) for column, count in columns for text, n in count.items()]
    hits = sum(n for question, text, n in cells if fits(question, text))
    return Share(hits, sum(n for *_, n in cells))


def _choices(table: RawTable, columns: Cells) -> Iterator[Finding]:
    share = _share(columns, _is_label)
    if share.of_most:
        words = f"svarene er skrevet med ord: {share} valg er svarets tekst og ikke koden"
        mend = "Før hver tekst til sin kode under values i columns.yml."
        yield _of(table, "labels", words, mend)
    share = _share(columns, _is_place)
    if share.of_most:
        words = f"svarene er kodet med tall: {share} valg er 1, 2, 3 … og ikke kodene våre"
        yield _of(
            table, "numbers", words, "Før hvert tall til sin kode under values i columns.yml."
        )


def _is_label(question: Variable, text: str) -> bool:
    labels = {label.casefold() for label in question.categories.values()}
    return text not in question.categories and text.casefold() in labels


def _is_place(question: Variable, text: str) -> bool:
    return bool(_SMALL.fullmatch(text)) and text not in question.categories


def _crosses(table: RawTable, columns: Cells) -> Iterator[Finding]:
    total: Counter[str] = Counter()
    for _, count in columns:
        total += count
    odd = Share(total.total() - total["0"] - total["1"], total.total())
    often = next((text for text, _ in total.most_common() if text not in {"0", "1"}), "")
    if odd.of_most:
        words = f"kryssene er ikke skrevet som 1 og 0: {odd} er noe annet, oftest «{often[:40]}»"
        yield _of(table, "crosses", words, "Si hva de betyr under values i columns.yml.")
    elif total["1"] > ENOUGH * len(columns) and not total["0"]:
        words = f"det står bare noe der det er krysset: {Share(total['1'], total.total())} er 1"
        mend = "Skriv 0 der det ikke er krysset, eller crossed: true i columns.yml."
        yield _of(table, "crosses", words, mend)


def _joined(table: RawTable, words: Words) -> Iterator[Finding]:
    several = [v for v in words.book.variables if v.type == "multiple" and len(v.columns) > 1]
    names = [words.questions.get(folded(name), ()) for name in words.names(table)]
    joined = Share(sum(names.count(v.columns) == 1 for v in several), len(several))
    if joined.n and 2 * joined.n >= joined.of:
        text = f"flervalg står i én kolonne: {joined} spørsmål har ikke en kolonne per svar"
        mend = "Si under separator i columns.yml hvilket tegn som skiller svarene."
        yield _of(table, "joined", text, mend)


def _points(table: RawTable, columns: Cells) -> Iterator[Finding]:
    """A point in nearly all decimals; ``1.234`` is no evidence, for it may be a thousand."""
    count: Counter[str] = Counter()
    for _, texts in columns:
        for text, n in texts.items():
            count["point"] += n * bool(_POINT.fullmatch(text))
            count["comma"] += n * bool(_COMMA.fullmatch(text))
    share = Share(count["point"], count.total())
    if share.n >= ENOUGH and 10 * share.n >= 9 * share.of:
        words = f"tallene har desimalpunktum: {share} desimaltall"
        yield _of(table, "points", words, "Sett komma, eller skriv decimal: . i columns.yml.")


def _of(table: RawTable, whole: str, words: str, mend: str) -> Finding:
    return Finding(table.file, words, mend, sheet=table.sheet, whole=whole)
