"""The codebook of a year: every question of the form, checked when it is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path  # noqa: TC003 - a model names it
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from is248.base import observed
from is248.base.errors import DataError, suggestion
from is248.base.paths import Project, find_project
from is248.base.yaml_files import read_model
from is248.survey.places import survey_folder, years_with_codebook
from is248.year.labels import Value  # noqa: TC001 - pydantic needs it at run time

if TYPE_CHECKING:
    from collections.abc import Iterator

Status = Literal["blank", "dont_know", "not_asked", "no_answer", "carried_forward"]
"""Why a cell holds no answer of this year; zero is an answer and has no status.

blank: the form came, the cell is empty. dont_know: "vet ikke". not_asked: a filter or the reporting
form leaves the question out. no_answer: the unit sent no form. carried_forward: the value is last
year's.
"""

Origin = Literal["told", "goes_on", "assumed"]
"""Where a question of a form that is not public comes from.

told: the source tells a result of it. goes_on: an earlier form asked it, and it plausibly went on.
assumed: ours, within a theme that the source names.
"""

Type = Literal["single", "multiple", "fte", "amount", "count", "open"]
Form = Literal["joint", "mental_health", "substance_use"]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]


FTE_SPLIT = re.compile(r"fte_(adult|child)_(measure|education|pathway)_(.+)")
"""Concepts of FTE: for whom, what splits them, and the part."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Filter(_Strict):
    """Who is asked: units that gave one of these codes to another variable."""

    variable: Identifier
    codes: tuple[str, ...]


class OutcomeSet(_Strict):
    """Answers that are told together.

    Attributes:
        codes: The answers.
        label: What titles call them, in Norwegian, without grouping and year.
    """

    codes: tuple[str, ...] = Field(min_length=1)
    label: str


APART = ("note", "categories", "outcomes", "number", "chapter", "asked")
"""What of a question few ask for, or all go through who look for one: each is told apart."""

_PARTS = {name: [f".{name}"] for name in APART} | {"label": [""], "title": [""]}
_PARTS["__dict__"] = ["", *(f".{name}" for name in APART)]
"""Field → the parts of the file that who asks for it rests on. ``__dict__`` is all."""


