"""The choices of a year, read from params/ and checked."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic needs it at run time
import re
from functools import lru_cache
from pathlib import Path  # noqa: TC003 - lru_cache and pydantic need it at run time
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from is248.base import observed
from is248.base.errors import DataError, UserError, suggestion
from is248.base.paths import CHAPTERS, PARTED, REVISIONS, Project, find_project
from is248.base.told_models import ToldModel, told_of
from is248.base.yaml_files import fault, read_yaml_file

Basis = Literal[
    "microdata", "printed", "register", "params", "calibrated", "reconstructed",
    "synthetic_fitted", "synthetic_invented", "synthetic",
]  # fmt: skip
"""What a number rests on, see docs/methods.md.

``printed`` is carried over from print or computed of it. Of made-up answers, ``synthetic_fitted``
is what a printed margin holds and ``synthetic_invented`` what nothing holds; ``synthetic`` says
neither, and results say it of no annotated cell.
"""

YEAR = re.compile(r"(?:19|20)\d\d")
"""A year in a name or key."""


SHEET = "municipality_sheet"
"""The notebook of one municipality or district; it is no chapter of the year."""


class Strict(ToldModel):
    """A model that refuses keys it does not know: a misspelt setting must not be silent."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Oslo = Literal["one", "districts", "districts_and_agencies"]
"""How the city counts: as one municipality, by its districts, by districts and agencies."""

CSV = r"^[A-Za-z0-9_.-]+\.csv$"
OWN = "own"
"""Folder below data/municipalities/ for files of the user's own, by year; never in git."""

OWN_CHOICES = "params.yml"
"""In the folder of a year: the files there that take the place of those that params name."""

_ModelT = TypeVar("_ModelT", bound=BaseModel)


class Chapter(Strict):
    """One chapter of a year.

    Attributes:
        theme: Name of its notebook without ending.
        number: Chapter number in this year's report; None for an appendix.
        title: Norwegian title.
        printed: Item ids of the notebook → the printed item that each answers to
            (``table-4.2``, ``figure-4.1``); empty in a year without a printed report.
        also: Further chapters of the printed report whose statements are compared here.
        built_from_others: Whether the chapter reads the results of the others, and so is made last.
    """

    theme: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    number: int | None = None
    title: str
    printed: dict[str, str] = {}  # noqa: RUF012 - of a model
    also: tuple[int, ...] = ()
    built_from_others: bool = False

    @property
    def slug(self) -> str:
        """File name stem, for example ``04-fte_by_area``."""
        return f"{self.number:02d}-{self.theme}" if self.number is not None else self.theme

    @property
    def heading(self) -> str:
        """Number and title as a reader sees them."""
        return f"{self.number} {self.title}" if self.number is not None else self.title


class DataFile(Strict):
    """A data file that can be exchanged for a better one.

    Attributes:
        file: Path below data/municipalities/.
        basis: What its numbers rest on; printed wherever they are used.
        as_of: The year that they are of, when it is not the reporting year.
    """

    file: str = Field(pattern=rf"^(?:{OWN}/[0-9]{{4}}/)?{CSV[1:]}")
    basis: Basis
    as_of: int | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is the user's own and not in git."""
        return self.file.startswith(f"{OWN}/")


class OwnChoices(Strict):
    """Files of the user's own that take the place of those that params name."""

    inhabitants: DataFile | None = None
    fte: DataFile | None = None


class Thresholds(Strict):
    """Statistical thresholds of a year.

    Attributes:
        box_fence: Whisker length of box plots in interquartile ranges.
        rate_per: Inhabitants that a rate is given per.
        box_rate_per: Inhabitants per rate in the box plots.
        named_outliers: At most so many units are named per group in a figure.
        convention: The level that the report's series calls significant; kept for the comparison
            with print.
        certain: An adjusted p below it is said to be statistically certain.
        few: Groups with fewer answers are neither named nor ranked.
    """

    box_fence: float = 1.5
    rate_per: int = 10_000
    box_rate_per: int = 1_000
    named_outliers: int = 6
    convention: float = Field(default=0.10, gt=0, lt=1)
    certain: float = Field(default=0.05, gt=0, lt=1)
    few: int = 10


