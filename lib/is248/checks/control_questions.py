"""Control questions: findings on the same thing become one question in Norwegian words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping  # noqa: TC003 - module-level annotations
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from is248.base.numbers import NBSP, format_number
from is248.checks.fewest_fields import fields_to_change
from is248.checks.unit_totals import GROUPS

if TYPE_CHECKING:
    from is248.checks.control_rules import Checked
    from is248.year.labels import Labels

GROUP_WORDS: Mapping[str, str] = {
    "adult": "voksne", "child": "barn og unge", "total": "voksne og barn", "form": "hele skjemaet",
}  # fmt: skip
FIELD_WORDS: Mapping[str, str] = {
    "mental_health": "psykisk helsearbeid", "substance_use": "rusarbeid",
}  # fmt: skip
FORM_WORDS: Mapping[str, str] = {"joint": "felles", "separate": "hver for seg"}
RATE = 2
"""Decimals of rates: with fewer, a rate and the fence that it lies outside of can look alike."""

LARGE = 1000
"""From here on decimals say nothing."""
MOST_FIELDS = 4
"""A question names so many fields."""
ADVISED = frozenset({"education", "pathway"})
"""Topics whose sums clash: the fewest fields to change are named."""

AGE_WORDS: Mapping[str, str] = {"adult": "fra 18 år", "child": "under 18 år"}


@dataclass(frozen=True)
class Question:
    """One question to one unit.

    Attributes:
        unit: Register key.
        topic: What is asked, see params/checks.yml.
        group: ``adult``, ``child``, ``total`` or ``form``.
        reported: What the unit reported.
        expected: What we expected.
        ask: What we ask.
        title: The topic in words.
        fields: The columns that it is about, where it is not about sums of FTE.
    """

    unit: str
    topic: str
    group: str
    reported: str
    expected: str
    ask: str
    title: str = ""
    fields: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The field or sum that the question is about; its name in decisions.yml."""
        if self.fields or self.group == "form":
            return (*self.fields, self.topic)[0]
        split = self.topic if self.topic in {"education", "pathway"} else "measure"
        return f"fte_{self.group}_{split}"

    @property
    def heading(self) -> str:
        """Topic and group in words."""
        return self.title if self.group == "form" else f"{self.title}: {GROUP_WORDS[self.group]}"


def questions(checked: Checked, year: int, labels: Labels) -> list[Question]:
    """The questions that the findings give rise to.

    Args:
        checked: The checked year.
        year: The reporting year.
        labels: Display names.

    Returns:
        By unit, in the order of the topics, adults before children.
    """
    rules = checked.rules
    of = {rule.id: rule.topic for rule in rules.checks}
    asked = checked.asked.assign(topic=checked.asked["check"].map(of))
    facts: dict[Any, Any] = checked.both.set_index(["unit", "group"]).to_dict("index")
    made = []
    for (unit, topic, group), rows in asked.groupby(["unit", "topic", "group"], sort=False):
        about = facts.get((unit, group), {})
        case = _Case(rows.to_dict("records"), about, str(group), year, labels, checked)
        made.append(case.question(str(unit), str(topic)))
    topics, groups = list(rules.topics), list(GROUP_WORDS)
    covered = {
        (q.unit, topic, group)
        for q in made
        for topic in rules.topics[q.topic].covers
        for group in ([q.group] if q.group in GROUPS else groups)
    }
    made = [q for q in made if (q.unit, q.topic, q.group) not in covered]
    return sorted(made, key=lambda q: (q.unit, topics.index(q.topic), groups.index(q.group)))


