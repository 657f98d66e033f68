"""The prepared answers of a year: values, why cells are empty, and how Oslo counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from is248.base import observed
from is248.base.errors import DataError
from is248.base.paths import Project, find_project
from is248.base.told_entries import MadeEntries, beside
from is248.register.municipalities import are_agencies, are_parts, count_oslo
from is248.survey.codebook import Codebook, has_codebook, load_codebook
from is248.survey.columns import answer_columns
from is248.survey.lazy_columns import LazyColumns
from is248.survey.places import ANSWERS_FILE, STATUSES_FILE, prepared_folder
from is248.survey.told_frame import by_column, rows_of, told_frame, told_rows
from is248.year.labels import ColumnLabel, Labels, Value, city_code, load_labels
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from pathlib import Path

    from is248.register.municipalities import Oslo
    from is248.survey.columns import Column
    from is248.year.params import YearParams

VARIABLE = "variable"
"""The column of ``statuses`` that names a column of ``values``."""

SYNTHETIC_KEY = b"synthetic"


class Crossed(NamedTuple):
    """What was done to answers to bring them into the borders of a later year.

    Attributes:
        merged: Units made of several: numbers are sums, other answers those that all parts gave.
        estimated: Units that got a part of a divided one: their numbers rest on its share.
        unlike: Such units × columns: whether there is no answer to compare with, since parts gave
            different ones, or since one of them gave no number and the sum is too low.
    """

    merged: frozenset[str]
    estimated: frozenset[str]
    unlike: pd.DataFrame


@dataclass(frozen=True)
class Answers:
    """The answers of one year.

    Attributes:
        values: One row per reporting unit (index ``unit``: register key, Oslo by districts and
            agencies), one column per codebook column. fte, amount and count: Float64; multiple:
            Int8 (1 crossed, 0 not); single and open: string. Empty is NA; why stands in
            ``statuses``.
        statuses: One row per cell without an answer of this year: ``unit``, ``variable`` (column),
            ``status`` (see :data:`is248.survey.codebook.Status`), as categories.
        synthetic: Whether nobody gave these answers; carried from the file to every page.
        codebook: The questions.
        crossed: How they were carried into the borders of a later year; None in their own.
    """

    values: pd.DataFrame
    statuses: pd.DataFrame
    synthetic: bool
    codebook: Codebook
    crossed: Crossed | None = None

    @cached_property
    def with_city(self) -> pd.DataFrame:
        """``values`` and the row of the city as one, see :func:`oslo_as_one`."""
        asked = {column.name: column for column in answer_columns(self.codebook)}
        return by_column(self.values, lambda own: pd.concat([own, _city(own, asked)]))

    def statuses_of(self, columns: Iterable[str]) -> pd.DataFrame:
        """``statuses`` of some columns; a chapter that reads them rests on no others."""
        return rows_of(self.statuses, VARIABLE, columns)


def load_answers(year: int, project: Project | None = None) -> Answers:
    """Read the prepared answers.

    Args:
        year: Reporting year.
        project: The project; found when not given.

    Returns:
        The answers.

    Raises:
        DataError: The answers have not been prepared.
    """
    folder = prepared_folder(year, project)
    if not observed.is_there(folder / ANSWERS_FILE):
        raise DataError(
            f"Svarene for {year} er ikke klargjort. Kjør «is248 ingest {year} FIL» først."
        )
    file, beside = folder / ANSWERS_FILE, folder / STATUSES_FILE
    values, marks = columns_of(file)
    statuses = told_rows(categories_of(beside), beside)
    synthetic = marks.get(SYNTHETIC_KEY) == b"true"
    return Answers(told_frame(values, file), statuses, synthetic, load_codebook(year, project))


def columns_of(file: Path) -> tuple[LazyColumns, dict[bytes, bytes]]:
    """The columns of a file as it is now, each made when it is read; and the marks of the file.

    Args:
        file: Prepared answers: one row per unit.
    """
    held = pq.ParquetFile(pa.BufferReader(file.read_bytes()))
    schema = held.schema_arrow
    *names, key = schema.names
    index = pd.Index(held.read([key], use_threads=False).column(key).to_pylist(), name=key)

    def make(wanted: list[str]) -> pd.DataFrame:
        found = held.read(wanted, use_threads=False)
        made = {c: _KINDS[found[c].type].__from_arrow__(found[c]) for c in found.column_names}
        return pd.DataFrame(made, index=index)

    return LazyColumns(make, pd.Index(names), pd.DataFrame(index=index)), schema.metadata or {}


_KINDS: Mapping[pa.DataType, Any] = {
    pa.large_string(): pd.StringDtype(),
    pa.string(): pd.StringDtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.int8(): pd.Int8Dtype(),
}
"""Types of prepared answers in the file → in a frame."""


def categories_of(file: Path) -> pd.DataFrame:
    """A long table of texts, each kept once: a sixth of what it takes to read them one by one.

    Args:
        file: Statuses: one row per cell without an answer.
    """
    names = pq.read_schema(file).names
    return pq.read_table(file, read_dictionary=names).to_pandas()  # type: ignore[no-any-return]


OSLO_RULE = "most_districts"
"""How Oslo answers as one: as most of its districts; an option that more than half crossed.

