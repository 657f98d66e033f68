"""Control questions: findings on the same thing become one question in Norwegian words."""

from __future__ import annotations

from collections.abc import Callable, Mapping  # noqa: TC003 - module-level annotations
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from is248.base.numbers import NBSP, format_number

if TYPE_CHECKING:
    from is248.checks.control_rules import Checked
    from is248.year.labels import Labels

TOPICS: Mapping[str, str] = {
    "no_answer": "absent", "carried_forward": "absent", "half_missing": "halves",
    "measure_education": "education", "measure_pathway": "pathway",
    "rate_high": "rate", "rate_low": "rate", "change_level": "change", "change_rate": "change",
    "child_zero": "change", "form_change": "change",
}  # fmt: skip
"""Check → what is asked: a unit gets one question per topic and group."""

HEADINGS: Mapping[str, str] = {
    "absent": "Svaret mangler",
    "halves": "Bare ett av to felt er fylt ut",
    "education": "Tiltak og utdanning stemmer ikke overens",
    "pathway": "Tiltak og hovedforløp stemmer ikke overens",
    "rate": "Årsverk i forhold til innbyggerne",
    "change": "Endring fra året før",
}
GROUP_WORDS: Mapping[str, str] = {
    "adult": "voksne", "child": "barn og unge", "total": "voksne og barn",
}  # fmt: skip
FIELD_WORDS: Mapping[str, str] = {
    "mental_health": "psykisk helsearbeid", "substance_use": "rusarbeid",
}  # fmt: skip
FORM_WORDS: Mapping[str, str] = {"joint": "felles", "separate": "hver for seg"}
RATE = 2
"""Decimals of rates: with fewer, a rate and the fence that it lies outside of can look alike."""

AGE_WORDS: Mapping[str, str] = {"adult": "fra 18 år", "child": "under 18 år"}


@dataclass(frozen=True)
class Question:
    """One question to one unit.

    Attributes:
        unit: Register key.
        topic: What is asked, a key of :data:`HEADINGS`.
        group: ``adult``, ``child`` or ``total``.
        reported: What the unit reported.
        expected: What we expected.
        ask: What we ask.
    """

    unit: str
    topic: str
    group: str
    reported: str
    expected: str
    ask: str

    @property
    def variable(self) -> str:
        """The sum that the question is about; its name in decisions.yml."""
        split = self.topic if self.topic in {"education", "pathway"} else "measure"
        return f"fte_{self.group}_{split}"

    @property
    def heading(self) -> str:
        """Topic and group in words."""
        return f"{HEADINGS[self.topic]}: {GROUP_WORDS[self.group]}"


def questions(checked: Checked, year: int, labels: Labels) -> list[Question]:
    """The questions that the findings give rise to.

    Args:
        checked: The checked year.
        year: The reporting year.
        labels: Display names.

    Returns:
        By unit, in the order of :data:`HEADINGS`, adults before children.
    """
    asked = checked.asked.assign(topic=checked.asked["check"].map(dict(TOPICS)))
    facts: dict[Any, Any] = checked.both.set_index(["unit", "group"]).to_dict("index")
    made = []
    for (unit, topic, group), rows in asked.groupby(["unit", "topic", "group"], sort=False):
        found: dict[str, Any] = {row["check"]: row for row in rows.to_dict("records")}
        case = _Case(found, facts.get((unit, group), {}), str(group), year, labels)
        made.append(Question(str(unit), str(topic), str(group), *_WORDS[str(topic)](case)))
    topics, groups = list(HEADINGS), list(GROUP_WORDS)
    return sorted(made, key=lambda q: (q.unit, topics.index(q.topic), groups.index(q.group)))


@dataclass(frozen=True)
class _Case:
    """Findings and facts of one unit and group."""

    found: Mapping[str, Mapping[str, Any]]
    facts: Mapping[str, Any]
    group: str
    year: int
    labels: Labels

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


def _absent(case: _Case) -> tuple[str, str, str]:
    reported = f"Vi har ikke fått skjemaet for {case.year} fra dere."
    if "carried_forward" in case.found:
        reported += f" Inntil videre står tallene fra {case.year - 1} i stedet."
    expected = "Alle kommuner skal svare, også de som ikke har egne årsverk."
    return reported, expected, "Kan dere sende inn skjemaet, eller si fra om hva som hindrer det?"


def _halves(case: _Case) -> tuple[str, str, str]:
    blank = FIELD_WORDS[case.found["half_missing"]["side"]]
    filled = next(words for words in FIELD_WORDS.values() if words != blank)
    reported = (
        f"Dere har valgt å rapportere psykisk helsearbeid og rusarbeid hver for seg for "
        f"{case.who}, men bare {filled} er fylt ut ({fte(case.facts['measure'])} årsverk)."
    )
    expected = f"Vi ventet tall også for {blank}, eller null hvis dere ikke har slike årsverk."
    ask = f"Mangler tallene for {blank}, er de null, eller er de regnet med under {filled}?"
    return reported, expected, ask


def _sums(words: str, check: str) -> Callable[[_Case], tuple[str, str, str]]:
    def say(case: _Case) -> tuple[str, str, str]:
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
        return reported, expected, "Hvilken sum er riktig, og hvilke tall skal endres?"

    return say


def _rate(case: _Case) -> tuple[str, str, str]:
    found = case.any("rate_high", "rate_low")
    reported = (
        f"Dere har ført {fte(case.facts['measure'])} årsverk for {case.who}. Det er "
        f"{format_number(found['value'], RATE)} per 1{NBSP}000 innbyggere {AGE_WORDS[case.group]}."
    )
    expected = (
        f"Blant kommuner med {case.size} er {format_number(found['expected'], RATE)} "
        f"vanlig (medianen), og {_bound(found)} regnes som uvanlig."
    )
    ask = "Er tallet riktig? Skriv i så fall gjerne kort hva som ligger bak det."
    return reported, expected, ask


def _change(case: _Case) -> tuple[str, str, str]:
    return _both_years(case), _usual_change(case), (
        "Har tjenesten endret seg, teller dere på en annen måte enn i fjor, eller er et av tallene "
        "feil?"
    )  # fmt: skip


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


_WORDS: Mapping[str, Callable[[_Case], tuple[str, str, str]]] = {
    "absent": _absent,
    "halves": _halves,
    "education": _sums("utdanning", "measure_education"),
    "pathway": _sums("hovedforløp", "measure_pathway"),
    "rate": _rate,
    "change": _change,
}


def fte(value: float) -> str:
    """FTE with as many decimals as they have, at most two: ``12``, ``12,5``, ``12,25``."""
    decimals = next((d for d in (0, 1) if abs(value - round(value, d)) < 0.001), 2)  # noqa: PLR2004
    return format_number(value, decimals)