@dataclass(frozen=True)
class _Case:
    """Findings and facts of one unit and group."""

    rows: list[dict[Any, Any]]
    facts: Mapping[str, Any]
    group: str
    year: int
    labels: Labels
    checked: Checked

    @property
    def found(self) -> Mapping[str, Mapping[str, Any]]:
        return {row["check"]: row for row in self.rows}

    def question(self, unit: str, topic: str) -> Question:
        said = _WORDS[topic](self) if topic in _WORDS else self._by_rule()
        ask = " ".join(self._said("ask"))
        if topic in ADVISED:
            ask += self._advice(unit)
        title = self.checked.rules.topics[topic].heading
        fields = dict.fromkeys(row["variable"] for row in self.rows if row["variable"])
        reported, expected = said
        if str(self.year - 1) in reported + expected:
            reported += self._of_parts(unit)
        return Question(unit, topic, self.group, reported, expected, ask, title, tuple(fields))

    def _of_parts(self, unit: str) -> str:
        """What last year's numbers of a unit with other borders are."""
        before = self.checked.case.before
        crossed, last = before and before.crossed, self.year - 1
        if not crossed or unit not in crossed.merged | crossed.estimated:
            return ""
        if unit in crossed.estimated:
            return f" Tallene for {last} er anslått, fordi en kommune ble delt."
        return f" Tallene for {last} er summen for kommunene som dere er slått sammen av."

    def _by_rule(self) -> tuple[str, str]:
        return " ".join(self._said("reported")), " ".join(self._said("expected"))

    def _said(self, part: str) -> list[str]:
        """Words of the rules, each sentence once; of very many fields the first few."""
        rules = [(self.checked.rules.rule(row["check"]), row) for row in self.rows[:MOST_FIELDS]]
        said = dict.fromkeys(getattr(rule, part).format(**self._places(row)) for rule, row in rules)
        more = len(self.rows) - MOST_FIELDS
        rest = [f"Det samme gjelder {format_number(more)} felt til."]
        return [*said, *(rest if more > 0 and part == "reported" else [])]

    def _places(self, row: Mapping[str, Any]) -> dict[str, str]:
        numbers = {name: _number(row[name]) for name in ("value", "expected", "low", "high")}
        label, detail = self._label(row["variable"]), _detail(row)
        if row["check"] == "half_missing":
            label = FIELD_WORDS[row["side"]]
            detail = next(words for words in FIELD_WORDS.values() if words != label)
        years = {"year": str(self.year), "last": str(self.year - 1)}
        return {**numbers, **years, "label": label, "detail": detail, "who": self.who}

    def _label(self, variable: str) -> str:
        known = self.checked.case.variables
        return known[variable].label if variable in known else ""

    def _advice(self, unit: str) -> str:
        fields = fields_to_change(self.checked.case, unit, self.group)
        names = [f"«{self._label(field)}»" for field in fields]
        if not names:
            return ""
        what = "ett felt" if len(names) == 1 else f"{format_number(len(names))} felt"
        return f" Færrest mulige rettinger er {what}, for eksempel {' og '.join(names)}."

    @property
    def who(self) -> str:
        return GROUP_WORDS[self.group]

    @property
    def size(self) -> str:
        classes = self.labels.category("size_class").values
        label = classes[self.facts["size_class"]].label.lower()
        at_least = label.removesuffix(" og over")
        return f"{label} innbyggere" if at_least == label else f"minst {at_least} innbyggere"

    def any(self, *checks: str) -> Mapping[str, Any]:
        return next(self.found[check] for check in checks if check in self.found)


def _absent(case: _Case) -> tuple[str, str]:
    reported = f"Vi har ikke fått skjemaet for {case.year} fra dere."
    if "carried_forward" in case.found:
        reported += f" Inntil videre står tallene fra {case.year - 1} i stedet."
    expected = "Alle kommuner skal svare, også de som ikke har egne årsverk."
    return reported, expected


def _halves(case: _Case) -> tuple[str, str]:
    blank = FIELD_WORDS[case.found["half_missing"]["side"]]
    filled = next(words for words in FIELD_WORDS.values() if words != blank)
    reported = (
        f"Dere har valgt å rapportere psykisk helsearbeid og rusarbeid hver for seg for "
        f"{case.who}, men bare {filled} er fylt ut ({fte(case.facts['measure'])} årsverk)."
    )
    expected = f"Vi ventet tall også for {blank}, eller null hvis dere ikke har slike årsverk."
    return reported, expected


def _sums(words: str, check: str) -> Callable[[_Case], tuple[str, str]]:
    def say(case: _Case) -> tuple[str, str]:
        found = case.found[check]
        reported = (
            f"Dere har ført {fte(found['expected'])} årsverk for {case.who} på tiltak, men "
            f"{fte(found['value'])} på {words}."
        )
        tolerance = fte(found["high"] - found["expected"])
        expected = (
            f"De samme årsverkene fordeles på tiltak og på {words}. Summene bør være like og kan "
            f"avvike med høyst {tolerance} årsverk."
        )
        return reported, expected

    return say