Of the districts that answered. Where a chapter reads a missing answer as a no, it is read so of
each district before the city answers, see :func:`is248.measures.support.missing_as_no`.
"""


def answer_units(answers: Answers, units: pd.DataFrame, oslo: Oslo) -> pd.DataFrame:
    """Answers beside the register, one row per unit of analysis.

    Args:
        answers: The prepared answers.
        units: The register, from :func:`is248.register.municipalities.load_units`.
        oslo: How Oslo counts.

    Returns:
        One row per counted unit (index: register key): the register's columns and
        every answer column. A unit without answers has NA. Under "one" Oslo has one row: numbers
        summed over districts and agencies, choices by :data:`OSLO_RULE`, no open answers.
    """
    counted = count_oslo(units, oslo)
    register = counted[counted["counted"]].drop(columns="counted")
    own = answers.with_city if oslo == "one" else answers.values
    return by_column(own, register.join)


def oslo_as_one(values: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Oslo's answers as one unit.

    Args:
        values: One row per unit with answers, index: register key.
        codebook: The questions.

    Returns:
        One row, index: the city's code; columns and dtypes as in ``values``. None without a city.
    """
    return _city(values, {column.name: column for column in answer_columns(codebook)})


def _city(values: pd.DataFrame, asked: Mapping[str, Column]) -> pd.DataFrame:
    parts = are_parts(values.index)
    if not parts.any():
        return values[parts]
    districts = parts & ~are_agencies(values.index)
    known = [asked[name] for name in values.columns if name in asked]
    number, cross, choice = (
        [column for column in known if column.kind == kind]
        for kind in ("number", "cross", "choice")
    )
    answer: dict[Hashable, object] = {}
    if number:
        answer |= values[[one.name for one in number]][parts].sum(min_count=1).to_dict()
    if cross:
        answer |= _crossed_by_most(values[[one.name for one in cross]][districts])
    for one in choice:
        given = values[one.name].array[districts].dropna().tolist()
        answer[one.name] = _most_given(given, [*one.variable.codes])
    index = pd.Index([city_code(values.index[parts])], name=values.index.name)
    row = {
        c: pd.array([answer.get(c, pd.NA)], dtype=kind)
        for c, kind in zip(values.columns, values.dtypes, strict=True)
    }
    return pd.DataFrame(row, index=index, columns=values.columns)


def _crossed_by_most(districts: pd.DataFrame) -> dict[Hashable, object]:
    given = districts.count()
    most = districts.eq(1).sum() * 2 > given
    return {c: m if g else pd.NA for c, m, g in zip(districts, most, given, strict=True)}


def _most_given(answers: list[object], order: list[str]) -> object:
    """The answer that most districts gave; of equally many the first in the codebook.

    Args:
        answers: The answers of the districts that answered.
        order: The codebook's answers in order.

    Returns:
        The answer, NA when there is none.
    """
    counts = Counter(map(str, answers))
    # an answer that no form has stands after those that it has
    place = {code: at for at, code in enumerate(order)}
    return min(counts, key=lambda code: (-counts[code], place.get(code, len(place))), default=pd.NA)


TOPIC, FORM_TOPIC = "topic", "form_topic"


def load_chapter_labels(project: Project | None, year: int) -> Labels:
    """The labels of a year with those of its questions.

    Args:
        project: The project; found when not given.
        year: The reporting year.

    Returns:
        Labels of the year, and of its codebook where it has one: the categories ``topic`` (themes)
        and ``form_topic``, and a column ``topic_<theme>`` per theme.

    Raises:
        UserError: A file is missing or not as it must be.
        DataError: The same of the codebook.
    """
    project = project or find_project()
    labels = load_labels(project, year)
    if not has_codebook(year, project):
        return labels
    return with_questions(labels, load_codebook(year, project), load_year(year, project))


def with_questions(labels: Labels, book: Codebook, params: YearParams) -> Labels:
    """Labels with the topics and themes of a codebook.

    Args:
        labels: The labels of the year.
        book: Its questions.
        params: Its chapters, whose titles serve where the codebook has no words for a theme.
    """
    make = {
        TOPIC: lambda: {theme: _theme(theme, book, params) for theme in _themes(book)},
        FORM_TOPIC: lambda: {topic: Value(label=label) for topic, label in book.topics.items()},
    }
    categories = MadeEntries(
        lambda: make, lambda name: labels.category(name).model_copy(update={"values": make[name]()})
    )
    columns = MadeEntries(
        lambda: [f"{TOPIC}_{theme}" for theme in _themes(book)],
        lambda name: _column(_theme(name.removeprefix(f"{TOPIC}_"), book, params)),
        f"{TOPIC}_",
    )
    return labels.model_copy(
        update={
            "categories": beside(labels.categories, categories),
            "columns": beside(labels.columns, columns),
        }
    )


def _themes(book: Codebook) -> dict[str, None]:
    return dict.fromkeys([*book.themes, *(variable.chapter for variable in book.variables)])


def _theme(theme: str, book: Codebook, params: YearParams) -> Value:
    """What a theme is called: in the codebook, else as the title of its chapter."""
    titles = (one.title for one in params.chapters if one.theme == theme)
    return book.themes.get(theme) or Value(label=next(titles, theme))


def _column(value: Value) -> ColumnLabel:
    return ColumnLabel(label=value.short or value.label, unit="prosent")
