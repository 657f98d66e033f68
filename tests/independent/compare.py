"""The recomputed values beside those of an edition.

Run over a results file: ``PYTHONPATH=tests python -m independent.compare
outputs/2016/latest/results.csv``.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from independent import deals, grants, others, pathways, quality, raw, shrinkage, staff  # noqa: F401
from independent.kinds import KINDS
from independent.outcomes import Line, read_lines

SPEC = Path(__file__).with_name("spec.csv")
CLOSE = 1e-9
# fits are iterated; the edition's robust means stop when a step changes about a millionth
FITTED = dict.fromkeys(("model", "logit", "adjusted"), 1e-6) | {"levels": 2e-5}

# columns that tables call otherwise
CALLED = {
    "yes_n": "count",
    "with_ips_n": "count",
    "with_se_n": "count",
    "all_n": "n",
    "yes_pct": "pct",
    "good_experience_pct": "pct",
}


@dataclass(frozen=True)
class Compared:
    """A value of the edition beside ours."""

    line: Line
    row: str
    column: str
    theirs: str
    ours: float

    @property
    def agrees(self):
        """Whether they are equal: whole numbers exactly, others within the kind's tolerance."""
        if self.theirs == "" or self.ours is None or math.isnan(self.ours):
            return self.theirs == "" and (self.ours is None or math.isnan(self.ours))
        apart = abs(float(self.theirs) - self.ours)
        if isinstance(self.ours, int):
            return apart == 0
        allowed = FITTED.get(self.line.kind, CLOSE) * max(1.0, abs(self.ours))
        return apart <= max(allowed, getattr(self.ours, "within", 0.0))


def read_results(path):
    """Values of an edition by chapter and item."""
    found = defaultdict(dict)
    for row in raw.read_csv(path):
        found[row["chapter"], row["item"]][row["row"], row["column"]] = row["value"]
    return found


def lines(year):
    """Lines of the specification about an edition."""
    return [line for line in read_lines(SPEC) if line.edition == year]


def compare_line(line, theirs):
    """Every value of an item that the line gives."""
    ours = KINDS[line.kind](line)
    for (row, column), value in theirs.items():
        place = next((p for p in ((row, column), (row, CALLED.get(column))) if p in ours), None)
        if place:
            yield Compared(line, row, column, value, ours[place])


def compare(year, results):
    """All that is recomputed of an edition, by line, of the items that it has."""
    found = {}
    for line in lines(year):
        theirs = results.get((line.chapter, line.item))
        if theirs:
            found[line] = list(compare_line(line, theirs))
        if line.kind == "shares" and any(column == "shrunken_pct" for _, column in theirs or ()):
            drawn = line.but(kind="shrunken")
            found[drawn] = list(compare_line(drawn, theirs))
    return found


def main(path):
    """Print how many agree, by kind and by chapter, and all that does not."""
    results = read_results(path)
    year = int(Path(path).resolve().parents[1].name)
    found = [one for those in compare(year, results).values() for one in those]
    for one in found:
        if not one.agrees:
            print(
                one.line.chapter,
                one.line.item,
                one.row,
                one.column,
                one.theirs,
                float(one.ours),
                sep=" | ",
            )
    for of in ("kind", "chapter"):
        for name, n in Counter(getattr(one.line, of) for one in found).most_common():
            print(f"{name:32}{n:7}")
    print(f"{len(found)} values, {sum(not one.agrees for one in found)} disagree")


if __name__ == "__main__":
    main(sys.argv[1])