class Quality(Strict):
    """What quality control takes to be out of the ordinary, see docs/quality.md.

    Attributes:
        fte_tolerance: FTE by which the same staff, counted in two ways, may differ.
        rate_fence: Fence of FTE per inhabitant within a size class, in interquartile ranges.
        change_fence: Fence of the change from the year before within a size class.
        least_change: A change of fewer FTE is never out of the ordinary.
        form_change_pct: A change of so many per cent counts when the reporting form changed too.
        listed_only: Checks whose findings are listed, but not asked about.
    """

    fte_tolerance: float = 1.0
    rate_fence: float = 1.5
    change_fence: float = 3.0
    least_change: float = 2.0
    form_change_pct: float = 25.0
    listed_only: tuple[str, ...] = ()


class RegisterFiles(Strict):
    """The register of a year: names below data/municipalities/.

    Attributes:
        units: Municipalities, districts and agencies.
        areas: Counties, HF areas and regions with labels, order and places on the map; none in a
            year that groups by nothing but size.
        dps: A list of one's own of the DPS area (``dps``) of each unit (``code``), in the order
            shown; instead of those of the register.
    """

    units: str = Field(pattern=CSV)
    areas: str | None = Field(default=None, pattern=CSV)
    dps: str | None = Field(default=None, pattern=CSV)


class Revision(Strict):
    """Why a version was made after another, as its readers are told.

    Attributes:
        version: Its number.
        type: ``correction`` mends an error; ``revision`` makes better, or adds.
        reason: Why, in a sentence or two.
        date: When it was published; the date of the edition when not given.
        not_affected: What a reader can rely on as before, in words.
    """

    version: int = Field(ge=1)
    type: Literal["correction", "revision"]
    reason: str = Field(min_length=1)
    date: dt.date | None = None
    not_affected: str = ""


class RevisionLog(Strict):
    """Why the versions of a year were made (params/revisions/<year>.yml)."""

    revisions: tuple[Revision, ...]

    @field_validator("revisions")
    @classmethod
    def _each_once(cls, revisions: tuple[Revision, ...]) -> tuple[Revision, ...]:
        numbers = [one.version for one in revisions]
        if twice := {number for number in numbers if numbers.count(number) > 1}:
            raise ValueError(f"versjon {min(twice)} står flere ganger; behold én")
        return revisions


Language = Literal["nb", "en"]
"""Norwegian bokmål, and English."""


class YearParams(Strict):
    """All choices of one year (params/<year>.yml).

    Without a file of FTE those of the answers are used. The register is ``<year>.csv`` when
    ``register`` names no other. ``demonstration`` marks a year of which only a few numbers are
    known: its answers are drawn to meet them, and every page says so. ``revisions`` tell why
    versions were made; they stand in params/revisions/. ``languages`` are those that every version
    of the year has pages in. ``oslo`` counts Oslo in one way wherever groups are compared; without
    it each grouping counts it as the report does.
    """

    year: int
    title: str
    edition_date: dt.date
    publisher: str
    demonstration: bool = False
    printed_report: str | None = None
    isbn: str | None = None
    issn: str | None = None
    chapters: tuple[Chapter, ...]
    inhabitants: DataFile
    fte: DataFile | None = None
    named_register: RegisterFiles | None = Field(default=None, alias="register")
    series_start: int
    series_breaks: tuple[int, ...] = ()
    thresholds: Thresholds = Thresholds()
    oslo: Oslo | None = None
    quality: Quality = Quality()
    languages: tuple[Language, ...] = ("nb",)
    revisions: tuple[Revision, ...] = ()

    def revision(self, version: str) -> Revision | None:
        """Why a version (``v3``) was made; None when params do not say."""
        told = (one for one in self.revisions if f"v{one.version}" == version)
        return next(told, None)

    @property
    def register_files(self) -> RegisterFiles:
        """The files of the register."""
        return self.named_register or RegisterFiles(units=f"{self.year}.csv")

    @property
    def edition_word(self) -> str:
        """What the edition is called on its cover."""
        return "Demonstrasjonsutgave" if self.demonstration else "Utgave"

    @property
    def dated_mark(self) -> str:
        """The year after a title; in a demonstration with what it is."""
        mark = " – demonstrasjon med oppdiktede svar" if self.demonstration else ""
        return f"{self.year}{mark}"

    @property
    def demonstration_line(self) -> str:
        """What every page of a demonstration says at its head; empty in any other edition."""
        if not self.demonstration:
            return ""
        return (
            "Demonstrasjonsutgave: Svarene er oppdiktet, men trukket slik at de stemmer med det "
            f"som er offentlig om {self.year}."
        )

    @property
    def demonstration_notice(self) -> str:
        """What index, cover and first pages of a demonstration say; empty in any other edition."""
        if not self.demonstration:
            return ""
        return (
            f"Dette er en demonstrasjon. Om {self.year} er bare noen få tall offentlige. Skjemaet "
            "og svarene er ikke det. Spørsmålene er derfor delvis antatt, og svarene er trukket "
            "slik at de gir tallene som kilden oppgir. Bare det som kilden oppgir, omtales som "
            "funn. Alt annet er oppdiktet og sier ingenting om noen kommune."
        )

    @property
    def inhabitants_of(self) -> int:
        """The year on whose first day the inhabitants were counted."""
        return self.inhabitants.as_of or self.year

    @property
    def own_files(self) -> tuple[str, ...]:
        """Files of the user's own that the year is made of, below data/municipalities/."""
        named = [file for file in (self.inhabitants, self.fte) if file and file.is_own]
        return tuple(file.file for file in named)

    def chapter(self, theme: str) -> Chapter:
        """The chapter of a theme.

        Raises:
            UserError: The year has no such chapter.
        """
        for chapter in self.chapters:
            if chapter.theme == theme:
                return chapter
        raise UserError(
            f"{self.year} har ikke noe kapittel «{theme}»."
            + suggestion(theme, [c.theme for c in self.chapters])
        )


