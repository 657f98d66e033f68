"""Read .sav, .zsav (SPSS) and .dta (Stata): values as they are, declared missing kept apart."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pyreadstat

from is248.survey.grammar import number_text
from is248.survey.raw_table import refused, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_HEADER = struct.Struct("<4s60siiiii")
"""Start of an SPSS file: mark, program, layout, values per case, packing, weight, cases."""

_PLAIN, _ZIPPED = b"$FL2", b"$FL3"
_VALUE = 8
"""Bytes of a value; packing puts at most eight of them into eight bytes."""

_TRAILER = struct.Struct("<qqii")
"""End of a .zsav: bias, nothing, bytes of a block, blocks; then two offsets and two sizes each."""

_BLOCK = struct.Struct("<qqii")
_BIAS = -100
RATIO, SMALL = 2_000, 8_000_000
"""A form that nobody has filled in packs far better than a workbook; up to ``SMALL`` it may."""


def contents(path: Path, largest: int, sheet: str) -> dict[str, Any]:  # noqa: ARG001 - no sheets
    """All of a file as texts.

    Args:
        path: The file; the ending tells the format.
        largest: Bytes that it may take unpacked.
        sheet: Without meaning here.

    Returns:
        Fields of :class:`is248.survey.raw_table.Grid`. The names are row 0, cases are numbered
        from 1. Numbers are written with a decimal comma, a Stata missing value as ``.a`` to
        ``.z``; the system's missing is empty.

    Raises:
        UnreadableError: It is damaged, empty, or too large.
    """
    if path.suffix.lower() != ".dta":
        _check_size(path, largest)
    try:
        return _contents(path)
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError, *_BROKEN) as error:
        words = f"filen er skadet eller ikke en {path.suffix}-fil"
        raise refused(path.name, words, "Eksporter den på nytt.") from error


_BROKEN = (ValueError, OverflowError, OSError, KeyError, IndexError, TypeError, SystemError)
"""What the library raises of dates, lengths and letters that cannot be."""


def _contents(path: Path) -> dict[str, Any]:
    reader = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    columns, meta = reader(str(path), user_missing=True, output_format="dict")
    names, types = meta.column_names, meta.readstat_variable_types
    texts = [_texts(columns[name], numeric=types[name] != "string") for name in names]
    rows = [list(row) for row in zip(*texts, strict=True)]
    if not any(map(any, rows)):
        raise refused(path.name, "filen har ingen svar", "Eksporter den på nytt.")
    return {
        "rows": [(0, [tidy(name or "") for name in names]), *enumerate(rows, start=1)],
        "labels": [tidy(label or "") for label in meta.column_labels],
        "value_labels": {tidy(n): _labels(f) for n, f in meta.variable_value_labels.items()},
        "declared": {tidy(name): _ranges(found) for name, found in meta.missing_ranges.items()},
        "encoding": meta.file_encoding or "utf-8",
    }


def _texts(values: Sequence[Any], *, numeric: bool) -> list[str]:
    known = {value: _text(value, numeric=numeric) for value in set(values)}
    return [known[value] if value == value else "" for value in values]  # noqa: PLR0124 - NaN


def _text(value: object, *, numeric: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f".{value}" if numeric else tidy(value)  # the letter of a Stata missing value
    if isinstance(value, int | float):
        return number_text(float(value))
    return str(value)  # a date: no answer of ours, found later


def _labels(found: Mapping[Any, str]) -> dict[str, str]:
    """Value as text → its label."""
    return {_text(value, numeric=True): tidy(str(label)) for value, label in found.items()}


def _ranges(found: Sequence[Any]) -> list[tuple[float, float]]:
    """Ranges of numbers; declared missing texts are found by the codebook's own codes."""
    pairs = [(entry["lo"], entry["hi"]) for entry in found]
    return [(float(lo), float(hi)) for lo, hi in pairs if isinstance(lo, int | float)]


def _check_size(path: Path, largest: int) -> None:
    with path.open("rb") as stream:
        start = stream.read(_HEADER.size)
    if len(start) < _HEADER.size or start[:4] not in {_PLAIN, _ZIPPED}:
        return  # no SPSS file; the library says so
    packed = path.stat().st_size if start[:4] == _PLAIN else _unzipped(path)
    _, _, _, values, _, _, cases = _HEADER.unpack(start)
    most = packed * _VALUE
    told = values * cases * _VALUE if values > 0 and cases >= 0 else most
    if told > RATIO * path.stat().st_size and told > SMALL:
        raise refused(path.name, f"filen er pakket mer enn {RATIO}:1", "Lagre den på nytt i SPSS.")
    if min(most, max(told, 0)) > largest:
        words = "filen er større enn 200 MB utpakket"
        raise refused(path.name, words, "Ta bare med svarene for ett år.")


def _unzipped(path: Path) -> int:
    """Bytes of the blocks of a .zsav when they are unpacked, as its end says."""
    data = path.read_bytes()
    for blocks in range(1, len(data) // _BLOCK.size):
        at = len(data) - _TRAILER.size - blocks * _BLOCK.size
        if at < 0:
            break
        bias, _, _, told = _TRAILER.unpack_from(data, at)
        if bias == _BIAS and told == blocks:
            ends = _BLOCK.iter_unpack(data[at + _TRAILER.size :])
            return sum(max(unpacked, 0) for _, _, unpacked, _ in ends)
    raise refused(path.name, "filen er skadet eller ikke en .zsav-fil", "Eksporter den på nytt.")
