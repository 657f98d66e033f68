"""The control rules as data: params/checks.yml, checked when it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003 - pydantic needs it at run time
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from is248.base import observed
from is248.base.errors import UserError, suggestion
from is248.base.paths import Project, find_project
from is248.base.yaml_files import read_model
from is248.year.params import Strict

if TYPE_CHECKING:
    from is248.year.params import Quality

FILE = "checks.yml"
PLACES = frozenset({"value", "expected", "low", "high", "label", "detail", "who", "year", "last"})
"""What the words of a rule may hold in braces."""

Severity = Literal["contradiction", "unusual", "note"]
Group = Literal["adult", "child"]
NumberType = Literal["fte", "amount", "count"]
Split = Literal["measure", "education", "pathway"]


def _places(words: str) -> str:
    unknown = {name for _, name, _, _ in Formatter().parse(words) if name} - PLACES
    if unknown:
        raise ValueError(f"unknown places {sorted(unknown)}; known are {sorted(PLACES)}")
    return words


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from error
    return text


Words = Annotated[str, AfterValidator(_places)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Percent = Annotated[float, Field(gt=0, le=100)]


class SumsAgree(Strict):
    """FTE by measure and by another split differ by more than ``fte_tolerance``."""

    kind: Literal["sums_agree"]
    split: Literal["education", "pathway"]


class Rate(Strict):
    """FTE per inhabitant outside ``rate_fence``."""

    kind: Literal["rate"]
    side: Literal["high", "low"]


class Moved(Strict):
    """A change from the year before outside ``change_fence``."""

    kind: Literal["moved"]
    column: Literal["change", "change_rate"]


class Plain(Strict):
    """A rule that has nothing to set."""

    kind: Literal["half_missing", "child_gone", "form_jump", "carried", "silent"]


class Copied(Strict):
    """So many per cent of at least so many numbers are those of last year, or of another unit."""

    kind: Literal["copied"]
    of: Literal["year_before", "other_unit"]
    share_pct: Percent
    least: int


class Alike(Strict):
    """The same numbers in two places of a form, or one number in every place."""

    kind: Literal["alike"]
    between: Literal["groups", "fields", "everything"]
    least: int


class Swapped(Strict):
    """Numbers fit last year's once two groups, or two units, change places.

    ``apart``: how far from last year's they are, ``fit``: how near they come; mean of log ratios.
    """

    kind: Literal["swapped"]
    between: Literal["groups", "units"]
    apart: float
    fit: float


class BySize(Strict):
    """Numbers outside the fences of the size class on a log scale.

    ``fence`` in robust standard deviations; a class of fewer than ``thin`` numbers takes in its
    neighbours; a high number below ``least`` is never out of reach.
    """

    kind: Literal["by_size"]
    types: tuple[NumberType, ...] = ()
    split: Split | None = None
    sides: tuple[Literal["high", "low"], ...]
    fence: float
    thin: int
    least: float = 0.0


class Factor(Strict):
    """FTE are last year's times a factor; ``within`` a log10, ``least`` FTE in the smaller year."""

    kind: Literal["factor"]
    factors: tuple[float, ...]
    within: float
    least: float


class Doubled(Strict):
    """A sum is twice another split's, or last year's while one part is the sum of the rest.

    ``within_pct`` between splits, ``last_year_pct`` against last year, ``least`` parts, and half
    of it all at least ``least_fte``.
    """

    kind: Literal["doubled"]
    within_pct: Percent
    last_year_pct: Percent
    least: int
    least_fte: float


class Bounds(Strict):
    """A number outside bounds; with ``named``, of the questions whose id or label it matches."""

    kind: Literal["bounds"]
    types: tuple[NumberType, ...]
    low: float = float("-inf")
    high: float = float("inf")
    named: Pattern = ""


class AtMost(Strict):
    """A part above its whole: concept → group whose FTE it is part of; questions about persons."""

    kind: Literal["at_most"]
    fte: Mapping[str, Group] = {}
    people: tuple[str, ...] = ()


class Exclusive(Strict):
    """An answer that excludes the others, crossed with one of them; question → code, else codes."""

    kind: Literal["exclusive"]
    codes: tuple[str, ...]
    questions: Mapping[str, str] = {}


class Unasked(Strict):
    """Answered though a filter of the codebook leaves the question out."""

    kind: Literal["unasked"]
    of: Literal["reporting_form", "answer"]


class Denied(Strict):
    """A text that begins by denying what another question says: text → question, codes."""

    kind: Literal["denied"]
    texts: Mapping[str, Mapping[str, tuple[str, ...]]]
    words: Pattern


