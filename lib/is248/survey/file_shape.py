"""How a file lies: where its header is, whose columns and whose rows it has."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from is248.survey.columns import YEAR
from is248.survey.findings import Finding
from is248.survey.grammar import is_number
from is248.survey.recognition import ENOUGH, Share, unit_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from is248.survey.raw_table import RawTable
    from is248.survey.recognition import Known, Row, Words

DEEPEST = 30
"""Rows among which the header is looked for."""

_WIDE = 0.6
"""Share of the widest row that a header fills; a title fills less than half of that."""

_LONG = 12
"""Columns of the widest file with a question in each row."""

SAMPLE = 2_000
"""Rows that columns are judged by, where all of them are looked at."""


class Header(NamedTuple):
    """A header that is not in the first row: its place among the rows, and the diagnosis."""

    place: int
    finding: Finding


def header_row(file: str, rows: Sequence[Row], known: Known) -> Header | None:
    """The header, where it is further down than the first row.

    Args:
        file: Name of the file.
        rows: Its rows as they stand.
        known: What is ours.

    Returns:
        The row with our names or, where no row has them, the first that is filled as a header is
        below rows that are not; None when the first row is as good.
    """
    some = rows[:DEEPEST]
    if not some:
        return None
    ours = [max(words.count(cells) for words in known.all_words) for _, cells in some]
    best = ours.index(max(ours))
    if ours[best] >= ENOUGH:
        evidence = Share(ours[best], sum(map(bool, some[best][1])))
        how = f"{evidence} celler i den er navn fra kodeboken"
        below = (
            ours[best] > 2 * ours[0] if best else some[0][0] > 1
        )  # rows without a cell are no rows
        return _header(file, best, some, how) if below else None
    filled = [sum(map(bool, cells)) for _, cells in some]
    wide = next(at for at, n in enumerate(filled) if n >= _WIDE * max(filled))
    title = wide and all(2 * n < _WIDE * max(filled) for n in filled[:wide])
    if not title or not _is_header(some[wide][1]):
        return None
    how = f"{Share(filled[wide], max(filled))} celler i den er fylt, alle med hver sin tekst"
    return _header(file, wide, some, how)


def _is_header(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    words = [cell for cell in filled if not is_number(cell)]
    return ENOUGH <= len(filled) == len(set(filled)) < 2 * len(words)


def _header(file: str, place: int, rows: Sequence[Row], how: str) -> Header:
    row = rows[place][0]
    words = f"kolonnenavnene ser ut til å stå i rad {row}: {how}"
    mend = f"Slett radene over, eller skriv header_row: {row} i columns.yml."
    return Header(place, Finding(file, words, mend, whole="header"))


def layout(table: RawTable, known: Known) -> Finding | None:
    """A file that lies across, or has one row per unit and question."""
    if known.words.count(table.header) >= ENOUGH and known.words.fit(table):
        return None
    return _across(table, known) or _long(table, known)


def _across(table: RawTable, known: Known) -> Finding | None:
    kinds = unit_kinds(table.header[1:], known.register)
    units = Share(kinds["code"] + kinds["name"] + kinds["other_year"], len(table.header) - 1)
    first = [table.header[0], *table.columns[0]] if table.columns else []
    questions = Share(max(w.count(first) for w in known.all_words), len(first))
    if not units.of_most or known.words.count(table.header) > questions.n:
        return None
    words = f"filen ligger på tvers: {units} celler i rad 1 er enheter"
    if questions.of_most:
        words += f", og {questions} i første kolonne er spørsmål"
    return _of(table, "across", words, "Bytt om rader og kolonner, så hver enhet har sin rad.")


def _long(table: RawTable, known: Known) -> Finding | None:
    if len(table.header) > _LONG:
        return None
    for header, cells in zip(table.header, table.columns, strict=True):
        for words in known.all_words:
            count = sum(n for cell, n in Counter(cells).items() if words.asks(cell))
            share = Share(count, len(cells))
            if share.of_most and share.of > 2 * (distinct := len(set(cells))) > ENOUGH:
                return _of(table, "long", *_long_words(header, share, distinct))
    return None


def _long_words(header: str, share: Share, distinct: int) -> tuple[str, str]:
    words = (
        f"filen har én rad per enhet og spørsmål: {share} celler i «{header}» er navn på "
        f"spørsmål, {distinct} ulike"
    )
    return words, "Gjør den om, så hver enhet har én rad og hvert spørsmål én kolonne."


def whose_columns(table: RawTable, known: Known) -> list[Finding]:
    """The form of another year, a file without our names, or one of another survey."""
    names = known.words.names(table)
    for words in known.others:
        if other := _other_year(table, known.words, words):
            return [other]
    ours = Share(len(known.words.columns(names)), len(known.words.all_columns))
    odd = sum(1 for name in names if name and not known.words.knows(name))
    found = [] if ours.of_most else list(_without_names(table, known, ours, odd))
    return [*found, *_twice(table, names)]


def _twice(table: RawTable, names: Sequence[str]) -> Iterator[Finding]:
    count = Counter(name.casefold() for name in names if name)
    share = Share(sum(n for n in count.values() if n > 1), count.total())
    if share.n >= ENOUGH and 10 * share.n >= share.of:
        words = f"kolonner har samme navn: {share} heter det samme som en annen"
        mend = "Gi hver sitt navn, eller skill dem med at (plass i filen) i columns.yml."
        yield _of(table, "twice", words, mend)


def _other_year(table: RawTable, own: Words, other: Words) -> Finding | None:
    ours, theirs = own.all_columns, other.all_columns
    only = Share(len(other.columns(other.names(table)) - ours), len(theirs - ours))
    mine = Share(len(own.columns(own.names(table)) - theirs), len(ours - theirs))
    if only.n < ENOUGH or only.n * max(mine.of, 1) <= mine.n * only.of or only.n <= mine.n:
        return None
    year, this = other.book.year, own.book.year
    words = (
        f"filen ser ut som skjemaet for {year}: {only} kolonner som bare {year} har, er der, "
        f"og {mine} som bare {this} har"
    )
    mend = f"Ta eksporten for {this}, eller kjør is248 ingest {year} {table.file}."
    return _of(table, "other_form", words, mend)


def _without_names(table: RawTable, known: Known, ours: Share, odd: int) -> Iterator[Finding]:
    if ours.n and odd < max(ENOUGH, ours.n):
        if 2 * ours.n < ours.of and ours.n >= ENOUGH:
            words = f"filen har bare en del av skjemaet: {ours} kolonner"
            yield _of(
                table, "part", words, "Eksporter alle spørsmålene, også de ingen har svart på."
            )
        return
    place, units = _units_column(table, known)
    year = known.words.book.year
    if place is not None:
        words = (
            f"filen har ikke våre kolonnenavn: {ours} er kjent, men {units} celler i "
            f"«{table.header[place]}» er enheter"
        )
        mend = f"Lag et utkast til columns.yml: is248 ingest {year} {table.file} --draft-mapping."
        yield _of(table, "names", words, mend)
        return
    words = (
        f"filen ser ut til å være en annen undersøkelse: {ours} kolonner er kjent, og ingen "
        "kolonne har koder eller navn på enheter"
    )
    mend = f"Velg en annen fil. Er det svarene for {year}, så ta med en kolonne med kommunenummer."
    yield _of(table, "other_survey", words, mend)


def _units_column(table: RawTable, known: Known) -> tuple[int | None, Share]:
    """The column that looks most like that of the units."""
    shares = []
    for cells in table.columns:
        kinds = unit_kinds(cells[:SAMPLE], known.register)
        units = kinds["code"] + kinds["name"] + kinds["other_year"]
        shares.append(Share(units, sum(kinds.values())))
    if not shares:
        return None, Share(0, 0)
    best = max(range(len(shares)), key=lambda at: shares[at].n)
    return (best if shares[best].of_most else None), shares[best]


def whose_rows(table: RawTable, known: Known) -> Iterator[Finding]:
    """Rows of other years, and a key that is none."""
    if (place := known.words.place(table, YEAR)) is not None:
        yield from _years(table, table.columns[place], known.words.book.year)
    yield from _keys(table, known)


def _years(table: RawTable, cells: Sequence[str], year: int) -> Iterator[Finding]:
    years = Counter(cells)
    own, total = years[str(year)], len(cells)
    others = [y for y, n in years.most_common() if y and y != str(year) and n >= ENOUGH]
    if not others or total < ENOUGH:
        return
    told = ", ".join(f"{Share(years[y], total)} er for {y}" for y in sorted(others)[:4])
    if not own:
        words = f"filen har ingen rader for {year}: {told}"
        yield _of(table, "no_rows", words, f"Ta eksporten for {year}.")
    elif sum(years[y] for y in others) * 10 >= total:
        words = f"filen har rader for flere år: {told}, og {Share(own, total)} for {year}"
        yield _of(table, "years", words, f"Ta bare med radene for {year}.")


def _keys(table: RawTable, known: Known) -> Iterator[Finding]:
    place = known.words.place(table, known.words.book.key)
    if place is None:
        yield from _no_key(table, known)
        return
    kinds = unit_kinds(table.columns[place], known.register)
    header, total = table.header[place], sum(kinds.values())
    other, names = Share(kinds["other_year"], total), Share(kinds["name"], total)
    if other.n >= ENOUGH and other.n * 10 >= total:
        words = f"«{header}» har koder fra et annet år: {other} er ikke i registeret for "
        mend = "Bytt til kodene for året; listen sier hva hver av dem var."
        yield _of(table, "key", f"{words}{known.words.book.year}", mend)
    elif names.of_most:
        words = f"«{header}» har navn der koden skulle stått: {names} er navn på enheter"
        yield _of(table, "key", words, "Skriv kodene, eller key_by: name i columns.yml.")
    elif Share(total - kinds["code"], total).of_most and total > ENOUGH:
        words = f"«{header}» har ikke kodene: {Share(kinds['code'], total)} er enheter i registeret"
        mend = f"Sett kommunenummer (bydeler seks sifre) i «{header}»."
        yield _of(table, "key", words, mend)


def _no_key(table: RawTable, known: Known) -> Iterator[Finding]:
    place, units = _units_column(table, known)
    if place is None or not known.words.columns(known.words.names(table)):
        return
    header, key = table.header[place], known.words.book.key
    names = unit_kinds(table.columns[place], known.register)["name"]
    how = " og key_by: name" if 2 * names > units.of else ""
    words = f"kolonnen «{key}» mangler, men {units} celler i «{header}» er enheter"
    mend = f"Kall den «{key}», eller skriv to: {key}{how} for den i columns.yml."
    yield _of(table, "key", words, mend)


def _of(table: RawTable, whole: str, words: str, mend: str) -> Finding:
    return Finding(table.file, words, mend, sheet=table.sheet, whole=whole)
