"""What a line of held.csv says, counted anew from an answer file with nothing of the builder."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter

AGENCY = "-"


class Recount:
    """The answers of a file, and Oslo as one beside its districts by the rule of the chapters."""

    def __init__(self, content, book, units):
        self.book, self.units = book, units
        rows = csv.DictReader(io.StringIO(content.decode()), delimiter=";")
        self.rows = {row[book.key]: row for row in rows}
        self.kinds = units["kind"].to_dict()
        self.city = next(code for code, kind in self.kinds.items() if kind == "oslo")
        self._given = {}

    def given(self, name):
        if name not in self._given:
            found = {unit: self._read(name, row) for unit, row in self.rows.items()}
            found = {unit: codes for unit, codes in found.items() if codes is not None}
            districts = [found[u] for u in found if self.kinds[u] == "district"]
            if districts and self._is_choice(name, districts):
                found[self.city] = self._of_the_city(name, districts)
            self._given[name] = found
        return self._given[name]

    def _read(self, name, row):
        question = self.book.variable(name)
        cells = [row[column] for column in question.columns]
        if question.type == "multiple":
            if not all(cells):
                return None
            return {c for c, cell in zip(question.categories, cells, strict=True) if cell == "1"}
        return set(cells[-1].split(";")) if cells[-1] else None

    def _is_choice(self, name, districts):
        kind = self.book.variable(name).type
        # an open answer that is coded to one step of a scale is read as a single choice
        return kind in {"single", "multiple"} or (
            kind == "open" and all(len(codes) == 1 for codes in districts)
        )

    def _of_the_city(self, name, districts):
        question = self.book.variable(name)
        votes = Counter(code for codes in districts for code in codes)
        if question.type == "multiple":
            every = sum(kind == "district" for kind in self.kinds.values())
            return {code for code, n in votes.items() if 2 * n > every}
        most = max(votes.values())
        return {next(code for code in question.categories if votes[code] == most)}

    def counted(self, who, group):
        kind, *filters = who.split(" & ")
        kinds = {
            "one": {"municipality", "oslo"},
            "districts": {"municipality", "district"},
            "districts_and_agencies": {"municipality", "district", "agency"},
            "municipalities": {"municipality"},
            "oslo": {"district"},
        }[kind]
        found = [unit for unit, kind in self.kinds.items() if kind in kinds]
        for part in group.split(" & ") if group else []:
            name, _, values = part.partition("=")
            attribute = self.units[name]
            found = [unit for unit in found if attribute[unit] in values.split("|")]
        for part in filters:
            name, _, codes = part.partition("=")
            given = self.given(name)
            found = [unit for unit in found if given.get(unit, set()) & set(codes.split("|"))]
        return found

    def gives(self, name, codes, units):
        given = self.given(name)
        if not codes:
            return [unit for unit in units if unit in given]
        exact = [set(code[1:].split("+")) for code in codes if code.startswith("=")]
        if exact:
            return [unit for unit in units if given.get(unit) in exact]
        return [unit for unit in units if given.get(unit, set()) & set(codes)]

    def value(self, row):
        """The number that a value line speaks of."""
        name, measure = row["question"], row["measure"]
        codes = row["codes"].split("|") if row["codes"] else []
        units = self.counted(row["who"], row["group"])
        answered = [unit for unit in units if unit in self.given(name)]
        if measure == "sum":
            cells = [self.rows[unit][name].replace(",", ".") for unit in answered]
            return sum(float(cell) for cell in cells if cell.replace(".", "").isdigit())
        if measure == "n":
            return len(answered)
        count = len(self.gives(name, codes, units))
        if measure == "count":
            return count
        base = self.base(row["base"], name, units, answered)
        return 100 * count / len(base) if base else math.nan

    def base(self, kind, name, units, answered):
        if kind == "all":
            return units
        if kind == "takers":
            return [unit for unit in answered if self.given(name)[unit] != {"no"}]
        assert kind == "answered"
        return answered

    # --- told orders ---------------------------------------------------------------------------
    def order(self, row):
        """The rank, or the p against the group in ``base``, that an order line speaks of."""
        if row["measure"].startswith("rank"):
            return self._rank(row)
        pairs = [self._pair(row, group) for group in (row["group"], row["base"])]
        return self._p(*pairs, row["measure"])

    def _rank(self, row):
        attribute, _, own = row["group"].partition("=")
        values = {}
        for name in set(self.units[attribute]) - {""}:
            values[name] = self._level({**row, "group": f"{attribute}={name}"})
        return 1 + sum(value < values[own] for value in values.values())

    def _level(self, row):
        if row["measure"] == "rank":
            return self.value({**row, "measure": "pct"})
        given = self.given(row["question"])
        steps = list(self.book.variable(row["question"]).categories)
        people = self.units["pop_18plus"]
        weighted = "weighted" in row["measure"]
        found = [
            (steps.index(next(iter(given[unit]))) + 1, people[unit] if weighted else 1)
            for unit in self.counted(row["who"], row["group"])
            if unit in given
        ]
        return sum(step * weight for step, weight in found) / sum(w for _, w in found)

    def _pair(self, row, group):
        units = [u for u in self.counted(row["who"], group) if u in self.given(row["question"])]
        return len(units), len(self.gives(row["question"], row["codes"].split("|"), units))

    @staticmethod
    def _p(one, base, measure):
        counts = (one[1], one[0] - one[1], base[1], base[0] - base[1])
        if not all(counts):  # separated: a logit tells nothing
            return 1.0
        odds = math.log(counts[0] * counts[3] / (counts[1] * counts[2]))
        right = {"higher": odds > 0, "lower": odds < 0, "alike": True}[measure]
        z = abs(odds) / math.sqrt(sum(1 / n for n in counts))
        return math.erfc(z / math.sqrt(2)) if right else 1.0

    # --- together ------------------------------------------------------------------------------
    def agrees(self, row, most=1e-6):
        """Whether a line is true of these answers."""
        found = self.value(row) if row["kind"] == "value" else self.order(row)
        return float(row["low"]) - most <= found <= float(row["high"]) + most

    def stays(self, other, questions, rows):
        """Of the counts of single answers that no line holds, how many are the same elsewhere."""
        held = {
            (row["question"], row["codes"], row["who"])
            for row in rows
            if row["measure"] == "count" and row["kind"] == "value" and not row["group"]
        }
        every = [
            {"question": q, "codes": code, "who": who, "group": "", "measure": "count"}
            for q in sorted(questions)
            for code in self.book.variable(q).categories
            for who in ("one", "districts", "municipalities")
            if (q, code, who) not in held
        ]
        same = [row for row in every if self.value(row) == other.value(row)]
        return len(same), len(every)
