"""A mapping as a workbook, for those who do not edit YAML, and read back as the same mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from is248.base.errors import DataError
from is248.base.text_workbook import TextWorkbook
from is248.survey.findings import visible
from is248.survey.mapping.columns_file import ColumnMapping, ColumnsFile, read_columns
from is248.survey.readers import read_rows, sheet_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from is248.survey.mapping.draft import Draft, DraftColumn

FILE, COLUMNS, VALUES = "Filen", "Kolonner", "Verdier"
THEIRS, PLACE, OURS, SURE = "Deres kolonne", "Plass", "Vår kolonne", "Sikkerhet"
MARK, CROSSED, VALUE, CODE = "Skilletegn", "Avkrysset", "Deres verdi", "Vår kode"

STYLES: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True, "bottom": 1, "bg_color": "#F2F4F5", "valign": "vcenter"},
    "text": {"text_wrap": True, "valign": "top", "num_format": "@"},
    "unsure": {"text_wrap": True, "valign": "top", "num_format": "@", "bg_color": "#FFF8E1"},
}
_COLUMNS = {
    THEIRS: 40, PLACE: 7, OURS: 36, SURE: 10, MARK: 10, CROSSED: 10, "Vårt spørsmål": 44,
    "Hvorfor": 30, "Eksempler": 34, "Kan også være": 60,
}  # fmt: skip
_VALUES = {THEIRS: 40, PLACE: 7, VALUE: 36, CODE: 24}
_FIELDS = {
    "sheet": ("Ark", "Arket med svarene; tomt når det bare er ett"),
    "header_row": ("Rad med kolonnenavn", "Tall fra 1"),
    "skip_rows": ("Rader uten enhet", "Radnumre med komma mellom: summer, en ekstra overskrift"),
    "decimal": ("Desimaltegn", "komma eller punktum; tomt når begge kan stå"),
    "key_by": ("Enheten står med", "kode, nummer (uten nuller foran) eller navn"),
    "unmapped": ("Andre kolonner", "utenfor, eller kjent på våre navn"),
}
_SAID = {
    "decimal": {",": "komma", ".": "punktum"},
    "key_by": {"code": "kode", "number": "nummer", "name": "navn"},
    "unmapped": {"leave": "utenfor", "match": "våre navn"},
}
_LINE = "linjeskift"
GUIDE = (
    "Gule rader er usikre: skriv riktig «Vår kolonne», eller la den stå tom for å holde kolonnen "
    "utenfor. Ta bort «Sikkerhet» der du har sett på forslaget. Koder for verdier står i arket "
    "«Verdier». Rader kan sorteres; «Deres kolonne» og «Plass» må stå. Arket kan vise svar."
)


def workbook(draft: Draft) -> bytes:
    """A draft as a workbook."""
    book = TextWorkbook(STYLES, title=f"Utkast til kolonner i {draft.file}")
    sheet = book.table(COLUMNS, _COLUMNS, frozen=1)
    for at, column in enumerate(draft.columns, start=1):
        style = book.styles["unsure" if column.group == "unsure" else "text"]
        for place, text in enumerate(_row(column)):
            sheet.write_string(at, place, text, style)
    pairs = [
        [each.column, _place(each), value, code]
        for each in draft.mapping.columns
        for value, code in each.values.items()
    ]
    book.fill(book.table(VALUES, _VALUES), pairs, "text")
    book.fill(book.table(FILE, {"Felt": 24, "Verdi": 30, "Forklaring": 90}), _facts(draft), "text")
    return book.content()


def _row(column: DraftColumn) -> list[str]:
    mapping = column.mapping
    sure = "" if mapping.sure == 1 else str(mapping.sure).replace(".", ",")
    texts = ", ".join(f"«{visible(text, 40)}»" for text in column.examples)
    others = "\n".join(f"{name} ({label})" for name, label, _ in column.guesses)
    return [
        mapping.column, _place(mapping), mapping.to, sure, mapping.separator.replace("\n", _LINE),
        "ja" if mapping.crossed else "", column.question, column.why, texts,
        others if column.group == "unsure" else "",
    ]  # fmt: skip


def _place(mapping: ColumnMapping) -> str:
    return "" if mapping.at is None else str(mapping.at)


def _facts(draft: Draft) -> Iterator[list[str]]:
    for name, (label, words) in _FIELDS.items():
        value = getattr(draft.mapping, name)
        text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        yield [label, _SAID.get(name, {}).get(text, text), words]
    yield ["Slik gjør du", "", GUIDE]


def read_mapping(path: Path, name: str) -> ColumnsFile:
    """A mapping from YAML, or from a workbook of a draft.

    Args:
        path: The file.
        name: What messages call it.

    Raises:
        DataError: It is not as it must be; the message names sheet and row, or the line.
        UnreadableError: The workbook is damaged.
    """
    if path.suffix.lower() != ".xlsx":
        return read_columns(path, name)
    if lacking := [s for s in (COLUMNS, VALUES, FILE) if s not in sheet_names(path)]:
        raise DataError(f"{name}: arket «{lacking[0]}» mangler. Bruk arbeidsboken fra utkastet.")
    values: dict[tuple[str, str], dict[str, str]] = {}
    for _, row in _rows(path, name, VALUES, _VALUES):
        values.setdefault((row[THEIRS], row[PLACE]), {})[row[VALUE]] = row[CODE]
    columns = [
        _made(f"{name}, arket «{COLUMNS}», rad {at}", _column(row, values))
        for at, row in _rows(path, name, COLUMNS, _COLUMNS)
        if row[THEIRS] or row[PLACE]
    ]
    return _file(path, name, columns)


def _rows(
    path: Path, name: str, sheet: str, columns: Mapping[str, int]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Filled rows of a sheet: their number, and header → cell."""
    (_, header), *rows = read_rows(path, sheet=sheet) or [(1, [])]
    needed = [THEIRS, PLACE, *({OURS} & {*columns}), *({VALUE, CODE} & {*columns})]
    if lacking := [column for column in needed if column not in header]:
        raise DataError(f"{name}, arket «{sheet}»: kolonnen «{lacking[0]}» mangler i rad 1.")
    empty = dict.fromkeys(columns, "")
    for at, cells in rows:
        if any(cells):
            yield at, empty | dict(zip(header, cells, strict=False))


