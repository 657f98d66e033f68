"""What a year lacks before it can be built: every gap at once, each with its mend.

Each check looks at one thing and needs no other to be in order; nothing is run and no answer is
read. Gaps that stop would fail a run in the middle, or publish what nobody has decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.edition import answer_gaps, chapter_gaps, register_gaps
from is248.edition.gap import Gap, YearInput, listed
from is248.edition.manifest import unsaved
from is248.survey.freshness import ensure_all
from is248.year.params import known_years, load_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from is248.base.paths import Project

Check = Callable[[YearInput], Iterable[Gap]]

_CHECKS: tuple[tuple[str, Check], ...] = (
    ("register", register_gaps.files),
    ("register", register_gaps.areas),
    ("etiketter", register_gaps.labels),
    ("innbyggere", register_gaps.inhabitants),
    ("kodebok", answer_gaps.codebook),
    ("svar", answer_gaps.answers),
    ("kolonner", answer_gaps.columns),
    ("årsverk", answer_gaps.fte),
    ("året før", answer_gaps.last_year),
    ("trykk", answer_gaps.printed),
    ("notatbøker", chapter_gaps.notebooks),
    ("spørsmål", chapter_gaps.questions),
    ("kapitler", chapter_gaps.themes),
    ("gjengivelse", chapter_gaps.retold),
)
"""What a check is about, for faults that it comes upon, and the check."""


def gaps(project: Project, year: int, themes: Sequence[str] | None = None) -> list[Gap]:
    """Everything that a year lacks, those that stop first.

    Args:
        project: The project.
        year: The reporting year.
        themes: The chapters that are wanted; all when not given.

    Returns:
        The gaps; none when the year can be built and nothing need be known.
    """
    try:
        params = load_year(year, project)
    except UserError as error:
        return [Gap("valg", str(error), _no_params(project, year), stops=True)]
    given = YearInput(project, params, tuple(themes or ()))
    found = [gap for about, check in _CHECKS for gap in _of(about, check, given)]
    once: dict[str, Gap] = {}
    for gap in found:  # many checks may come upon one fault
        once.setdefault(gap.words, gap)
    return sorted(once.values(), key=lambda gap: not gap.stops)


def _no_params(project: Project, year: int) -> str:
    known = known_years(project)
    if year in known or not known:
        return ""
    return f"Lag filene til året med «is248 new-year {year} --from {known[-1]}»."


def _of(about: str, check: Check, given: YearInput) -> Iterator[Gap]:
    """The gaps of one check; a fault that it comes upon is one."""
    try:
        yield from check(given)
    except UserError as error:
        yield Gap(about, str(error), "", stops=True)


def final_gaps(project: Project, year: int) -> list[Gap]:
    """What shows only when the answers are prepared, which this does, and git is asked."""
    found = []
    try:
        ensure_all(year, project)
    except UserError as error:
        found.append(Gap("svar", str(error), stops=True))
    if files := unsaved(project):
        many = "1 fil" if len(files) == 1 else f"{len(files)} filer"
        words = f"{many} er ikke lagret i git: {listed(files)}."
        mend = "Lagre med «git add» og «git commit», eller bygg med --dirty."
        found.append(Gap("git", words, mend, stops=True))
    return found


def told(year: int, found: Sequence[Gap]) -> list[str]:
    """The gaps as lines for people, those that stop under a heading of their own."""
    stopping = [gap for gap in found if gap.stops]
    others = [gap for gap in found if not gap.stops]
    if stopping:
        head = f"{year} kan ikke bygges ennå: {_things(len(stopping))} stopper."
    else:
        head = f"{year} kan bygges: is248 report {year}."
    return [
        head,
        *(line for gap in stopping for line in _lines(gap)),
        *([f"{_things(len(others)).capitalize()} å vite:"] if others else []),
        *(line for gap in others for line in _lines(gap)),
    ]


def _things(number: int) -> str:
    return f"{number} ting" if number > 1 else "én ting"


def _lines(gap: Gap) -> Iterator[str]:
    yield f"  {gap.about}: {gap.words}"
    if gap.mend:
        yield f"    → {gap.mend}"
