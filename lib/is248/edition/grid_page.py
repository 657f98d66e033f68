"""The page of a grid: how many variants say the same as each finding, and how each number moves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from is248.base.numbers import format_number
from is248.edition.grid_results import (
    PAGE,
    RESULTS,
    RUNS,
    Variant,
    disagreeing,
    missing,
    number_of,
    set_by_grid,
    variants,
)
from is248.edition.pages import Section, render
from is248.edition.shell import bare_shell
from is248.show.bundle import FINDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.edition.grid_job import Outcome
    from is248.edition.grid_plan import Grid
    from is248.printed.verdicts import Key, Result

__all__ = ["PAGE", "Curve", "Point", "Telling", "curves", "grid_html", "tellings"]

MODEL_UNITS = frozenset({"oddsratio", "p"})
"""Units of what models and tests give; shown beside the values of sentences."""

INTERVALS = (("ci95_low", "ci95_high"), ("low", "high"))
"""Columns of a model's table in which the interval of its estimate stands."""

ACROSS, PLOT, ROW, EDGE, LETTER = 460, 120, 18, 12, 6.6
"""Of a curve, in its own units: width and height of the plot, a row of the choices, the margin, a
letter of a label."""

LONGEST = 36
"""Letters of a label."""

_NUMBER = re.compile(r"[−-]?\d+(?:[\u00a0 ]\d{3})*(?:,\d+)?")
WHOLE, FEW = 0, 3
TEN = 10


@dataclass(frozen=True)
class Telling:
    """What a sentence says over the variants.

    Attributes:
        item: Its id.
        wordings: What it says, numbers apart → the variants, the commonest first.
        same: Variants that say the commonest.
        exact: Of those, the variants in which the numbers are the same too, the most that agree.
        told: Variants in which it stands at all.
        of: Variants in all.
    """

    item: str
    wordings: Sequence[tuple[str, Sequence[str]]]
    same: int
    exact: int
    told: int
    of: int

    @property
    def share(self) -> float:
        """Per cent of the variants with results that say the commonest."""
        return 100 * self.same / self.of


class Point(NamedTuple):
    """A value in one variant, with its interval where it has one."""

    value: float
    variant: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Curve:
    """A number in all variants, sorted.

    Attributes:
        key: Where it stands.
        unit: Its unit.
        points: The values, the least first.
    """

    key: Key
    unit: str
    points: tuple[Point, ...]

    @property
    def moves(self) -> bool:
        """Whether it is not the same in all variants."""
        return self.points[0].value != self.points[-1].value


def tellings(said: Sequence[Mapping[str, str]], labels: Sequence[str]) -> list[Telling]:
    """What each sentence says over the variants.

    Args:
        said: Of each variant, item id → words.
        labels: The variants in words.
    """
    items = list(dict.fromkeys(item for each in said for item in each))
    return [_telling(item, [each.get(item) for each in said], labels) for item in items]


def _telling(item: str, texts: Sequence[str | None], labels: Sequence[str]) -> Telling:
    groups: dict[str, dict[str, list[str]]] = {}
    for text, label in zip(texts, labels, strict=True):
        if text is not None:
            groups.setdefault(_NUMBER.sub("…", text), {}).setdefault(text, []).append(label)
    ranked = sorted((list(one.items()) for one in groups.values()), key=_size, reverse=True)
    wordings = [(one[0][0], [label for _, names in one for label in names]) for one in ranked]
    exact = max(len(names) for _, names in ranked[0])
    told = sum(map(_size, ranked))
    return Telling(item, wordings, _size(ranked[0]), exact, told, len(texts))


def _size(group: Iterable[tuple[str, list[str]]]) -> int:
    return sum(len(names) for _, names in group)


def curves(results: Sequence[Sequence[Result]]) -> list[Curve]:
    """The numbers of sentences, models and tests that all variants have.

    Args:
        results: Of each variant.
    """
    tables = [{r.key: r for r in each if number_of(r) is not None} for each in results]
    shared = [
        key
        for key, one in tables[0].items()
        if _is_key_number(one) and all(key in table for table in tables)
    ]
    return [Curve(key, tables[0][key].unit, tuple(sorted(_points(key, tables)))) for key in shared]


def _is_key_number(result: Result) -> bool:
    return result.column == "value" or result.unit in MODEL_UNITS


def _points(key: Key, tables: Sequence[Mapping[Key, Result]]) -> Iterable[Point]:
    for at, table in enumerate(tables):
        low, high = _interval(key, table)
        yield Point(float(table[key].value), at, low, high)


def _interval(key: Key, table: Mapping[Key, Result]) -> tuple[float | None, float | None]:
    result = table[key]
    for low, high in INTERVALS:
        ends = [table.get((*key[:3], column)) for column in (low, high)]
        if result.unit == "oddsratio" and all(ends) and key[3] not in {low, high}:
            return tuple(float(end.value) for end in ends if end)  # type: ignore[return-value]
    return None, None


