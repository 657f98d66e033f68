"""What print holds of the synthetic answers of a year, from ``data/survey/<year>/held.csv``.

Synthetic answers meet the printed margins. A result on them may be told when a printed number
determines it; the file lists those, written by ``is248 synthesise``. The columns:

- ``question``, ``codes``: id of the codebook; the answers that count together, joined by ``|``, no
  codes for any answer. With ``=`` in front, exactly these crosses (``=single_cases+other``).
- ``who``: one, districts, districts_and_agencies, municipalities or oslo (its districts); after
  `` & `` what the counted units must have answered: ``municipalities & ip_offered=no``.
- ``group``: empty for all, else ``county=Oppland``; several values joined by ``|``.
- ``measure``: ``count`` of units, ``pct`` of the ``base`` (answered, all, or as ``margins.yml``
  says), ``n`` that answered, ``sum`` of numbers; of an ``order`` ``rank`` of the share (or
  ``rank_mean``, ``rank_weighted_mean``) among all groups from the lowest, or ``higher``, ``lower``,
  ``alike``: p against the group in ``base``.
- ``kind``: ``value`` lies between ``low`` and ``high``, which print the same; a ``bound`` too, but
  print gives no number ("more than half"); an ``order`` tells that groups differ, or which come
  first or last, and never a number (``most``: the option that most crossed).
- ``told``: the printed places that it rests on.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping  # noqa: TC003 - a dataclass names it
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from is248.base import observed
from is248.base.errors import DataError
from is248.base.files import sha256
from is248.base.paths import Project, find_project
from is248.base.yaml_files import read_yaml_file
from is248.survey.places import survey_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HELD_FILE = "held.csv"
BESIDE = "beside"
"""Key of ``source.yml`` under which files that are no answers are listed with their checksum."""

COLUMNS = (
    "question",
    "codes",
    "who",
    "base",
    "group",
    "measure",
    "kind",
    "low",
    "high",
    "told",
)
WITHOUT_BASE = frozenset({"count", "n", "sum"})
"""Measures that are no share of anything: their base is empty."""


class HeldRow(NamedTuple):
    """One line of the file.

    Attributes:
        kind: value, bound or order.
        low: Smallest value that print allows.
        high: Largest.
        told: Printed places that it rests on.
    """

    kind: Literal["value", "bound", "order"]
    low: float
    high: float
    told: tuple[str, ...]


HeldKey = tuple[str, tuple[str, ...], str, str, str, str]
"""Question, sorted codes, who, base, group and measure."""


def held_key(
    question: str,
    codes: Iterable[str] = (),
    who: str = "one",
    *,
    group: str = "",
    measure: str = "pct",
    base: str = "answered",
) -> HeldKey:
    """The key of a line: codes sorted, no base where the measure has none.

    Example:
        >>> held_key("ip_offered", ["yes", "no"], measure="count")
        ('ip_offered', ('no', 'yes'), 'one', '', '', 'count')
        >>> held_key("ip_offered", measure="count")
        ('ip_offered', (), 'one', '', '', 'n')
    """
    wanted = tuple(sorted(codes))
    if measure == "count" and not wanted:
        measure = "n"
    return question, wanted, who, "" if measure in WITHOUT_BASE else base, group, measure


@dataclass(frozen=True)
class Held:
    """What print holds of a year's synthetic answers.

    Attributes:
        rows: Key → line of the file.
    """

    rows: Mapping[HeldKey, HeldRow] = field(default_factory=dict)

    def value(
        self,
        question: str,
        codes: Iterable[str] = (),
        who: str = "one",
        *,
        group: str = "",
        measure: str = "pct",
        base: str = "answered",
    ) -> tuple[float, float] | None:
        """Between which values print holds a result.

        Args:
            question: Id of the codebook.
            codes: Answers that count together; none: any answer.
            who: Who is counted, with a filter where units are picked by another answer.
            group: Empty for all, else ``attribute=value``.
            measure: pct, count, n or sum.
            base: What a share is of.

        Returns:
            The smallest and largest value, which print the same; None when print does not hold it.

        Example:
            >>> key = held_key("q", ["yes"], measure="count")
            >>> held = Held({key: HeldRow("value", 7.0, 7.0, ("s1",))})
            >>> held.value("q", ["yes"], measure="count")
            (7.0, 7.0)
            >>> held.value("q", ["no"], measure="count") is None
            True
        """
        row = self.rows.get(held_key(question, codes, who, group=group, measure=measure, base=base))
        return (row.low, row.high) if row and row.kind == "value" else None

    def between(self, key: HeldKey) -> tuple[float, float] | None:
        """Between which values print says that a result lies, also where it gives no number.

        Example:
            >>> key = held_key("q", ["yes"])
            >>> Held({key: HeldRow("bound", 50.0, 100.0, ("s1",))}).between(key)
            (50.0, 100.0)
        """
        row = self.rows.get(key)
        return (row.low, row.high) if row and row.kind != "order" else None

    def order(
        self,
        question: str,
        codes: Iterable[str] = (),
        who: str = "one",
        *,
        group: str = "",
        measure: str = "rank",
        base: str = "answered",
    ) -> bool:
        """Whether print tells a group's place, or that it differs from the group in ``base``.

        Args:
            question: Id of the codebook.
            codes: Answers that count together.
            who: Who is counted.
            group: ``attribute=value``.
            measure: rank (first or last), rank_mean, rank_weighted_mean, higher, lower or alike.
            base: What the share is of; the group compared with for the last three.

        Example:
            >>> key = held_key("q", ["yes"], group="county=A", measure="rank")
            >>> Held({key: HeldRow("order", 1, 2, ("s1",))}).order("q", ["yes"], group="county=A")
            True
        """
        row = self.rows.get(held_key(question, codes, who, group=group, measure=measure, base=base))
        return row is not None and row.kind == "order"


@lru_cache(maxsize=4)
def load_held(project: Project | None, year: int) -> Held:
    """Read what print holds of a year's synthetic answers.

    Args:
        project: The project; found when not given.
        year: The reporting year.

    Returns:
        The list; empty where there is none.

    Raises:
        DataError: The file is not as it must be, or not the one that ``source.yml`` lists.
    """
    folder = survey_folder(year, project or find_project())
    path = folder / HELD_FILE
    if not observed.is_there(path):
        return Held()
    _check_sum(path)
    with observed.read(path).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return Held(dict(_line(path, at, line) for at, line in enumerate(lines, start=2)))


def _check_sum(path: Path) -> None:
    source = path.with_name("source.yml")
    called = f"data/survey/{path.parent.name}/source.yml"
    observed.part(source, path.name)
    with observed.apart():
        content = read_yaml_file(source, called) if source.is_file() else None
    listed = content.get(BESIDE) if isinstance(content, dict) else None
    entry = listed.get(path.name) if isinstance(listed, dict) else None
    if not isinstance(entry, dict) or entry.get("sha256") != sha256(path):
        raise DataError(
            f"data/survey/{path.parent.name}/{path.name} er ikke den som {called} fører. "
            f"Kjør «is248 synthesise {path.parent.name}»."
        )


def _line(path: Path, at: int, line: dict[str, str]) -> tuple[HeldKey, HeldRow]:
    try:
        question, codes, who, base, group, measure, kind, low, high, told = (
            line[name] for name in COLUMNS
        )
        given = codes.split("|") if codes else ()
        key = held_key(question, given, who, group=group, measure=measure, base=base)
        if kind not in ("value", "bound", "order"):
            raise ValueError(kind)
        return key, HeldRow(kind, float(low), float(high), tuple(told.split()))  # type: ignore[arg-type]
    except (KeyError, ValueError, AttributeError) as error:
        raise DataError(
            f"data/survey/{path.parent.name}/{path.name}, linje {at}: {error}."
        ) from error