class Variable(_Strict):
    """One question, or one part of a question.

    A question that was read from a file tells when its words, its number, its chapter or who is
    asked are asked for; all else of it counts for everybody who reads the codebook.

    Attributes:
        id: Stable name; the same across years where the question is the same.
        part: Part of the form (1-3).
        number: Number in the form, "3.2".
        label: Our own short Norwegian label.
        type: single choice, multiple choice (several crosses), fte, amount (kroner), count, open.
        categories: Code → Norwegian label, in order: the choices of single and multiple, and the
            codes of an open question whose answers are coded. A multiple choice has one column per
            option, ``<id>__<code>`` with 1 or 0. A coded open question has the text in ``<id>`` and
            its codes, joined by ";", in ``<id>__codes``.
        missing: Code in the file → why it is no answer.
        asked: Who is asked; everybody when not given.
        group: Services for adults or for children, where the question is put for each.
        form: Reporting form that it belongs to, where joint and separate reporters are asked apart.
        access: public (FTE by measure, education and pathway) or restricted (all else).
        chapter: Theme of the chapter that reports it.
        concept: What links it to other years' questions; its own id when not given. The versions
            of a question for each reporting form share one.
        note: A break or change from the year before, in Norwegian; empty when none.
        title: What captions call it, when not the label.
        outcomes: Name → answers that are told together ("good": large and very large extent).
        neutral: The answer in the middle of a scale.
        origin: Where it comes from, in a year whose form is not public; the codebook's when not
            given.
        status: What became of it since the year before; a dropped question is not asked.
        decide: What a person has to decide before the question can be used; empty when nothing.
    """

    id: Identifier
    part: int = Field(ge=1, le=3)
    number: str
    label: str
    type: Type
    categories: Mapping[str, str] = {}
    missing: Mapping[str, Status] = {}
    asked: Filter | None = None
    group: Literal["adult", "child"] | None = None
    form: Form | None = None
    access: Literal["public", "restricted"] = "restricted"
    chapter: Identifier
    concept: Identifier = ""
    note: str = ""
    title: str = ""
    outcomes: Mapping[Identifier, OutcomeSet] = {}
    neutral: str | None = None
    origin: Origin | None = None
    status: Literal["kept", "changed", "dropped", "new"] | None = None
    decide: str = ""
    _told: tuple[Path, str] | None = None

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - of any attribute
        """An attribute, and tell of it when not everybody rests on it."""
        if name in _PARTS:
            private = super().__getattribute__("__pydantic_private__")
            if private and (told := private["_told"]):
                file, question = told
                for part in _PARTS[name]:
                    observed.part(file, f"{question}{part}")
        return super().__getattribute__(name)

    def __eq__(self, other: object) -> bool:
        """Whether a question is the same, wherever it was read."""
        return isinstance(other, Variable) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]  # its categories have none

    @property
    def codes(self) -> tuple[str, ...]:
        """Its categories without their labels."""
        return tuple(super().__getattribute__("__dict__")["categories"])

    @model_validator(mode="before")
    @classmethod
    def _concept_is_the_id_by_itself(cls, given: object) -> object:
        return {"concept": given.get("id"), **given} if isinstance(given, Mapping) else given

    @model_validator(mode="after")
    def _outcomes_are_answers(self) -> Variable:
        named = [code for found in self.outcomes.values() for code in found.codes]
        neutral = [self.neutral] if self.neutral else []
        if unknown := [code for code in (*named, *neutral) if code not in self.categories]:
            raise ValueError(f"{self.id}: outcomes of unknown answers {unknown}")
        twice = [k for k, v in self.outcomes.items() if k in self.categories and v.codes != (k,)]
        if twice:
            raise ValueError(f"{self.id}: an outcome has the name of another answer: {twice}")
        return self

    @model_validator(mode="after")
    def _choices_need_categories(self) -> Variable:
        if self.type in {"single", "multiple"} and not self.categories:
            raise ValueError(f"{self.id}: a choice needs its categories")
        if self.type in {"fte", "amount", "count"} and self.categories:
            raise ValueError(f"{self.id}: a number has no categories")
        return self

    @property
    def answers(self) -> dict[str, None]:
        """What can be asked of it by name, in order: sets of answers, and answers."""
        return dict.fromkeys([*self.outcomes, *self.categories])

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it takes in a file and in the prepared answers."""
        if self.type == "multiple":
            return tuple(f"{self.id}__{code}" for code in self.codes)
        if self.type == "open" and self.codes:
            return (self.id, f"{self.id}__codes")
        return (self.id,)


class Agencies(_Strict):
    """What the city's agencies are asked; all else goes to municipalities and districts alone.

    Attributes:
        parts: Parts of the form that they fill in.
        variables: Questions of the other parts that they are asked.
    """

    parts: tuple[int, ...] = ()
    variables: tuple[Identifier, ...] = ()


class Codebook(_Strict):
    """All questions of a year.

    Attributes:
        year: Reporting year.
        key: Column that holds the unit's register key.
        topics: Topic of the form → label, in its order: the first is number 1.
        themes: Theme of a chapter → what it is called in a few words; the chapter's title when not
            given.
        agencies: What the city's agencies are asked; everything when not given.
        origin: Where the questions come from, in a year whose form is not public.
        variables: In the order of the form; those that the file marks as dropped are not here.
        dropped: Questions of the year before that are no longer asked.
        decide: What a person has to decide of the book as a whole; empty when nothing.
    """

    year: int
    key: str = "unit"
    origin: Origin | None = None
    topics: Mapping[str, str] = {}
    themes: Mapping[Identifier, Value] = {}
    agencies: Agencies | None = None
    variables: tuple[Variable, ...]
    dropped: tuple[Variable, ...] = ()
    decide: str = ""

    @model_validator(mode="after")
    def _dropped_are_not_asked(self) -> Codebook:
        dropped = tuple(v for v in self.variables if v.status == "dropped")
        asked = tuple(v for v in self.variables if v.status != "dropped")
        self.__dict__.update(variables=asked, dropped=(*self.dropped, *dropped))  # it is frozen
        return self

    @model_validator(mode="after")
    def _ids_are_unique_and_filters_known(self) -> Codebook:
        ids = [variable.id for variable in self.variables]
        if twice := {i for i in ids if ids.count(i) > 1}:
            raise ValueError(f"ids stand twice: {sorted(twice)}")
        for variable in self.variables:
            if variable.asked and variable.asked.variable not in ids:
                raise ValueError(f"{variable.id}: filter on unknown {variable.asked.variable}")
        asked = Counter((variable.concept, variable.form) for variable in self.variables)
        if shared := sorted({concept for (concept, _), times in asked.items() if times > 1}):
            raise ValueError(f"questions share a concept: {shared}")
        known = {*ids, *(variable.id for variable in self.dropped)}
        if self.agencies and (unknown := {*self.agencies.variables} - known):
            raise ValueError(f"agencies: unknown questions {sorted(unknown)}")
        return self

    def variable(self, name: str) -> Variable:
        """A variable by id.

        Raises:
            DataError: The year does not ask it.
        """
        for variable in self.variables:
            if variable.id == name:
                return variable
        known = [variable.id for variable in self.variables]
        raise DataError(f"{self.year} har ikke spørsmålet «{name}»." + suggestion(name, known))

    def has(self, variable: Variable) -> bool:
        """Whether the year has a question, and just as it is."""
        same = (one for one in self.variables if one.id == variable.id)
        return any(one is variable or one == variable for one in same)

    @property
    def undecided(self) -> list[Variable]:
        """Questions of which a person has something to decide, dropped ones too."""
        return [variable for variable in (*self.variables, *self.dropped) if variable.decide]

    def origin_of(self, variable: Variable) -> Origin | None:
        """Where a question comes from; None in a year whose form is held."""
        return variable.origin or self.origin

    def by_concept(self, concept: str, form: Form | None = None) -> Variable | None:
        """The question of a concept, whatever its id this year; None when it is not asked.

        Args:
            concept: The concept, see :class:`Variable`.
            form: Reporting form, for a question that each form has its own version of.
        """
        found = (v for v in self.variables if (v.concept, v.form) == (concept, form))
        return next(found, None)

    def asks_agencies(self, variable: Variable) -> bool:
        """Whether the city's agencies are asked a question."""
        own = self.agencies
        return own is None or variable.part in own.parts or variable.id in own.variables

    def search(self, word: str) -> list[Variable]:
        """Variables whose id, label, number, chapter or categories hold a word (case folded)."""
        sought = word.casefold()
        return [variable for variable in self.variables if sought in _haystack(variable)]


