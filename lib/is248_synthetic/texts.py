"""Short invented texts: no place, person or institution, and nothing anybody wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248_synthetic.synthetic_units import counted

if TYPE_CHECKING:
    from is248_synthetic.categorical import State
    from is248_synthetic.margins import Text

_OPENINGS = (
    "Vi legger vekt på dette: {}.",
    "Hos oss gjelder særlig: {}.",
    "Kort sagt: {}.",
    "Det viktigste er: {}.",
    "Slik er det nå: {}.",
)
PLAIN = (
    "Dette varierer gjennom året.",
    "Arbeidet er i gang, men ikke ferdig.",
    "Vi følger opp fra sak til sak.",
    "Ordningen er ny og skal vurderes.",
    "Det er for tidlig å si noe sikkert.",
    "Tjenesten deles mellom flere enheter.",
    "Vi mangler folk til å gjøre mer.",
    "Det fungerer stort sett som planlagt.",
)


def coded_texts(state: State) -> None:
    """A text for every coded answer, made of the labels of its codes."""
    for variable in state.book.variables:
        if variable.type != "open" or not variable.categories:
            continue
        noise = state.draws(41, *variable.id.encode())
        for unit, codes in state.answers.get(variable.id, {}).items():
            words = [_lower(variable.categories[code]) for code in codes]
            opening = _OPENINGS[int(noise.integers(len(_OPENINGS)))]
            state.texts.setdefault(variable.id, {})[unit] = opening.format(", ".join(words))


def plain_texts(state: State, entry: Text) -> None:
    """As many texts as the print tells, written by municipalities."""
    many = int(state.report.statement(entry.told))
    noise = state.draws(42, *entry.variable.encode())
    units = list(counted(state.units, "municipalities"))
    for variable, codes in entry.given.items():
        answers = state.answers[variable]
        units = [unit for unit in units if set(answers.get(unit, ())) & set(codes)]
    chosen = sorted(noise.permutation(len(units))[:many])
    if len(chosen) < many:
        raise ValueError(f"{entry.variable}: {len(chosen)} units for {many} texts")
    phrases = [PLAIN[int(noise.integers(len(PLAIN)))] for _ in chosen]
    if entry.ages:
        told = (entry.ages.low, entry.ages.high, entry.ages.lowest)
        phrases = _with_ages(phrases, *(state.report.statement(keys[0]) for keys in told))
    state.texts[entry.variable] = dict(zip((units[k] for k in chosen), phrases, strict=True))


def _with_ages(phrases: list[str], low: str, high: str, lowest: str) -> list[str]:
    """Every other text with the usual ages, and one from the lowest that the print tells."""
    usual = f"Ungdom fra {low} til {high} år."
    named = [usual if at % 2 else text for at, text in enumerate(phrases)]
    return [f"Barn og unge fra {lowest} til {high} år.", *named[1:]]


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