def grid_html(grid: Grid, outcomes: Mapping[int, Outcome]) -> str:
    """The page of a grid.

    Args:
        grid: The grid.
        outcomes: Number of the run → what came of it.
    """
    found = variants(grid, outcomes)
    labels = [variant.label for variant in found]
    findings = tellings([_findings(variant) for variant in found], labels)
    key = {telling.item for telling in findings}
    sentences = tellings([dict(variant.outcome.sentences or {}) for variant in found], labels)
    numbers = curves([variant.outcome.results for variant in found]) if found else []
    task = grid.plan.tasks[0]
    return render(
        "grid.html.j2",
        shell=bare_shell(grid.plan.year),
        here="grid",
        up="",
        heading=task.chapter.heading,
        values=[(key, ", ".join(map(str, some))) for key, some in grid.values.items()],
        count=len(found),
        runs=len(grid.runs),
        repeats=grid.runs[-1].repeat,
        findings=findings,
        sentences=[telling for telling in sentences if telling.item not in key],
        groups=_by_item([curve for curve in numbers if curve.moves], found),
        still=sum(not curve.moves for curve in numbers),
        missing=[(_words(set_by_grid(run)), why) for run, why in missing(grid, outcomes)],
        unlike=[
            (f"{_words(set_by_grid(run))}, gang {run.repeat}", places)
            for run, places in disagreeing(grid, outcomes)
        ],
        runs_file=RUNS,
        results_file=RESULTS,
        percent=lambda value: format_number(value, 0),
        sections=[
            Section(2, "hovedfunn_", "Hovedfunn"),
            Section(2, "setninger_", "Andre setninger"),
            Section(2, "tall_", "Tall som flytter seg"),
        ],
    )


def _findings(variant: Variant) -> dict[str, str]:
    return {one.item: one.value for one in variant.outcome.results if one.row == FINDING}


def _words(parameters: Mapping[str, object]) -> str:
    return ", ".join(f"{key}={value}" for key, value in parameters.items()) or "uten parametre"


class Group(NamedTuple):
    """The curves of one sentence or table, with its words."""

    item: str
    words: str
    drawn: Sequence[Mapping[str, object]]


def _by_item(found: Sequence[Curve], among: Sequence[Variant]) -> list[Group]:
    items = dict.fromkeys(curve.key[1] for curve in found)
    words = (among[0].outcome.sentences or {}) if among else {}
    return [
        Group(item, words.get(item, ""), [_drawn(c, among) for c in found if c.key[1] == item])
        for item in items
    ]


# ---- drawing ------------------------------------------------------------------------------------


def _drawn(curve: Curve, among: Sequence[Variant]) -> dict[str, object]:
    """A curve as paths: dots and intervals above, and below which choice each variant had."""
    ends = [e for p in curve.points for e in (p.value, p.low, p.high) if e is not None]
    low, high = min(ends), max(ends)
    rows = [(_short(f"{key}={value}"), chosen) for key, value, chosen in _choices(among)]
    left = round(EDGE + LETTER * max(len(label) for label, _ in [*rows, (_shown(high), ())]))
    step = ACROSS / len(curve.points)
    xs = [left + EDGE + step * (at + 0.5) for at in range(len(curve.points))]

    def y(value: float) -> str:
        return f"{EDGE + (PLOT - 2 * EDGE) * (high - value) / (high - low):.1f}"

    pairs = list(zip(xs, curve.points, strict=True))
    bars = (f"M{x:.1f} {y(p.low)}V{y(p.high or p.low)}" for x, p in pairs if p.low is not None)
    unit = f" ({curve.unit})" if curve.unit else ""
    first, last = curve.points[0], curve.points[-1]
    return {
        "title": " · ".join(part for part in curve.key[2:] if part != "value") + unit,
        "told": f"Fra {_shown(first.value)} ({among[first.variant].label}) til "
        f"{_shown(last.value)} ({among[last.variant].label}).",
        "left": left,
        "axis": left + EDGE // 2,
        "width": left + ACROSS + 2 * EDGE,
        "height": PLOT + ROW * len(rows) + EDGE,
        "dots": "".join(f"M{x:.1f} {y(p.value)}h0" for x, p in pairs),
        "bars": "".join(bars),
        "low": (f"{PLOT - EDGE}", _shown(low)),
        "high": (f"{EDGE}", _shown(high)),
        "rows": [
            (PLOT + ROW * at + ROW, label, _ticks(pairs, PLOT + ROW * at + 8, chosen))
            for at, (label, chosen) in enumerate(rows)
        ],
    }


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"


def _choices(among: Sequence[Variant]) -> list[tuple[str, object, set[int]]]:
    """Each value that a parameter takes, and the variants that have it."""
    found: dict[tuple[str, object], set[int]] = {}
    for at, variant in enumerate(among):
        for pair in variant.parameters.items():
            found.setdefault(pair, set()).add(at)
    return [
        (key, value, at) for (key, value), at in sorted(found.items(), key=lambda one: one[0][0])
    ]


def _ticks(pairs: Iterable[tuple[float, Point]], top: int, chosen: set[int]) -> str:
    return "".join(f"M{x:.1f} {top}v10" for x, point in pairs if point.variant in chosen)


def _shown(value: float) -> str:
    decimals = WHOLE if value == int(value) else 1 if abs(value) >= TEN else FEW
    return format_number(value, decimals)