class NumberOfNone(Strict):
    """A number of something that all of some questions say no to: number → questions."""

    kind: Literal["number_of_none"]
    numbers: Mapping[str, tuple[str, ...]]
    no: str


class StraightLine(Strict):
    """The same place on so many per cent of at least so many scales of at least so many steps."""

    kind: Literal["straight_line"]
    share_pct: Percent
    least: int
    steps: int


class AgainstPattern(Strict):
    """Answers to scales correlate with everybody's mean at most so; reversed scales do."""

    kind: Literal["against_pattern"]
    at_most: float
    least: int
    steps: int


class Blanked(Strict):
    """Blank now, filled last year: questions, and parts of splits with some FTE."""

    kind: Literal["blanked"]
    types: tuple[Literal["amount", "count", "single"], ...]
    splits: tuple[Split, ...]
    least_fte: float


class Gone(Strict):
    """No FTE of a group, at least so many last year."""

    kind: Literal["gone"]
    group: Group
    least: float


class HardlyAnswered(Strict):
    """Less than so many per cent of the fields asked are filled."""

    kind: Literal["hardly_answered"]
    below_pct: Percent


Condition = Annotated[
    SumsAgree | Rate | Moved | Plain | Copied | Alike | Swapped | BySize | Factor | Doubled | Bounds
    | AtMost | Exclusive | Unasked | Denied | NumberOfNone | StraightLine | AgainstPattern | Blanked
    | Gone | HardlyAnswered,
    Field(discriminator="kind"),
]  # fmt: skip


class Topic(Strict):
    """What questions are about.

    Attributes:
        heading: In words.
        covers: Topics that need no question of their own beside one on this: they have the same
            cause.
    """

    heading: str
    covers: tuple[str, ...] = ()


class Rule(Strict):
    """One control rule.

    Attributes:
        id: Its name; what it is called is in params/labels.yml under ``quality_check``.
        finds: The condition: a kind and its settings.
        severity: ``contradiction`` (answers disagree), ``unusual`` (may be right), ``note``.
        asked: Whether units are asked about it; a year's ``quality.listed_only`` may say no.
        topic: What is asked: a unit gets one question per topic and group.
        reported: What the unit reported, in Norwegian; none where the topic has words of its own.
        expected: What was expected.
        ask: What is asked.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    finds: Condition
    severity: Severity
    asked: bool = True
    topic: str
    reported: Words = ""
    expected: Words = ""
    ask: Words


class RuleBook(Strict):
    """All rules, in the order of lists.

    Attributes:
        topics: What questions are about, in the order of the letters.
        checks: The rules.
    """

    topics: Mapping[str, Topic]
    checks: tuple[Rule, ...]

    @model_validator(mode="after")
    def _ids_are_unique_and_topics_known(self) -> RuleBook:
        if twice := {i for i in self.ids if self.ids.count(i) > 1}:
            raise ValueError(f"ids stand twice: {sorted(twice)}")
        covered = {name for topic in self.topics.values() for name in topic.covers}
        if unknown := ({rule.topic for rule in self.checks} | covered) - set(self.topics):
            raise ValueError(f"unknown topics: {sorted(unknown)}")
        return self

    @property
    def ids(self) -> list[str]:
        """The names of the rules."""
        return [rule.id for rule in self.checks]

    def rule(self, name: str) -> Rule:
        """A rule by id."""
        return self.checks[self.ids.index(name)]

    def asked(self, quality: Quality) -> frozenset[str]:
        """The rules that units are asked about in a year.

        Args:
            quality: The year's thresholds.

        Raises:
            UserError: ``listed_only`` names a check that there is not.
        """
        for check in quality.listed_only:
            if check not in self.ids:
                raise UserError(
                    f"params, «quality.listed_only»: kjenner ikke kontrollen «{check}»."
                    + suggestion(check, self.ids)
                )
        return frozenset(r.id for r in self.checks if r.asked) - frozenset(quality.listed_only)


def load_rules(project: Project | None = None) -> RuleBook:
    """Read the rules.

    Args:
        project: The project; found when not given.

    Returns:
        The checked rules.

    Raises:
        DataError: The file is not as it must be; the message names line and field.
        UserError: It is missing.
    """
    project = project or find_project()
    observed.read(project.params / FILE)  # whoever asks for them
    return _read_once(project)


@lru_cache(maxsize=8)
def _read_once(project: Project) -> RuleBook:
    path = project.params / FILE
    try:
        return read_model(path, RuleBook, project.relative(path))
    except FileNotFoundError:
        raise UserError(f"{project.relative(path)} mangler: der står kontrollene.") from None
