"""Statistics Norway's tables of inhabitants, in the shapes that its table bank gives.

Rows of cells (csv, xlsx) and JSON-stat 2 become one frame with a row per number. Columns are known
by their headers; the stub of a pivot has none and is known by its cells.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from is248.base.errors import DataError
from is248.year.params import YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

DIMENSIONS = ("region", "age", "sex", "year")
COUNT = "count"

TOTAL_AGE = (0.0, math.inf)
SEXES = {
    "1": "men", "menn": "men", "mann": "men", "males": "men", "men": "men",
    "2": "women", "kvinner": "women", "kvinne": "women", "females": "women", "women": "women",
    "0": "both", "begge kjønn": "both", "i alt": "both", "both sexes": "both", "total": "both",
}  # fmt: skip
"""How a table says who is counted → men, women or both."""

CODE = re.compile(r"(?:K-)?([0-9]{1,6})[a-z]{0,2}(?:\s.*)?")
"""«0101», «0101 Halden», «K-0101 Halden (-2019)», «030101a Gamle Oslo», «0 Hele landet»."""

LARGEST = 20_000_000
"""Numbers of a data set; the whole table of all years has a fifth of that."""

_PADDED = {3: 4, 5: 6}
"""Figures left of a code whose first zero a spreadsheet has dropped → figures that it has."""

_FEWEST_FIGURES = 4
_HEADERS = {
    **dict.fromkeys(("region", "kommune", "kommunenummer", "kommunenr", "kode", "code"), "region"),
    **dict.fromkeys(("alder", "age"), "age"),
    **dict.fromkeys(("kjønn", "kjonn", "sex", "gender"), "sex"),
    **dict.fromkeys(("år", "tid", "year", "time", "calyear"), "year"),
}
_VALUE, _OTHER = "value", ""
_TITLE = re.compile(r"^[0-9]{5}: .*")
_WHO = re.compile(r"\b(personer1?|persons?|folkemengde|befolkning|innbyggere|antall|value)\b|^pop_")
_WHOLE = re.compile(r"[0-9]+")
_GAP = re.compile(r"(?<=[0-9])[ \u00a0](?=[0-9]{3}\b)")
_YEARS = r"(?: ?(?:år|years?))?"
_ONE = rf"([0-9]{{1,3}}){_YEARS}"
_OPEN = rf"{_ONE} ?(?:\+|plus|(?:eller|og) (?:eldre|over)|or older|and over)|(?:fra|a) ?{_ONE}"
_AGES: tuple[tuple[re.Pattern[str], Callable[[list[float]], tuple[float, float]]], ...] = (
    (re.compile(_ONE), lambda at: (at[0], at[0])),
    (re.compile(rf"([0-9]{{1,3}}) ?[-–] ?{_ONE}"), lambda at: (at[0], at[1])),
    (re.compile(rf"(?:under|u) ?{_ONE}"), lambda at: (0.0, at[0] - 1)),
    (re.compile(_OPEN), lambda at: (at[0], math.inf)),
    (re.compile(r"i alt|alle aldre|total|all ages|999"), lambda _: TOTAL_AGE),
)
"""How a table says whose age is counted → the first and the last year of it."""


class Heading(NamedTuple):
    """What the header of a column of numbers says of them; empty where it says nothing."""

    age: str
    sex: str
    year: str


def code_of(region: str) -> str | None:
    """The code in the name of a region, without what a table adds; None without one.

    Example:
        >>> code_of("K-0101 Halden (-2019)"), code_of("030101a Gamle Oslo"), code_of("Halden")
        ('0101', '030101', None)
    """
    found = CODE.fullmatch(region)
    if not found:
        return None
    figures = found[1]
    return figures.zfill(_PADDED.get(len(figures), len(figures)))


def age_of(text: str) -> tuple[float, float] | None:
    """First and last year of an age group; None when it is none.

    Example:
        >>> age_of("17 år"), age_of("105 år eller eldre"), age_of("u18")
        ((17.0, 17.0), (105.0, inf), (0.0, 17.0))
    """
    said = " ".join(text.casefold().split())
    for pattern, group in _AGES:
        if found := pattern.fullmatch(said):
            return group([float(figures) for figures in found.groups() if figures])
    return None


def number_of(text: str) -> float:
    """A whole number of people; NaN for a sign such as «..» that there is none."""
    plain = _GAP.sub("", text)
    return float(plain) if _WHOLE.fullmatch(plain) else math.nan


def from_cells(rows: Sequence[Sequence[str]], file: str) -> pd.DataFrame:
    """The numbers of a table of cells.

    Args:
        rows: Its rows, titles and footnotes and all.
        file: Its name, for messages.

    Returns:
        One row per number: ``region``, ``age``, ``sex``, ``year`` and ``count``, all text; empty
        where the table says nothing.

    Raises:
        DataError: There is no row with a code and a number, or a column of numbers without meaning.
    """
    first = next((at for at, cells in enumerate(rows) if _is_data(cells)), None)
    if first is None:
        raise DataError(
            f"{file}: fant ingen rad med kommunenummer og tall. Ta ut tabellen med region i "
            "forspalten og med koder: «0101 Halden» eller «0101»."
        )
    width = max(map(len, rows[first:]))
    table = pd.DataFrame([[*cells, *[""] * (width - len(cells))] for cells in rows[first:]])
    headers = _headers(rows[:first], width)
    kinds = [_kind(headers[at], table[at], file) for at in range(width)]
    places = _places(kinds, table, file)
    values = [at for at, kind in enumerate(kinds) if kind == _VALUE]
    table = table[(table[values] != "").any(axis=1)]
    stub = table[list(places.values())].set_axis(list(places), axis=1)
    stub = stub.mask(stub == "").ffill().fillna("")
    parts = [_part(stub, table[at], headers[at]) for at in values]
    return pd.concat(parts, ignore_index=True)


def from_json_stat(content: object, file: str) -> pd.DataFrame:
    """The numbers of a JSON-stat 2 data set, as :func:`from_cells`.

    Raises:
        DataError: It is no such data set, or has a dimension that is none of ours.
    """
    fault = DataError(f"{file} er ikke JSON-stat 2 («class»: «dataset»). Velg det formatet.")
    if not isinstance(content, dict) or content.get("class") != "dataset":
        raise fault
    try:
        names, sizes, values = content["id"], content["size"], content["value"]
        categories = [_categories(content["dimension"][name]["category"]) for name in names]
        if [len(one) for one in categories] != sizes or math.prod(sizes) > LARGEST:
            raise fault
        if isinstance(values, dict):
            values = [values.get(str(at)) for at in range(math.prod(sizes))]
        index = pd.MultiIndex.from_product(categories, names=names)
        frame = index.to_frame(index=False).assign(count=[_text(value) for value in values])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise fault from None
    return _dimensions(frame, dict(zip(names, categories, strict=True)), file)


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if value % 1 else f"{value:.0f}"


def _categories(category: Mapping[str, Any]) -> dict[str, str]:
    """Code → label, in order."""
    index, labels = category.get("index"), category.get("label") or {}
    codes = sorted(index, key=index.__getitem__) if isinstance(index, dict) else index or labels
    return {code: str(labels.get(code, code)) for code in codes}


def _dimensions(
    frame: pd.DataFrame, labels: Mapping[str, Mapping[str, str]], file: str
) -> pd.DataFrame:
    found = {COUNT: frame[COUNT]}
    for name, categories in labels.items():
        kind = _HEADERS.get(name.casefold())
        if kind in {"age", "sex"}:  # regions and years are told by their code, these by their label
            found[kind] = frame[name].map(categories)
        elif kind:
            found[kind] = frame[name]
        elif len(categories) > 1:
            some = ", ".join([*categories.values()][:3])
            raise DataError(f"{file}: «{name}» har flere verdier ({some}). Ta ut bare personer.")
    empty = {kind: "" for kind in DIMENSIONS if kind not in found}
    return pd.DataFrame(found).assign(**empty)[[*DIMENSIONS, COUNT]]


def _is_data(cells: Sequence[str]) -> bool:
    """Whether a row has a code and, to the right of it, a number; years alone are a header."""
    filled = [cell for cell in cells if cell]
    if not filled or _HEADERS.get(filled[0].casefold()) or all(map(YEAR.fullmatch, filled)):
        return False
    at = next((at for at, cell in enumerate(cells) if CODE.fullmatch(cell)), len(cells))
    return any(not math.isnan(number_of(cell)) for cell in cells[at + 1 :])


def _headers(above: Sequence[Sequence[str]], width: int) -> list[str]:
    """The header of each column; the heading of a pivot stands over a run of columns."""
    rows = []
    for cells in above:
        if any(cells[1:]):  # a title stands alone in the first column
            line = pd.Series([*cells, *[""] * (width - len(cells))][:width])
            rows.append(line if cells[0] else line.mask(line == "").ffill().fillna(""))
    return [" ".join(filter(None, column)) for column in zip(*rows, strict=True)] or [""] * width


def _kind(header: str, cells: pd.Series, file: str) -> str:
    """What a column holds: a dimension, numbers, or what is of no concern."""
    if not header:
        return _unnamed(cells)
    if known := _HEADERS.get(header.casefold()):
        return known
    if not cells.map(number_of).notna().any():
        return _OTHER
    if _heading(header) is None:
        raise DataError(
            f"{file}: forstår ikke kolonnen «{header}». Ventet region, alder, kjønn, år, eller "
            "tall under «Personer», et år, «0 år» eller «under 18». Slett andre kolonner."
        )
    return _VALUE


def _unnamed(cells: pd.Series) -> str:
    """What a column of a stub without headers holds."""
    said = [cell for cell in cells.unique() if cell]
    if not said:
        return _OTHER
    if {cell.casefold() for cell in said} <= {*SEXES}:
        return "sex"
    if all(map(YEAR.fullmatch, said)):
        return "year"
    codes = [found[1] for found in map(CODE.fullmatch, said) if found]
    if 2 * sum(len(code) >= _FEWEST_FIGURES for code in codes) > len(said):
        return "region"
    ages = sum(age_of(cell) is not None for cell in said)
    return "age" if 2 * ages > len(said) else _OTHER


def _places(kinds: Sequence[str], table: pd.DataFrame, file: str) -> dict[str, int]:
    """Dimension → its column; of several the first, and of regions the first with codes."""
    places = {kind: kinds.index(kind) for kind in DIMENSIONS if kind in kinds}
    regions = [at for at, kind in enumerate(kinds) if kind == "region"]
    coded = [at for at in regions if table[at].map(code_of).notna().any()]
    places |= dict(zip(["region"], coded, strict=False))
    if "region" not in places or _VALUE not in kinds:
        raise DataError(
            f"{file}: fant ikke kolonnene. Ta ut tabellen med overskrifter og koder: region, alder "
            "og personer."
        )
    return places


def _heading(text: str) -> Heading | None:
    said = _TITLE.sub("", text.casefold())
    found = YEAR.search(said)
    said = said.replace(found[0], " ") if found else said
    words = " ".join(_WHO.sub(" ", said).split())
    sex = next((word for word in SEXES if len(word) > 1 and re.search(rf"\b{word}\b", words)), "")
    if sex and not age_of(words):
        words = " ".join(words.replace(sex, " ").split())
    else:
        sex = ""
    return Heading(words, sex, found[0] if found else "") if not words or age_of(words) else None


def _part(stub: pd.DataFrame, counts: pd.Series, header: str) -> pd.DataFrame:
    """The numbers of one column."""
    heading = _heading(header)
    assert heading
    told = {kind: said for kind, said in heading._asdict().items() if kind not in stub}
    return stub.assign(**told, count=counts)[[*DIMENSIONS, COUNT]]
