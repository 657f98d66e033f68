"""What holds and what clashes: one line per printed number, and a summary."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING

from is248_synthetic.audit_totals import total_checks
from is248_synthetic.margin_audit import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.base.paths import Project
    from is248_synthetic.build import Built
    from is248_synthetic.margin_audit import Check

HEADER = ("item", "block", "cell", "also_told", "ours", "low", "high", "met", "clashes_with")


def margins_table(built: Built, project: Project | None = None) -> str:
    """The CSV ``margins_met.csv``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(_rows(built, project))
    return text.getvalue()


def _rows(built: Built, project: Project | None) -> Iterator[tuple[str, ...]]:
    seen = set()
    for check in _every(built, project):
        name = f"{check.block}: {check.key}"
        clash = built.given_up.get(name, ())
        seen.add(name)
        yield (
            item(check.key),
            check.block,
            check.key,
            " ".join(check.told),
            f"{check.ours:.6g}",
            f"{check.low:.6g}",
            f"{check.high:.6g}",
            "yes" if check.met else "no",
            " ".join(clash),
        )
    for name, clash in built.given_up.items():
        if name not in seen:
            block, _, key = name.partition(": ")
            yield item(key), block, key, "", "", "", "", "no", " ".join(clash)


def _every(built: Built, project: Project | None) -> list[Check]:
    book = built.state.book
    more = total_checks(built.content, book, project)
    return [*checks(built.content, book, project), *more]


def item(key: str) -> str:
    """The printed item of a key: ``table-7.1`` or ``s332``."""
    return key.split("/", maxsplit=1)[0].rstrip("~")


def summary_lines(built: Built, project: Project | None = None) -> Iterator[str]:
    """What a reader wants to know at once, in Norwegian."""
    found = _every(built, project)
    held, missed = _by_item(found)
    cells = sum(held.values()) + sum(missed.values())
    yield f"{built.state.book.year}: {cells} marginer, {sum(held.values())} holder."
    for name, clash in built.given_up.items():
        yield f"  holder ikke: {name}; motsagt av {', '.join(clash) or 'seg selv'}"


def _by_item(found: list[Check]) -> tuple[Counter[str], Counter[str]]:
    held: Counter[str] = Counter(item(check.key) for check in found if check.met)
    missed: Counter[str] = Counter(item(check.key) for check in found if not check.met)
    return held, missed
