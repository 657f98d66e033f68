"""Labels of everything shown: those of every year, joined with the areas of one year's register."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a model names it
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from is248.base import observed
from is248.base.data_files import data_folder, read_rows
from is248.base.errors import DataError, UserError, suggestion
from is248.base.numbers import unbroken
from is248.base.paths import Project, find_project
from is248.base.told_entries import ToldEntries, beside
from is248.year.params import YEAR, Basis, Strict, checked, load_year, read_params

if TYPE_CHECKING:
    from collections.abc import Iterable

    from is248.year.params import YearParams

AREA_COLUMNS = ("grouping", "key", "label", "short", "tile", "colour", "reference", "aliases")
FOLDER, DPS, HF_AREA = "municipalities", "dps", "hf_area"
CODE_LENGTH = 4
"""A unit's key begins with the code of its municipality; what is longer is a part of it."""

CITY = "{city}"
"""Stands for the name of the city in labels and in the prose of notebooks."""
_NO_CITY = "storbyen"
"""What stands for the city in a year without one: its labels are not shown then."""


Words = Annotated[str, AfterValidator(unbroken)]
"""What a reader sees of a label."""


class ColumnLabel(Strict):
    """How a column is shown.

    Attributes:
        label: Header.
        span: Header over a run of columns, if any.
        unit: Unit of the values, in Norwegian.
        decimals: Decimals shown.
        sign: Whether positive values carry a plus sign (changes).
    """

    label: Words
    span: Words | None = None
    unit: str = ""
    decimals: int = 0
    sign: bool = False


class Value(Strict):
    """One category.

    Attributes:
        label: What it is called.
        short: A short label for figures.
        inside: What it is called inside a sentence, when not its label: "kommuner med …".
        tile: A shorter one for map tiles.
        colour: Its colour.
        is_reference: Whether a model compares the other categories with it.
        aliases: Other names that prints use for it, or for it and others together.
    """

    label: Words
    short: Words | None = None
    inside: Words | None = None
    tile: str | None = None
    colour: str | None = None
    is_reference: bool = False
    aliases: tuple[str, ...] = ()


class Category(Strict):
    """A set of categories.

    Attributes:
        label: Header of its stub.
        values: The categories in display order.
        one: What a group is called in a sentence: "fylke".
        many: Several: "fylker".
        definite_many: All of them: "fylkene".
        gender: ``n`` (et fylke) or ``c`` (en gruppe).
        in_titles: What captions call it after "etter", when not its label.
    """

    label: Words
    values: dict[str, Value] = Field(default_factory=dict)
    one: str = ""
    many: str = ""
    definite_many: str = ""
    gender: Literal["n", "c"] = "n"
    in_titles: str = ""


class City(Strict):
    """The municipality that reports by its districts.

    Attributes:
        code: Its code; the codes of its parts begin with it.
        name: What it is called.
    """

    code: str
    name: str


class Labels(Strict):
    """Display names, order and colours: those of every year, and the areas of one.

    Attributes:
        columns: Column → how it is shown.
        categories: Set → its categories.
        basis: What numbers rest on → in words.
        colours: Name → colour.
        city: The city of the year's register; None when no municipality has districts.
    """

    columns: Mapping[str, ColumnLabel]
    categories: Mapping[str, Category]
    basis: dict[Basis, str]
    colours: dict[str, str]
    city: City | None = None

    @property
    def city_name(self) -> str:
        """What the city is called in running text."""
        return self.city.name if self.city else _NO_CITY

    def column(self, key: str) -> ColumnLabel:
        """The label of a column; ``fte_2015`` falls back on the family ``fte_{year}``.

        Raises:
            UserError: Neither the key nor its family is in labels.yml.
        """
        if key in self.columns:
            return self.columns[key]
        family = self.columns.get(YEAR.sub("{year}", key))
        if family is None:
            raise UserError(
                f"params/labels.yml mangler kolonnen «{key}»." + suggestion(key, self.columns)
            )
        year = YEAR.search(key)
        named = family.label.replace("{year}", year.group() if year else "")
        return family.model_copy(update={"label": named})

    def category(self, name: str) -> Category:
        """A set of categories.

        Raises:
            UserError: labels.yml has no such set.
        """
        if name not in self.categories:
            raise UserError(
                f"params/labels.yml mangler kategoriene «{name}»."
                + suggestion(name, self.categories)
            )
        return self.categories[name]

    def reference(self, grouping: str) -> str:
        """The group that the others are compared with: the one marked, else the first.

        Raises:
            UserError: There is no such grouping, or the year has no groups of it.
        """
        values = self.category(grouping).values
        if not values:
            raise UserError(f"Årets register har ingen grupper for «{grouping}».")
        return next(
            (key for key, value in values.items() if value.is_reference), next(iter(values))
        )

    def references(self, names: Iterable[str]) -> dict[str, str]:
        """Grouping → its reference, for those of some sets of categories that mark one."""
        return {
            name: key
            for name in names
            if name in self.categories
            for key, value in self.categories[name].values.items()
            if value.is_reference
        }

    def named(self, grouping: str, name: str) -> list[str]:
        """The groups that a name means: by key, label, short label or alias; several by one alias.

        Raises:
            UserError: There is no such grouping.
        """
        values = self.category(grouping).values
        return [key for key, value in values.items() if name in _names(key, value)]