_TYPES = {
    "single": "ett valg",
    "multiple": "flere kryss",
    "fte": "årsverk",
    "amount": "kroner",
    "count": "antall",
    "open": "åpent svar",
}


def type_name(variable: Variable) -> str:
    """The type of a question in Norwegian; a coded open question says so."""
    coded = variable.type == "open" and variable.categories
    return "åpent svar, kodes" if coded else _TYPES[variable.type]


def _haystack(variable: Variable) -> str:
    words = [variable.id, variable.label, variable.number, variable.chapter, variable.concept]
    return " ".join([*words, *variable.categories.values()]).casefold()


def has_codebook(year: int, project: Project | None = None) -> bool:
    """Whether a year has a codebook."""
    return observed.is_there(_path(year, project or find_project()))


def other_versions(name: str, year: int, project: Project) -> Iterator[Variable]:
    """A question as the forms of other years have it, the newest first."""
    for other in years_with_codebook(project):
        if other != year:
            book = load_codebook(other, project)
            yield from (variable for variable in book.variables if variable.id == name)


def _path(year: int, project: Project) -> Path:
    return survey_folder(year, project) / "codebook.yml"


@lru_cache(maxsize=8)
def load_codebook(year: int, project: Project | None = None) -> Codebook:
    """Read the codebook of a year.

    Args:
        year: Reporting year.
        project: The project; found when not given.

    Returns:
        The checked codebook.

    Raises:
        DataError: The file is missing or not as it must be.
    """
    project = project or find_project()
    path = _path(year, project)
    observed.part(path, "")
    try:
        with observed.apart():
            book = read_model(path, Codebook, project.relative(path))
    except FileNotFoundError:
        raise DataError(f"{year} har ingen kodebok: {project.relative(path)} mangler.") from None
    if book.year != year:
        raise DataError(f"{project.relative(path)} er for {book.year}, ikke {year}.")
    for variable in (*book.variables, *book.dropped):
        variable._told = path, variable.id
    return book
