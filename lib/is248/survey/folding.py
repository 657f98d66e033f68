"""Findings as they are told on screen: equal ones as one line, and not more lines than are read.

What follows from a diagnosis of the whole file (1 927 decimal points, 310 missing columns) is
counted under it. All findings, one by one, are in the list.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from is248.survey.findings import grouped, ordered, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.survey.findings import Finding

MOST_LINES = 38
"""Lines of findings on a screen of forty; one tells how many are left out, one what came of it."""

MOST_EXAMPLES = 3

_VARYING = re.compile(r"«[^»]*»|[0-9]+")
_COLUMNS = (
    "mangler i filen", "kolonnen står ikke i kodeboken", "kolonnen har ikke noe navn",
    "kolonnen er den samme som", "kolonnenavnene mangler", "raden har ",
)  # fmt: skip
_UNITS = (
    "er ikke en enhet", "enheten mangler", "enheten har ikke svart", "ingen rad gjelder",
    "er hele ", "enheten har … svar", "er … fra …, ikke en enhet", "er navnet på en annen enhet",
)  # fmt: skip
_FORM = (*_COLUMNS, *_UNITS)
_FOLLOWS: Mapping[str, Sequence[str]] = {
    "header": _FORM, "across": _FORM, "long": _FORM, "names": _FORM, "other_survey": _FORM,
    "other_form": _COLUMNS, "part": _COLUMNS, "twice": _COLUMNS, "joined": _COLUMNS,
    "no_rows": ("er ikke …", "enheten har ikke svart", "ingen rad gjelder"),
    "years": ("er ikke …", "enheten har … svar"), "key": _UNITS,
    "labels": ("er en tekst, ikke en kode",), "numbers": ("er ikke en kode i spørsmålet",),
    "crosses": ("er ikke 0 eller 1", "flervalget er bare delvis fylt ut", "er ikke et tall"),
    "points": ("er ikke et tall",),
}  # fmt: skip
"""What is wrong with the whole → how the faults of the parts begin that come of it."""

_VALUES: Mapping[str, re.Pattern[str]] = {
    "numbers": re.compile(r"[0-9]{1,2}"), "points": re.compile(r"[-\u2212]?[0-9]+\.[0-9]+"),
}  # fmt: skip
"""What is wrong with the whole → the values that it explains."""

_PLACES: Mapping[str, str] = {"crosses": "__", "joined": "__"}
"""What is wrong with the whole → what is in the names of the columns that it explains."""


def follows(finding: Finding, whole: str) -> bool:
    """Whether a finding comes of what is wrong with the whole file."""
    begins = _FOLLOWS.get(whole, ())
    value = _VALUES.get(whole)
    if finding.whole or not _pattern(finding.words).startswith(tuple(begins)):
        return False
    fits = value is None or value.fullmatch(finding.value or "") is not None
    return fits and _PLACES.get(whole, "") in finding.column


def told(findings: Iterable[Finding], listed: str) -> list[str]:
    """The lines for the screen.

    Args:
        findings: In any order.
        listed: Where the list of all of them is.

    Returns:
        First the whole file, then errors, then warnings, each kind once with how many there are.
    """
    given = ordered(findings)
    whole = [finding for finding in given if finding.whole]
    under, groups = _by_kind(given, whole)
    lines = [_of_whole(finding, under[finding.whole]) for finding in whole]
    room = max(MOST_LINES - len(lines), 0)
    lines += [_line(group) for group in groups[:room]]
    if left := sum(finding.alike for group in groups[room:] for finding in group):
        lines.append(f"… og {grouped(left)} funn til i listen: {listed}")
    return lines


def _by_kind(
    given: Sequence[Finding], whole: Sequence[Finding]
) -> tuple[Counter[str], list[list[Finding]]]:
    """How many findings each diagnosis explains, and the others by what they say."""
    under: Counter[str] = Counter()
    groups: dict[object, list[Finding]] = defaultdict(list)
    for finding in given:
        cause = next((w.whole for w in whole if follows(finding, w.whole)), None)
        if cause:
            under[cause] += finding.alike
        elif not finding.whole:
            key = (finding.severity, finding.file, finding.sheet, _pattern(finding.words))
            groups[key].append(finding)
    return under, list(groups.values())


def _pattern(words: str) -> str:
    """What findings of one kind have in common: their words without names and numbers."""
    return _VARYING.sub("…", words)


def _of_whole(finding: Finding, under: int) -> str:
    return finding.line + (f" ({grouped(under)} funn i listen følger av dette)" if under else "")


def _line(group: Sequence[Finding]) -> str:
    first, count = group[0], sum(finding.alike for finding in group)
    if count == 1:
        return first.line
    rows = [str(finding.row) for finding in group if finding.row is not None]
    columns = [f"«{visible(finding.column, None)}»" for finding in group if finding.column]
    units = [f"{finding.unit} {finding.name}" for finding in group if finding.unit and not rows]
    places = [*_examples("kolonner", columns), *_examples("rader", rows)]
    where = " og ".join([*places, *_examples("enheter", units)])
    return f"{replace(first, alike=1).line} ({grouped(count)} slike{where and f' i {where}'})"


def _examples(what: str, places: Sequence[str]) -> list[str]:
    known = list(dict.fromkeys(places))
    if len(known) <= 1:
        return []
    more = " …" if len(known) > MOST_EXAMPLES else ""
    return [f"{grouped(len(known))} {what}: {', '.join(known[:MOST_EXAMPLES])}{more}"]