def _rate(case: _Case) -> tuple[str, str]:
    found = case.any("rate_high", "rate_low")
    reported = (
        f"Dere har ført {fte(case.facts['measure'])} årsverk for {case.who}. Det er "
        f"{format_number(found['value'], RATE)} per 1{NBSP}000 innbyggere {AGE_WORDS[case.group]}."
    )
    expected = (
        f"Blant kommuner med {case.size} er {format_number(found['expected'], RATE)} "
        f"vanlig (medianen), og {_bound(found)} regnes som uvanlig."
    )
    return reported, expected


def _change(case: _Case) -> tuple[str, str]:
    return _both_years(case), _usual_change(case)


def _both_years(case: _Case) -> str:
    before, after = case.facts["before"], case.facts["measure"]
    words = f"Dere førte {fte(before)} årsverk for {case.who} i {case.year - 1}"
    if "child_zero" in case.found:
        words += f", men ingen i {case.year}."
    else:
        words += f" og {fte(after)} i {case.year}, {_by_how_much(before, after)}."
    if "form_change" in case.found:
        then, now = FORM_WORDS[case.facts["form_before"]], FORM_WORDS[case.facts["form"]]
        words += f" Samtidig har dere gått fra å rapportere {then} til {now}."
    return words


def _by_how_much(before: float, after: float) -> str:
    kind = "en økning" if after > before else "en nedgang"
    words = f"{kind} på {fte(abs(after - before))}"
    percent = format_number(abs(after / before - 1) * 100) if before else ""
    return f"{words} ({percent}{NBSP}prosent)" if before else words


def _usual_change(case: _Case) -> str:
    if "change_level" in case.found:
        found = case.found["change_level"]
        return f"I kommuner med {case.size} regnes {_limit(found, 1)} årsverk som stor."
    if "change_rate" in case.found:
        found = case.found["change_rate"]
        return (
            f"I kommuner med {case.size} regnes {_limit(found, RATE)} årsverk per 1{NBSP}000 "
            "innbyggere som stor. Hos dere er endringen "
            f"{format_number(found['value'], RATE, sign=True)}."
        )
    if "child_zero" in case.found:
        return "Vi ventet at dere fortsatt har årsverk for barn og unge."
    return "Vi ventet omtrent samme sum, siden de samme tjenestene skal telles på begge måter."


def _limit(found: Mapping[str, Any], decimals: int) -> str:
    above = found["value"] > found["high"]
    size = format_number(found["high"] if above else -found["low"], decimals)
    return f"en {'økning' if above else 'nedgang'} på mer enn {size}"


def _bound(found: Mapping[str, Any]) -> str:
    above = found["value"] > found["high"]
    limit = format_number(found["high"] if above else found["low"], RATE)
    return f"{'mer' if above else 'mindre'} enn {limit}"


_WORDS: Mapping[str, Callable[[_Case], tuple[str, str]]] = {
    "absent": _absent,
    "halves": _halves,
    "education": _sums("utdanning", "measure_education"),
    "pathway": _sums("hovedforløp", "measure_pathway"),
    "rate": _rate,
    "change": _change,
}


def _number(value: float) -> str:
    """A number as short as it may be told."""
    if math.isnan(value):
        return ""
    return format_number(value) if abs(value) >= LARGE else fte(value)


def _detail(row: Mapping[str, Any]) -> str:
    """What a rule calls ``{detail}``: a code or text, or what a factor means."""
    side = str(row["side"])
    factor = side.removeprefix("1/")
    if row["check"] == "factor_error":
        return f"{factor} ganger {'mer' if factor == side else 'mindre'}"
    if side and row["check"] in {"amount_by_size", "count_by_size"}:
        return f" {'Delt på' if factor == side else 'Ganget med'} {factor} ville det vært vanlig."
    return side


def fte(value: float) -> str:
    """FTE with as many decimals as they have, at most two: ``12``, ``12,5``, ``12,25``."""
    decimals = next((d for d in (0, 1) if abs(value - round(value, d)) < 0.001), 2)  # noqa: PLR2004
    return format_number(value, decimals)