def read_params(path: Path, project: Project) -> object:
    """The content of a file in params/.

    Raises:
        UserError: It is missing or no YAML.
    """
    try:
        return read_yaml_file(path, project.relative(path))
    except FileNotFoundError:
        raise UserError(f"Mangler {project.relative(path)}.") from None


def checked(model: type[_ModelT], content: object, path: Path, project: Project) -> _ModelT:
    """The content of a file as a model.

    Raises:
        UserError: It is not as it must be: the first fault and its place.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise DataError(f"{project.relative(path)}{fault(error, path)}") from error


def known_years(project: Project) -> list[int]:
    """The years that have a params file, oldest first."""
    files = observed.in_folder(project.params, "*.yml")
    return sorted(int(path.stem) for path in files if YEAR.fullmatch(path.stem))


def own_folder(year: int, project: Project) -> Path:
    """Where the user's own inhabitants and FTE of a year are, if there are any."""
    return project.data / "municipalities" / OWN / str(year)


@lru_cache(maxsize=16)
def load_year(year: int, project: Project | None = None, *, own: bool = True) -> YearParams:
    """Read the choices of a year.

    Args:
        year: The reporting year.
        project: The project; found from the current folder when not given.
        own: Whether files of the user's own take the place of those that are shipped.

    Returns:
        The checked choices.

    Raises:
        UserError: The year has no file, or the file is not as it must be.
    """
    project = project or find_project()
    path = project.params / f"{year}.yml"
    if not (YEAR.fullmatch(str(year)) and observed.is_there(path)):
        raise UserError(
            f"Året {year} finnes ikke: params/{year}.yml mangler."
            + suggestion(str(year), map(str, known_years(project)))
        )
    observed.part(path, "")
    with observed.apart():
        params = checked(YearParams, read_params(path, project), path, project)
    told = project.params / REVISIONS / path.name
    if observed.is_there(told):
        log = checked(RevisionLog, read_params(told, project), told, project)
        params = params.model_copy(update={"revisions": log.revisions})
    choices = own_folder(year, project) / OWN_CHOICES
    if own and observed.is_there(choices):
        named = checked(OwnChoices, read_params(choices, project), choices, project)
        kept = {key: value for key, value in named if value is not None}
        params = params.model_copy(update=kept)
    if params.year != year:
        raise UserError(f"params/{year}.yml sier at året er {params.year}; rett «year».")
    return with_choices_told(params, path)


def with_choices_told(params: YearParams, path: Path) -> YearParams:
    """The same, telling which choices are read; see :mod:`is248.edition.file_parts`."""
    parts = {name: told_of(getattr(params, name), path, f"{name}.") for name in PARTED}
    chapters = (told_of(one, path, f"{CHAPTERS}.{one.theme}.") for one in params.chapters)
    return told_of(params.model_copy(update={**parts, CHAPTERS: tuple(chapters)}), path)