def _column(
    row: Mapping[str, str], values: Mapping[tuple[str, str], Mapping[str, str]]
) -> dict[str, object]:
    told = {
        "column": row[THEIRS],
        "at": row[PLACE] or None,
        "to": row[OURS],
        "sure": row[SURE].replace(",", ".") or 1,
        "separator": row[MARK].replace(_LINE, "\n"),
        "crossed": row[CROSSED].casefold() in {"ja", "x", "1", "true"},
    }
    return {**told, "values": values.get((row[THEIRS], row[PLACE]), {})}


def _file(path: Path, name: str, columns: Sequence[ColumnMapping]) -> ColumnsFile:
    labels = {label: field for field, (label, _) in _FIELDS.items()}
    told: dict[str, object] = {}
    for _, cells in read_rows(path, sheet=FILE):
        field, text = labels.get(cells[0], ""), cells[1] if len(cells) > 1 else ""
        if field and text:
            back = {said: value for value, said in _SAID.get(field, {}).items()}
            told[field] = back.get(text.casefold(), text)
    if "skip_rows" in told:
        told["skip_rows"] = [part.strip() for part in str(told["skip_rows"]).split(",")]
    where = f"{name}, arket «{FILE}»"
    try:
        return ColumnsFile.model_validate({**told, "columns": columns})
    except ValidationError as error:
        raise DataError(f"{where}: {_fault(error)}") from error


def _made(where: str, told: Mapping[str, object]) -> ColumnMapping:
    try:
        return ColumnMapping.model_validate(told)
    except ValidationError as error:
        raise DataError(f"{where}: {_fault(error)}") from error


def _fault(error: ValidationError) -> str:
    """The first thing that is wrong, by the words of the workbook."""
    first = error.errors()[0]
    names = {"at": PLACE, "sure": SURE} | {field: label for field, (label, _) in _FIELDS.items()}
    field = str(first["loc"][0])
    wanted = {
        "at": "et helt tall fra 1",
        "sure": "et tall fra 0 til 1",
        "header_row": "et tall fra 1",
    }
    said = ", ".join(_SAID.get(field, {}).values())
    expected = wanted.get(field, said or "radnumre med komma mellom")
    return (
        f"«{names.get(field, field)}» er «{visible(str(first['input']), 40)}»; ventet {expected}."
    )
