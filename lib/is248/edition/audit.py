"""The audit of an edition: every printed value beside ours, of results, claims and print."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.edition.results import RESULTS, read_results
from is248.printed.claims import answering, read_claims
from is248.printed.explanations import explained
from is248.printed.names import Names, read_names
from is248.printed.values import STATEMENT, printed_values
from is248.printed.verdicts import Comparison, compare
from is248.year.labels import load_labels
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.results import Result
    from is248.printed.claims import Claim
    from is248.printed.explanations import Explanation, Place
    from is248.printed.values import PrintedValue
    from is248.year.params import YearParams

STATUS_WORDS = {
    "equal": "likt",
    "rounding": "innenfor avrunding",
    "explained": "avviker, forklart",
    "differs": "avviker",
    "not_computed": "ikke regnet",
}
"""Status → what a reader sees."""

BASIS_WORDS = {
    "same source": "samme kilde",
    "other print": "andre trykte tall",
    "fitted to this margin": "tilpasset dette tallet",
    "independent": "uavhengig",
    "": "–",
}
"""What an agreement rests on → what a reader sees."""


def audited(
    project: Project,
    year: int,
    results: Iterable[Result],
    *,
    claims: Path | None = None,
    theme: str | None = None,
) -> Comparison:
    """Compare the results of an edition with print.

    Args:
        project: The project.
        year: Reporting year.
        results: What the chapters show.
        claims: A file of claims that stand in for those of the year about the same printed items.
        theme: Only what this chapter answers to, or tells; everything when not given.

    Returns:
        A verdict for each printed value; none in a year without a printed report.

    Raises:
        DataError: A file of print, claims or explanations is not as it must be.
    """
    given, params = _given(project, year), load_year(year, project)
    belongs = answering(given.values, _claims(year, project, claims)) if claims else given.belongs
    values = [
        value
        for value in given.values
        if theme is None or theme == _answers_to(value, belongs.get(value.place), params)
    ]
    return compare(values, results, belongs, given.names, given.explained)


def noteworthy(project: Project, year: int, results: Iterable[Result]) -> Comparison:
    """The values whose explanations change what a reader should believe, as :func:`audited`."""
    given = _given(project, year)
    told = {place for place, one in given.explained.items() if one.note}
    values = [value for value in given.values if value.place in told]
    return compare(values, results, given.belongs, given.names, given.explained)


@dataclass(frozen=True)
class _Given:
    """What a comparison needs beside the results."""

    values: tuple[PrintedValue, ...]
    belongs: Mapping[Place, Claim]
    names: Names
    explained: Mapping[Place, Explanation]


@lru_cache(maxsize=2)
def _given(project: Project, year: int) -> _Given:
    values = printed_values(year, project)
    if not values:
        return _Given((), {}, Names({}), {})
    names = read_names(year, project, load_labels(project, year))
    belongs = answering(values, read_claims(year, project))
    return _Given(values, belongs, names, explained(year, project))


def _answers_to(value: PrintedValue, claim: Claim | None, params: YearParams) -> str:
    return claim.theme if claim and claim.theme else section_of(value, params)


def _claims(year: int, project: Project, path: Path) -> tuple[Claim, ...]:
    """Those of a file, and those of the year about other printed items."""
    others = read_claims(year, project, path)
    about = {claim.item for claim in others}
    own = (claim for claim in read_claims(year, project) if claim.item not in about)
    return (*own, *others)


def section_of(value: PrintedValue, params: YearParams) -> str:
    """The chapter of this edition that a printed value is told in: its theme."""
    for chapter in params.chapters:
        if value.item in chapter.printed.values():
            return chapter.theme
    number = value.chapter if value.item.startswith(STATEMENT) else ""
    own = {str(n): c.theme for c in params.chapters for n in (c.number, *c.also) if n is not None}
    first = next(
        (c.theme for c in params.chapters if c.built_from_others), params.chapters[0].theme
    )
    return own.get(number, first)


def newest_results(project: Project, year: int, theme: str | None = None) -> Path:
    """The results.csv made last, of the newest version or a draft.

    Args:
        project: The project.
        year: Reporting year.
        theme: A chapter that it must hold; all chapters when not given.

    Raises:
        UserError: There is none.
    """
    load_year(year, project)
    folder = project.outputs / str(year)
    drafts = sorted(folder.glob(f"drafts/*/{RESULTS}")) if theme else []
    found = [path for path in (folder / "latest" / RESULTS, *drafts) if _holds(path, theme)]
    if not found:
        what = f"kapittelet «{theme}»" if theme else "året"
        raise UserError(f"Ingen resultater for {what} ennå. Kjør «is248 report {year}» først.")
    return max(found, key=lambda path: path.stat().st_mtime_ns)


def _holds(path: Path, theme: str | None) -> bool:
    results = read_results(path)
    return bool(results) and (theme is None or any(one.chapter == theme for one in results))