@lru_cache(maxsize=8)
def load_labels(project: Project | None, year: int) -> Labels:
    """Read the labels of a year.

    Args:
        project: The project; found from the current folder when not given.
        year: The reporting year, whose register has the areas.

    Returns:
        The labels of params/labels.yml, and the areas of the year under the headers there.

    Raises:
        UserError: A file is missing or not as it must be.
        DataError: The register is missing, changed or lacks a column.
    """
    project = project or find_project()
    params = load_year(year, project)
    city = _city(params, project)
    common = common_labels(project, city.name if city else _NO_CITY)
    areas = _areas(params, common, project)
    return common.model_copy(update={"city": city, "categories": beside(common.categories, areas)})


def common_labels(project: Project, city: str = _NO_CITY) -> Labels:
    """The labels of every year: params/labels.yml with the name of the city.

    Raises:
        UserError: The file is missing or not as it must be.
    """
    path = project.params / "labels.yml"
    observed.part(path, "")
    with observed.apart():
        read = checked(Labels, _filled(read_params(path, project), city), path, project)
    entries = {"columns": read.columns, "categories": read.categories}
    return read.model_copy(
        update={name: ToldEntries(path, found) for name, found in entries.items()}
    )


def city_code(codes: Iterable[str]) -> str:
    """The code of the city whose parts have longer codes than municipalities; "" without one."""
    return next((code[:CODE_LENGTH] for code in codes if len(code) > CODE_LENGTH), "")


def _names(key: str, value: Value) -> set[str | None]:
    return {key, value.label, value.short, *value.aliases}


def _city(params: YearParams, project: Project) -> City | None:
    folder = data_folder(project, FOLDER)
    names = {row["code"]: row["name"] for row in read_rows(folder, params.register_files.units)}
    code = city_code(names)
    return City(code=code, name=names.get(code, code)) if code else None


def _filled(content: object, city: str) -> object:
    """Content with the name of the city in its texts."""
    if isinstance(content, dict):
        return {key: _filled(value, city) for key, value in content.items()}
    return content.replace(CITY, city) if isinstance(content, str) else content


def _areas(params: YearParams, common: Labels, project: Project) -> dict[str, Category]:
    """Grouping → its header in labels.yml with the year's areas."""
    values: dict[str, dict[str, Value]] = {}
    for row in read_areas(params, project):
        values.setdefault(row["grouping"], {})[row["key"]] = _area(row)
    return {
        grouping: common.category(grouping).model_copy(update={"values": found})
        for grouping, found in values.items()
    }


def read_areas(params: YearParams, project: Project) -> list[dict[str, str]]:
    """The rows of the year's file of areas; none when params name no file.

    DPS areas are those of the list that params name instead, in its order.

    Raises:
        DataError: The file is missing, changed or lacks a column.
    """
    name = params.register_files.areas
    rows = read_rows(data_folder(project, FOLDER), name) if name else []
    if rows and (lack := [column for column in AREA_COLUMNS if column not in rows[0]]):
        raise DataError(f"data/municipalities/{name}, linje 1: mangler kolonnen «{lack[0]}».")
    if not (own := params.register_files.dps):
        return rows
    names = dict.fromkeys(row[DPS] for row in read_rows(data_folder(project, FOLDER), own))
    empty = dict.fromkeys((*AREA_COLUMNS, "row", "col"), "")
    others = [row for row in rows if row["grouping"] != DPS]
    return [*others, *({**empty, "grouping": DPS, "key": name, "label": name} for name in names)]


def _area(row: Mapping[str, str]) -> Value:
    return Value(
        label=row["label"],
        short=row["short"] or None,
        tile=row["tile"] or None,
        colour=row["colour"] or None,
        is_reference=row["reference"] == "yes",
        aliases=tuple(alias for alias in row["aliases"].split("; ") if alias),
    )
