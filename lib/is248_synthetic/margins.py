"""The readable list of margins: which variable and category answers to which printed number.

``data/survey/<year>/margins.yml`` holds no printed value: values are looked up in
``data/published``. What it adds of our own is named as such: ``cut`` (a threshold that puts a told
ranking into effect), ``about`` (how far a number told in words may be off), ``prior``.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic needs it at run time
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from is248.base.errors import DataError
from is248.base.paths import Project, find_project
from is248.base.yaml_files import fault, read_yaml_file
from is248.survey.places import survey_folder
from is248_synthetic.synthetic_units import Who  # noqa: TC001 - pydantic needs it at run time

if TYPE_CHECKING:
    from pathlib import Path


def _as_tuple(value: object) -> object:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


Words = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
Attribute = Literal["size_class", "own_size_class", "county", "hf_area", "region"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Hold(_Strict):
    """One printed table, or one statement told one or more times.

    Attributes:
        told: Where it is printed: ``table-7.1``, or statements by id, ``s332``.
        variable: Codebook variable; the first of the block when not given.
        codes: Its categories that are counted together; none: all that answered.
        patterns: Whether the categories are names of the block's classes.
        also: Other variables of the block that must have these categories at the same time.
        measure: count of units, pct of the base, mean of the scale (first category 1), adult
            inhabitants of the units, units without an answer.
        base: Per cent of those that answered, of all units, of those that did not cross the
            excluding option (takers), of the same answer in all groups (everywhere), or of those
            that meet the first condition (first).
        who: How Oslo counts.
        by: Attribute that the rows of a table, or the groups of a ranking, stand for.
        where: Attribute → values that the units must have.
        given: Earlier variable → codes that the units must have answered.
        columns: Of a table with groups as rows: printed column → categories.
        rows: Of a table with categories as rows: printed row → categories; ``same`` when the row
            keys are the codes.
        values: Of such a table: printed column → measure.
        row: Only these rows of the table.
        total: Row whose base is all units although the other rows' base is those that answered.
        weighted: Whether a mean is weighted by inhabitants.
        about: How far off it may be (per cent points or units; per cent of inhabitants), where it
            is told in words or rests on reconstructed inhabitants.
        bound: The value is a lower or upper bound.
        lowest: Groups below all others.
        highest: Groups above all others.
        cut: Our threshold between these groups and the others (not printed).
        differing: Groups that differ from the reference at the 10 per cent level, and no others.
        most: Whether the option is told to be the one that most crossed.
        direction: How they differ.
        reference: The reference group.
        only: Whether all groups not named must not differ.
        weight: How much it costs to give it up; more for what is told as a count.
    """

    told: Words
    variable: str | None = None
    codes: Words = ()
    patterns: bool = False
    also: Mapping[str, Words] = {}
    measure: Literal["count", "pct", "mean", "inhabitants", "missing"] = "pct"
    weighted: bool = False
    base: Literal["answered", "all", "takers", "everywhere", "first"] = "answered"
    who: Who = "one"
    by: Attribute | None = None
    where: Mapping[Attribute, Words] = {}
    given: Mapping[str, Words] = {}
    columns: Mapping[str, Words] = {}
    rows: Mapping[str, Words] | Literal["same"] = {}
    values: Mapping[str, Literal["count", "pct", "inhabitants", "missing"]] = {}
    row: Words = ()
    total: str | None = None
    about: float = 0.0
    bound: Literal["at_least", "at_most"] | None = None
    lowest: Words = ()
    highest: Words = ()
    cut: float | None = None
    differing: Words | None = None
    most: bool = False
    direction: Literal["higher", "lower"] = "higher"
    reference: str | None = None
    only: bool = True
    weight: float | None = None


class Block(_Strict):
    """Variables solved together.

    Attributes:
        block: Name.
        variables: Codebook variables.
        who: Units that can answer.
        asked: Earlier variable → codes that the units must have answered to be asked.
        prior: Our plausible shares of the categories (not printed), and of ``none``.
        classes: Exclusive patterns of answers to several variables or options, solved as one:
            name → variable → its categories. What a class does not name is ``default``.
        default: Category of the variables that a class does not name.
        not_districts: Categories or classes that no district gets (a choice of ours).
        exclusive: Options of a multiple choice that exclude all others.
        lean: How strongly larger units lean towards the first categories (not printed).
        gap: How far from the most plausible answers the solution may stay.
        logit: The printed logit table that ``counts`` answer to.
        counts: Our choice of answered and good units per size class (see docs/synthetic.md).
        hold: What is printed about them.
    """

    block: str
    variables: Words
    who: Literal["districts", "districts_and_agencies"] = "districts"
    asked: Mapping[str, Words] = {}
    prior: Mapping[str, float] = {}
    classes: Mapping[str, Mapping[str, Words]] = {}
    default: str | None = None
    not_districts: Words = ()
    exclusive: Words = ()
    lean: float = 0.0
    gap: float = 0.01
    logit: str | None = None
    counts: Mapping[str, tuple[int, int]] = {}
    hold: tuple[Hold, ...] = ()


class Coded(_Strict):
    """An open question whose answers are coded, several codes per answer.

    Attributes:
        variable: The open question.
        table: The printed table of codes.
        told: Statements about it.
        given: Who is asked.
        municipalities: Answers of municipalities that are coded.
        districts: Answers of districts that are coded.
        district_codes: Code → how many of the districts gave it, where it is told.
    """

    variable: str
    table: str
    told: Words = ()
    given: Mapping[str, Words] = {}
    municipalities: int
    districts: int = 0
    district_codes: Mapping[str, int] = {}


class Crossed(_Strict):
    """A multiple choice whose options are told one by one.

    Attributes:
        variable: The question.
        table: The printed table of options.
        told: Statements about it.
        given: Who is asked.
        column: Printed counts: of the municipalities, or of all units with Oslo as one.
        districts_column: Printed counts of Oslo's districts, where they are apart.
        answered: Units that answered (Oslo as one); none: all that are asked.
    """

    variable: str
    table: str
    told: Words = ()
    given: Mapping[str, Words] = {}
    column: str = "n"
    districts_column: str | None = None
    answered: int | None = None


class Ages(_Strict):
    """Ages that open answers name: the usual range from ``low`` to ``high``, and the ``lowest``."""

    low: Words
    high: Words
    lowest: Words


class Free(_Strict):
    """A multiple choice, or an open question with codes, that nothing is told of.

    ``prior`` is our share of each code and of ``none``; ``exclusive`` options exclude all others.
    """

    variable: str
    prior: Mapping[str, float]
    exclusive: Words = ()


class Text(_Strict):
    """An open question that is not coded: how many municipalities wrote something (statement).

    ``ages`` are the statements on ages that the texts name.
    """

    variable: str
    told: str
    given: Mapping[str, Words] = {}
    ages: Ages | None = None


class Elsewhere(_Strict):
    """Told numbers that follow from the FTE or the amounts, or from a table that is held."""

    statements: Words
    by: str


class Contradiction(_Strict):
    """Printed numbers that arithmetic shows cannot hold together."""

    told: Words
    against: Words
    because: str


class Clash(_Strict):
    """A target that cannot hold beside others; found by the search, proved in the tests.

    Attributes:
        block: Where it is solved; ``fte`` for the national FTE.
        broken: The target that is given up.
        against: The smallest set of targets that it clashes with.
        because: The arithmetic, in words.
    """

    block: str
    broken: str
    against: Words
    because: str


class OutOfScope(_Strict):
    """Statements that no answer file can hold."""

    statements: Words
    reason: str


class PathwayFacts(_Strict):
    """How the pathways are answered.

    Attributes:
        distribute: Units that distribute their FTE.
        within: Units within one FTE of the measures, counted among those that distribute.
        countable: Kinds of units that may be left out or be off (the others distribute exactly).
    """

    distribute: int
    within: int
    countable: tuple[str, ...] = ("municipality", "district", "agency")


class ToldFte(_Strict):
    """What is told of the FTE of the country.

    Attributes:
        told: The statement.
        measure: The FTE themselves, or the growth in per cent of FTE per inhabitant of that age
            since the year that goes on.
    """

    told: str
    measure: Literal["sum", "growth_per_inhabitant"]


class ToldChange(_Strict):
    """A told change of FTE from the year before; ``since`` is the statement of FTE in that year."""

    group: Literal["adult", "child", "total"]
    told: str
    measure: Literal["change", "change_pct"]
    since: str


class Carried(_Strict):
    """A year of which few numbers are told: the rest goes on from an earlier year.

    Attributes:
        year: That year.
        fte: Group → what is told; of a group of which nothing is told, FTE per inhabitant stay.
        changes: What is told of changes: it follows from the FTE, and is checked.
    """

    year: int
    fte: Mapping[str, ToldFte] = {}
    changes: tuple[ToldChange, ...] = ()


class Facts(_Strict):
    """Single told numbers that the builder needs beside the margins.

    Attributes:
        respondents: The statement that tells how many professionals filled in the form.
        respondents_in_all: How many there are (our choice) where the statement tells a lower bound.
        pathways: Group → how the pathways are answered.
        grants_nothing: Municipalities that granted nothing to user involvement the year before.
        grants_unknown: Those that say that they do not know the amount.
        grants_agency: The agency that hands out the city's grants.
        separate: Group → districts that report the two fields apart.
        separate_agency: The agency that reports so; the one of the grants does not.
    """

    respondents: str = ""
    respondents_in_all: int | None = None
    pathways: Mapping[Literal["adult", "child"], PathwayFacts] = {}
    grants_nothing: int = 0
    grants_unknown: int = 0
    grants_agency: str = ""
    separate: Mapping[Literal["adult", "child"], int] = {}
    separate_agency: str = ""


class Margins(_Strict):
    """The list of a year.

    Attributes:
        year: The year that the answers are of.
        report: The year of the report whose tables and statements are held.
        facts: Single told numbers.
        carried: Where what is not told goes on from; none in a year with a whole report.
    """

    year: int
    report: int
    facts: Facts = Facts()
    carried: Carried | None = None
    blocks: tuple[Block, ...]
    coded: tuple[Coded, ...] = ()
    free: tuple[Free, ...] = ()
    texts: tuple[Text, ...] = ()
    crossed: tuple[Crossed, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    clashes: tuple[Clash, ...] = ()
    out_of_scope: tuple[OutOfScope, ...] = ()

    def declared(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Block → target → what it clashes with."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for clash in self.clashes:
            found.setdefault(clash.block, {})[clash.broken] = clash.against
        return found


def margins_file(year: int, project: Project | None = None) -> Path:
    """Where the list of a year is."""
    return survey_folder(year, project) / "margins.yml"


@lru_cache(maxsize=4)
def load_margins(year: int, project: Project | None = None) -> Margins:
    """Read the list of a year.

    Raises:
        DataError: The file is missing or not as it must be.
    """
    project = project or find_project()
    path = margins_file(year, project)
    try:
        return Margins.model_validate(_parts(read_yaml_file(path, project.relative(path))))
    except FileNotFoundError:
        raise DataError(
            f"{year} har ingen marginliste: {project.relative(path)} mangler."
        ) from None
    except ValidationError as error:
        raise DataError(f"{project.relative(path)}{fault(error, path)}") from error


def _parts(content: object) -> dict[str, object]:
    # keys that begin with x- only hold lists that are used several times
    parts = content if isinstance(content, dict) else {}
    return {key: value for key, value in parts.items() if not key.startswith("x-")}
