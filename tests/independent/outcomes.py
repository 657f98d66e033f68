"""Who answered what: an outcome is 1, 0, or None where nothing was answered."""

from __future__ import annotations

from dataclasses import dataclass, replace

from independent import raw

# docs/statistics.md: the first that fits, with the crosses that must all be there
POLICE_FORMS = (
    ("slt", {"slt"}),
    ("regular_meetings", {"regular_meetings"}),
    ("single_cases_and_other", {"single_cases", "other"}),
    ("single_cases", {"single_cases"}),
    ("no", {"no"}),
    ("other", {"other"}),
)


@dataclass(frozen=True)
class Line:
    """A line of the specification: what a table or figure holds."""

    year: int
    chapter: str
    item: str
    kind: str
    question: str = ""
    codes: str = ""
    by: str = ""
    oslo: str = ""
    more: str = ""
    edition: int = 0

    @property
    def options(self):
        """The pairs of the last column."""
        return dict(pair.split("=") for pair in self.more.split(" ") if pair)

    def but(self, **changes):
        """The same line with other settings."""
        return replace(self, **changes)


def read_lines(path):
    """Lines of the specification, one for each of their years."""
    for row in raw.read_csv(path):
        for edition in map(int, row.pop("years").split(" ")):
            made = Line(edition, **row, edition=edition)
            yield made.but(year=int(made.options.get("year", edition)))


def split(text):
    """Codes or questions joined by plus signs."""
    return text.split("+") if text else []


def given(unit, year, name):
    """The codes that a unit gave to a question, or None where it gave none."""
    if name == "police_form":
        return _police_form(unit, year)
    question = raw.codebook(year)[name]
    if question["type"] == "multiple":
        return raw.crosses(unit, question)
    if question["type"] == "open":
        return set(raw.codes(unit, name)) or None
    found = raw.answer(unit, name)
    return {found} if found else None


def _police_form(unit, year):
    crossed = raw.crosses(unit, raw.codebook(year)["police_cooperation"])
    if not crossed:
        return None
    if {"no", "other"} <= crossed and len(crossed) == len({"no", "other"}):
        return {
            "none of the six"
        }  # docs/synthetic.md: seven answers cross both, and print counts them in no class
    return {next(form for form, needed in POLICE_FORMS if needed <= crossed)}


def outcome(unit, line):
    """Whether the answer is among the codes."""
    found = given(unit, line.year, line.question)
    if found is None:
        return 0 if line.options.get("missing") == "no" else None
    if found & set(split(line.options.get("leave_out", ""))):
        return None
    return int(bool(found & set(split(line.codes))))


def where(line):
    """By districts where areas are compared, the city as one elsewhere, or as the line says."""
    return line.oslo or ("districts" if line.by in ("county", "hf_area", "kind") else "one")


def counted(line):
    """Units that count in a line: chosen as the line says, and among those it is about."""
    found = raw.units(line.year, where(line))
    if line.options.get("missing") == "no" and where(line) == "one":
        found = _missing_first(line, found)
    if "only" in line.options:
        found = [unit for unit in found if unit.key in _kind(line, line.options["only"])]
    among = line.options.get("among")
    if not among:
        return found
    name, codes = among.split(":")
    other = line.but(question=name, codes=codes, more="")
    return [unit for unit in found if outcome(unit, other) == 1]


def _kind(line, kind):
    return {unit.key for unit in raw.everyone(line.year) if unit.kind == kind}


def _missing_first(line, units):
    """A missing answer is the district's no, before the city answers as most of them."""
    question = raw.codebook(line.year)[line.question]
    if question["type"] != "single":
        columns = [f"{line.question}__{code}" for code in question["categories"]]
        filled = dict.fromkeys(columns, "0")
    else:
        filled = {line.question: "no"}
    districts = [unit for unit in raw.everyone(line.year) if unit.kind == "district"]
    fixed = [
        replace(unit, answers=unit.answers | {c: unit.answers[c] or v for c, v in filled.items()})
        for unit in districts
    ]
    made = raw.answers_of_city(question, fixed, fixed)
    own = {unit.key for unit in raw.everyone(line.year)}
    return [
        unit if unit.key in own else replace(unit, answers=unit.answers | made) for unit in units
    ]


def group_of(unit, line):
    """The group of a unit."""
    if line.by == "kind":
        return unit.kind
    if line.by == "size_districts":
        return "oslo_districts" if unit.kind == "district" else unit.areas["size_class"]
    return unit.areas[line.by]


def groups(line):
    """The groups in their order."""
    if line.by == "kind":
        return ["municipality", "district"]
    if line.by == "size_districts":
        return [*raw.order(line.year, "size_class"), "oslo_districts"]
    return raw.order(line.year, line.by)


def hits_by_group(line):
    """Outcomes of those who answered, by group and in all."""
    units = [(unit, outcome(unit, line)) for unit in counted(line)]
    units = [(unit, hit) for unit, hit in units if hit is not None]
    found = {"total": units}
    if line.by:
        found = {
            g: [pair for pair in units if group_of(pair[0], line) == g] for g in groups(line)
        } | found
    return found
