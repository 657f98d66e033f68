"""What a chapter that is built from the others reads: their results, of this run or a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.edition.results import RESULTS, Result, read_results

if TYPE_CHECKING:
    from collections.abc import Iterable

    from is248.edition.plan import Plan
    from is248.edition.versions import Shelf
    from is248.year.params import Chapter

NOT_ALL_MADE = "Det bygger på de andre kapitlene, og ikke alle av dem kunne lages."


def check_others(shelf: Shelf, plan: Plan) -> None:
    """See to it that there is something to build from, before anything is run.

    Args:
        shelf: The versions of the year.
        plan: What will be done.

    Raises:
        UserError: A chapter is built from others that are neither part of the run nor of a version.
    """
    asked = [task.chapter for task in plan.tasks if task.chapter.built_from_others]
    if asked and _absent(plan) and not _stored(shelf):
        raise UserError(
            f"Kapittelet «{asked[0].heading}» bygger på resultatene fra de andre kapitlene, og det "
            f"finnes ingen versjon å hente dem fra. Kjør hele året først: is248 report "
            f"{plan.year.year}."
        )


def others_results(shelf: Shelf, plan: Plan, made: Iterable[Result]) -> list[Result]:
    """The results of all chapters but those that are built from others.

    Args:
        shelf: The versions of the year.
        plan: What is done.
        made: The results of the chapters made in this run.

    Returns:
        Results in the order of the chapters; of chapters outside the run, those of the newest
        version.
    """
    absent = {chapter.theme for chapter in _absent(plan)}
    stored = [result for result in _stored(shelf) if result.chapter in absent] if absent else []
    found: dict[str, list[Result]] = {c.theme: [] for c in plan.year.chapters if _is_other(c)}
    for result in [*stored, *made]:
        if result.chapter in found:
            found[result.chapter].append(result)
    return [result for results in found.values() for result in results]


def _is_other(chapter: Chapter) -> bool:
    return not chapter.built_from_others


def _absent(plan: Plan) -> list[Chapter]:
    """The chapters of a version that this run does not make."""
    run = {task.chapter.theme for task in plan.tasks}
    return [c for c in plan.year.chapters if _is_other(c) and c.theme not in run]


def _stored(shelf: Shelf) -> list[Result]:
    latest = shelf.latest()
    return read_results(shelf.version(latest) / RESULTS) if latest else []
