"""What was done to last year's answers where borders changed, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Collection

    from is248.survey.answers import Answers


def borders_told(before: Answers | None, year: int) -> list[str]:
    """What the reader of a comparison with last year must know of changed borders.

    Args:
        before: From :func:`is248.survey.last_year.load_last_year`.
        year: This year.

    Returns:
        Norwegian sentences; none where no border changed.
    """
    if before is None or before.crossed is None:
        return []
    merged, estimated, unlike = before.crossed
    partly = unlike.index[unlike.any(axis=1)]
    said = f"Svarene for {before.codebook.year} er ført over til kommunegrensene i {year}."
    return [said, *_merged(merged, {*partly}), *_estimated(estimated)]


def _merged(merged: Collection[str], partly: Collection[str]) -> list[str]:
    if not merged:
        return []
    own = len({*merged} & {*partly})
    said = f"{_counted(merged)} slått sammen av flere, og tallene er summen av delene."
    if not own:
        return [said]
    where = "Delene svarte" if len(merged) == 1 else f"I {_number(own)} av dem svarte delene"
    why = f"{where} ulikt på noe, eller en del svarte ikke: det er ikke sammenlignet for kommunen."
    return [said, why]


def _estimated(estimated: Collection[str]) -> list[str]:
    if not estimated:
        return []
    return [f"{_counted(estimated)} bygd på en del av en delt kommune, og tallene er anslått etter "
            "andelen av innbyggerne."]  # fmt: skip


def _counted(units: Collection[str]) -> str:
    noun = "kommune" if len(units) == 1 else "kommuner"
    number = _number(len(units))
    return f"{number[0].upper()}{number[1:]} {noun} er"


def _number(n: int) -> str:
    return "én" if n == 1 else format_number(n)
